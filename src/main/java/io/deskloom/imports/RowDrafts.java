package io.deskloom.imports;

import io.deskloom.field.CellText;
import io.deskloom.field.Kind;
import io.deskloom.imports.ImportTarget.Draft;
import io.deskloom.kernel.External;
import io.deskloom.kernel.Problem;
import io.deskloom.model.FieldDef;
import io.deskloom.model.Priority;
import io.deskloom.sheet.SheetRow;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Makes drafts of rows by a mapping. Every row of a file must be given to it in order, also those that have been dealt with
 * before: a row without an id of its own is called after its content and how often that has come already, so that the
 * same file read again calls each row the same.
 */
final class RowDrafts {
    private static final int USUAL_TITLE = 200;

    private final Mapping mapping;
    private final ZoneId zone;
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
    }

    RowDrafts(Mapping mapping, List<String> columns, ImportTarget.Fields fields, ZoneId zone, Names names) {
        this.mapping = mapping;
        this.zone = zone;
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
                constants.put(field.key(), json(field, constant.getValue()));
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
        List<Problem> problems = new ArrayList<>();
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
                Object json = json(field, to.shortened() ? shortened(field, meant) : meant);
                if (json != null) {
                    fields.put(field.key(), json);
                }
            } else if (!meant.toString().isBlank()) {
                priority = priority(meant.toString());
                if (priority == null) {
                    problems.add(Problem.of(
                            "/priority", "field.unknown-option", "A priority is low, normal, high or urgent."));
                }
            }
        }
        External external = external(row, content, problems);
        return problems.isEmpty() && external != null
                ? new Read.Made(new Draft(external, fields, priority))
                : new Read.Wrong(problems);
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
        if (!(cell instanceof String text) || text.codePointCount(0, text.length()) <= longest) {
            return cell;
        }
        return text.substring(0, text.offsetByCodePoints(0, longest - 1)) + "…";
    }

    private @Nullable External external(SheetRow row, Map<String, String> content, List<Problem> problems) {
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

    private @Nullable Object json(FieldDef field, Object cell) {
        if (!(cell instanceof String text)) {
            // Of JSON lines: numbers where texts are wanted are common and clear.
            return cell instanceof Number && isText(field.kind()) ? cell.toString() : cell;
        }
        if (text.isBlank()) {
            return null;
        }
        if (field.kind() == Kind.ACCOUNT) {
            return names.account(text.strip());
        }
        String target = field.settings().target();
        if (target != null) {
            return field.kind() == Kind.LOOKUP
                    ? names.record(target, text.strip())
                    : Arrays.stream(text.split("[;；]"))
                            .map(String::strip)
                            .filter(one -> !one.isEmpty())
                            .map(one -> names.record(target, one))
                            .toList();
        }
        return CellText.read(field.kind(), text, field.settings(), zone);
    }

    private static boolean isText(Kind kind) {
        return kind == Kind.TEXT || kind == Kind.LONG_TEXT || kind == Kind.PHONE || kind == Kind.SINGLE;
    }

    private static @Nullable Priority priority(String text) {
        String wanted = CellText.plain(text);
        return Arrays.stream(Priority.values())
                .filter(p -> p.wire().equals(wanted)
                        || p.label().byLanguage().values().stream()
                                .anyMatch(l -> CellText.plain(l).equals(wanted)))
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
