package io.deskloom.command;

import io.deskloom.access.FieldAccess;
import io.deskloom.access.FieldState;
import io.deskloom.field.FieldTypes;
import io.deskloom.field.Value;
import io.deskloom.model.FieldDef;
import io.deskloom.model.Level;
import io.deskloom.model.Priority;
import io.deskloom.model.TicketTypeDef;
import io.deskloom.ticket.Event;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The changes in a run of events, filtered by what a reader may know now. */
final class Changes {
    private Changes() {}

    /**
     * Whether anybody changed the ticket's state, and not only its conversation or what stands beside it. A derived field follows the others and
     * contradicts nobody.
     */
    static boolean any(List<Event> events, TicketTypeDef type) {
        return events.stream().anyMatch(e -> !isBeside(e) && !isDerived(e, type));
    }

    private static boolean isBeside(Event event) {
        return event instanceof Event.Commented
                || event instanceof Event.RulesRan
                || event instanceof Event.Routed
                || event instanceof Event.AgendaChanged
                || event instanceof Event.FlowChanged
                || event instanceof Event.Migrated moved && moved.left().equals(moved.step())
                || event instanceof Event.ClockChanged
                || event instanceof Event.Linked
                || event instanceof Event.Unlinked;
    }

    /** Whether one of several ways has come to another step. */
    static boolean moved(List<Event> since, int branch) {
        return since.stream()
                .anyMatch(event -> event instanceof Event.FlowChanged changed
                        && changed.what().equals("entered")
                        && Integer.toString(branch).equals(changed.details().get("branch")));
    }

    private static boolean isDerived(Event event, TicketTypeDef type) {
        return event instanceof Event.FieldChanged changed
                && type.fieldById(changed.field())
                        .filter(f -> f.derivation() != null)
                        .isPresent();
    }

    /** The last change of each thing, in order of first change. */
    static List<Change> of(List<Event> events, TicketTypeDef type, Map<String, FieldState> states) {
        Map<String, Change> last = new LinkedHashMap<>();
        for (Event event : events) {
            if (isDerived(event, type)) {
                continue;
            }
            change(event, type, states).ifPresent(c -> last.put(c.what(), c));
        }
        return new ArrayList<>(last.values());
    }

    private static Optional<Change> change(Event event, TicketTypeDef type, Map<String, FieldState> states) {
        return switch (event) {
            case Event.FieldChanged e -> type.fieldById(e.field()).flatMap(field -> field(e, field, states));
            case Event.PriorityChanged e ->
                Optional.of(system(e, "priority", Priority.ofCode(e.to()).wire()));
            case Event.TeamChanged e -> Optional.of(system(e, "team", e.to()));
            case Event.AssigneeChanged e -> Optional.of(system(e, "assignee", e.to()));
            case Event.StepEntered e -> Optional.of(system(e, "step", e.to()));
            case Event.Migrated e ->
                e.left().equals(e.step()) ? Optional.empty() : Optional.of(system(e, "step", e.step()));
            case Event.TitleChanged e ->
                FieldAccess.mayReadTitle(type, states) ? Optional.of(system(e, "title", e.to())) : Optional.empty();
            case Event.Created _,
                    Event.Commented _,
                    Event.RulesRan _,
                    Event.Routed _,
                    Event.AgendaChanged _,
                    Event.FlowChanged _,
                    Event.ClockChanged _,
                    Event.Linked _,
                    Event.Unlinked _,
                    Event.Deleted _,
                    Event.Restored _ -> Optional.empty();
        };
    }

    private static Optional<Change> field(Event.FieldChanged e, FieldDef field, Map<String, FieldState> states) {
        Level level = states.getOrDefault(field.key(), FieldAccess.HIDDEN).level();
        if (level == Level.HIDDEN) {
            return Optional.empty();
        }
        boolean masked = !level.canRead() || field.kind().type().isWriteOnly();
        Value theirs = masked ? FieldTypes.of(field.kind()).mask(e.to()) : e.to();
        return Optional.of(new Change(
                field.key(), field, theirs, masked, e.meta().at(), e.meta().cause()));
    }

    private static Change system(Event e, String what, @Nullable Object to) {
        Value theirs = to == null ? Value.NULL : Value.text(to.toString());
        return new Change(what, null, theirs, false, e.meta().at(), e.meta().cause());
    }
}
