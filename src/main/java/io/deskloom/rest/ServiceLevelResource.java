package io.deskloom.rest;

import io.deskloom.view.ServiceLevelViews;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Calendars and service levels in force. */
@Path("/api/v1/admin")
@Tag(name = "admin")
class ServiceLevelResource {
    private final Now now;

    ServiceLevelResource(Now now) {
        this.now = now;
    }

    @GET
    @Path("/calendars")
    @Needs("metadata.read")
    @Operation(operationId = "listCalendars", summary = "The calendars in force: when somebody works")
    public List<ServiceLevelViews.CalendarView> calendars() {
        return ServiceLevelViews.calendars(now.metadata(), now.moment());
    }

    @GET
    @Path("/slas")
    @Needs("metadata.read")
    @Operation(
            operationId = "listServiceLevels",
            summary = "The service levels in force, in the order tickets ask them")
    public List<ServiceLevelViews.SlaView> policies() {
        return ServiceLevelViews.policies(now.metadata());
    }
}
