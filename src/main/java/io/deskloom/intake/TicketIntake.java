package io.deskloom.intake;

import io.deskloom.command.Command;
import io.deskloom.command.Origin;
import io.deskloom.kernel.AccountId;
import io.deskloom.kernel.External;
import io.deskloom.kernel.Problem;
import io.deskloom.kernel.Problems;
import io.deskloom.kernel.Rejection;
import io.deskloom.kernel.Result;
import io.deskloom.kernel.TicketId;
import io.deskloom.model.Priority;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * JSON bodies of the API as commands. A body is a plain object (numbers exact, no key twice: the JSON layer sees to it);
 * whatever it holds that nobody asked for is refused, so that nothing is silently ignored.
 */
public final class TicketIntake {
    /** The longest text of one value, in UTF-16 units: above any field's own bound. */
    private static final int LONGEST_TEXT = 200_000;

    private static final String UUID_TEXT = "[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}";

    private static final int LONGEST_KEY = 100;
    private static final int LONGEST_LIST = 1_000;

    private final Map<String, @Nullable Object> body;
    private final Problems problems = new Problems();

    private TicketIntake(Map<String, @Nullable Object> body) {
        this.body = body;
    }

    /** {@code {type, fields, priority?}} */
    public static Result<Command> create(Map<String, @Nullable Object> body, String channel, @Nullable String key) {
        return read(body, Set.of("type", "fields", "priority"), channel, key, (in, origin) -> {
            String type = in.text("type", true, LONGEST_KEY);
            Map<String, @Nullable Object> fields = in.fields();
            Priority priority = in.priority();
            return () -> new Command.Create(origin, sure(type), fields, priority);
        });
    }

    /**
     * {@code {fields?, priority?, version?}}
     *
     * @param seen the version of the If-Match header, null without one
     */
    public static Result<Command> update(
            TicketId ticket,
            @Nullable Integer seen,
            Map<String, @Nullable Object> body,
            String channel,
            @Nullable String key) {
        return read(body, Set.of("fields", "priority", "version"), channel, key, (in, origin) -> {
            Map<String, @Nullable Object> fields = in.fields();
            Priority priority = in.priority();
            Integer version = in.seenVersion(seen);
            return () -> new Command.Update(origin, ticket, sure(version), fields, priority);
        });
    }

    /** {@code {visibility: public|internal, text?, attachments?}}; a text or attachments there must be */
    public static Result<Command> comment(
            TicketId ticket, Map<String, @Nullable Object> body, String channel, @Nullable String key) {
        return read(body, Set.of("visibility", "text", "attachments"), channel, key, (in, origin) -> {
            String visibility = in.text("visibility", true, LONGEST_KEY);
            if (visibility != null && !Set.of("public", "internal").contains(visibility)) {
                in.problems.add("/visibility", "comment.visibility", "A comment is public or internal.");
            }
            List<UUID> attachments = in.attachments();
            boolean filesOnly = !attachments.isEmpty()
                    && (in.body.get("text") == null || in.body.get("text") instanceof String t && t.isBlank());
            String text = filesOnly ? "" : in.comment("text", true);
            return () -> new Command.Comment(origin, ticket, "internal".equals(visibility), sure(text), attachments);
        });
    }

    /** {@code {fields?, comment?, version?, step?}} */
    public static Result<Command> act(
            TicketId ticket,
            String action,
            @Nullable Integer seen,
            Map<String, @Nullable Object> body,
            String channel,
            @Nullable String key) {
        return read(body, Set.of("fields", "comment", "version", "step"), channel, key, (in, origin) -> {
            Map<String, @Nullable Object> fields = in.fields();
            String comment = in.comment("comment", false);
            Integer version = in.version(seen);
            String step = in.text("step", false, LONGEST_KEY);
            return () -> new Command.Act(origin, ticket, action, version, fields, comment, step);
        });
    }

    /** {@code {comment?, version?}}: an empty comment writes none. */
    public static Result<Command> macro(
            TicketId ticket,
            String macro,
            @Nullable Integer seen,
            Map<String, @Nullable Object> body,
            String channel,
            @Nullable String key) {
        return read(body, Set.of("comment", "version", "fields"), channel, key, (in, origin) -> {
            Map<String, @Nullable Object> fields = in.body.containsKey("fields") ? in.fields() : Map.of();
            boolean none = in.body.get("comment") instanceof String text && text.isBlank();
            String comment = none ? "" : in.comment("comment", false);
            Integer version = in.version(seen);
            return () -> new Command.Macro(origin, ticket, macro, version, comment, fields);
        });
    }

    /** {@code {assignee?: id or null, team?}} */
    public static Result<Command> assign(
            TicketId ticket, Map<String, @Nullable Object> body, String channel, @Nullable String key) {
        return read(body, Set.of("assignee", "team"), channel, key, (in, origin) -> {
            boolean changes = in.body.containsKey("assignee");
            AccountId assignee = in.account("assignee");
            String team = in.text("team", false, LONGEST_KEY);
            if (!changes && team == null) {
                in.problems.add("", "assignment.empty", "Name an assignee, a team or both.");
            }
            return () -> new Command.Assign(origin, ticket, changes, assignee, team);
        });
    }

