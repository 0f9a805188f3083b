package io.deskloom.rest;

import io.deskloom.view.ViewItem;
import io.deskloom.view.Views;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Saved lists. */
@Path("/api/v1/views")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "views")
public class ViewResource {
    private final Views views;
    private final Now now;

    ViewResource(Views views, Now now) {
        this.views = views;
        this.now = now;
    }

    @GET
    @LoggedIn("tickets:read")
    @Operation(operationId = "listViews", summary = "The saved lists the caller is offered")
    public List<ViewItem> list(
            @Parameter(description = "whether to count each list's tickets") @QueryParam("counts") @DefaultValue("true")
                    boolean counts) {
        return views.list(now.actor(), now.metadata(), counts, now.moment());
    }
}
