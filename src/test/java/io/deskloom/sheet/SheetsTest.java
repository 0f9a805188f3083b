package io.deskloom.sheet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.dhatim.fastexcel.Workbook;
import org.dhatim.fastexcel.Worksheet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files as they come: of spreadsheets in China, of scripts, and of people who mean harm. */
class SheetsTest {
    private static final String CHINESE = "消息,意图\r\n我要退货,退货\r\n“你好”,问候\r\n";

    @TempDir
    Path folder;

    private Path file(byte[] bytes) throws IOException {
        return Files.write(Files.createTempFile(folder, "f", ""), bytes);
    }

    private Path file(String text, Charset charset) throws IOException {
        return file(text.getBytes(charset));
    }

    private static List<SheetRow> rows(Path file) throws IOException, SheetRefused {
        try (RowReader in = Sheets.open(file, Sheets.look(file))) {
            List<SheetRow> rows = new ArrayList<>();
            for (SheetRow row = in.next(); row != null; row = in.next()) {
                rows.add(row);
            }
            return rows;
        }
    }

    private static List<String> columns(Path file) throws IOException, SheetRefused {
        try (RowReader in = Sheets.open(file, Sheets.look(file))) {
            return in.columns();
        }
    }

    private static String refused(Path file) {
        return catchThrowableOfType(SheetRefused.class, () -> rows(file))
                .problem()
                .code();
    }

    @ParameterizedTest
    @CsvSource({
        "UTF-8, '', UTF-8",
        "UTF-8, '\uFEFF', UTF-8",
        "UTF-16LE, '\uFEFF', UTF-16LE",
        "UTF-16BE, '\uFEFF', UTF-16BE",
        "GBK, '', GB18030",
        "GB18030, '', GB18030"
    })
    void theCharacterSetIsFoundOut(String charset, String mark, String found) throws Exception {
        Path file = file(mark + CHINESE, Charset.forName(charset));
        assertThat(Sheets.look(file).encoding()).isEqualTo(found);
        assertThat(columns(file)).containsExactly("消息", "意图");
        assertThat(rows(file).getFirst().cells()).containsExactly("我要退货", "退货");
    }

    @Test
    void utf16WithoutAMarkIsKnownByItsZeros() throws Exception {
        assertThat(Sheets.look(file("a,b\n1,2\n", StandardCharsets.UTF_16LE)).encoding())
                .isEqualTo("UTF-16LE");
        assertThat(Sheets.look(file("a,b\n1,2\n", StandardCharsets.UTF_16BE)).encoding())
                .isEqualTo("UTF-16BE");
    }

    @Test
    void chineseThatComesLateIsFoundAllTheSame() throws Exception {
        String text = "text\n" + "plain\n".repeat(100_000) + "退货\n";
        Path file = file(text, Charset.forName("GBK"));
        assertThat(Sheets.look(file).encoding()).isEqualTo("GB18030");
        assertThat(rows(file).getLast().cells()).containsExactly("退货");
    }

    @Test
    void westernTextOfOldWindowsIsRead() throws Exception {
        Path file = file("name\ncafé,\n", Charset.forName("windows-1252"));
        assertThat(Sheets.look(file).encoding()).isEqualTo("windows-1252");
        assertThat(rows(file).getFirst().cells()).containsExactly("café");
    }

    @ParameterizedTest
    @ValueSource(strings = {",", ";", "\t", "|"})
    void theSeparatorIsFoundOut(String separator) throws Exception {
        Path file = file("\"a, b; c\"" + separator + "d\n1" + separator + "2\n", StandardCharsets.UTF_8);
        assertThat(rows(file).getFirst().cells()).containsExactly("1", "2");
    }

    @Test
    void linesAreCountedAsAnEditorCountsThem() throws Exception {
        Path file = file("a,b\n\"one\ntwo\",x\n\n3,y,z\n", StandardCharsets.UTF_8);
        List<SheetRow> rows = rows(file);
        assertThat(rows.get(0).line()).isEqualTo(2);
        assertThat(rows.getLast().line()).isEqualTo(5);
        assertThat(rows.getLast().problem().code()).isEqualTo("row.more-cells");
    }

    @Test
    void namelessAndEqualColumnsGetNames() throws Exception {
        assertThat(columns(file("a,,a\n1,2,3\n", StandardCharsets.UTF_8))).containsExactly("a", "Column 2", "a (2)");
    }

