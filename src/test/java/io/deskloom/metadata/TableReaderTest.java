package io.deskloom.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import io.deskloom.kernel.Problem;
import io.deskloom.model.MetadataSnapshot;
import io.deskloom.model.Priority;
import io.deskloom.model.RuleDef;
import io.deskloom.model.RuleDef.IntentDef;
import io.deskloom.model.TableDef;
import io.deskloom.sheet.Grid;
import io.deskloom.testing.Snapshots;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Decision tables as their author meets them: what cells mean, and what is said of those that cannot be read. */
class TableReaderTest {
    private static final String PATH = "tables/t.yaml";

    @ParameterizedTest
    @CsvSource(delimiterString = " | ", quoteCharacter = '^', textBlock = """
            reason     | -                       | true
            reason     | damaged                 | reason == "damaged"
            reason     | Arrived damaged         | reason == "damaged"
            reason     | 收到时破损                | reason == "damaged"
            reason     | damaged, 尺码不合         | reason in ["damaged", "size"]
            reason     | damaged，size            | reason in ["damaged", "size"]
            reason     | not damaged             | reason != "damaged"
            reason     | not damaged, size       | !(reason in ["damaged", "size"])
            reason     | empty                   | reason == null
            reason     | not empty               | reason != null
            reason     | empty, size             | reason == "size" || reason == null
            paid       | > 200                   | paid > 200
            paid       | ≤ 3.50                  | paid <= 3.5
            paid       | 200..500                | paid >= 200 && paid <= 500
            paid       | [200..500)              | paid >= 200 && paid < 500
            paid       | (200 .. 500]            | paid > 200 && paid <= 500
            paid       | -5..-1, 7               | (paid >= -5 && paid <= -1) || paid == 7
            paid       | 200 CNY                 | paid == money(200, "CNY")
            paid       | = refund_amount         | paid == refund_amount
            items_count | 3                       | items_count == 3
            items_count | not 1..3                | !(items_count >= 1 && items_count <= 3)
            delivered_on | >= 2026-01-31         | delivered_on >= date("2026-01-31")
            resellable | yes                     | resellable == true
            resellable | 否                       | resellable == false
            fault_codes | scratch                 | "scratch" in fault_codes
            fault_codes | scratch, Leak           | intersects(fault_codes, ["scratch", "leak"])
            order_no   | "a, b "" c"             | order_no == "a, b \\" c"
            order_no   | "-"                     | order_no == "-"
            order_no   | A..7                    | order_no == "A..7"
            customer.tier | VIP                  | customer.tier == "vip"
            ticket.priority | 高, urgent           | ticket.priority in ["high", "urgent"]
            ticket.team | VIP desk               | ticket.team == "vip_desk"
            ticket.step | review                 | ticket.step == "review"
            event.old.reason | size              | event.old.reason == "size"
            order_no    | matches A-[0-9]+       | matches(order_no, "A-[0-9]+")
            order_no    | not matches "A-[0-9]{1,3}" | !matches(order_no, "A-[0-9]{1,3}")
            order_no    | "matches A"            | order_no == "matches A"
            """)
    void aCellIsACondition(String field, String cell, String means) {
        MetadataSnapshot read = read(table(field, cell, "high")).orThrow();
        RuleDef row = rows(read).getFirst();
        RuleDef same = MetadataReader.read(
                        with("triggers/same.yaml", """
                        id: tr_same
                        key: same
                        label: {en: Same, zh: 同}
                        type: return_refund
                        on: [created]
                        when: '%s'
                        do: [{setPriority: high}]
                        """.formatted(means.replace("'", "''"))), Snapshots.NO_RULES)
                .orThrow()
                .rules()
                .stream()
                .filter(r -> r.id().equals("tr_same"))
                .findFirst()
                .orElseThrow();
        assertThat(row.when()).isEqualTo(same.when());
    }

    @ParameterizedTest
    @CsvSource(delimiterString = " | ", quoteCharacter = '^', textBlock = """
            reason      | damagd             | high   | cell.choice          | damagd
            reason      | > 3                | high   | cell.order           | > 3
            reason      | damaged,           | high   | cell.nothing         | nothing stands
            paid        | many               | high   | cell.type            | not an amount
            paid        | 500..200           | high   | cell.range           | 500..200
            paid        | [200..500          | high   | cell.range           | brackets
            paid        | (2..2)             | high   | cell.range           | (2..2)
            items_count | 1,5 kg             | high   | cell.type            | 5 kg
            delivered_on | 31.01.2026         | high   | cell.type            | not a day
            resellable  | maybe              | high   | cell.type            | neither
            order_no    | "open              | high   | cell.quotes          | quotation mark
            order_no    | matches "a{1,2}    | high   | cell.quotes          | quotation mark
            order_no    | matches (?=a)      | high   | expr.pattern         | RE2
            order_no    | matches a{2000}    | high   | expr.pattern_long    | 250
            address     | x                  | high   | reference.field      | address
            pickup_at   | noon               | high   | cell.type            | not a moment
            reason      | = paid             | high   | expr.expected_type   | text
            reason      | = paid +           | high   | expr.syntax          | too early
            reason      | damaged            | higher | cell.choice          | higher
            """)
    void oneMistakeIsOneProblemWithItsWords(String field, String cell, String priority, String code, String says) {
        List<Problem> problems = read(table(field, cell, priority)).problems();
        assertThat(problems).as(Problem.lines(problems)).hasSize(1).allSatisfy(p -> {
            assertThat(p.code()).isEqualTo(code);
            assertThat(p.source().file()).isEqualTo(PATH);
            assertThat(p.message()).contains(says);
            assertThat(ProblemWords.missing(p)).isEmpty();
        });
    }

