package io.deskloom.command;

import io.deskloom.effect.Intent;
import io.deskloom.field.FieldTypes;
import io.deskloom.field.Value;
import io.deskloom.kernel.Problem;
import io.deskloom.kernel.Problems;
import io.deskloom.model.FieldDef;
import io.deskloom.model.Priority;
import io.deskloom.model.ScriptDef;
import io.deskloom.model.TicketTypeDef;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What an action answers, as ordinary intents, which are then held to all that any rule's are:
 *
 * <pre>{fields: {key: value}, add: {key: [entry]}, remove: {key: [entry]}, priority: "high", comment: "…", note: "…"}</pre>
 *
 * Each part may be left out; nothing at all is wanted by null.
 */
public final class ScriptWishes {
    private static final int MOST_ENTRIES = 100;

    private final ScriptDef script;
    private final TicketTypeDef type;
    private final List<String> wrong;
    private final List<Intent> wishes = new ArrayList<>();

    private ScriptWishes(ScriptDef script, TicketTypeDef type, List<String> wrong) {
        this.script = script;
        this.type = type;
        this.wrong = wrong;
    }

    /** @param wrong gets a line for each thing that is not as it must be */
    public static List<Intent> of(ScriptDef script, TicketTypeDef type, @Nullable Object output, List<String> wrong) {
        ScriptWishes wishes = new ScriptWishes(script, type, wrong);
        if (output instanceof Map<?, ?> map) {
            map.forEach((key, value) -> wishes.part(String.valueOf(key), value));
        } else if (output != null) {
            wrong.add("output: an object is expected");
        }
        return wishes.wishes;
    }

    private void part(String name, @Nullable Object value) {
        switch (name) {
            case "fields" -> each(name, value, this::set);
            case "add" -> each(name, value, (key, json) -> several(key, json, true));
            case "remove" -> each(name, value, (key, json) -> several(key, json, false));
            case "priority" -> {
                if (declared(name)) {
                    priority(value);
                }
            }
            case "comment", "note" -> {
                if (value instanceof String text && !text.isBlank()) {
                    if (declared(name)) {
                        wishes.add(new Intent.Comment(name.equals("note"), text));
                    }
                } else if (value != null) {
                    wrong.add("output: " + name + " is a text");
                }
            }
            default -> wrong.add("output: there is no '" + shown(name) + "'");
        }
    }

    private interface Entry {
        void take(String key, @Nullable Object json);
    }

    private void each(String name, @Nullable Object value, Entry entry) {
        if (value instanceof Map<?, ?> map) {
            map.forEach((key, json) -> entry.take(String.valueOf(key), json));
        } else if (value != null) {
            wrong.add("output: " + name + " is an object of field keys");
        }
    }

    private void set(String key, @Nullable Object json) {
        FieldDef field = field(key);
        if (field == null) {
            return;
        }
        Problems problems = new Problems();
        Value value = FieldTypes.of(field.kind()).parse(json, field.settings(), "/fields/" + key, problems);
        FieldTypes.of(field.kind()).validate(value, field.settings(), "/fields/" + key, problems);
        if (problems.isEmpty()) {
            wishes.add(new Intent.SetField(key, value));
        }
        for (Problem problem : problems.list()) {
            wrong.add("output: " + key + ": " + problem.message());
        }
    }

    private void several(String key, @Nullable Object json, boolean add) {
        if (field(key) == null) {
            return;
        }
        if (!(json instanceof List<?> list)
                || list.isEmpty()
                || list.size() > MOST_ENTRIES
                || !list.stream().allMatch(String.class::isInstance)) {
            wrong.add("output: entries of " + key + " are 1 to " + MOST_ENTRIES + " texts");
            return;
        }
        List<String> entries = list.stream().map(String.class::cast).toList();
        wishes.add(add ? new Intent.AddTo(key, entries) : new Intent.RemoveFrom(key, entries));
    }

    private void priority(@Nullable Object value) {
        Stream.of(Priority.values())
                .filter(p -> Objects.equals(p.wire(), value))
                .findFirst()
                .ifPresentOrElse(
                        p -> wishes.add(new Intent.SetPriority(p.code())),
                        () -> wrong.add("output: priority is low, normal, high or urgent"));
    }

    private @Nullable FieldDef field(String key) {
        FieldDef field = type.byKey().get(key);
        if (field == null) {
            wrong.add("output: there is no field '" + shown(key) + "'");
            return null;
        }
        return declared(key) ? field : null;
    }

    private boolean declared(String name) {
        if (!script.writes().contains(name)) {
            wrong.add("output: the script does not declare that it writes " + shown(name));
            return false;
        }
        return true;
    }

    private static String shown(String name) {
        return name.length() <= 60 ? name : name.substring(0, 60) + "…";
    }
}
