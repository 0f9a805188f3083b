package io.deskloom.rest;

import io.deskloom.view.TypeItem;
import io.deskloom.view.TypeSchema;
import io.deskloom.view.Types;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Ticket types and their schemas, as the caller may know them. */
@Path("/api/v1/types")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "types")
public class TypeResource {
    private final Types types;
    private final Now now;

    TypeResource(Types types, Now now) {
        this.types = types;
        this.now = now;
    }

    @GET
    @LoggedIn("tickets:read")
    @Operation(operationId = "listTypes", summary = "The ticket types the caller may see tickets of or create")
    public List<TypeItem> list() {
        return types.list(now.actor(), now.metadata(), now.moment());
    }

    @GET
    @Path("/{key}/schema")
    @LoggedIn("tickets:read")
    @Operation(
            operationId = "getTypeSchema",
            summary = "Fields, forms, steps and columns of a type, as far as the caller may see them")
    public TypeSchema schema(@PathParam("key") String key) {
        return Responses.valueOf(types.schema(now.actor(), now.metadata(), key, now.moment()));
    }
}
