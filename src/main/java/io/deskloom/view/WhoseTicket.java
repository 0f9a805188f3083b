package io.deskloom.view;

import io.deskloom.access.Redaction;
import io.deskloom.expr.Expr;
import io.deskloom.expr.Sentence;
import io.deskloom.expr.Trees;
import io.deskloom.identity.Actor;
import io.deskloom.kernel.AccountId;
import io.deskloom.kernel.Label;
import io.deskloom.kernel.Moment;
import io.deskloom.kernel.Rejection;
import io.deskloom.kernel.Result;
import io.deskloom.kernel.TicketId;
import io.deskloom.model.AccessDef.Verb;
import io.deskloom.model.MetadataSnapshot;
import io.deskloom.model.RoutingDef;
import io.deskloom.model.RoutingDef.Way;
import io.deskloom.model.Snapshots;
import io.deskloom.model.TableDef;
import io.deskloom.model.TicketTypeDef;
import io.deskloom.routing.Because;
import io.deskloom.routing.Load;
import io.deskloom.routing.Routed;
import io.deskloom.routing.Weighed;
import io.deskloom.ticket.Event;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Why a ticket is whose it is, from its history. For colleagues only: it tells of other people. A row that looks at something its
 * reader may not know is not quoted, and skills taken from such a thing are not named.
 */
@ApplicationScoped
public class WhoseTicket {
    /** So far back the last routing is looked for. */
    private static final int PAGE = 200;

    private static final int MOST_PAGES = 10;

    private final TicketReads tickets;
    private final TicketQueries queries;
    private final Snapshots snapshots;

    WhoseTicket(TicketReads tickets, TicketQueries queries, Snapshots snapshots) {
        this.tickets = tickets;
        this.queries = queries;
        this.snapshots = snapshots;
    }

    /** 404 to who may not see the ticket, 403 to who may not read internal notes. */
    public Result<RoutingView> why(Actor actor, MetadataSnapshot metadata, TicketId id, Moment moment) {
        return tickets.look(actor, metadata, id, moment)
                .flatMap(look -> Projector.may(look, Verb.READ_INTERNAL)
                        ? Result.ok(view(look, metadata))
                        : Result.refused(Rejection.forbidden(
                                "routing-not-allowed", "Why it is whose it is, is told to colleagues only.")));
    }

    /** The last of each. */
    private record Found(Event.@Nullable Routed routed, Event.@Nullable AssigneeChanged handed) {}

    private Found find(Look look) {
        Event.Routed routed = null;
        Event.AssigneeChanged handed = null;
        UUID before = null;
        for (int page = 0; page < MOST_PAGES && (routed == null || handed == null); page++) {
            List<TicketQueries.Happened> some =
                    queries.history(look.actor().tenant(), look.ticket().id(), before, PAGE);
            for (TicketQueries.Happened one : some) {
                if (routed == null && one.event() instanceof Event.Routed r) {
                    routed = r;
                }
                if (handed == null && one.event() instanceof Event.AssigneeChanged a) {
                    handed = a;
                }
            }
            if (some.size() < PAGE) {
                break;
            }
            before = some.getLast().event().meta().id();
        }
        return new Found(routed, handed);
    }

    private RoutingView view(Look look, MetadataSnapshot metadata) {
        Found found = find(look);
        Event.Routed routed = found.routed();
        Event.AssigneeChanged handed = found.handed();
        AccountId assignee = look.ticket().assignee();
        List<AccountId> people = new ArrayList<>();
        Stream.ofNullable(assignee).forEach(people::add);
        Stream.of(routed, handed)
                .filter(Objects::nonNull)
                .forEach(event -> people.addAll(Timeline.people(List.of(event))));
        if (routed != null) {
            routed.how().weighed().forEach(w -> people.add(w.account()));
        }
        Map<AccountId, String> names = tickets.names(look.actor(), people);
        Timeline timeline = new Timeline(look, names, metadata);
        return new RoutingView(
                Projector.person(assignee, names),
                look.ticket().team(),
                assignee == null || handed == null
                        ? null
                        : new RoutingView.Handed(
                                handed.meta().at(), timeline.cause(handed.meta().cause())),
                routed == null ? null : decision(look, metadata, routed, names, timeline));
    }

