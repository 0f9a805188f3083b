package io.deskloom.view;

import io.deskloom.access.FieldState;
import io.deskloom.agenda.Entry;
import io.deskloom.agenda.Link;
import io.deskloom.field.Value;
import io.deskloom.kernel.AccountId;
import io.deskloom.kernel.TicketId;
import io.deskloom.model.AccessDef.Verb;
import io.deskloom.model.FieldDef;
import io.deskloom.model.FlowDef;
import io.deskloom.model.Level;
import io.deskloom.model.MacroDef;
import io.deskloom.model.MetadataSnapshot;
import io.deskloom.model.Priority;
import io.deskloom.routing.Routed;
import io.deskloom.ticket.Clock;
import io.deskloom.ticket.Event;
import io.deskloom.view.TimelineEvent.EventCause;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** History by current rights: what an actor may not see of the ticket now it does not see in what happened either. */
final class Timeline {
    private final Look look;
    private final boolean internal;
    private final Map<AccountId, String> names;
    private final MetadataSnapshot now;

    /** @param now the release now in force, which names rules and macros */
    Timeline(Look look, Map<AccountId, String> names, MetadataSnapshot now) {
        this.look = look;
        this.internal = Projector.may(look, Verb.READ_INTERNAL);
        this.names = names;
        this.now = now;
    }

    /** Whether the event is there at all for this actor; needs no names. */
    static boolean shows(Look look, Event event) {
        return switch (event) {
            case Event.FieldChanged e ->
                look.type()
                        .fieldById(e.field())
                        .filter(f -> look.past(f).level() != Level.HIDDEN)
                        .isPresent();
            case Event.TitleChanged _ -> look.mayReadTitle();
            case Event.Commented c -> !c.internal() || Projector.may(look, Verb.READ_INTERNAL);
            case Event.AgendaChanged _, Event.Routed _ -> Projector.may(look, Verb.READ_INTERNAL);
            // What goes on inside is for those who work on it.
            case Event.FlowChanged _, Event.Migrated _ -> Projector.may(look, Verb.READ_INTERNAL);
            // Whatever else becomes of a clock follows from what else is there.
            case Event.ClockChanged e ->
                (e.news() == Clock.News.BREACHED || e.news() == Clock.News.ESCALATED)
                        && Projector.may(look, Verb.READ_INTERNAL);
            case Event.Linked e -> look.others().containsKey(e.link().other());
            case Event.Unlinked e -> look.others().containsKey(e.link().other());
            case Event.Created _,
                    Event.PriorityChanged _,
                    Event.TeamChanged _,
                    Event.AssigneeChanged _,
                    Event.StepEntered _,
                    Event.RulesRan _,
                    Event.Deleted _,
                    Event.Restored _ -> true;
        };
    }

    /** The other ticket an event speaks of. */
    static Optional<TicketId> other(Event event) {
        return switch (event) {
            case Event.Linked e -> Optional.of(e.link().other());
            case Event.Unlinked e -> Optional.of(e.link().other());
            default -> Optional.empty();
        };
    }

    /** Whose names are needed to tell of these. */
    static List<AccountId> people(List<Event> events) {
        List<AccountId> out = new ArrayList<>();
        for (Event event : events) {
            if (event.meta().cause() instanceof Event.Cause.Person(AccountId account, var _)) {
                out.add(account);
            }
            if (event instanceof Event.AssigneeChanged e) {
                Optional.ofNullable(e.from()).ifPresent(out::add);
                Optional.ofNullable(e.to()).ifPresent(out::add);
            }
            if (event instanceof Event.Routed e) {
                Optional.ofNullable(e.how().chosen()).ifPresent(out::add);
            }
        }
        return out;
    }

