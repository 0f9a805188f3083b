package io.deskloom.model;

import io.deskloom.expr.ExprType;
import io.deskloom.expr.TypeEnv;
import io.deskloom.field.Kind;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The paths expressions over a ticket or an object record may use: its field keys and the system attributes.
 *
 * @param patterns whether they may hold texts against patterns, as those of rules may
 */
public record TicketPaths(Map<String, ExprType> types, boolean patterns) implements TypeEnv {
    /** The channel a ticket came by. */
    public static final String CHANNEL = "ticket.channel";

    /** System attributes, the same for every type. Priority and status are their wire names ("high", "open"). */
    public static final Map<String, ExprType> SYSTEM = Map.ofEntries(
            Map.entry("ticket.id", ExprType.TEXT),
            Map.entry("ticket.number", ExprType.NUMBER),
            Map.entry("ticket.title", ExprType.TEXT),
            Map.entry("ticket.type", ExprType.TEXT),
            Map.entry("ticket.step", ExprType.TEXT),
            Map.entry("ticket.status", ExprType.TEXT),
            Map.entry("ticket.priority", ExprType.TEXT),
            Map.entry("ticket.team", ExprType.TEXT),
            Map.entry("ticket.assignee", ExprType.TEXT),
            Map.entry("ticket.requester", ExprType.TEXT),
            Map.entry("ticket.created", ExprType.TIMESTAMP),
            Map.entry("ticket.updated", ExprType.TIMESTAMP),
            Map.entry("requester.roles", ExprType.LIST),
            Map.entry("requester.teams", ExprType.LIST),
            Map.entry("ticket.waiting_since", ExprType.TIMESTAMP),
            Map.entry("ticket.answered", ExprType.TIMESTAMP),
            Map.entry(CHANNEL, ExprType.TEXT),
            Map.entry("actor", ExprType.TEXT),
            Map.entry("actor.roles", ExprType.LIST),
            Map.entry("actor.teams", ExprType.LIST),
            Map.entry("event.kind", ExprType.TEXT),
            Map.entry("event.changed", ExprType.LIST),
            Map.entry("event.channel", ExprType.TEXT),
            Map.entry("event.action", ExprType.TEXT),
            Map.entry("event.comment", ExprType.TEXT),
            Map.entry("event.internal", ExprType.BOOL),
            Map.entry("event.from_requester", ExprType.BOOL),
            Map.entry("event.clock", ExprType.TEXT),
            Map.entry("event.promise", ExprType.TEXT),
            Map.entry("event.approval", ExprType.TEXT),
            Map.entry("event.decision", ExprType.TEXT));

    /** What goes before what rules may know of whom a ticket is for. */
    public static final String REQUESTER = "requester.";

    /** Whether only rules may look there: it has to be asked for, or is about the event. */
    public static boolean isForRules(String path) {
        return path.startsWith("event.") || path.startsWith(REQUESTER) || path.startsWith(CounterDef.PREFIX);
    }
    /** When the ticket came into its step: known where one ticket is judged, not in lists. */
    public static final String STEP_SINCE = "ticket.step_since";

    /** When the first of a ticket's running clocks is over: known in lists only, and to those who may know of clocks. */
    public static final String SLA_DUE = "ticket.sla_due";

    /** What goes before a field's key for the value it had before the event. */
    public static final String OLD = "event.old.";

    /** System attributes of object records, which are in no step and nobody's to do. */
    public static final Map<String, ExprType> OBJECT_SYSTEM = Map.ofEntries(
            Map.entry("record.id", ExprType.TEXT),
            Map.entry("record.title", ExprType.TEXT),
            Map.entry("record.type", ExprType.TEXT),
            Map.entry("record.source", ExprType.TEXT),
            Map.entry("record.external_id", ExprType.TEXT),
            Map.entry("record.created", ExprType.TIMESTAMP),
            Map.entry("record.updated", ExprType.TIMESTAMP),
            Map.entry("actor", ExprType.TEXT),
            Map.entry("actor.roles", ExprType.LIST),
            Map.entry("actor.teams", ExprType.LIST),
            Map.entry("event.kind", ExprType.TEXT),
            Map.entry("event.changed", ExprType.LIST),
            Map.entry("event.channel", ExprType.TEXT));

    public static Map<String, ExprType> system(boolean ofObjects) {
        return ofObjects ? OBJECT_SYSTEM : SYSTEM;
    }

    /** The attribute as query plans call it: those of object records are those of tickets by another name. */
    public static String planned(String path) {
        return path.startsWith("record.") ? "ticket." + path.substring("record.".length()) : path;
    }

    public TicketPaths {
        types = Map.copyOf(types);
    }

    /** Without patterns. */
    public TicketPaths(Map<String, ExprType> types) {
        this(types, false);
    }

    public static TicketPaths of(Collection<FieldDef> fields) {
        return of(fields, Map.of());
    }

    /** @param more further paths, such as a pack's {@code param.*} */
    public static TicketPaths of(Collection<FieldDef> fields, Map<String, ExprType> more) {
        Map<String, ExprType> all = new HashMap<>(SYSTEM);
        all.putAll(more);
        fields.forEach(f -> all.put(f.key(), typeOf(f.kind())));
        return new TicketPaths(all);
    }

    public static ExprType typeOf(Kind kind) {
        return ExprType.of(kind.type().shape());
    }

    @Override
    public Optional<ExprType> typeOf(String path) {
        return Optional.ofNullable(types.get(path));
    }

    @Override
    public Set<String> paths() {
        return types.keySet();
    }
}
