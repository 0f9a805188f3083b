package io.deskloom.command;

import io.deskloom.access.FieldAccess;
import io.deskloom.access.FieldState;
import io.deskloom.expr.Evaluator;
import io.deskloom.expr.Facts;
import io.deskloom.expr.Trees;
import io.deskloom.field.FieldType;
import io.deskloom.field.FieldTypes;
import io.deskloom.field.Kind;
import io.deskloom.field.Value;
import io.deskloom.kernel.AccountId;
import io.deskloom.kernel.Problem;
import io.deskloom.kernel.Problems;
import io.deskloom.kernel.TicketId;
import io.deskloom.model.FieldDef;
import io.deskloom.model.Level;
import io.deskloom.ticket.Ticket;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads the field values of a command and checks them: everything that is wrong is said at once. */
final class FieldWrites {
    /** As many as a field of several accounts can hold, and one more. */
    private static final int MOST_NAMED = 51;

    private FieldWrites() {}

    /** The pointer of a field in a request. */
    static String pointer(String key) {
        return "/fields/" + key.replace("~", "~0").replace("/", "~1");
    }

    /**
     * The values to write, by field, in the order of the definitions. What is not to be written is left out: a value equal
     * to the present one, so that a client may send back a whole form.
     *
     * @param rights what the actor may do with each field ({@link Situation#rights})
     * @param before null for a new ticket
     */
    static Map<FieldDef, Value> read(
            Situation s,
            Map<String, FieldState> rights,
            @Nullable Ticket before,
            Map<String, @Nullable Object> json,
            Problems problems) {
        json.keySet().stream()
                .filter(key -> level(rights, key) == Level.HIDDEN)
                .forEach(key -> problems.add(unknown(key)));
        Map<FieldDef, Value> values = new LinkedHashMap<>();
        for (FieldDef field : s.type().fields()) {
            Level level = level(rights, field.key());
            if (!json.containsKey(field.key()) || level == Level.HIDDEN) {
                continue;
            }
            Value old = before == null ? Value.NULL : before.field(field.id());
            if (level == Level.MASKED) {
                // Without comparing: that would tell whether a guess is right.
                problems.add(readOnly(field.key()));
                continue;
            }
            value(s, before, field, json.get(field.key()), old, problems)
                    .filter(value -> !value.equals(old))
                    .filter(value -> allowed(field, level, old, value, problems))
                    .ifPresent(value -> values.put(field, value));
        }
        FileChecks.checkTogether(s, values, before, problems);
        return Collections.unmodifiableMap(values);
    }

    /** The accounts that {@code json} names in account fields, to be looked up before deciding. */
    static List<AccountId> accounts(Collection<FieldDef> fields, Map<String, @Nullable Object> json) {
        return fields.stream()
                .filter(f -> f.kind().type().refers() == FieldType.Refers.ACCOUNTS)
                .map(f -> json.get(f.key()))
                .flatMap(given -> given instanceof List<?> many ? many.stream().limit(MOST_NAMED) : Stream.of(given))
                .flatMap(id -> account(id).stream())
                .toList();
    }

    /** The records that {@code json} names in lookups, to be looked up before deciding. */
    static List<TicketId> records(Collection<FieldDef> fields, Map<String, @Nullable Object> json) {
        Problems ignored = new Problems();
        return fields.stream()
                .filter(f -> f.settings().target() != null && json.containsKey(f.key()))
                .map(f -> FieldTypes.of(f.kind()).parse(json.get(f.key()), f.settings(), "", ignored))
                .flatMap(value -> records(value).stream())
                .toList();
    }

    /** The records a lookup's value names. */
    static List<TicketId> records(Value value) {
        return switch (value) {
            case Value.Text(String id) -> List.of(new TicketId(UUID.fromString(id)));
            case Value.Items(List<Value> items) ->
                items.stream().flatMap(item -> records(item).stream()).toList();
            default -> List.of();
        };
    }

