package io.deskloom.metadata;

import io.deskloom.expr.Expr;
import io.deskloom.expr.ExprType;
import io.deskloom.expr.Op;
import io.deskloom.expr.Trees;
import io.deskloom.field.Kind;
import io.deskloom.field.Value;
import io.deskloom.kernel.Label;
import io.deskloom.model.FlowDef;
import io.deskloom.model.Priority;
import io.deskloom.model.StatusCategory;
import io.deskloom.model.TicketPaths;
import io.deskloom.model.TicketTypeDef;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the cells of a column or a leaf of a condition speak about: its type, and the names its values go by.
 *
 * @param type of the values
 * @param choices what a value can be, by key; empty when anything
 * @param currency of an amount that names none, null when it is compared whatever its currency
 */
record Subject(
        ExprType type, Map<String, Label> choices, @Nullable String currency) {
    private static final Pattern FIGURE = Pattern.compile("-?[0-9]{1,26}(\\.[0-9]{1,12})?");
    private static final Pattern AMOUNT = Pattern.compile("(?<a>[A-Z]{3})? ?(?<n>-?[0-9.]+) ?(?<b>[A-Z]{3})?");

    Subject {
        choices = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(choices));
    }

    /** A value, or why the text is none. */
    sealed interface Read {}

    record Got(Value value) implements Read {}

    record Wrong(String code, Said said, @Nullable String suggestion) implements Read {}

    boolean hasOrder() {
        return switch (type) {
            case NUMBER, MONEY, DATE, TIMESTAMP, SPAN -> true;
            case NULL, TEXT, BOOL, LIST, PARTS -> false;
        };
    }

    /** Whether its values are texts that people write as they like. */
    boolean takesPatterns() {
        return type == ExprType.TEXT && choices.isEmpty();
    }

    /** The value people mean by {@code text}: of a choice its key or its label in any language. */
    Read read(String text) {
        return switch (type) {
            case TEXT, LIST -> choice(text);
            case NUMBER -> FIGURE.matcher(text).matches() ? number(text) : wrong("number", text);
            case MONEY -> money(text);
            case BOOL -> bool(text);
            case DATE -> written(Op.DATE, "day", text);
            case TIMESTAMP -> written(Op.TIMESTAMP, "moment", text);
            case SPAN -> written(Op.DURATION, "span", text);
            case PARTS, NULL -> wrong("parts", text);
        };
    }

    private Read choice(String text) {
        if (choices.isEmpty() || choices.containsKey(text)) {
            return new Got(Value.text(text));
        }
        List<String> named = choices.entrySet().stream()
                .filter(c -> c.getValue().says(text))
                .map(Map.Entry::getKey)
                .toList();
        if (named.size() == 1) {
            return new Got(Value.text(named.getFirst()));
        }
        if (named.size() > 1) {
            return new Wrong(
                    "cell.several",
                    Said.of(
                            "'{value}' is the name of several: {known}; write one of these keys",
                            "value",
                            text,
                            "known",
                            String.join(", ", named)),
                    null);
        }
        List<String> names = new ArrayList<>(choices.keySet());
        choices.values().forEach(label -> names.addAll(label.byLanguage().values()));
        return new Wrong(
                "cell.choice",
                Said.of(
                        "'{value}' is none of {known}",
                        "value",
                        text,
                        "known",
                        String.join(", ", choices.keySet().stream().limit(30).toList())),
                Nearest.to(text, names));
    }

    private static Read number(String text) {
        return new Got(Value.num(new BigDecimal(text)));
    }

    private Read money(String text) {
        Matcher m = AMOUNT.matcher(text);
        if (!m.matches() || !FIGURE.matcher(m.group("n")).matches()) {
            return wrong("money", text);
        }
        String before = m.group("a");
        String after = m.group("b");
        String named = before == null ? after : before;
        if (before != null && after != null || named != null && !Currencies.known(named)) {
            return wrong("money", text);
        }
        String of = named == null ? currency : named;
        BigDecimal amount = new BigDecimal(m.group("n"));
        return new Got(of == null ? Value.num(amount) : new Value.Money(amount, of));
    }

    private static Read bool(String text) {
        return switch (text.toLowerCase(java.util.Locale.ROOT)) {
            case "true", "yes", "是" -> new Got(Value.bool(true));
            case "false", "no", "否" -> new Got(Value.bool(false));
            default -> wrong("yesno", text);
        };
    }

    private static Read written(Op op, String what, String text) {
        return Trees.apply(op, List.of(Trees.literal(text))) instanceof Trees.Made(Expr.Literal(Value value, var _))
                ? new Got(value)
                : wrong(what, text);
    }

    /** @param what names the sentence of another language */
    private static Wrong wrong(String what, String text) {
        String said = switch (what) {
            case "number" -> "'{value}' is not a number; write 200 or 12.50";
            case "money" -> "'{value}' is not an amount; write 200 or 200 CNY";
            case "yesno" -> "'{value}' is neither yes nor no";
            case "day" -> "'{value}' is not a day; write 2026-01-31";
            case "moment" -> "'{value}' is not a moment; write 2026-01-31T08:00:00Z or with an offset such as +08:00";
            case "span" -> "'{value}' is not a length of time; write 2h, 90s or 1d2h30m";
            default -> "a compound value cannot be compared with '{value}'; write empty or not empty";
        };
        return new Wrong("cell.type", Said.of(said, "value", text).in(what), null);
    }

    /** What the expression {@code value} of a rule of {@code owner} speaks about. */
    static Subject of(Expr value, TypeReader owner, @Nullable TicketTypeDef type, Reading reading) {
        Map<String, Label> choices =
                value instanceof Expr.Attribute(String path, var _) ? choices(path, owner, type, reading) : Map.of();
        return new Subject(value.type(), choices, null);
    }

    /** What can be at a path, by key; empty when anything can. */
    static Map<String, Label> choices(String path, TypeReader owner, @Nullable TicketTypeDef type, Reading reading) {
        return switch (path) {
            case "ticket.priority" -> priorities();
            case "ticket.team" -> reading.teamLabels;
            case "ticket.status" -> statuses();
            case "ticket.step" -> steps(type);
            default -> ofField(path, owner, reading);
        };
    }

    static Map<String, Label> priorities() {
        Map<String, Label> all = new LinkedHashMap<>();
        for (Priority priority : Priority.values()) {
            all.put(priority.wire(), priority.label());
        }
        return all;
    }

    private static Map<String, Label> statuses() {
        Map<String, Label> all = new LinkedHashMap<>();
        for (StatusCategory status : StatusCategory.values()) {
            all.put(status.wire(), status.label());
        }
        return all;
    }

    private static Map<String, Label> steps(@Nullable TicketTypeDef type) {
        Map<String, Label> all = new LinkedHashMap<>();
        if (type != null) {
            for (FlowDef.Node node : type.flow().nodes()) {
                all.put(node.id(), node.label());
            }
        }
        return all;
    }

    private static Map<String, Label> ofField(String path, TypeReader owner, Reading reading) {
        String own = path.startsWith(TicketPaths.OLD) ? path.substring(TicketPaths.OLD.length()) : path;
        if (owner.kind(own) == Kind.TEAM) {
            return reading.teamLabels;
        }
        if (owner.kind(own) != null) {
            return options(owner.field(own));
        }
        int dot = own.indexOf('.');
        return dot < 0
                ? Map.of()
                : Optional.ofNullable(owner.target(own.substring(0, dot)))
                        .map(next -> ofField(own.substring(dot + 1), next, reading))
                        .orElse(Map.of());
    }

    /** The options of a field, those of a tree with the way to them. */
    static Map<String, Label> options(At field) {
        Map<String, Label> all = new LinkedHashMap<>();
        collect(field.get("options"), "", all);
        return all;
    }

    private static void collect(At options, String above, Map<String, Label> into) {
        for (At option : options.items()) {
            String path = above + option.get("key").text();
            into.put(path, option.get("label").label());
            collect(option.get("options"), path + "/", into);
        }
    }
}
