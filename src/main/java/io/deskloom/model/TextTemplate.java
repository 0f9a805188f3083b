package io.deskloom.model;

import io.deskloom.expr.Expr;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A text with values in it, by language: what stands between {@code {{} and {@code }}} is an expression and is replaced by its
 * value, written as people of that language write it. Never run as anything: a value that looks like an expression is a value.
 */
public record TextTemplate(Map<String, List<Part>> byLanguage) {
    public TextTemplate {
        Map<String, List<Part>> copy = new LinkedHashMap<>();
        byLanguage.forEach((language, parts) -> copy.put(language, List.copyOf(parts)));
        byLanguage = java.util.Collections.unmodifiableMap(copy);
    }

    public sealed interface Part {
        record Words(String text) implements Part {}

        record Value(Expr expr) implements Part {}
    }

    /** In {@code language} or, where there is none, as labels are: in English, or in the first there is. */
    public List<Part> in(String language) {
        @Nullable List<Part> own = byLanguage.get(language);
        if (own != null) {
            return own;
        }
        @Nullable List<Part> english = byLanguage.get("en");
        return english != null ? english : byLanguage.values().iterator().next();
    }

    /** Every expression in it, in all languages. */
    public Stream<Expr> expressions() {
        return byLanguage.values().stream()
                .flatMap(List::stream)
                .filter(Part.Value.class::isInstance)
                .map(part -> ((Part.Value) part).expr());
    }

    /** The same with other expressions. */
    public TextTemplate with(UnaryOperator<Expr> other) {
        Map<String, List<Part>> out = new LinkedHashMap<>();
        byLanguage.forEach((language, parts) -> out.put(
                language,
                parts.stream()
                        .map(part -> part instanceof Part.Value(Expr expr) ? new Part.Value(other.apply(expr)) : part)
                        .toList()));
        return new TextTemplate(out);
    }
}
