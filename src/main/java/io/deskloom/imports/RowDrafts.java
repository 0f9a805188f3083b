package io.deskloom.imports;

import io.deskloom.field.FieldType;
import io.deskloom.field.Shape;
import io.deskloom.field.Wording;
import io.deskloom.imports.ImportTarget.Draft;
import io.deskloom.kernel.External;
import io.deskloom.kernel.Label;
import io.deskloom.kernel.Problem;
import io.deskloom.kernel.Problems;
import io.deskloom.model.FieldDef;
import io.deskloom.model.Priority;
import io.deskloom.sheet.SheetRow;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Makes drafts of rows by a mapping. Every row of a file must be given to it in order, also those that have been dealt with
 * before: a row without an id of its own is called after its content and how often that has come already, so that the
 * same file read again calls each row the same.
 */
final class RowDrafts {
    private static final int USUAL_TITLE = 200;
    private static final int MOST_NAMED = 200;
    private static final Pattern BETWEEN = Pattern.compile("[;；\\n]");
    private static final Pattern COMMA = Pattern.compile("[,，、]");
    private static final Pattern WHITE = Pattern.compile("\\s+");

    private final Mapping mapping;
    private final Wording wording;
    private final Names names;
    private final int idAt;
    private final List<Bound> bound = new ArrayList<>();
    private final Map<String, @Nullable Object> constants = new LinkedHashMap<>();
    private final @Nullable Priority usualPriority;
    private final LongCounts seen = new LongCounts();

    /** @param field null for the priority */
    private record Bound(
            int at,
            String column,
            @Nullable FieldDef field,
            boolean shortened,
            Map<String, String> values,
            Map<Integer, String> when) {}

    /** What cells call things that the database knows by ids; the cell's own text when nothing or several are called so. */
    interface Names {
        /** The id of an account by its login or name. */
        String account(String called);

        /** The id of a record of {@code type} (object type key) by its id where the file comes from. */
        String record(String type, String called);

        /** The key of a team by its key or name. */
        String team(String called);
    }

    /** @param wording the business zone is what times of day are read in */
    RowDrafts(Mapping mapping, List<String> columns, ImportTarget.Fields fields, Wording wording, Names names) {
        this.mapping = mapping;
        this.wording = wording;
        this.names = names;
        Map<String, FieldDef> byKey = new HashMap<>();
        fields.fields().forEach(f -> byKey.put(f.key(), f));
        String id = mapping.externalId();
        this.idAt = id == null ? -1 : columns.indexOf(id);
        for (int i = 0; i < columns.size(); i++) {
            Mapping.Target target = mapping.columns().get(columns.get(i));
            if (target == null) {
                continue;
            }
            Map<Integer, String> when = new HashMap<>();
            target.when().forEach((column, text) -> when.put(columns.indexOf(column), text));
            for (String to : target.to()) {
                boolean shortened = target.to().size() > 1 && to.equals(fields.titleField());
                bound.add(new Bound(i, columns.get(i), byKey.get(to), shortened, target.values(), when));
            }
        }
        Priority usual = null;
        for (Map.Entry<String, String> constant : mapping.constants().entrySet()) {
            FieldDef field = byKey.get(constant.getKey());
            if (field != null) {
                // What is wrong with it the mapping's check has said: nothing runs with it.
                constants.put(field.key(), json(field, constant.getValue(), new Problems()));
            } else if (constant.getKey().equals(Mapping.PRIORITY)) {
                usual = priority(constant.getValue());
            }
        }
        this.usualPriority = usual;
    }

    /** What a row amounts to: a draft, or why there is none. */
    sealed interface Read {
        record Made(Draft draft) implements Read {}

        record Wrong(List<Problem> problems) implements Read {}
    }

    Read read(SheetRow row) {
        if (row.problem() != null) {
            return new Read.Wrong(List.of(row.problem()));
        }
        Problems problems = new Problems();
        Map<String, @Nullable Object> fields = new LinkedHashMap<>(constants);
        Map<String, String> content = new TreeMap<>();
        Priority priority = usualPriority;
        for (Bound to : bound) {
            Object cell = row.cells().get(to.at());
            if (cell == null || !applies(to, row)) {
                continue;
            }
            content.put(to.column(), cell.toString());
            Object meant = cell instanceof String text ? to.values().getOrDefault(text.strip(), text) : cell;
            FieldDef field = to.field();
            if (field != null) {
                Object json = json(field, to.shortened() ? shortened(field, meant) : meant, problems);
                if (json != null) {
                    fields.put(field.key(), json);
                }
            } else if (!meant.toString().isBlank()) {
                priority = priority(meant.toString());
                if (priority == null) {
                    problems.add(MappingCheck.unknownPriority("/priority"));
                }
            }
        }
        External external = external(row, content, problems);
        return problems.isEmpty() && external != null
                ? new Read.Made(new Draft(external, fields, priority))
                : new Read.Wrong(problems.list());
    }

