package io.deskloom.rest;

import io.deskloom.access.Cursors;
import io.deskloom.access.QueryPlan;
import io.deskloom.identity.Actor;
import io.deskloom.kernel.Moment;
import io.deskloom.kernel.Rejection;
import io.deskloom.kernel.TicketId;
import io.deskloom.model.MetadataSnapshot;
import io.deskloom.model.RuleDef;
import io.deskloom.model.Snapshots;
import io.deskloom.notification.Notification;
import io.deskloom.notification.NotificationStore;
import io.deskloom.notification.Silence;
import io.deskloom.notification.TellAgenda;
import io.deskloom.view.Notices;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jspecify.annotations.Nullable;

/** What the caller has been told, and what the caller does not want to hear of. */
@Path("/api/v1/me/notifications")
@Tag(name = "me")
class NotificationResource {
    /** More than that are "99+". */
    private static final int MOST_COUNTED = 100;

    private static final int MOST = 100;

    private final RequestActor caller;
    private final NotificationStore store;
    private final Notices notices;
    private final Snapshots snapshots;
    private final Cursors cursors;
    private final Clock clock;

    NotificationResource(
            RequestActor caller,
            NotificationStore store,
            Notices notices,
            Snapshots snapshots,
            Cursors cursors,
            Clock clock) {
        this.caller = caller;
        this.store = store;
        this.notices = notices;
        this.snapshots = snapshots;
        this.cursors = cursors;
        this.clock = clock;
    }

    /**
     * @param ticket null when it is out of the caller's sight by now; then there is no text either
     * @param rule what had it told, by language; null when there is no such rule any more
     */
    @Schema(name = "Notification")
    record NotificationBody(
            UUID id,
            @Nullable NotifiedTicket ticket,
            @Nullable String text,
            String ruleId,
            @Nullable Map<String, String> rule,
            Instant at,
            boolean read) {}

    @Schema(name = "NotifiedTicket")
    record NotifiedTicket(
            UUID id, String number, String type, @Nullable String title) {}

    /**
     * @param next cursor of the next page, null when this is the last
     * @param unread how many are unread in all, at most 100
     */
    @Schema(name = "NotificationPage")
    record PageBody(List<NotificationBody> items, @Nullable String next, int unread) {}

    @Schema(name = "UnreadCount")
    record UnreadBody(int unread) {}

    @Schema(name = "NotificationRead")
    record ReadBody(@Schema(required = true) @Nullable Boolean read) {}

    /** @param until as the newest notification on the caller's screen says: what came since stays unread */
    @Schema(name = "NotificationsRead")
    record ReadAllBody(@Schema(required = true) @Nullable Instant until) {}

    /**
     * A rule that tells people.
     *
     * @param muted whether the caller hears nothing of it
     * @param mailMuted whether the caller gets no mail of it
     */
    @Schema(name = "NotificationRule")
    record RuleBody(String id, Map<String, String> label, String type, boolean muted, boolean mailMuted) {}

    /** What mails that ask for decisions are called; they are nobody's rule. */
    private static final Map<String, String> ASKED = Map.of("en", "Requests for your approval", "zh", "请您审批");

    /** @param mailMuted to hear of it, but not by mail */
    @Schema(name = "NotificationMute")
    record MuteBody(
            @Schema(required = true) @Nullable Boolean muted,
            @Nullable Boolean mailMuted) {}

    @GET
    @LoggedIn("tickets:read")
    @Operation(operationId = "notifications", summary = "What the caller has been told, newest first")
    public PageBody list(
            @QueryParam("unread") @DefaultValue("false") boolean unread,
            @QueryParam("limit") @DefaultValue("30") int limit,
            @QueryParam("cursor") @Nullable String cursor) {
        Actor actor = caller.get();
        String bound = "notifications|" + actor.tenant().value() + "|" + actor.account();
        NotificationStore.@Nullable Position before =
                cursor == null ? null : position(Responses.valueOf(cursors.read(cursor, bound)));
        int wanted = Math.clamp(limit, 1, MOST);
        List<Notification> found = store.newest(actor.tenant(), actor.account(), unread, before, wanted + 1);
        boolean more = found.size() > wanted;
        List<Notification> shown = more ? found.subList(0, wanted) : found;
        MetadataSnapshot now = snapshots.current(actor.tenant());
        Map<TicketId, Notices.Named> tickets = notices.named(
                actor,
                now,
                shown.stream().map(Notification::ticket).collect(Collectors.toSet()),
                new Moment(clock.instant(), now.workspace().zone()));
        return new PageBody(
                shown.stream().map(n -> body(n, tickets.get(n.ticket()), now)).toList(),
                more
                        ? cursors.write(
                                new QueryPlan.Position(
                                        List.of(shown.getLast().at()),
                                        shown.getLast().id()),
                                bound)
                        : null,
                store.unread(actor.tenant(), actor.account(), MOST_COUNTED));
    }