    public static Result<Command> claim(TicketId ticket, String channel, @Nullable String key) {
        return read(Map.of(), Set.of(), channel, key, (_, origin) -> () -> new Command.Claim(origin, ticket));
    }

    /** {@code {fields, source?, externalId?}}: a new object record. */
    public static Result<Command> createRecord(
            String type, Map<String, @Nullable Object> body, String channel, @Nullable String key) {
        return read(body, Set.of("fields", "source", "externalId"), channel, key, (in, origin) -> {
            Map<String, @Nullable Object> fields = in.fields();
            External external = in.external(false);
            return () -> new Command.PutRecord(origin, type, external, false, null, fields);
        });
    }

    /**
     * {@code {fields, source, externalId, version?}}: makes the object record of that name elsewhere, or changes it.
     *
     * @param seen the version of the If-Match header, null without one
     */
    public static Result<Command> putRecord(
            String type,
            @Nullable Integer seen,
            Map<String, @Nullable Object> body,
            String channel,
            @Nullable String key) {
        return read(body, Set.of("fields", "source", "externalId", "version"), channel, key, (in, origin) -> {
            Map<String, @Nullable Object> fields = in.fields();
            External external = in.external(true);
            Integer version = in.version(seen);
            return () -> new Command.PutRecord(origin, type, sure(external), true, version, fields);
        });
    }

    /** {@code {fields?, version?}} */
    public static Result<Command> updateRecord(
            String type,
            TicketId record,
            @Nullable Integer seen,
            Map<String, @Nullable Object> body,
            String channel,
            @Nullable String key) {
        return read(body, Set.of("fields", "version"), channel, key, (in, origin) -> {
            Map<String, @Nullable Object> fields = in.fields();
            Integer version = in.seenVersion(seen);
            return () -> new Command.UpdateRecord(origin, type, record, sure(version), fields);
        });
    }

    public static Result<Command> deleteRecord(
            String type, TicketId record, @Nullable Integer seen, String channel, @Nullable String key) {
        return read(
                Map.of(),
                Set.of(),
                channel,
                key,
                (_, origin) -> () -> new Command.DeleteRecord(origin, type, record, seen));
    }

    public static Result<Command> restoreRecord(String type, TicketId record, String channel, @Nullable String key) {
        return read(
                Map.of(), Set.of(), channel, key, (_, origin) -> () -> new Command.RestoreRecord(origin, type, record));
    }

    @FunctionalInterface
    interface Reading<C extends Command> {
        /** Looks at everything first, so that all problems are found; what it answers is called if there are none. */
        Making<C> read(TicketIntake in, Origin origin);
    }

    @FunctionalInterface
    interface Making<C extends Command> {
        C make();
    }

    static <C extends Command> Result<C> read(
            Map<String, @Nullable Object> body,
            Set<String> known,
            String channel,
            @Nullable String key,
            Reading<C> reading) {
        TicketIntake in = new TicketIntake(body);
        body.keySet().stream()
                .filter(name -> !known.contains(name))
                .forEach(name ->
                        in.problems.add(pointer(name), "body.unknown", "Nothing of this name is asked for here."));
        boolean goodKey = key == null || Origin.isKey(key);
        if (!goodKey) {
            in.problems.add("", "idempotency-key", "An Idempotency-Key has 1 to 200 visible ASCII characters.");
        }
        Making<C> making = reading.read(in, new Origin(channel, goodKey ? key : null));
        List<Problem> found = in.problems.list();
        return found.isEmpty() ? Result.ok(making.make()) : Result.refused(Rejection.invalid(found));
    }

    Map<String, @Nullable Object> body() {
        return body;
    }

    Problems problems() {
        return problems;
    }

    @Nullable
    String text(String name, boolean needed, int longest) {
        Object value = body.get(name);
        if (value instanceof String text && text.length() <= longest && !text.isBlank()) {
            return text;
        }
        if (value != null) {
            problems.add("/" + name, "field.wrong-type", "This must be a short text.");
        } else if (needed) {
            problems.add("/" + name, "field.required", "This must be given.");
        }
        return null;
    }

    private @Nullable String comment(String name, boolean needed) {
        Object value = body.get(name);
        if (value instanceof String text && Command.isComment(text)) {
            return text;
        }
        if (value != null) {
            problems.add(Problem.of(
                    "/" + name,
                    "comment.text",
                    "A comment has 1 to " + Command.LONGEST_COMMENT + " characters.",
                    Map.of("max", Integer.toString(Command.LONGEST_COMMENT))));
        } else if (needed) {
            problems.add("/" + name, "field.required", "This must be given.");
        }
        return null;
    }