    /** Adds a problem for each value the fields' conditions refuse in the state the command leaves behind. */
    static void checkShown(
            Map<String, FieldState> states, Collection<FieldDef> written, Ticket after, Problems problems) {
        for (FieldDef field : written) {
            FieldState state = states.getOrDefault(field.key(), FieldAccess.HIDDEN);
            if (!state.visible()) {
                if (!after.field(field.id()).isNull()) {
                    problems.add(
                            pointer(field.key()),
                            "field.not-shown",
                            "This field does not apply with the other values.");
                }
            } else if (!state.level().canWrite()) {
                problems.add(readOnly(field.key()));
            }
        }
    }

    /** Adds a problem for each field that is needed to save and empty. */
    static void checkRequired(Situation s, Map<String, FieldState> states, Ticket after, Problems problems) {
        for (FieldDef field : s.type().fields()) {
            FieldState state = states.getOrDefault(field.key(), FieldAccess.HIDDEN);
            if (state.required() && state.visible() && after.field(field.id()).isNull()) {
                problems.add(required(field.key()));
            }
        }
    }

    /** Adds a problem for each field that is needed to leave the step, or for this action, and empty. */
    static void checkRequiredToAct(
            Situation s, Map<String, FieldState> states, List<String> byAction, Ticket after, Problems problems) {
        for (FieldDef field : s.type().fields()) {
            FieldState state = states.getOrDefault(field.key(), FieldAccess.HIDDEN);
            boolean needed = state.requiredToAct() || byAction.contains(field.key());
            if (needed
                    && !state.required()
                    && state.visible()
                    && after.field(field.id()).isNull()) {
                problems.add(required(field.key()));
            } else if (byAction.contains(field.key())
                    && state.level() == Level.HIDDEN
                    && after.field(field.id()).isNull()) {
                problems.add("/action", "action.blocked", "Something this action needs is missing; ask a colleague.");
            }
        }
    }

    /**
     * Adds a problem for each rule of a filled field that does not hold and looks at something that changed.
     *
     * @param states what the actor gets of each field: the place of a rule on a hidden one is not shown
     * @param changed field keys
     */
    static void checkRules(
            Situation s, Map<String, FieldState> states, Ticket after, Collection<String> changed, Problems problems) {
        Facts facts = s.facts(after);
        for (FieldDef field : s.type().fields()) {
            if (after.field(field.id()).isNull() || field.isArchived()) {
                continue;
            }
            for (FieldDef.Check rule : field.rules()) {
                boolean concerned = changed.contains(field.key())
                        || Trees.paths(rule.check()).stream().anyMatch(changed::contains);
                if (concerned && !Evaluator.test(rule.check(), facts)) {
                    boolean shown = level(states, field.key()) != Level.HIDDEN;
                    problems.add(
                            shown ? pointer(field.key()) : "",
                            "field.rule",
                            shown
                                    ? rule.message().in(s.actor().language())
                                    : "A rule of this ticket type does not hold.");
                }
            }
        }
    }

    /** Reads one value; empty when it is wrong, with problems. */
    private static Optional<Value> value(
            Situation s, @Nullable Ticket before, FieldDef field, @Nullable Object json, Value old, Problems problems) {
        Problems own = new Problems();
        String pointer = pointer(field.key());
        Value value =
                withUnseen(s, field, FieldTypes.of(field.kind()).parse(json, field.settings(), pointer, own), old);
        if (own.isEmpty() && !value.equals(old)) {
            FieldTypes.of(field.kind()).validate(value, field.settings(), pointer, own);
            if (own.isEmpty()) {
                checkNamed(s, field, value, pointer, own);
            }
            String target = field.settings().target();
            if (own.isEmpty() && target != null) {
                List<TicketId> kept = records(old);
                records(value).stream()
                        .filter(id ->
                                !kept.contains(id) && !target.equals(s.records().get(id)))
                        .findFirst()
                        .ifPresent(id -> own.add(pointer, "field.unknown-record", "There is no such record."));
            }
            FileChecks.check(s, before, field, old, value, pointer, own);
        }
        problems.addAll(own.list());
        return own.isEmpty() ? Optional.of(sealed(s, field, value)) : Optional.empty();
    }