    private static NotificationStore.Position position(QueryPlan.Position cursor) {
        if (cursor.keys().size() == 1 && cursor.keys().getFirst() instanceof Instant at) {
            return new NotificationStore.Position(at, cursor.id());
        }
        throw RefusedException.of(Rejection.invalid(List.of()));
    }

    /** Of a ticket that is out of sight by now nothing is said: what was told of it then may not be known any more. */
    private static NotificationBody body(Notification n, Notices.@Nullable Named ticket, MetadataSnapshot now) {
        return new NotificationBody(
                n.id(),
                ticket == null
                        ? null
                        : new NotifiedTicket(n.ticket().value(), ticket.number(), ticket.type(), ticket.title()),
                ticket == null ? null : n.text(),
                n.rule(),
                now.rule(n.rule()).map(r -> r.label().byLanguage()).orElse(null),
                n.at(),
                n.readAt() != null);
    }

    @GET
    @Path("/unread")
    @LoggedIn("tickets:read")
    @Operation(operationId = "unreadNotifications", summary = "How many are unread, at most 100")
    public UnreadBody unread() {
        Actor actor = caller.get();
        return new UnreadBody(store.unread(actor.tenant(), actor.account(), MOST_COUNTED));
    }

    @PUT
    @Path("/{id}/read")
    @LoggedIn("tickets:read")
    @ResponseStatus(204)
    @Operation(operationId = "markNotification", summary = "Marks one as read or unread")
    public void mark(@PathParam("id") UUID id, ReadBody body) {
        new Given().need("read", body.read()).check();
        Actor actor = caller.get();
        Instant at = Boolean.TRUE.equals(body.read()) ? now() : null;
        if (!store.mark(actor.tenant(), actor.account(), id, at)) {
            throw RefusedException.of(Rejection.notFound());
        }
    }

    @POST
    @Path("/read")
    @LoggedIn("tickets:read")
    @ResponseStatus(204)
    @Operation(operationId = "markNotifications", summary = "Marks all that were told until a moment as read")
    public void markAll(ReadAllBody body) {
        new Given().need("until", body.until()).check();
        Actor actor = caller.get();
        store.markAll(actor.tenant(), actor.account(), Given.sure(body.until()), now());
    }

    @GET
    @Path("/rules")
    @LoggedIn("tickets:read")
    @Operation(
            operationId = "notificationRules",
            summary = "The rules that tell people, and which of them the caller has silenced")
    public List<RuleBody> rules() {
        Actor actor = caller.get();
        Map<String, Silence> silences = store.silences(actor.tenant(), actor.account());
        RuleBody asked = new RuleBody(TellAgenda.BY_HAND, ASKED, "", false, silences.containsKey(TellAgenda.BY_HAND));
        return Stream.concat(
                        Stream.of(asked),
                        known(actor).stream()
                                .map(r -> new RuleBody(
                                        r.id(),
                                        r.label().byLanguage(),
                                        r.type(),
                                        silences.get(r.id()) == Silence.ALL,
                                        silences.get(r.id()) != null)))
                .toList();
    }

    private List<RuleDef> known(Actor actor) {
        MetadataSnapshot now = snapshots.current(actor.tenant());
        return notices.rules(
                actor, now, new Moment(clock.instant(), now.workspace().zone()));
    }

    @PUT
    @Path("/rules/{id}")
    @LoggedIn("tickets:read")
    @ResponseStatus(204)
    @Operation(operationId = "muteNotifications", summary = "Silences a rule for the caller, or hears it again")
    public void mute(@PathParam("id") String id, MuteBody body) {
        new Given().need("muted", body.muted()).check();
        Actor actor = caller.get();
        if (id.equals(TellAgenda.BY_HAND)) {
            // What somebody is asked he hears of here in any case: only the mails can be stopped.
            boolean silent = Boolean.TRUE.equals(body.muted()) || Boolean.TRUE.equals(body.mailMuted());
            store.silence(actor.tenant(), actor.account(), id, silent ? Silence.MAIL : null);
            return;
        }
        if (known(actor).stream().noneMatch(r -> r.id().equals(id))) {
            throw RefusedException.of(Rejection.notFound());
        }
        store.silence(
                actor.tenant(),
                actor.account(),
                id,
                Boolean.TRUE.equals(body.muted())
                        ? Silence.ALL
                        : Boolean.TRUE.equals(body.mailMuted()) ? Silence.MAIL : null);
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