    /** The event as the actor may see it, empty when it may not. */
    Optional<TimelineEvent> tell(Event event, boolean explained) {
        if (!shows(look, event)) {
            return Optional.empty();
        }
        Draft d = new Draft(event, explained);
        return switch (event) {
            case Event.Created _ -> Optional.of(d.of("created"));
            case Event.AgendaChanged e -> Optional.of(d.agenda(e));
            case Event.ClockChanged e ->
                Optional.of(d.of("clock")
                        .with(new TimelineEvent.ClockNews(
                                e.to().key(),
                                e.news().wire(),
                                now.serviceLevels()
                                        .policy(e.to().policy())
                                        .flatMap(p -> p.clock(e.to().key()))
                                        .map(c -> c.label().byLanguage())
                                        .orElse(null),
                                e.to().breached() == null ? e.to().due() : e.to().breached())));
            case Event.Linked e -> Optional.of(d.link("linked", e.link()));
            case Event.Unlinked e -> Optional.of(d.link("unlinked", e.link()));
            case Event.FlowChanged e -> Optional.of(d.flow(e));
            case Event.Migrated e -> Optional.of(d.migrated(e));
            case Event.RulesRan e -> Optional.of(d.change("rules", null, e.on(), null, null));
            case Event.Routed e -> Optional.of(d.routed(e.how()));
            case Event.Deleted _ -> Optional.of(d.of("deleted"));
            case Event.Restored _ -> Optional.of(d.of("restored"));
            case Event.FieldChanged e -> look.type().fieldById(e.field()).map(f -> field(d, f, e));
            case Event.PriorityChanged e ->
                Optional.of(d.change(
                        "priority",
                        Priority.ofCode(e.from()).wire(),
                        Priority.ofCode(e.to()).wire(),
                        null,
                        null));
            case Event.TeamChanged e -> Optional.of(d.change("team", e.from(), e.to(), null, null));
            case Event.AssigneeChanged e ->
                Optional.of(d.change(
                        "assignee", Projector.id(e.from()), Projector.id(e.to()), name(e.from()), name(e.to())));
            case Event.TitleChanged e -> Optional.of(d.change("title", e.from(), e.to(), null, null));
            case Event.StepEntered e ->
                Optional.of(
                        d.step(Projector.step(look.pinned().flow(), e.to()), e.action(), label(e.from(), e.action())));
            case Event.Commented e ->
                Optional.of(d.comment(
                        e.internal() ? "internal" : "public", e.internal() ? internal : look.mayReadText(), e));
        };
    }

    private TimelineEvent field(Draft d, FieldDef field, Event.FieldChanged e) {
        FieldState state = look.past(field);
        return d.field(
                field,
                readable(field, e.from(), state),
                readable(field, e.to(), state),
                masked(field, e.from(), state),
                masked(field, e.to(), state));
    }

    private @Nullable String masked(FieldDef field, Value value, FieldState state) {
        return Values.masked(field, value, state, look.targets());
    }

    private @Nullable Object readable(FieldDef field, Value value, FieldState state) {
        return state.level().canRead() && masked(field, value, state) == null
                ? Values.json(field, value, state, look.targets())
                : null;
    }

    private @Nullable String name(@Nullable AccountId id) {
        return id == null ? null : names.getOrDefault(id, "");
    }

    EventCause cause(Event.Cause cause) {
        return switch (cause) {
            case Event.Cause.Person(AccountId account, String macro) ->
                new EventCause(
                        "person", account.toString(), names.getOrDefault(account, ""), macro(macro), null, null, macro);
            case Event.Cause.Rule r ->
                new EventCause("rule", r.rule(), r.label(), label(r), r.pack(), r.packVersion(), null);
            case Event.Cause.Flow(String node) ->
                new EventCause("flow", node, look.pinned().flow().key(), null, null, null, null);
            case Event.Cause.System(String name) -> new EventCause("system", null, name, null, null, null, null);
        };
    }

    private @Nullable Map<String, String> macro(@Nullable String key) {
        MacroDef macro = key == null ? null : now.macros().get(key);
        return macro == null ? null : macro.label().byLanguage();
    }

    private @Nullable Map<String, String> label(Event.Cause.Rule cause) {
        return now.rule(cause.rule(), cause.pack())
                .map(r -> r.label().byLanguage())
                .orElse(null);
    }

    /** What the button says that was pressed in a step, as the flow this ticket follows names it. */
    private @Nullable Map<String, String> label(@Nullable String step, @Nullable String action) {
        return look.pinned().flow().nodes().stream()
                .filter(n -> n.id().equals(step))
                .flatMap(n -> n instanceof FlowDef.Task task ? task.actions().stream() : Stream.empty())
                .filter(a -> a.key().equals(action))
                .findFirst()
                .map(a -> a.label().byLanguage())
                .orElse(null);
    }

    /** The parts all events share. */
    private final class Draft {
        private final Event.Meta meta;
        private final boolean explained;

        Draft(Event event, boolean explained) {
            this.meta = event.meta();
            this.explained = explained;
        }

