package io.deskloom.sheet;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.deskloom.kernel.Problem;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** JSON lines: one object a line. The columns are all names any of the objects has, which takes a first pass. */
final class JsonRows implements RowReader {
    private static final int DEEPEST = 20;

    private static final ObjectMapper JSON = JsonMapper.builder(com.fasterxml.jackson.core.JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(DEEPEST)
                            .maxStringLength(Limits.LONGEST_CELL)
                            .maxNumberLength(100)
                            .maxNameLength(512)
                            .build())
                    .build())
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final Lines lines;
    private final List<String> columns;

    JsonRows(Path file, Charset charset) throws IOException, SheetRefused {
        Set<String> names = new LinkedHashSet<>();
        try (Lines first = new Lines(file, charset)) {
            for (String line = first.next(); line != null; line = first.next()) {
                Map<String, @Nullable Object> object = objectOrNull(line);
                if (object != null) {
                    names.addAll(object.keySet());
                }
                if (names.size() > Limits.MOST_COLUMNS) {
                    throw Sheets.tooManyColumns(names.size());
                }
            }
        }
        if (names.isEmpty()) {
            throw new SheetRefused("file.no-columns", "No line of the file is a JSON object with something in it.");
        }
        this.columns = List.copyOf(names);
        this.lines = new Lines(file, charset);
    }

    @Override
    public List<String> columns() {
        return columns;
    }

    @Override
    public @Nullable SheetRow next() throws IOException, SheetRefused {
        String line = lines.next();
        if (line == null) {
            return null;
        }
        if (line.isBlank()) {
            return new SheetRow(lines.number, Collections.nCopies(columns.size(), null), null);
        }
        Map<String, @Nullable Object> object = objectOrNull(line);
        if (object == null) {
            return new SheetRow(
                    lines.number,
                    Collections.nCopies(columns.size(), null),
                    Problem.of("", "row.json", "This line is not one JSON object."));
        }
        List<@Nullable Object> cells = new ArrayList<>(columns.size());
        columns.forEach(c -> cells.add(object.get(c)));
        return new SheetRow(lines.number, cells, null);
    }

    @SuppressWarnings("unchecked")
    private static @Nullable Map<String, @Nullable Object> objectOrNull(String line) {
        try {
            return JSON.readValue(line, Object.class) instanceof Map<?, ?> map
                    ? (Map<String, @Nullable Object>) map
                    : null;
        } catch (JsonProcessingException e) {
            return null;
        }
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }

    /** Lines of bounded length. */
    private static final class Lines implements AutoCloseable {
        private final Reader text;
        private long number;

        Lines(Path file, Charset charset) throws IOException {
            text = new BufferedReader(Encodings.open(file, charset), 64 * 1024);
        }

        @Nullable
        String next() throws IOException, SheetRefused {
            StringBuilder line = new StringBuilder();
            try {
                int c = text.read();
                if (c < 0) {
                    return null;
                }
                number++;
                for (; c >= 0 && c != '\n'; c = text.read()) {
                    if (line.length() == Limits.LONGEST_ROW) {
                        throw Sheets.rowTooLong(number);
                    }
                    line.append((char) c);
                }
            } catch (CharacterCodingException e) {
                throw new SheetRefused(
                        "file.encoding", "The character set of this file cannot be told; save it as UTF-8.");
            }
            return line.toString();
        }

        @Override
        public void close() throws IOException {
            text.close();
        }
    }
}
