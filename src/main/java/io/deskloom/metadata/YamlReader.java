package io.deskloom.metadata;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deskloom.kernel.Problem;
import io.deskloom.kernel.Problems;
import java.io.StringReader;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.composer.Composer;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.ReaderException;
import org.yaml.snakeyaml.reader.StreamReader;
import org.yaml.snakeyaml.resolver.Resolver;

/**
 * YAML to JSON with positions. Only the node graph of SnakeYAML is used, never its constructors, so no tag can make an
 * object. Scalars follow YAML 1.2's core schema: "no", "on" and dates are texts, numbers are exact.
 */
final class YamlReader {
    /** Characters of one file. */
    static final int MAX_FILE = 1024 * 1024;

    /** Values of one file once its aliases are followed: what a bomb of aliases runs into. */
    private static final int MAX_VALUES = 50_000;

    private static final int MAX_DEPTH = 40;
    private static final Pattern INTEGER = Pattern.compile("[-+]?[0-9]{1,40}");
    private static final Pattern DECIMAL =
            Pattern.compile("[-+]?(\\.[0-9]{1,40}|[0-9]{1,40}(\\.[0-9]{0,40})?)([eE][-+]?[0-9]{1,3})?");
    private static final Set<Tag> KNOWN_TAGS = Set.of(
            Tag.NULL,
            Tag.BOOL,
            Tag.INT,
            Tag.FLOAT,
            Tag.STR,
            Tag.TIMESTAMP,
            Tag.SEQ,
            Tag.MAP,
            Tag.MERGE,
            new Tag("tag:yaml.org,2002:value"));

    /** What a plain scalar is we say ourselves ({@link #scalar}); only tags that are written out count. */
    private static final Resolver AS_WRITTEN = new Resolver() {
        @Override
        protected void addImplicitResolvers() {
            // None.
        }
    };

    private final SourceFile file;
    private final Problems problems;
    private final Map<String, Doc.Place> places = new HashMap<>();
    private int values;

    private YamlReader(SourceFile file, Problems problems) {
        this.file = file;
        this.problems = problems;
    }

    /** The file's content, or null when it cannot be read at all; problems say why. Duplicate keys are reported, the first counts. */
    static @Nullable Doc read(SourceFile file, Problems problems) {
        return new YamlReader(file, problems).read();
    }

    private @Nullable Doc read() {
        if (file.text().length() > MAX_FILE) {
            problem("yaml.too_large", "The file is larger than 1 MB.", 1, 1);
            return null;
        }
        try {
            LoaderOptions options = new LoaderOptions();
            options.setCodePointLimit(MAX_FILE + 1);
            options.setNestingDepthLimit(MAX_DEPTH);
            options.setMaxAliasesForCollections(50);
            Node root = new Composer(
                            new ParserImpl(new StreamReader(new StringReader(file.text())), options),
                            AS_WRITTEN,
                            options)
                    .getSingleNode();
            if (root == null) {
                problem("yaml.empty", "The file is empty.", 1, 1);
                return null;
            }
            JsonNode json = convert(root, "", root.getStartMark(), 0);
            return new Doc(file.path(), file.text(), json, Map.copyOf(places));
        } catch (TooMuch e) {
            problem("yaml.too_much", String.valueOf(e.getMessage()), 1, 1);
        } catch (MarkedYAMLException e) {
            Mark mark = e.getProblemMark() != null ? e.getProblemMark() : e.getContextMark();
            String what = e.getProblem() == null ? "cannot be read" : e.getProblem();
            problem("yaml.syntax", "Not valid YAML: " + what, line(mark), column(mark));
        } catch (ReaderException e) {
            String before = file.text()
                    .substring(0, Math.min(e.getPosition(), file.text().length()));
            int line = (int) before.chars().filter(c -> c == '\n').count() + 1;
            problem("yaml.character", "The file contains a character that text must not contain.", line, 1);
        } catch (YAMLException e) {
            problem("yaml.too_much", "The file is nested too deeply or refers to itself.", 1, 1);
        }
        return null;
    }