        TimelineEvent of(String kind) {
            return all(kind, null, null, null, null, null, null, null, null, null, null, List.of());
        }

        TimelineEvent field(
                FieldDef f,
                @Nullable Object from,
                @Nullable Object to,
                @Nullable String fromText,
                @Nullable String toText) {
            return all("field", f, from, to, fromText, toText, null, null, null, null, null, List.of());
        }

        TimelineEvent change(
                String kind,
                @Nullable Object from,
                @Nullable Object to,
                @Nullable String fromText,
                @Nullable String toText) {
            return all(kind, null, from, to, fromText, toText, null, null, null, null, null, List.of());
        }

        TimelineEvent step(StepRef step, @Nullable String action, @Nullable Map<String, String> actionLabel) {
            return all("step", null, null, null, null, null, step, action, actionLabel, null, null, List.of());
        }

        TimelineEvent comment(String visibility, boolean readable, Event.Commented e) {
            return all(
                    "comment",
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    visibility,
                    readable ? e.text() : null,
                    readable ? e.attachments() : List.of());
        }

        private static @Nullable Boolean vote(@Nullable Entry from, Entry to) {
            Entry.Approval was = from == null ? null : from.approval();
            Entry.Approval is = to.approval();
            return was == null
                            || is == null
                            || !to.isOpen()
                            || is.votes().size() == was.votes().size()
                    ? null
                    : Boolean.valueOf(is.votes().getLast().yes());
        }

        TimelineEvent agenda(Event.AgendaChanged e) {
            Entry from = e.from();
            return of("agenda")
                    .with(new TimelineEvent.AgendaNews(
                            e.to().id(),
                            e.to().kind().wire(),
                            e.to().key(),
                            AgendaItems.text(look, e.to()),
                            from == null
                                    ? null
                                    : AgendaItem.State.valueOf(from.state().wire()),
                            AgendaItem.State.valueOf(e.to().state().wire()),
                            e.to().due(),
                            from != null && from.reminded() == null && e.to().reminded() != null,
                            vote(from, e.to())));
        }

        /** What happened as an action, where as a step, and what to know beside as what it came to. */
        TimelineEvent flow(Event.FlowChanged e) {
            String action = e.details().get("action");
            return all(
                    "flow",
                    null,
                    null,
                    new TreeMap<>(e.details()),
                    null,
                    null,
                    Projector.step(look.pinned().flow(), e.node()),
                    e.what(),
                    action == null ? null : label(e.details().get("from"), action),
                    null,
                    null,
                    List.of());
        }

        /** From which revision to which; from which step, as it was called then, to which. */
        TimelineEvent migrated(Event.Migrated e) {
            return all(
                    "migrated",
                    null,
                    Map.of(
                            "release",
                            e.from().shortForm(),
                            "step",
                            e.left(),
                            "label",
                            e.label().byLanguage()),
                    Map.of("release", e.to().shortForm(), "back", e.back()),
                    null,
                    null,
                    Projector.step(look.pinned().flow(), e.step()),
                    null,
                    null,
                    null,
                    null,
                    List.of());
        }

        /** To which team and whom; why, the ticket's routing says. */
        TimelineEvent routed(Routed how) {
            return change("routed", how.routing(), how.team(), how.ending().wire(), name(how.chosen()));
        }

        TimelineEvent link(String kind, Link link) {
            return of(kind).with(new TicketLink(
                    link.kind().wire(), Objects.requireNonNull(look.others().get(link.other()))));
        }

        private TimelineEvent all(
                String kind,
                @Nullable FieldDef field,
                @Nullable Object from,
                @Nullable Object to,
                @Nullable String fromText,
                @Nullable String toText,
                @Nullable StepRef step,
                @Nullable String action,
                @Nullable Map<String, String> actionLabel,
                @Nullable String visibility,
                @Nullable String text,
                List<UUID> attachments) {
            return new TimelineEvent(
                    meta.id(),
                    kind,
                    meta.at(),
                    cause(meta.cause()),
                    meta.channel(),
                    meta.release().hash(),
                    field == null ? null : field.key(),
                    field == null ? null : field.label().byLanguage(),
                    from,
                    to,
                    fromText,
                    toText,
                    step,
                    action,
                    actionLabel,
                    visibility,
                    text,
                    attachments,
                    explained,
                    null,
                    null,
                    null);
        }
    }
}