    @Test
    void everyBadCellIsReportedAtOnceWithItsPlace() {
        List<Problem> problems = read(with(PATH, HEAD + """
                rows:
                  - {when: [damagd, many], then: [high]}
                  - {when: [size, 3], then: [highest]}
                  - {when: [size], then: [high]}
                """)).problems();
        assertThat(problems)
                .extracting(Problem::pointer)
                .containsExactly("/rows/0/when/0", "/rows/0/when/1", "/rows/1/then/0", "/rows/2/when");
        assertThat(problems).allSatisfy(p -> assertThat(ProblemWords.missing(p)).isEmpty());
    }

    @Test
    void inASheetTheCellIsNamed() {
        List<Problem> problems = read(sheet("csv", """
                reason,实付金额,Priority
                size,> 3,high

                damagd,many,high
                """)).problems();
        assertThat(problems).extracting(Problem::pointer).containsExactly("A4", "B4");
        assertThat(problems.getFirst().source()).isEqualTo(new Problem.Source("tables/t.csv", 4, 1));
        assertThat(problems).allSatisfy(p -> assertThat(ProblemWords.missing(p)).isEmpty());
    }

    @Test
    void aSheetMayNameColumnsByKeyOrLabelInAnyOrderAndLeaveOthersEmpty() {
        MetadataSnapshot read = read(sheet("csv", """
                Priority;note;实付金额;Reason;;id
                Urgent;why;> 200;收到时破损;;big
                -;;;;;
                """)).orThrow();
        assertThat(rows(read)).hasSize(2);
        RuleDef first = rows(read).getFirst();
        assertThat(first.id()).isEqualTo("dt_t.big");
        assertThat(first.key()).isEqualTo("t.big");
        assertThat(first.label().in("zh")).isEqualTo("表 · 第 2 行");
        assertThat(first.then()).containsExactly(new IntentDef.SetPriority(Priority.URGENT));
        assertThat(rows(read).getLast().then()).isEmpty();
        TableDef table = read.tables().get("t");
        assertThat(table.rows().getFirst().texts()).containsExactly("收到时破损", "> 200", "Urgent");
        assertThat(table.rows().getFirst().note()).isEqualTo("why");
    }

    @Test
    void aWorkbookIsReadAsACsvIs() {
        Grid grid = new Grid(
                List.of("reason", "paid", "priority"),
                List.of(
                        new Grid.Row(2, List.of("size", "200..500", "high")),
                        new Grid.Row(3, List.of("-", "", "low"))));
        String book = Base64.getEncoder().encodeToString(grid.write(Grid.Format.XLSX, "Rows"));
        List<SourceFile> files = new ArrayList<>(with(PATH, HEAD + "file: t.xlsx\n"));
        files.add(new SourceFile("tables/t.xlsx", book));
        String csv = "reason,paid,priority\nsize,200..500,high\n-,,low\n";
        assertThat(rows(MetadataReader.read(files, Snapshots.NO_RULES).orThrow()))
                .extracting(RuleDef::when)
                .isEqualTo(rows(read(sheet("csv", csv)).orThrow()).stream()
                        .map(RuleDef::when)
                        .toList());
    }

    @Test
    void whatIsNoSheetIsRefusedNotGuessed() {
        List<SourceFile> files = new ArrayList<>(with(PATH, HEAD + "file: t.xlsx\n"));
        files.add(new SourceFile("tables/t.xlsx", "no base64!"));
        List<Problem> problems = MetadataReader.read(files, Snapshots.NO_RULES).problems();
        assertThat(problems).extracting(Problem::code).containsExactly("file.empty");
        assertThat(ProblemWords.missing(problems.getFirst())).isEmpty();
        assertThat(read(with(PATH, HEAD + "file: other.csv\n")).problems())
                .extracting(Problem::code)
                .containsExactly("table.file");
        assertThat(read(with("tables/stray.csv", "a,b\n1,2\n")).problems())
                .extracting(Problem::code)
                .containsExactly("table.unused");
        assertThat(read(sheet("csv", "reason,priority,colour\nsize,high,red\n")).problems())
                .extracting(Problem::code)
                .containsExactly("table.column", "table.column");
        assertThat(read(sheet("csv", "id,note,reason,priority\na,b,size,high\n"))
                        .problems())
                .extracting(Problem::code)
                .containsExactly("table.column");
    }