    private RoutingView.Decision decision(
            Look look, MetadataSnapshot metadata, Event.Routed event, Map<AccountId, String> names, Timeline timeline) {
        Routed how = event.how();
        // As it was when it decided: rows come and go.
        MetadataSnapshot then =
                snapshots.release(look.actor().tenant(), event.meta().release()).orElse(metadata);
        TicketTypeDef type = then.typeById(look.type().id()).orElse(look.type());
        RoutingDef def = then.routings().get(how.routing());
        Way way = def == null ? null : def.way(type.key()).orElse(null);
        Expr row = row(way, how.row());
        boolean open = row != null && Redaction.isOpen(row, look::isOpen);
        boolean skills = way == null || way.skills() == null || Redaction.isOpen(way.skills(), look::isOpen);
        boolean place = way == null || way.location() == null || Redaction.isOpen(way.location(), look::isOpen);
        Label label = def == null ? Label.of("", "") : def.label();
        return new RoutingView.Decision(
                event.meta().id(),
                event.meta().at(),
                timeline.cause(event.meta().cause()),
                how.routing(),
                label.byLanguage(),
                how.team().equals(look.ticket().team())
                        && Objects.equals(how.chosen(), look.ticket().assignee()),
                how.team(),
                row == null || !open ? null : sentence(row, new TypeNames(type, then)),
                row != null && !open,
                how.ending().wire(),
                how.strategy().wire(),
                skills ? how.skills() : null,
                how.weighed().stream()
                        .map(w -> weighed(w, how, names, look, type, then, skills, place))
                        .toList(),
                how.more());
    }

    private static @Nullable Expr row(@Nullable Way way, @Nullable String id) {
        TableDef grid = way == null ? null : way.grid();
        return grid == null || id == null
                ? null
                : grid.rows().stream()
                        .filter(r -> r.id().equals(id))
                        .findFirst()
                        .map(grid::condition)
                        .orElse(null);
    }

    /** In words; null of a row that fits everything. */
    private static @Nullable Map<String, String> sentence(Expr row, TypeNames names) {
        return Trees.paths(row).isEmpty()
                ? null
                : Map.of("en", Sentence.of(row, names, "en"), "zh", Sentence.of(row, names, "zh"));
    }

    private static RoutingView.Weighed weighed(
            Weighed w,
            Routed how,
            Map<AccountId, String> names,
            Look look,
            TicketTypeDef type,
            MetadataSnapshot then,
            boolean skills,
            boolean place) {
        // Of how far it is to a place that is hidden no figure is told: several of them would say where it is.
        Weighed told = place || how.strategy() != io.deskloom.routing.Strategy.NEAREST
                ? w
                : new Weighed(w.account(), w.verdict(), w.what(), Weighed.UNKNOWN, Weighed.UNKNOWN);
        return new RoutingView.Weighed(
                new Person(w.account().value(), names.getOrDefault(w.account(), "")),
                w.verdict() == Weighed.Verdict.CHOSEN,
                w.verdict() == Weighed.Verdict.CHOSEN
                        || w.verdict() == Weighed.Verdict.BEHIND
                        || w.verdict() == Weighed.Verdict.FREE,
                Map.of(
                        "en",
                        Because.sentence(
                                told,
                                how.strategy(),
                                named(w, type, then, skills, "en"),
                                look.moment().zone(),
                                false),
                        "zh",
                        Because.sentence(
                                told,
                                how.strategy(),
                                named(w, type, then, skills, "zh"),
                                look.moment().zone(),
                                true)));
    }

    /** What a skill is called where it is an option of a field, else as it is written; a type's name; a channel. */
    private static String named(Weighed w, TicketTypeDef type, MetadataSnapshot then, boolean skills, String language) {
        return switch (w.verdict()) {
            case UNSKILLED -> skills ? skill(w.what(), type, language) : "";
            case FULL ->
                then.typeById(
                                w.what().startsWith(Load.ofType(""))
                                        ? w.what().substring(Load.ofType("").length())
                                        : "")
                        .map(t -> t.label().in(language))
                        .orElse(
                                w.what().startsWith(Load.ofChannel(""))
                                        ? w.what().substring(Load.ofChannel("").length())
                                        : "");
            default -> "";
        };
    }

    private static String skill(String skill, TicketTypeDef type, String language) {
        return type.fields().stream()
                .flatMap(field -> field.settings().options().stream())
                .filter(option -> option.key().equals(skill))
                .findFirst()
                .flatMap(option -> Optional.of(option.label().in(language)))
                .orElse(skill);
    }
}
