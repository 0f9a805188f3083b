package io.deskloom.metadata;

import com.fasterxml.jackson.databind.JsonNode;
import io.deskloom.kernel.Problem;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A parsed YAML file: its content as JSON and where each part stands.
 *
 * @param path of the file
 * @param text as written
 * @param root the content
 * @param places by JSON pointer
 */
record Doc(String path, String text, JsonNode root, Map<String, Place> places) {
    /** How a scalar was written, for finding a position inside it. */
    enum Written {
        PLAIN,
        QUOTED,
        BLOCK,
        NOT_A_SCALAR
    }

    /**
     * Where a value, and the key before it, begin; lines and columns from 1.
     *
     * @param keyLine of the key, equal to {@code line} for list items and the root
     */
    record Place(int line, int column, int keyLine, int keyColumn, Written written) {}

    At at() {
        return new At(this, "", root);
    }

    /** Where the value at {@code pointer} stands; its nearest parent if it does not exist. */
    Problem.Source source(String pointer) {
        Place p = place(pointer);
        return new Problem.Source(path, p.line, p.column);
    }

    /** Where the key of {@code pointer} stands. */
    Problem.Source keySource(String pointer) {
        Place p = place(pointer);
        return new Problem.Source(path, p.keyLine, p.keyColumn);
    }

    private Place place(String pointer) {
        String at = pointer;
        while (true) {
            @Nullable Place p = places.get(at);
            if (p != null) {
                return p;
            }
            if (at.isEmpty()) {
                return new Place(1, 1, 1, 1, Written.NOT_A_SCALAR);
            }
            at = at.substring(0, Math.max(0, at.lastIndexOf('/')));
        }
    }

    /** Where character {@code offset} (in code points) of the scalar at {@code pointer} stands in the file. */
    Problem.Source inside(String pointer, int offset) {
        Place p = place(pointer);
        return switch (p.written) {
            case PLAIN -> insideLine(p, offset, p.column);
            case QUOTED -> insideLine(p, offset + escapesBefore(p, offset), p.column + 1);
            case BLOCK -> insideBlock(p, offset);
            case NOT_A_SCALAR -> new Problem.Source(path, p.line, p.column);
        };
    }

    private Problem.Source insideLine(Place p, int offset, int column) {
        String line = line(p.line);
        // A scalar folded over several lines cannot be counted along one: its beginning is the honest answer.
        boolean fits = column + offset <= line.codePointCount(0, line.length()) + 1;
        return new Problem.Source(path, p.line, fits ? column + offset : p.column);
    }

    /** How many more characters the quoted form has than its value, up to {@code offset}. */
    private int escapesBefore(Place p, int offset) {
        String line = line(p.line);
        int[] points = line.codePoints().toArray();
        if (p.column - 1 >= points.length) {
            return 0;
        }
        int quote = points[p.column - 1];
        int extra = 0;
        int i = p.column;
        for (int seen = 0; seen < offset && i < points.length; seen++, i++) {
            boolean escaped = quote == '\'' ? points[i] == '\'' : points[i] == '\\';
            if (escaped) {
                extra++;
                i++;
            }
        }
        return extra;
    }

    private Problem.Source insideBlock(Place p, int offset) {
        int left = offset;
        String[] lines = text.split("\n", -1);
        int first = p.line; // index of the line after the header "|" or ">"
        int indent = first < lines.length
                ? lines[first].length() - lines[first].stripLeading().length()
                : 0;
        for (int i = first; i < lines.length; i++) {
            String content = lines[i].length() > indent ? lines[i].substring(indent) : "";
            int length = content.codePointCount(0, content.length());
            if (left <= length) {
                return new Problem.Source(path, i + 1, indent + left + 1);
            }
            left -= length + 1;
        }
        return new Problem.Source(path, p.line, p.column);
    }

    private String line(int number) {
        String[] lines = text.split("\n", -1);
        return number <= lines.length ? lines[number - 1].stripTrailing() : "";
    }
}