    private JsonNode convert(Node node, String pointer, @Nullable Mark key, int depth) {
        if (++values > MAX_VALUES) {
            throw new TooMuch("The file has more than " + MAX_VALUES + " values once its aliases are followed.");
        }
        if (depth > MAX_DEPTH) {
            throw new TooMuch("The file is nested more than " + MAX_DEPTH + " levels deep, or refers to itself.");
        }
        Mark mark = node.getStartMark();
        places.put(
                pointer,
                new Doc.Place(
                        line(mark),
                        column(mark),
                        key == null ? line(mark) : line(key),
                        key == null ? column(mark) : column(key),
                        written(node)));
        if (!KNOWN_TAGS.contains(node.getTag())) {
            problems.add(new Problem(
                    pointer,
                    "yaml.tag",
                    "The tag " + node.getTag().getValue() + " is not allowed; leave it out.",
                    Map.of("tag", node.getTag().getValue()),
                    null,
                    new Problem.Source(file.path(), line(mark), column(mark))));
            return JsonNodeFactory.instance.nullNode();
        }
        return switch (node) {
            case MappingNode mapping -> object(mapping, pointer, depth);
            case SequenceNode sequence -> list(sequence, pointer, depth);
            case ScalarNode scalar -> {
                if (!storable(scalar.getValue())) {
                    problems.add(new Problem(
                            pointer,
                            "yaml.character",
                            "The text contains a character that text must not contain (NUL or half a pair).",
                            Map.of(),
                            null,
                            new Problem.Source(file.path(), line(mark), column(mark))));
                    yield JsonNodeFactory.instance.nullNode();
                }
                yield scalar(scalar);
            }
            default -> JsonNodeFactory.instance.nullNode();
        };
    }

    private ObjectNode object(MappingNode mapping, String pointer, int depth) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        for (NodeTuple tuple : mapping.getValue()) {
            Mark mark = tuple.getKeyNode().getStartMark();
            if (!(tuple.getKeyNode() instanceof ScalarNode keyNode)) {
                problem("yaml.key", "A key must be a word, not a list or a mapping.", line(mark), column(mark));
                continue;
            }
            String key = keyNode.getValue();
            String child = pointer + "/" + key.replace("~", "~0").replace("/", "~1");
            if (object.has(key)) {
                problems.add(new Problem(
                        child,
                        "yaml.duplicate_key",
                        "'" + key + "' is there twice; the first is in line "
                                + Objects.requireNonNull(places.get(child)).keyLine() + ".",
                        Map.of(
                                "key",
                                key,
                                "line",
                                String.valueOf(Objects.requireNonNull(places.get(child))
                                        .keyLine())),
                        null,
                        new Problem.Source(file.path(), line(mark), column(mark))));
                continue;
            }
            object.set(key, convert(tuple.getValueNode(), child, mark, depth + 1));
        }
        return object;
    }

    private ArrayNode list(SequenceNode sequence, String pointer, int depth) {
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        int i = 0;
        for (Node item : sequence.getValue()) {
            list.add(convert(item, pointer + "/" + i++, null, depth + 1));
        }
        return list;
    }

    /** Whether a database can keep the text: an escape may have made a NUL or an unpaired surrogate. */
    static boolean storable(String text) {
        return text.indexOf(0) < 0
                && text.codePoints().noneMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
    }

    private static JsonNode scalar(ScalarNode scalar) {
        JsonNodeFactory json = JsonNodeFactory.withExactBigDecimals(true);
        String text = scalar.getValue();
        if (!scalar.isPlain()) {
            return json.textNode(text);
        }
        return switch (text) {
            case "", "~", "null", "Null", "NULL" -> json.nullNode();
            case "true", "True", "TRUE" -> json.booleanNode(true);
            case "false", "False", "FALSE" -> json.booleanNode(false);
            default -> number(text, json);
        };
    }

    private static JsonNode number(String text, JsonNodeFactory json) {
        if (INTEGER.matcher(text).matches()) {
            BigInteger n = new BigInteger(text);
            return n.bitLength() < 64 ? json.numberNode(n.longValue()) : json.numberNode(n);
        }
        if (DECIMAL.matcher(text).matches()) {
            return json.numberNode(new BigDecimal(text));
        }
        return json.textNode(text);
    }

    private static Doc.Written written(Node node) {
        if (!(node instanceof ScalarNode scalar)) {
            return Doc.Written.NOT_A_SCALAR;
        }
        return switch (scalar.getScalarStyle()) {
            case PLAIN -> Doc.Written.PLAIN;
            case SINGLE_QUOTED, DOUBLE_QUOTED -> Doc.Written.QUOTED;
            case LITERAL, FOLDED, JSON_SCALAR_STYLE -> Doc.Written.BLOCK;
        };
    }

    private static int line(@Nullable Mark mark) {
        return mark == null ? 1 : mark.getLine() + 1;
    }

    private static int column(@Nullable Mark mark) {
        return mark == null ? 1 : mark.getColumn() + 1;
    }

    private void problem(String code, String message, int line, int column) {
        problems.add(new Problem("", code, message, Map.of(), null, new Problem.Source(file.path(), line, column)));
    }

    /** Leaves the recursion; never seen outside. */
    private static final class TooMuch extends RuntimeException {
        private static final long serialVersionUID = 1;

        TooMuch(String message) {
            super(message, null, false, false);
        }
    }
}