    @Test
    void jsonLinesKeepWhatJsonHolds() throws Exception {
        Path file = file(
                "{\"a\": 1.50, \"b\": [\"x\"]}\nnot json\n\n{\"c\": {\"amount\": \"1\", \"currency\": \"CNY\"}}\n[1]\n",
                StandardCharsets.UTF_8);
        assertThat(columns(file)).containsExactly("a", "b", "c");
        List<SheetRow> rows = rows(file);
        assertThat(rows.get(0).cells()).containsExactly(new java.math.BigDecimal("1.50"), List.of("x"), null);
        assertThat(rows.get(1).problem().code()).isEqualTo("row.json");
        assertThat(rows.get(2).isBlank()).isTrue();
        assertThat(rows.get(4).problem().code()).isEqualTo("row.json");
    }

    @Test
    void theLeastWorkbookIsRead() throws Exception {
        assertThat(columns(workbook("<row r=\"1\"><c r=\"A1\"><v>1</v></c></row>")))
                .containsExactly("1");
    }

    @Test
    void aWorkbookIsReadAsItIsSeen() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (Workbook workbook = new Workbook(out, "test", "1.0")) {
            Worksheet sheet = workbook.newWorksheet("Sheet");
            for (int i = 0; i < 7; i++) {
                sheet.value(
                        1,
                        i,
                        List.of("text", "number", "day", "moment", "yes", "rate", "sum")
                                .get(i));
            }
            sheet.value(2, 0, "=1+1");
            sheet.value(2, 1, 0.1 + 0.2);
            sheet.value(2, 2, LocalDate.of(2026, 11, 22));
            sheet.style(2, 2).format("yyyy-mm-dd").set();
            sheet.value(2, 3, LocalDateTime.of(2026, 11, 22, 9, 30));
            sheet.style(2, 3).format("yyyy/m/d h:mm").set();
            sheet.value(2, 4, true);
            sheet.value(2, 5, 0.125);
            sheet.style(2, 5).format("0.0%").set();
            sheet.value(4, 0, "later");
        }
        Path file = file(out.toByteArray());
        assertThat(columns(file)).containsExactly("text", "number", "day", "moment", "yes", "rate", "sum");
        List<SheetRow> rows = rows(file);
        assertThat(rows.getFirst().cells())
                .containsExactly("=1+1", "0.3", "2026-11-22", "2026-11-22T09:30:00", "true", "12.5%", null);
        assertThat(rows.getFirst().line()).isEqualTo(3);
        assertThat(rows.getLast().line()).isEqualTo(5);
    }

    @Test
    void whatIsWrittenIsReadAgain() throws Exception {
        List<String> nasty = List.of(
                "=1+1",
                "'=1+1",
                "''-x",
                "'",
                "+8613800001111",
                "-5",
                "@cmd",
                "\tx",
                "plain, \"quoted\"",
                "two\nlines",
                "＝全角",
                "-",
                "");
        for (boolean csv : List.of(true, false)) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            try (RowWriter to = csv ? RowWriter.csv(out) : RowWriter.xlsx(out, "Tickets")) {
                to.header(List.of("c", "n"));
                for (String text : nasty) {
                    to.write(List.of(
                            RowWriter.Cell.text(text), new RowWriter.Cell("12.50", RowWriter.Cell.Kind.NUMBER)));
                }
            }
            List<Object> read = new ArrayList<>();
            for (SheetRow row : rows(file(out.toByteArray()))) {
                read.add(row.cells().getFirst() == null ? "" : row.cells().getFirst());
            }
            assertThat(read).as(csv ? "csv" : "xlsx").isEqualTo(nasty);
        }
    }

    @Test
    void noCellOfOursIsAFormula() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (RowWriter to = RowWriter.csv(out)) {
            for (String cell : List.of("=cmd|' /C calc'!A0", "+1+1", "-1+1", "@SUM(1)", "\tx", "\rx", "-12.50")) {
                to.write(List.of(RowWriter.Cell.text(cell), RowWriter.Cell.text("x")));
            }
        }
        List<String> lines = out.toString(StandardCharsets.UTF_8)
                .substring(1)
                .lines()
                .filter(l -> !l.isBlank())
                .toList();
        assertThat(lines.subList(0, 4)).allMatch(l -> l.startsWith("'") || l.startsWith("\"'"));
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("'\tx", "'\rx", "\r\n-12.50,x");
    }

    @Test
    void anEmptyFileIsSaidToBe() throws Exception {
        assertThat(refused(file(new byte[0]))).isEqualTo("file.empty");
        assertThat(refused(file(" \n \n", StandardCharsets.UTF_8))).isEqualTo("file.empty");
    }

    @Test
    void whatIsNoTableIsSaidToBeNone() throws Exception {
        assertThat(refused(file(new byte[] {1, 0, 2, 3, 0, 0, 7}))).isEqualTo("file.not-text");
        assertThat(refused(file("%PDF-1.7", StandardCharsets.UTF_8))).isEqualTo("file.not-text");
        assertThat(refused(file("[{\"a\": 1}]", StandardCharsets.UTF_8))).isEqualTo("file.json-list");
        assertThat(refused(file(new byte[] {(byte) 0xD0, (byte) 0xCF, 0x11, (byte) 0xE0, 1})))
                .isEqualTo("file.old-excel");
        assertThat(refused(zip("readme.txt", "hello".getBytes(StandardCharsets.UTF_8))))
                .isEqualTo("file.not-workbook");
    }

    @Test
    void anOpenQuotationMarkIsFoundAndPlaced() throws Exception {
        assertThat(refused(file("a,b\n1,2\n\"open,3\n4,5\n", StandardCharsets.UTF_8)))
                .isEqualTo("file.quotes");
    }

    @Test
    void aCellOfFiftyMegabytesIsRefusedWithoutBeingKept() throws Exception {
        Path csv = Files.createTempFile(folder, "long", "");
        try (OutputStream out = Files.newOutputStream(csv)) {
            out.write("a,b\n1,\"".getBytes(StandardCharsets.UTF_8));
            for (int i = 0; i < 50; i++) {
                out.write("x".repeat(1024 * 1024).getBytes(StandardCharsets.UTF_8));
            }
            out.write("\"\n".getBytes(StandardCharsets.UTF_8));
        }
        assertThat(refused(csv)).isEqualTo("file.cell");
        assertThat(refused(workbook("<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>" + "x".repeat(700_000)
                        + "</t></is></c></row>")))
                .isEqualTo("file.cell-somewhere");
    }

    @Test
    void tenThousandColumnsAreTooMany() throws Exception {
        assertThat(refused(file("c,".repeat(9_999) + "c\n", StandardCharsets.UTF_8)))
                .isEqualTo("file.columns");
        assertThat(refused(workbook("<row r=\"1\"><c r=\"NTP1\"><v>1</v></c></row>")))
                .isEqualTo("file.columns");
    }

    @Test
    void aZipBombIsNotUnpackedIntoMemory() throws Exception {
        assertThat(refused(workbook("<row/>".repeat(2_000_000)))).isEqualTo("file.bomb");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.putNextEntry(new ZipEntry("xl/workbook.xml"));
            for (int i = 0; i < 40; i++) {
                zip.write("<a>x</a>".repeat(100_000).getBytes(StandardCharsets.UTF_8));
            }
            zip.closeEntry();
        }
        assertThat(refused(file(out.toByteArray()))).isEqualTo("file.bomb");
    }

    @Test
    void aDocumentTypeIsNotRead() throws Exception {
        assertThat(refused(zip(
                        "xl/workbook.xml",
                        "<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><a>&x;</a>"
                                .getBytes(StandardCharsets.UTF_8))))
                .isEqualTo("file.doctype");
    }

    @Test
    void halfAWorkbookIsCalledDamaged() throws Exception {
        byte[] whole = Files.readAllBytes(workbook("<row r=\"1\"><c r=\"A1\"><v>1</v></c></row>"));
        assertThat(refused(file(java.util.Arrays.copyOf(whole, whole.length / 2))))
                .isEqualTo("file.damaged");
        assertThat(refused(workbook("<row r=\"1\"><c r=\"A1\"><v>1</c></row>"))).isEqualTo("file.damaged");
    }

    @Test
    void aGigabyteIsTooLarge() throws Exception {
        Path file = Files.createTempFile(folder, "huge", "");
        try (var channel = Files.newByteChannel(file, java.nio.file.StandardOpenOption.WRITE)) {
            channel.position(1024L * 1024 * 1024);
            channel.write(java.nio.ByteBuffer.wrap(new byte[] {'x'}));
        }
        assertThat(refused(file)).isEqualTo("file.too-large");
    }

    private Path zip(String name, byte[] content) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.putNextEntry(new ZipEntry(name));
            zip.write(content);
            zip.closeEntry();
        }
        return file(out.toByteArray());
    }

    /** The least a workbook is, with these rows. */
    private Path workbook(String rows) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            put(
                    zip,
                    "[Content_Types].xml",
                    "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Override PartName=\"/xl/workbook.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml\"/></Types>");
            put(
                    zip,
                    "xl/workbook.xml",
                    "<workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><sheets><sheet name=\"S\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>");
            put(
                    zip,
                    "xl/_rels/workbook.xml.rels",
                    "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"r1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>");
            put(
                    zip,
                    "xl/worksheets/sheet1.xml",
                    "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>" + rows
                            + "</sheetData></worksheet>");
        }
        return file(out.toByteArray());
    }

    private static void put(ZipOutputStream zip, String name, String text) throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(text.getBytes(StandardCharsets.UTF_8));
        zip.closeEntry();
    }
}