    /** A secret is sealed before anything else can get hold of it. */
    private static Value sealed(Situation s, FieldDef field, Value value) {
        return field.kind().type().isWriteOnly() && value instanceof Value.Text(String clear)
                ? Value.text(s.sealer().seal(s.actor().tenant(), field.id(), clear))
                : value;
    }

    /** Adds a problem when the value names an account or a team that is not there. */
    private static void checkNamed(Situation s, FieldDef field, Value value, String pointer, Problems problems) {
        switch (field.kind().type().refers()) {
            case NOTHING -> {}
            case ACCOUNTS -> {
                if (!texts(value)
                        .allMatch(
                                id -> account(id).filter(s.accounts()::contains).isPresent())) {
                    problems.add(pointer, "field.unknown-account", "There is no such account.");
                }
            }
            case TEAMS -> {
                if (!texts(value).allMatch(s.now().teams()::containsKey)) {
                    problems.add(pointer, "field.unknown-team", "There is no such team.");
                }
            }
        }
    }

    private static Stream<String> texts(Value value) {
        return switch (value) {
            case Value.Text(String text) -> Stream.of(text);
            case Value.Items(List<Value> items) -> items.stream().flatMap(FieldWrites::texts);
            default -> Stream.empty();
        };
    }

    /** Of several records looked up, those the actor does not see cannot be taken away by it: they stay. */
    private static Value withUnseen(Situation s, FieldDef field, Value value, Value old) {
        if (field.kind() != Kind.MULTI_LOOKUP) {
            return value;
        }
        Set<String> ids = new LinkedHashSet<>();
        records(value).forEach(id -> ids.add(id.toString()));
        records(old).stream().filter(id -> !s.records().containsKey(id)).forEach(id -> ids.add(id.toString()));
        return ids.isEmpty() ? Value.NULL : Value.texts(List.copyOf(ids));
    }

    private static boolean allowed(FieldDef field, Level level, Value old, Value value, Problems problems) {
        if (!level.canWrite()) {
            problems.add(readOnly(field.key()));
            return false;
        }
        if (level == Level.APPEND && !appends(old, value)) {
            problems.add(
                    pointer(field.key()), "field.append-only", "You may add to this field, not change what is there.");
            return false;
        }
        return true;
    }

    private static boolean appends(Value old, Value value) {
        return switch (old) {
            case Value.Null _ -> true;
            case Value.Text(String was) -> value instanceof Value.Text(String is) && is.startsWith(was);
            case Value.Items(List<Value> was) -> value instanceof Value.Items(List<Value> is) && is.containsAll(was);
            case Value.Num _,
                    Value.Money _,
                    Value.Bool _,
                    Value.Date _,
                    Value.Timestamp _,
                    Value.Span _,
                    Value.Parts _ -> false;
        };
    }

    private static Optional<AccountId> account(@Nullable Object json) {
        try {
            return json instanceof String id && id.length() == 36
                    ? Optional.of(new AccountId(UUID.fromString(id)))
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Level level(Map<String, FieldState> states, String key) {
        return states.getOrDefault(key, FieldAccess.HIDDEN).level();
    }

    /** The same for a field that does not exist and for one the actor may not know of. */
    static Problem unknown(String key) {
        return Problem.of(pointer(key), "field.unknown", "There is no such field.");
    }

    private static Problem readOnly(String key) {
        return Problem.of(pointer(key), "field.read-only", "You may not change this field here.");
    }

    private static Problem required(String key) {
        return Problem.of(pointer(key), "field.required", "This field is needed.");
    }
}