    private List<UUID> attachments() {
        Object value = body.get("attachments");
        if (value == null) {
            return List.of();
        }
        if (!(value instanceof List<?> list) || list.size() > Command.MOST_ATTACHMENTS) {
            problems.add(Problem.of(
                    "/attachments",
                    "comment.attachments",
                    "Attachments are the ids of at most " + Command.MOST_ATTACHMENTS + " files.",
                    Map.of("max", Integer.toString(Command.MOST_ATTACHMENTS))));
            return List.of();
        }
        List<UUID> ids = new ArrayList<>();
        for (Object item : list) {
            if (item instanceof String id && id.matches(UUID_TEXT)) {
                ids.add(UUID.fromString(id));
            } else {
                problems.add("/attachments", "field.unknown-file", "There is no such file.");
                return List.of();
            }
        }
        return ids.stream().distinct().toList();
    }

    private @Nullable Priority priority() {
        Object value = body.get("priority");
        if (value == null) {
            return null;
        }
        Priority priority = Arrays.stream(Priority.values())
                .filter(p -> p.wire().equals(value))
                .findFirst()
                .orElse(null);
        if (priority == null) {
            problems.add("/priority", "field.unknown-option", "A priority is low, normal, high or urgent.");
        }
        return priority;
    }

    /** What a record is called elsewhere: both parts or, unless it is needed, neither. */
    private @Nullable External external(boolean needed) {
        String source = text("source", needed, External.LONGEST_SOURCE);
        String id = text("externalId", needed, External.LONGEST_ID);
        if (source != null && !External.isSource(source)) {
            problems.add("/source", "external.source", "A source is letters, digits, dots and dashes, such as erp.");
            return null;
        }
        if (id != null && !External.isId(id)) {
            problems.add(
                    "/externalId", "external.id", "An external id has no control characters and no spaces around it.");
            return null;
        }
        if ((source == null) != (id == null)) {
            problems.add(
                    source == null ? "/source" : "/externalId",
                    "external.both",
                    "Give source and externalId together.");
        }
        return source == null || id == null ? null : new External(source, id);
    }

    private @Nullable Integer seenVersion(@Nullable Integer seen) {
        Integer version = version(seen);
        if (version == null && problems.isEmpty()) {
            problems.add("/version", "version.required", "Say which version you have seen: If-Match or version.");
        }
        return version;
    }

    private @Nullable Integer version(@Nullable Integer seen) {
        Object value = body.get("version");
        if (value == null) {
            return seen;
        }
        if (value instanceof Integer version && version > 0 && (seen == null || seen.equals(version))) {
            return version;
        }
        problems.add("/version", "field.wrong-type", "A version is a positive whole number, the same as in If-Match.");
        return null;
    }

    @Nullable
    AccountId account(String name) {
        Object value = body.get(name);
        if (value == null) {
            return null;
        }
        if (value instanceof String id && id.matches(UUID_TEXT)) {
            return new AccountId(UUID.fromString(id));
        }
        problems.add("/" + name, "assignment.unknown-account", "There is no such account.");
        return null;
    }

    private Map<String, @Nullable Object> fields() {
        Object value = body.get("fields");
        if (value == null) {
            return Map.of();
        }
        if (!(value instanceof Map<?, ?> map)) {
            problems.add("/fields", "field.wrong-type", "Fields are an object of keys and values.");
            return Map.of();
        }
        if (map.size() > Command.MOST_FIELDS) {
            problems.add(Problem.of(
                    "/fields",
                    "fields.too-many",
                    "At most " + Command.MOST_FIELDS + " fields.",
                    Map.of("max", Integer.toString(Command.MOST_FIELDS))));
            return Map.of();
        }
        Map<String, @Nullable Object> fields = new java.util.LinkedHashMap<>();
        map.forEach((name, json) -> {
            String key = (String) name;
            if (key.length() > LONGEST_KEY) {
                problems.add("/fields", "field.unknown", "There is no such field.");
            } else if (!isBounded(json, 3)) {
                problems.add("/fields" + pointer(key), "field.too-long", "This value is too large.");
            } else {
                fields.put(key, json);
            }
        });
        return fields;
    }

    /** Whether a value is one a field could hold at all: no deep trees, no endless lists, no books. */
    private static boolean isBounded(@Nullable Object json, int depth) {
        return switch (json) {
            case null -> true;
            case String text -> text.length() <= LONGEST_TEXT;
            case BigDecimal number -> number.precision() <= 60 && Math.abs((long) number.scale()) <= 60;
            case Number _, Boolean _ -> true;
            case List<?> list ->
                depth > 0 && list.size() <= LONGEST_LIST && list.stream().allMatch(item -> isBounded(item, depth - 1));
            case Map<?, ?> map ->
                depth > 0
                        && map.size() <= LONGEST_LIST
                        && map.values().stream().allMatch(item -> isBounded(item, depth - 1));
            default -> false;
        };
    }

    private static String pointer(String name) {
        String shown = name.length() > LONGEST_KEY ? name.substring(0, LONGEST_KEY) : name;
        return "/" + shown.replace("~", "~0").replace("/", "~1");
    }

    static <T> T sure(@Nullable T value) {
        return java.util.Objects.requireNonNull(value);
    }
}
