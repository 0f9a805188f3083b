package io.deskloom.rest;

import io.deskloom.command.Origin;
import io.deskloom.command.Pool;
import io.deskloom.identity.Account;
import io.deskloom.identity.Accounts;
import io.deskloom.identity.Actor;
import io.deskloom.kernel.AccountId;
import io.deskloom.kernel.TicketId;
import io.deskloom.routing.Absence;
import io.deskloom.routing.Candidate;
import io.deskloom.routing.Profile;
import io.deskloom.staff.Staff;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jspecify.annotations.Nullable;

/** People's skills, schedules and absences, for those who see to it that work is done. */
@Path("/api/v1/admin/people")
@Tag(name = "admin")
class PeopleResource {
    static final String MANAGE = "staff.manage";

    private final Now now;
    private final Staff staff;
    private final Accounts accounts;
    private final Pool pool;
    private final RoutingContext routing;

    PeopleResource(Now now, Staff staff, Accounts accounts, Pool pool, RoutingContext routing) {
        this.now = now;
        this.staff = staff;
        this.accounts = accounts;
        this.pool = pool;
        this.routing = routing;
    }

    @GET
    @Needs(MANAGE)
    @Operation(operationId = "people", summary = "People as they are now; of one team if it is named; at most 500")
    public List<PeopleBodies.MemberBody> list(@QueryParam("team") @Nullable String team) {
        Actor actor = now.actor();
        Instant at = now.moment().now();
        String wanted = TicketReadResource.blankToNull(team);
        List<Candidate> people = staff.people(actor.tenant(), wanted == null ? Set.of() : Set.of(wanted), at);
        Map<AccountId, Account> known =
                accounts
                        .byIds(
                                actor.tenant(),
                                people.stream().map(Candidate::account).toList())
                        .stream()
                        .collect(Collectors.toMap(Account::id, Function.identity()));
        return people.stream()
                .filter(c -> known.containsKey(c.account()))
                .map(c -> PeopleBodies.MemberBody.of(Objects.requireNonNull(known.get(c.account())), c, at))
                .sorted(Comparator.comparing(PeopleBodies.MemberBody::name).thenComparing(PeopleBodies.MemberBody::id))
                .toList();
    }

    @GET
    @Path("/{id}")
    @Needs(MANAGE)
    @Operation(operationId = "staffProfile", summary = "What somebody can do and when they work")
    public PeopleBodies.ProfileBody profile(@PathParam("id") String id) {
        return PeopleBodies.ProfileBody.of(
                Responses.valueOf(staff.profile(now.actor().tenant(), account(id))));
    }

    @PUT
    @Path("/{id}")
    @Needs(MANAGE)
    @Operation(
            operationId = "putStaffProfile",
            summary = "Change what somebody can do and when they work",
            description = "All of it. 409 profile-changed when somebody else has changed the version named.")
    public PeopleBodies.ProfileBody put(@PathParam("id") String id, PeopleBodies.ProfileBody body) {
        Profile profile = body.read(now.metadata());
        Integer seen = Given.sure(body.version());
        var kept = Responses.valueOf(staff.change(
                now.actor().tenant(), account(id), profile, seen, now.moment().now()));
        RequestInfo.of(routing).note("staff-changed");
        return PeopleBodies.ProfileBody.of(kept);
    }

    @GET
    @Path("/{id}/absences")
    @Needs(MANAGE)
    @Operation(operationId = "absences", summary = "Absences that are not over, earliest first")
    public List<PeopleBodies.AbsenceBody> absences(@PathParam("id") String id) {
        return Responses.valueOf(staff.absences(
                        now.actor().tenant(), account(id), now.moment().now()))
                .stream()
                .map(PeopleBodies.AbsenceBody::of)
                .toList();
    }

    @POST
    @Path("/{id}/absences")
    @Needs(MANAGE)
    @ResponseStatus(201)
    @Operation(operationId = "addAbsence", summary = "Somebody will be away")
    public PeopleBodies.AbsenceBody addAbsence(@PathParam("id") String id, PeopleBodies.NewAbsence body) {
        new Given().need("from", body.from()).need("to", body.to()).check();
        UUID substitute = body.substitute();
        Absence made = Responses.valueOf(staff.addAbsence(
                now.actor().tenant(),
                account(id),
                Given.sure(body.from()),
                Given.sure(body.to()),
                substitute == null ? null : new AccountId(substitute),
                body.note() == null ? "" : body.note(),
                now.moment().now()));
        RequestInfo.of(routing).note("absence-added");
        return PeopleBodies.AbsenceBody.of(made);
    }

    @DELETE
    @Path("/{id}/absences/{absence}")
    @Needs(MANAGE)
    @Operation(operationId = "removeAbsence", summary = "Somebody will be there after all")
    public void removeAbsence(@PathParam("id") String id, @PathParam("absence") String absence) {
        Responses.valueOf(staff.removeAbsence(now.actor().tenant(), account(id), TicketReadResource.uuid(absence)));
        RequestInfo.of(routing).note("absence-removed");
    }

    @POST
    @Path("/{id}/hand-on")
    @Needs(MANAGE)
    @Operation(
            operationId = "handOn",
            summary = "Hand on what somebody has who is away",
            description =
                    "At most 100 open tickets at once; ask again while there are more. They go to the substitute, else to whoever of the ticket's team has least to do, else into the team's pool. A ticket the caller may not hand on stays.")
    public PeopleBodies.HandedOn handOn(@PathParam("id") String id, PeopleBodies.HandOnBody body) {
        Actor actor = now.actor();
        AccountId away = account(id);
        Responses.valueOf(accounts.get(actor.tenant(), away));
        UUID named = body.substitute();
        AccountId substitute = named != null
                ? new AccountId(named)
                : Responses.valueOf(staff.absences(
                                actor.tenant(), away, now.moment().now()))
                        .stream()
                        .filter(a -> a.covers(now.moment().now()))
                        .map(Absence::substitute)
                        .filter(Objects::nonNull)
                        .findFirst()
                        .orElse(null);
        Pool.Moved moved = pool.handOn(actor, away, substitute, Origin.of(TicketWriteResource.channel(routing)));
        return new PeopleBodies.HandedOn(ids(moved.moved()), ids(moved.refused()), moved.left());
    }

    private static List<UUID> ids(List<TicketId> tickets) {
        return tickets.stream().map(TicketId::value).toList();
    }

    private static AccountId account(String id) {
        return new AccountId(TicketReadResource.uuid(id));
    }
}
