package io.deskloom.view;

import io.deskloom.kernel.Label;
import io.deskloom.sheet.RowWriter;
import io.deskloom.sheet.RowWriter.Cell;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A report on promises as rows of a file: all of them, then by team, by person and by type. */
public final class PromiseRows {
    private static final List<Label> HEADER = List.of(
            Label.of("By", "按"),
            Label.of("Name", "名称"),
            Label.of("Made", "作出"),
            Label.of("Kept in time", "按时兑现"),
            Label.of("Kept late", "逾期兑现"),
            Label.of("Broken", "未兑现"),
            Label.of("Open", "待兑现"),
            Label.of("Withdrawn", "已撤回"),
            Label.of("Kept in time, %", "按时兑现率 (%)"),
            Label.of("Target, %", "目标 (%)"));
    private static final Label ALL = Label.of("All", "全部");
    private static final Label TEAM = Label.of("Team", "团队");
    private static final Label PERSON = Label.of("Person", "人员");
    private static final Label TYPE = Label.of("Type", "类型");
    private static final Label NO_TEAM = Label.of("No team", "无团队");
    private static final Label NOBODY = Label.of("Nobody", "无人");

    private PromiseRows() {}

    /** @param language of whoever reads the file */
    public static void write(PromiseReport report, String language, RowWriter rows) throws IOException {
        rows.header(HEADER.stream().map(l -> l.in(language)).toList());
        rows.write(row(ALL.in(language), "", report.all(), report.target()));
        lines(report.teams(), TEAM, NO_TEAM, report, language, rows);
        lines(report.people(), PERSON, NOBODY, report, language, rows);
        lines(report.types(), TYPE, TYPE, report, language, rows);
    }

    private static void lines(
            List<PromiseReport.Line> lines, Label by, Label none, PromiseReport report, String language, RowWriter rows)
            throws IOException {
        for (PromiseReport.Line line : lines) {
            Map<String, String> label = line.label();
            String name = line.name() != null
                    ? line.name()
                    : label != null ? new Label(label).in(language) : none.in(language);
            rows.write(row(by.in(language), name, line.figures(), report.target()));
        }
    }

    private static List<Cell> row(String by, String name, PromiseReport.Figures f, int target) {
        List<Cell> row = new ArrayList<>(List.of(Cell.text(by), Cell.text(name)));
        Stream.of(f.made(), f.kept(), f.late(), f.broken(), f.open(), f.withdrawn())
                .forEach(n -> row.add(number(BigDecimal.valueOf(n))));
        row.add(number(f.rate()));
        row.add(number(BigDecimal.valueOf(target)));
        return row;
    }

    private static Cell number(@Nullable BigDecimal n) {
        return n == null ? Cell.EMPTY : new Cell(n.toPlainString(), Cell.Kind.NUMBER);
    }
}
