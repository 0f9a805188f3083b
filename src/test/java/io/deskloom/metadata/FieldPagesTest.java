package io.deskloom.metadata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.deskloom.field.Conversion;
import io.deskloom.field.FieldType;
import io.deskloom.field.FieldTypes;
import io.deskloom.field.Kind;
import io.deskloom.field.Settings;
import io.deskloom.field.Value;
import io.deskloom.field.Wording;
import io.deskloom.kernel.Problem;
import io.deskloom.kernel.Problems;
import io.deskloom.model.FieldDef;
import io.deskloom.model.MetadataSnapshot;
import io.deskloom.testing.Snapshots;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The pages about fields say what is so. Their definitions are read by the reader, their conditions by the language, and the
 * rows of their tables by the kind itself: what is sent, what a cell says, what becomes of a value whose field changes its kind.
 */
class FieldPagesTest {
    private static final Path PAGES = Path.of("docs/guide/fields");
    private static final String VISIT = "types/visit/type.yaml";
    private static final Wording EN = new Wording("en", ZoneId.of("Asia/Shanghai"));
    private static final Pattern FENCE = Pattern.compile("(?ms)^```(\\w+)\\n(.*?)^```$");
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");
    private static final Pattern COLUMN_END = Pattern.compile("(?<!\\\\)\\|");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:]*)(?:#([^)]*))?\\)");
    private static final Pattern PROBLEM =
            Pattern.compile("`(field\\.[a-z-]+|(?:ticket|filter)\\.[a-z]+-[a-z-]+|filter\\.compound)`");
    private static final Pattern HERE = Pattern.compile("(?m)^# (\\S+\\.yaml)\\n");
    private static final Pattern FORM = Pattern.compile("(?m)^# \\S+/form-\\S+\\.yaml\\n");
    private static final ObjectMapper JSON = new ObjectMapper()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);

    /** Fields of a small shop, for pages to speak about: without an index, so that a page's own have all the room. */
    private static final Map<String, String> WORKSPACE = Map.ofEntries(
            Map.entry("workspace.yaml", """
                    id: w_shop
                    key: shop
                    label: {en: Shop}
                    zone: Asia/Shanghai
                    currency: CNY
                    languages: [en, zh]
                    """),
            Map.entry("roles/admin.yaml", """
                    id: r_admin
                    key: admin
                    label: {en: Administrator}
                    abilities: [metadata.read, metadata.publish, accounts.read, accounts.manage]
                    """),
            Map.entry("teams/field_service.yaml", "id: tm_field\nkey: field_service\nlabel: {en: Field service}\n"),
            Map.entry(VISIT, """
                    id: t_visit
                    key: visit
                    label: {en: Visit}
                    prefix: SVC
                    titleField: subject
                    forms: [visit]
                    fields:
                      - {id: f_subject, key: subject, kind: text, label: {en: Subject}}
                      - {id: f_reason, key: reason, kind: single, label: {en: Reason}, options: [{key: damaged, label: {en: Damaged}}, {key: size, label: {en: Wrong size}}]}
                      - {id: f_paid, key: paid, kind: money, label: {en: Paid}, currency: CNY}
                      - {id: f_refund, key: refund_amount, kind: money, label: {en: Refund}, currency: CNY}
                      - {id: f_count, key: items_count, kind: integer, label: {en: Items}}
                      - {id: f_delivered, key: delivered_on, kind: date, label: {en: Delivered on}}
                      - {id: f_sale, key: sale, kind: lookup, target: order, label: {en: Sale}, indexed: true}
                    """),
            Map.entry("types/visit/form-visit.yaml", """
                    id: fm_visit
                    key: visit
                    label: {en: Visit}
                    sections:
                      - {key: all, label: {en: Visit}, fields: [subject]}
                    """),
            Map.entry("types/visit/flow.yaml", """
                    id: fl_visit
                    key: visit_sop
                    label: {en: Visit}
                    start: start
                    nodes:
                      - {id: start, kind: start, label: {en: Begin}}
                      - {id: go, kind: task, label: {en: Go}, status: open, role: admin, team: field_service, actions: [{key: finish, label: {en: Finish}}]}
                      - {id: done, kind: end, label: {en: Done}, status: solved}
                    edges:
                      - {from: start, to: go}
                      - {from: go, on: finish, to: done}
                    """),
            Map.entry("types/visit/access.yaml", """
                    id: a_visit
                    roles:
                      admin: {verbs: [create, read, update, act], fields: {subject: edit}}
                    records:
                      - {role: admin}
                    """),
            Map.entry("objects/customer/type.yaml", """
                    id: o_customer
                    key: customer
                    label: {en: Customer}
                    titleField: name
                    forms: [main]
                    fields:
                      - {id: f_name, key: name, kind: text, label: {en: Name}}
                      - {id: f_tier, key: tier, kind: single, label: {en: Tier}, options: [{key: gold, label: {en: Gold}}, {key: vip, label: {en: VIP}}]}
                    """),
            Map.entry("objects/order/type.yaml", """
                    id: o_order
                    key: order
                    label: {en: Order}
                    titleField: order_no
                    forms: [main]
                    fields:
                      - {id: f_no, key: order_no, kind: text, label: {en: Order number}}
                      - {id: f_by, key: customer, kind: lookup, target: customer, label: {en: Customer}, indexed: true}
                      - {id: f_sum, key: paid, kind: money, label: {en: Paid}, currency: CNY}
                      - {id: f_at, key: ordered_at, kind: date_time, label: {en: Ordered}}
                      - {id: f_stage, key: status, kind: single, label: {en: Stage}, options: [{key: shipped, label: {en: Shipped}}, {key: cancelled, label: {en: Cancelled}}]}
                    """),
            Map.entry("objects/part/type.yaml", """
                    id: o_part
                    key: part
                    label: {en: Part}
                    titleField: part_name
                    forms: [main]
                    fields:
                      - {id: f_part, key: part_name, kind: text, label: {en: Name}}
                    """),
            Map.entry("objects/customer/form-main.yaml", objectForm("customer", "name")),
            Map.entry("objects/order/form-main.yaml", objectForm("order", "order_no")),
            Map.entry("objects/part/form-main.yaml", objectForm("part", "part_name")),
            Map.entry("objects/customer/access.yaml", objectAccess("customer", "name")),
            Map.entry("objects/order/access.yaml", objectAccess("order", "order_no")),
            Map.entry("objects/part/access.yaml", objectAccess("part", "part_name")));

    private static String objectForm(String type, String field) {
        return "id: fm_%1$s\nkey: main\nlabel: {en: Main}\nsections: [{key: all, label: {en: All}, fields: [%2$s]}]\n"
                .formatted(type, field);
    }

    private static String objectAccess(String type, String field) {
        return "id: a_%s\nroles: {admin: {verbs: [create, read, update], fields: {%s: edit}}}\nrecords: [{role: admin}]\n"
                .formatted(type, field);
    }

    static Stream<String> kinds() throws IOException {
        List<String> kinds = new ArrayList<>();
        JSON.readTree(Path.of("metadata/schema/ticketType.schema.json").toFile())
                .at("/$defs/field/properties/kind/enum")
                .forEach(kind -> kinds.add(kind.asText()));
        return kinds.stream();
    }

    static Stream<String> pages() throws IOException {
        try (Stream<Path> files = Files.list(PAGES)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList().stream();
        }
    }

    @Test
    void everyKindHasItsPageAndItsLineInTheIndex() throws IOException {
        Set<String> kinds = new TreeSet<>(kinds().toList());
        Stream.of(Kind.values())
                .map(Kind::wire)
                .forEach(kind -> assertThat(kinds).contains(kind));
        Set<String> pages = new TreeSet<>(pages().map(p -> p.replace(".md", "")).toList());
        pages.removeAll(Set.of("README", "layout"));
        assertThat(pages).isEqualTo(kinds);
        String index = text("README.md");
        kinds.forEach(kind -> assertThat(index).contains("| [" + kind + "](" + kind + ".md) |"));
    }

    @ParameterizedTest
    @MethodSource("pages")
    void whatAPageDefinesIsReadWithoutAProblem(String page) throws IOException {
        assertDefined(text(page));
        for (String block : blocks(text(page), "yaml")) {
            if (FORM.matcher(block).find()) {
                // A page shows several forms of one name; as the last one on the page it is the one that counts.
                assertDefined(text(page) + "\n```yaml\n" + block + "```\n");
            }
        }
    }

    private static void assertDefined(String page) {
        List<Problem> problems = MetadataReader.read(workspace(page, List.of()), Snapshots.NO_RULES)
                .problems();
        assertThat(Problem.lines(problems)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void whatAPageAsksIsACondition(String kind) throws IOException {
        String page = text(kind + ".md");
        List<String> conditions = conditions(page);
        assertThat(conditions).as("examples of conditions").hasSizeGreaterThanOrEqualTo(2);
        String key = field(page, kind).key();
        assertThat(conditions).as("one is about the field itself").anyMatch(c -> c.contains(key));
        List<Problem> problems = MetadataReader.read(workspace(page, conditions), Snapshots.NO_RULES)
                .problems();
        assertThat(Problem.lines(problems)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void whetherListsAndSearchesFindItIsSaid(String kind) throws IOException {
        String page = text(kind + ".md");
        Kind known = Kind.of(kind).orElse(null);
        if (known == null) {
            return;
        }
        FieldType type = known.type();
        FieldType.SlotKind slot = type.slot();
        String room = slot == null
                ? "no"
                : "yes, one of " + slot.count() + " "
                        + switch (slot) {
                            case TEXT -> "text";
                            case FLOAT -> "float";
                            case LONG -> "number";
                            case TIME -> "date";
                            case RECORD -> "lookup";
                        }
                        + " slots";
        assertThat(page).contains("- **Index:** " + room);
        assertThat(page).contains("- **Search:** " + (type.isSearched() ? "yes" : "no"));
    }

    @TestFactory
    Stream<DynamicTest> whatIsSentIsKeptOrRefusedAsSaid() throws IOException {
        return rows("| sent | kept |", (field, row) -> {
            Problems problems = new Problems();
            Value value = field.kind().type().parse(json(code(row.get(0))), field.settings(), "", problems);
            if (problems.isEmpty()) {
                field.kind().type().validate(value, field.settings(), "", problems);
            }
            assertThat(outcome(field.kind().type(), value, problems)).isEqualTo(expected(row.get(1)));
        });
    }

    @TestFactory
    Stream<DynamicTest> whatACellSaysIsUnderstoodAsSaid() throws IOException {
        return rows("| cell | kept |", (field, row) -> {
            Problems problems = new Problems();
            FieldType type = field.kind().type();
            String cell = code(row.get(0));
            Value value = type.fromCell(cell, field.settings(), EN, "", problems);
            if (problems.isEmpty()) {
                type.validate(value, field.settings(), "", problems);
            }
            assertThat(outcome(type, value, problems)).isEqualTo(expected(row.get(1)));
            if (row.get(0).contains("written")) {
                assertThat(type.toCell(value, field.settings(), EN)).isEqualTo(cell);
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> whatBecomesOfAValueInAnotherKindIsSaid() throws IOException {
        return rows("| from | value | to | becomes |", (field, row) -> {
            Kind from = Kind.of(row.get(0)).orElseThrow();
            Kind to = Kind.of(row.get(2)).orElseThrow();
            Settings other = new Settings(field.settings().options(), null, null, null, null, "CNY");
            Settings ofFrom = from == field.kind() ? field.settings() : other;
            Settings ofTo = to == field.kind() ? field.settings() : other;
            Problems problems = new Problems();
            Value old = from.type().parse(json(code(row.get(1))), ofFrom, "", problems);
            from.type().validate(old, ofFrom, "", problems);
            assertThat(Problem.lines(problems.list())).isEmpty();
            String becomes = switch (new Conversion(from, ofFrom, to, ofTo, EN).of(old)) {
                case Conversion.Exact(Value value) -> written(to.type().toJson(value));
                case Conversion.Lossy(Value value) -> written(to.type().toJson(value)) + ", lossy";
                case Conversion.Failing(Problem problem) -> problem.code();
            };
            assertThat(becomes).isEqualTo(expected(row.get(3)) + (row.get(3).endsWith(", lossy") ? ", lossy" : ""));
        });
    }

    @Test
    void everyProblemNamedHasWords() throws IOException {
        JsonNode problems =
                JSON.readTree(Path.of("frontend/src/app/i18n/en/problems.json").toFile());
        JsonNode fields =
                JSON.readTree(Path.of("frontend/src/app/i18n/en/fields.json").toFile());
        Set<String> wordless = new TreeSet<>();
        for (String page : pages().toList()) {
            Matcher named = PROBLEM.matcher(text(page));
            while (named.find()) {
                String key = named.group(1).replace('.', '_').replace('-', '_');
                if (problems.at("/item/" + key).isMissingNode()
                        && fields.at("/problem/" + key).isMissingNode()) {
                    wordless.add(page + ": " + named.group(1));
                }
            }
        }
        assertThat(wordless).isEmpty();
    }

    @Test
    void everyLinkLeadsSomewhere() throws IOException {
        Set<String> dead = new TreeSet<>();
        for (String page : pages().toList()) {
            Matcher links = LINK.matcher(text(page));
            while (links.find()) {
                Path to = links.group(1).isEmpty() ? PAGES.resolve(page) : PAGES.resolve(links.group(1));
                boolean there = Files.exists(to)
                        && (links.group(2) == null
                                || headings(Files.readString(to)).contains(links.group(2)));
                if (!there) {
                    dead.add(page + ": " + links.group());
                }
            }
        }
        assertThat(dead).isEmpty();
    }

    /** What headings are called in links, as GitHub does it. */
    private static List<String> headings(String text) {
        return text.lines()
                .filter(line -> line.startsWith("#"))
                .map(line -> line.replaceFirst("^#+ ", "")
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\p{L}\\p{N} _-]", "")
                        .replace(' ', '-'))
                .toList();
    }

    private static String text(String page) throws IOException {
        return Files.readString(PAGES.resolve(page));
    }

    /** The workspace with what a page defines in its places, and with the conditions as rules of a field nobody knows. */
    private static List<SourceFile> workspace(String page, List<String> conditions) {
        Map<String, String> files = new LinkedHashMap<>(WORKSPACE);
        for (String block : blocks(page, "yaml")) {
            Matcher here = HERE.matcher(block);
            String file = here.find() ? here.group(1) : VISIT;
            if (file.contains("/form-")) {
                files.put(file, block);
                continue;
            }
            files.merge(file, asItems(here.reset().replaceAll("")), String::concat);
        }
        if (!conditions.isEmpty()) {
            StringBuilder probe =
                    new StringBuilder("  - {id: f_probe, key: probe, kind: boolean, label: {en: Probe}, rules: [");
            conditions.forEach(
                    c -> probe.append("{check: '").append(c.replace("'", "''")).append("', message: {en: No}}, "));
            files.merge(conditionsOver(page), probe.append("]}\n").toString(), String::concat);
        }
        return files.entrySet().stream()
                .map(f -> new SourceFile(f.getKey(), f.getValue()))
                .sorted()
                .toList();
    }

    /** The file of the type whose records a page's conditions are over: where its first field is. */
    private static String conditionsOver(String page) {
        Matcher here = HERE.matcher(blocks(page, "yaml").getFirst());
        return here.find() ? here.group(1) : VISIT;
    }

    /** Fields as items of a list, be they a list already or one alone. */
    private static String asItems(String yaml) {
        boolean list = yaml.lines().anyMatch(line -> line.startsWith("- "));
        StringBuilder out = new StringBuilder();
        boolean first = true;
        for (String line : yaml.lines().toList()) {
            out.append(list ? "  " : first ? "  - " : "    ").append(line).append('\n');
            first = false;
        }
        return out.toString();
    }

    private static List<String> blocks(String page, String language) {
        List<String> blocks = new ArrayList<>();
        Matcher fences = FENCE.matcher(page);
        while (fences.find()) {
            if (fences.group(1).equals(language)) {
                blocks.add(fences.group(2));
            }
        }
        return blocks;
    }

    private static List<String> conditions(String page) {
        return blocks(page, "cel").stream()
                .flatMap(String::lines)
                .map(line -> line.replaceFirst("\\s{2,}//.*$", "").strip())
                .filter(line -> !line.isEmpty())
                .toList();
    }

    /** The first field a page defines of its kind, or of what is computed. */
    private static FieldDef field(String page, String kind) {
        MetadataSnapshot read = MetadataReader.read(workspace(page, List.of()), Snapshots.NO_RULES)
                .orThrow();
        Map<String, FieldDef> own = new LinkedHashMap<>();
        Stream.concat(read.types().values().stream(), read.objects().values().stream())
                .flatMap(type -> type.fields().stream())
                .forEach(f -> own.putIfAbsent(f.id(), f));
        Matcher ids = Pattern.compile("(?s)id: (\\w+)(?:(?!\\bid: ).)*?kind: (\\w+)")
                .matcher(String.join("\n", blocks(page, "yaml")));
        while (ids.find()) {
            if (ids.group(2).equals(kind)) {
                return Objects.requireNonNull(own.get(ids.group(1)));
            }
        }
        return fail("no field of kind " + kind);
    }

    private interface Check {
        void of(FieldDef field, List<String> row);
    }

    /** A test for each row of the tables that begin with {@code header}, on every page of a kind that holds values. */
    private static Stream<DynamicTest> rows(String header, Check check) throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            String page = text(kind.wire() + ".md");
            FieldDef field = field(page, kind.wire());
            List<String> lines = page.lines().toList();
            int begin = lines.indexOf(header);
            for (int i = begin + 2;
                    begin >= 0 && i < lines.size() && lines.get(i).startsWith("|");
                    i++) {
                String line = lines.get(i);
                List<String> row = COLUMN_END
                        .splitAsStream(line.substring(1))
                        .map(String::strip)
                        .toList();
                tests.add(DynamicTest.dynamicTest(kind.wire() + " " + line, () -> check.of(field, row)));
            }
        }
        assertThat(tests).hasSizeGreaterThan(FieldTypes.partNames().size());
        return tests.stream();
    }

    private static String code(String cell) {
        Matcher code = CODE.matcher(cell);
        assertThat(code.find()).as("something in backticks in: " + cell).isTrue();
        return code.group(1).replace("\\|", "|");
    }

    /** "empty", a problem's code, or the JSON that is kept, in one spelling. */
    private static String expected(String cell) {
        if (cell.startsWith("empty")) {
            return "null";
        }
        String code = code(cell);
        return code.startsWith("field.") ? code : written(json(code));
    }

    private static String outcome(FieldType type, Value value, Problems problems) {
        return problems.isEmpty()
                ? written(type.toJson(value))
                : problems.list().getFirst().code();
    }

    private static @Nullable Object json(String text) {
        try {
            return JSON.readValue(text, Object.class);
        } catch (IOException e) {
            return fail("no JSON: " + text, e);
        }
    }

    private static String written(@Nullable Object json) {
        try {
            return JSON.writeValueAsString(json);
        } catch (IOException e) {
            return fail(String.valueOf(json), e);
        }
    }
}
