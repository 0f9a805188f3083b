package io.deskloom.rules;

import io.deskloom.expr.Evaluator;
import io.deskloom.expr.Expr;
import io.deskloom.expr.Facts;
import io.deskloom.field.FieldType;
import io.deskloom.field.Kind;
import io.deskloom.field.Settings;
import io.deskloom.field.Value;
import io.deskloom.field.Wording;
import io.deskloom.kernel.Label;
import io.deskloom.model.FieldDef;
import io.deskloom.model.FlowDef;
import io.deskloom.model.MetadataSnapshot;
import io.deskloom.model.Priority;
import io.deskloom.model.Relations;
import io.deskloom.model.StatusCategory;
import io.deskloom.model.TeamDef;
import io.deskloom.model.TextTemplate;
import io.deskloom.model.TicketPaths;
import io.deskloom.model.TicketTypeDef;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Templates as text: each value as people of the language write it, a choice by its label, an empty one as nothing. A secret says that
 * it is one.
 *
 * @param type what the template is about
 */
public record Words(MetadataSnapshot snapshot, TicketTypeDef type) {
    /** The longest text, in code points; what is longer ends in an ellipsis. */
    static final int LONGEST = 20_000;

    private static final String SECRET = "•••";

    /** For whoever may know everything the facts say. */
    public String text(TextTemplate template, String language, Facts facts) {
        return text(template, language, facts, _ -> true);
    }

    /** @param open whether the reader may know what stands at a path; a value made of any other is not told */
    public String text(TextTemplate template, String language, Facts facts, Predicate<String> open) {
        Wording wording = new Wording(language, snapshot.workspace().zone());
        String whole = template.in(language).stream()
                .map(part -> switch (part) {
                    case TextTemplate.Part.Words(String text) -> text;
                    case TextTemplate.Part.Value(Expr expr) -> {
                        Value value = Evaluator.evaluate(expr, facts);
                        boolean told =
                                value.isNull() || Clauses.paths(expr).stream().allMatch(open);
                        yield told ? value(expr, value, wording) : SECRET;
                    }
                })
                .collect(Collectors.joining());
        return whole.codePointCount(0, whole.length()) <= LONGEST
                ? whole
                : whole.substring(0, whole.offsetByCodePoints(0, LONGEST - 1)) + "…";
    }

    private String value(Expr expr, Value value, Wording wording) {
        if (value.isNull()) {
            return "";
        }
        if (expr instanceof Expr.Attribute(String path, var _)) {
            Optional<FieldDef> field = field(type, path);
            if (field.isPresent()) {
                FieldType kind = field.get().kind().type();
                return kind.isWriteOnly()
                        ? SECRET
                        : kind.format(value, field.get().settings(), wording);
            }
            if (value instanceof Value.Text(String text)) {
                return named(path, text, wording.language());
            }
            if (path.equals("ticket.number") && value instanceof Value.Num(BigDecimal number)) {
                return type.prefix() + "-" + number.toPlainString();
            }
        }
        return plain(value, wording);
    }

    /** The field a path ends at, which may be another record's. */
    private Optional<FieldDef> field(TicketTypeDef of, String path) {
        String own = path.startsWith(TicketPaths.OLD) ? path.substring(TicketPaths.OLD.length()) : path;
        Optional<FieldDef> field = of.field(own);
        return field.isPresent()
                ? field
                : Relations.first(of, own)
                        .flatMap(lookup ->
                                snapshot.object(String.valueOf(lookup.settings().target())))
                        .flatMap(target -> field(target, Relations.rest(own)));
    }

    /** What system attributes hold are keys of something with a label. */
    private String named(String path, String key, String language) {
        Optional<Label> label = switch (path) {
            case "ticket.type" -> Optional.of(type.label());
            case "ticket.team" -> Optional.ofNullable(snapshot.teams().get(key)).map(TeamDef::label);
            case "ticket.status" -> of(StatusCategory.values(), StatusCategory::wire, StatusCategory::label, key);
            case "ticket.priority" -> of(Priority.values(), Priority::wire, Priority::label, key);
            case "ticket.step" ->
                type.flow().nodes().stream()
                        .filter(node -> node.id().equals(key))
                        .findFirst()
                        .map(FlowDef.Node::label);
            default -> Optional.empty();
        };
        return label.map(l -> l.in(language)).orElse(key);
    }

    private static <T> Optional<Label> of(T[] all, Function<T, String> wire, Function<T, Label> label, String key) {
        return Arrays.stream(all)
                .filter(one -> wire.apply(one).equals(key))
                .findFirst()
                .map(label);
    }

    private static String plain(Value value, Wording wording) {
        return switch (value) {
            case Value.Null _ -> "";
            case Value.Text(String text) -> text;
            case Value.Num(BigDecimal number) -> number.stripTrailingZeros().toPlainString();
            case Value.Money _ -> format(Kind.MONEY, value, wording);
            case Value.Bool _ -> format(Kind.BOOLEAN, value, wording);
            case Value.Date(LocalDate _) -> format(Kind.DATE, value, wording);
            case Value.Timestamp(Instant _) -> format(Kind.DATE_TIME, value, wording);
            case Value.Span(Duration _) -> format(Kind.DURATION, value, wording);
            case Value.Items(List<Value> items) ->
                items.stream().map(item -> plain(item, wording)).collect(Collectors.joining(", "));
            case Value.Parts(Map<String, Value> parts) ->
                parts.values().stream().map(part -> plain(part, wording)).collect(Collectors.joining(", "));
        };
    }

    private static String format(Kind kind, Value value, Wording wording) {
        return kind.type().format(value, Settings.NONE, wording);
    }
}