    @Test
    void aRowKeepsItsIdWhenRowsAreMoved() {
        List<String> before =
                ids(read(sheet("csv", "reason,paid,priority\nsize,1,low\nquality,2,high\nsize,1,high\n")));
        List<String> after = ids(read(sheet("csv", "reason,paid,priority\nquality,2,high\nsize,1,low\nsize,1,high\n")));
        assertThat(after).containsExactly(before.get(1), before.get(0), before.get(2));
        assertThat(before.get(2)).isEqualTo(before.get(0) + "-2");
    }

    @Test
    void thereAreOnlySoManyRowsAndSoMuchInACell() {
        String rows = String.join(
                "\n",
                IntStream.rangeClosed(0, TableDef.MOST_ROWS)
                        .mapToObj(i -> "size," + i + ",low")
                        .toList());
        assertThat(read(sheet("csv", "reason,paid,priority\n" + rows)).problems())
                .extracting(Problem::code)
                .containsExactly("file.rows");
        String cell = "\"" + "x".repeat(TableDef.LONGEST_CELL) + "\"";
        List<Problem> problems = read(table("order_no", cell, "high")).problems();
        assertThat(problems).extracting(Problem::code).containsExactly("cell.long");
        assertThat(ProblemWords.missing(problems.getFirst())).isEmpty();
        assertThat(read(sheet("csv", "reason,paid,priority\nsize,1,low\n" + ",,,".repeat(Grid.LARGEST / 3)))
                        .problems())
                .extracting(Problem::code)
                .containsExactly("file.large-grid");
    }

    @Test
    void outputsAreTypedLikeWishesOfTriggers() {
        MetadataSnapshot read = read(with(PATH, """
                id: dt_t
                key: t
                label: {en: T, zh: 表}
                type: return_refund
                on: [created]
                hit: collect
                inputs: [{field: reason}]
                outputs:
                  - {do: assignTeam}
                  - {do: setField, field: refund_amount}
                  - {do: setField, field: freight_payer}
                  - {do: addTo, field: fault_codes}
                  - {do: act}
                rows:
                  - {when: [size], then: [仓库组, "= paid * 0.5", Buyer, "scratch, 渗漏", approve]}
                  - {when: [size], then: [-, 12.50, empty, -, -]}
                """)).orThrow();
        assertThat(rows(read).getFirst().then())
                .hasSize(5)
                .contains(
                        new IntentDef.AssignTeam("warehouse"),
                        new IntentDef.AddTo("fault_codes", List.of("scratch", "leak")),
                        new IntentDef.Act("approve"));
        assertThat(rows(read).getLast().then()).hasSize(2);
        List<Problem> problems = read(with(PATH, """
                id: dt_t
                key: t
                label: {en: T, zh: 表}
                type: return_refund
                on: [created]
                hit: first
                inputs: [{field: reason}, {field: nothing}]
                outputs: [{do: setField}, {do: setField, field: paid_per_item}, {do: addTo, field: reason}, {do: setPriority, field: reason}]
                rows: [{when: [size, -], then: [-, -, -, -]}]
                """)).problems();
        assertThat(problems)
                .extracting(Problem::code)
                .contains("reference.field", "table.output_field", "trigger.derived", "trigger.several");
        assertThat(problems).allSatisfy(p -> assertThat(ProblemWords.missing(p)).isEmpty());
    }

    static final String HEAD = """
            id: dt_t
            key: t
            label: {en: T, zh: 表}
            type: return_refund
            on: [created]
            hit: first
            inputs: [{field: reason}, {field: paid}]
            outputs: [{key: priority, do: setPriority}]
            """;

    private static List<SourceFile> table(String field, String cell, String priority) {
        return with(PATH, """
                id: dt_t
                key: t
                label: {en: T, zh: 表}
                type: return_refund
                on: [created]
                hit: first
                inputs: [{field: %s}]
                outputs: [{do: setPriority}]
                rows:
                  - {when: ['%s'], then: [%s]}
                """.formatted(field, cell.replace("'", "''"), priority));
    }

    private static List<SourceFile> sheet(String ending, String text) {
        List<SourceFile> files = new ArrayList<>(with(PATH, HEAD + "file: t." + ending + "\n"));
        files.add(new SourceFile("tables/t." + ending, text));
        return files;
    }

    private static List<SourceFile> with(String path, String text) {
        List<SourceFile> files = new ArrayList<>(Snapshots.demoFiles());
        files.add(new SourceFile(path, text));
        return files;
    }

    private static ReadOutcome read(List<SourceFile> files) {
        return MetadataReader.read(files, Snapshots.NO_RULES);
    }

    private static List<RuleDef> rows(MetadataSnapshot read) {
        return read.rules().stream()
                .filter(r -> r.row() != null && r.row().tableKey().equals("t"))
                .toList();
    }

    private static List<String> ids(ReadOutcome outcome) {
        return outcome.orThrow().tables().get("t").rows().stream()
                .map(TableDef.Row::id)
                .toList();
    }
}