    /** The cells of a row that may be kept: what becomes a secret stands nowhere else. */
    List<@Nullable Object> kept(SheetRow row) {
        List<@Nullable Object> cells = new ArrayList<>(row.cells());
        for (Bound to : bound) {
            if (to.field() != null && to.field().kind().type().isWriteOnly()) {
                cells.set(to.at(), null);
            }
        }
        return cells;
    }

    private static boolean applies(Bound to, SheetRow row) {
        return to.when().entrySet().stream().allMatch(when -> {
            Object cell = row.cells().get(when.getKey());
            return when.getValue().equals(cell == null ? "" : cell.toString().strip());
        });
    }

    /** As much as a title holds, on one line. */
    private static Object shortened(FieldDef field, Object cell) {
        Integer most = field.settings().maxLength();
        int longest = most == null ? USUAL_TITLE : most;
        if (!(cell instanceof String text)) {
            return cell;
        }
        String line = WHITE.matcher(text.strip()).replaceAll(" ");
        return line.codePointCount(0, line.length()) <= longest
                ? line
                : line.substring(0, line.offsetByCodePoints(0, longest - 1)) + "…";
    }

    private @Nullable External external(SheetRow row, Map<String, String> content, Problems problems) {
        if (idAt < 0) {
            byte[] hash = hash(content);
            int times = seen.add(ByteBuffer.wrap(hash).getLong());
            return new External(mapping.source(), "r-" + HexFormat.of().formatHex(hash, 0, 16) + "-" + times);
        }
        Object cell = row.cells().get(idAt);
        String id = cell == null ? "" : cell.toString().strip();
        if (!External.isId(id)) {
            problems.add(
                    id.isEmpty()
                            ? Problem.of("", "import.id-missing", "The row has no id of its own.")
                            : Problem.of(
                                    "",
                                    "import.id",
                                    "An id has at most " + External.LONGEST_ID
                                            + " characters, none of them a control character.",
                                    Map.of("most", Integer.toString(External.LONGEST_ID))));
            return null;
        }
        if (seen.add(ByteBuffer.wrap(hash(Map.of("", id))).getLong()) > 1) {
            problems.add(Problem.of("", "import.id-twice", "An earlier row of the file has the same id."));
            return null;
        }
        return new External(mapping.source(), id);
    }

    /** What a cell says, in the JSON form the API takes; null for nothing. */
    private @Nullable Object json(FieldDef field, Object cell, Problems problems) {
        FieldType type = field.kind().type();
        // Of JSON lines: numbers where texts are wanted are common and clear.
        Object plain = cell instanceof Number number && type.shape() == Shape.TEXT
                ? new BigDecimal(number.toString()).toPlainString()
                : cell;
        if (!(plain instanceof String text)) {
            return plain;
        }
        if (text.isBlank()) {
            return null;
        }
        String target = field.settings().target();
        if (target != null) {
            return named(type, text, called -> names.record(target, called));
        }
        return switch (type.refers()) {
            case ACCOUNTS -> named(type, text, names::account);
            case TEAMS -> named(type, text, names::team);
            case NOTHING ->
                type.toJson(type.fromCell(text, field.settings(), wording, "/fields/" + field.key(), problems));
        };
    }

    /** One id or several, of what a cell calls by name. */
    private static Object named(FieldType type, String text, UnaryOperator<String> id) {
        return type.shape() == Shape.LIST
                ? split(BETWEEN, text)
                        .flatMap(one -> listed(one, id))
                        // More than any list may hold: refused for what it is, and looked up no further.
                        .limit(MOST_NAMED)
                        .toList()
                : id.apply(text.strip());
    }

    /** Titles have commas of their own: they stand between names only where nothing is called by the whole. */
    private static Stream<String> listed(String text, UnaryOperator<String> id) {
        String found = id.apply(text);
        return found.equals(text) && COMMA.matcher(text).find()
                ? split(COMMA, text).map(id)
                : Stream.of(found);
    }

    private static Stream<String> split(Pattern between, String text) {
        return between.splitAsStream(text).map(String::strip).filter(one -> !one.isEmpty());
    }

    /** The priority that is called so, null when none is. */
    static @Nullable Priority priority(String text) {
        String wanted = Label.plain(text);
        return Arrays.stream(Priority.values())
                .filter(p -> p.wire().equals(wanted) || p.label().says(wanted))
                .findFirst()
                .orElse(null);
    }

    private static byte[] hash(Map<String, String> content) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            // Each text carries its length, so that no two rows are spelled alike.
            content.forEach((column, cell) -> {
                sha.update((column.length() + ":" + column + cell.length() + ":").getBytes(StandardCharsets.UTF_8));
                sha.update(cell.getBytes(StandardCharsets.UTF_8));
            });
            return sha.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
