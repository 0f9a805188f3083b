package io.deskloom.metadata;

import io.deskloom.expr.Expr;
import io.deskloom.expr.ExprType;
import io.deskloom.expr.Expressions;
import io.deskloom.expr.TypeEnv;
import io.deskloom.kernel.Label;
import io.deskloom.kernel.Problem;
import io.deskloom.kernel.Problems;
import io.deskloom.model.ConnectorDef;
import io.deskloom.model.TextTemplate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What the readers of one set of files share: the problems so far, where definitions stand, and what the workspace offers. */
final class Reading {
    final Problems problems = new Problems();
    final Map<String, Problem.Source> places = new HashMap<>();
    private final Map<String, Problem.Source> ids = new HashMap<>();
    private List<String> languages = List.of();
    Set<String> roles = Set.of();
    Set<String> teams = Set.of();

    /** What people call the teams that could be read. */
    final Map<String, Label> teamLabels = new java.util.TreeMap<>();
    /** Keys of the webhooks and connectors that are there, whether or not they could be read. */
    Set<String> webhooks = Set.of();

    Set<String> connectors = Set.of();

    /** Keys of the routings that are there, whether or not they could be read. */
    Set<String> routings = Set.of();

    /** The connectors that could be read. */
    final Map<String, ConnectorDef> readConnectors = new java.util.TreeMap<>();

    /** Object types by key; complete before any field is read, so that lookups may point anywhere. */
    final Map<String, TypeReader> objects = new java.util.TreeMap<>();

    /** Ticket types by key, likewise. */
    final Map<String, TypeReader> tickets = new java.util.TreeMap<>();

    /** What rules may have counted; complete before any rule is read. */
    List<CounterReader.Named> counters = List.of();

    /** The ticket or object type of that key. */
    @Nullable
    TypeReader anyType(String key) {
        TypeReader ticket = tickets.get(key);
        return ticket == null ? objects.get(key) : ticket;
    }

    Set<String> typeKeys() {
        Set<String> keys = new TreeSet<>(tickets.keySet());
        keys.addAll(objects.keySet());
        return keys;
    }

    /** Set once something could not be built at all: what refers to it must not be called wrong for that. */
    boolean incomplete;

    void languages(List<String> offered) {
        languages = List.copyOf(offered);
    }

    void place(String name, At at) {
        places.put(name, at.source());
    }

    /** Every label has the default language and no language that is not offered. */
    Label label(At at) {
        if (!languages.isEmpty() && at.node().isObject()) {
            String first = languages.getFirst();
            if (!at.get(first).present()) {
                problems.add(at.problem(
                        "label.language",
                        Said.of("has no text in '{language}', the workspace's default language", "language", first)
                                .in("missing")));
            }
            at.entries().forEach((language, text) -> {
                if (!languages.contains(language)) {
                    problems.add(text.keyProblem(
                            "label.language",
                            Said.of(
                                            "'{language}' is not a language of this workspace ({known})",
                                            "language",
                                            language,
                                            "known",
                                            String.join(", ", languages))
                                    .in("unknown"),
                            Nearest.to(language, languages)));
                }
            });
        }
        return at.label();
    }

    @Nullable
    Label labelOrNull(At at) {
        return at.present() ? label(at) : null;
    }

    /** Ids are unique among definitions of one kind. */
    void uniqueId(String kind, At at) {
        if (at.text().isEmpty()) {
            return;
        }
        Problem.Source before = ids.putIfAbsent(kind + " " + at.text(), at.source());
        if (before != null) {
            problems.add(at.problem(
                    "id.duplicate",
                    Said.of(
                            "the id '{id}' is already used in {place}",
                            "id",
                            at.text(),
                            "place",
                            before.file() + ":" + before.line())));
        }
    }

    /** Within one list: adds to {@code seen}, reports the second of two equal ones. */
    void unique(String what, At at, Set<String> seen) {
        if (!at.text().isEmpty() && !seen.add(at.text())) {
            problems.add(at.problem(
                    "duplicate", Said.of("there are two {what} called '{name}'", "what", what, "name", at.text())));
        }
    }

    /** A reference; true if {@code known} has it, else reported with the nearest known one. */
    boolean known(String what, At at, Collection<String> known) {
        return at.text().isEmpty() || known(what, at, at.text(), known, false);
    }

    /** The same for a reference that is the key of a mapping. */
    /** What is needed always, and on some channels, says two things. */
    static final Said REQUIRED_TWICE =
            Said.of("this is needed on all channels already; leave out 'required' or 'requiredOn'");

    /** The channels on which alone something is needed; empty where none are named. */
    Set<String> channels(At rule) {
        return Set.copyOf(rule.get("requiredOn").texts());
    }

    /** Whether something is needed, be it on some channels only; a problem where it says both. */
    boolean isRequired(At rule) {
        boolean always = rule.get("required").isTrue();
        boolean some = rule.get("requiredOn").present();
        if (always && some) {
            problems.add(rule.get("requiredOn").problem("field.required_twice", REQUIRED_TWICE));
        }
        return always || some;
    }

    boolean knownKey(String what, At at, String key, Collection<String> known) {
        return known(what, at, key, known, true);
    }

    private boolean known(String what, At at, String name, Collection<String> known, boolean isKey) {
        if (known.contains(name)) {
            return true;
        }
        String code = "reference." + what.replace(' ', '_');
        String suggestion = Nearest.to(name, known);
        Said said = unknown(what, name, known);
        problems.add(isKey ? at.keyProblem(code, said, suggestion) : at.problem(code, said, suggestion));
        return false;
    }

    private static Said unknown(String what, String name, Collection<String> known) {
        if (known.isEmpty()) {
            return Said.of("unknown {what} '{name}'; there is none", "what", what, "name", name)
                    .in("none");
        }
        return known.size() <= 12
                ? Said.of(
                        "unknown {what} '{name}'; known are {known}",
                        "what",
                        what,
                        "name",
                        name,
                        "known",
                        String.join(", ", new TreeSet<>(known)))
                : Said.of(
                                "unknown {what} '{name}'; {known} are known",
                                "what",
                                what,
                                "name",
                                name,
                                "known",
                                known.size())
                        .in("many");
    }

    /** The expression here, null when there is none or it is wrong; problems stand at the place inside the text. */
    @Nullable
    Expr expression(At at, TypeEnv env, @Nullable ExprType expected) {
        if (!at.node().isTextual()) {
            return null;
        }
        Problems found = new Problems();
        Expr tree = Expressions.parse(at.text(), env, expected, at.pointer(), found);
        for (Problem p : found.list()) {
            problems.add(new Problem(p.pointer(), p.code(), p.message(), p.params(), p.suggestion(), standing(at, p)));
        }
        return found.isEmpty() ? tree : null;
    }

    private static final String OPENS = "{{";
    private static final String CLOSES = "}}";

    /** A text with values in it, by language; null when any of it is wrong. */
    @Nullable
    TextTemplate template(At at, TypeEnv env) {
        int before = problems.list().size();
        label(at);
        Map<String, List<TextTemplate.Part>> byLanguage = new LinkedHashMap<>();
        at.entries().forEach((language, text) -> byLanguage.put(language, parts(text, env)));
        return problems.list().size() > before || byLanguage.isEmpty() ? null : new TextTemplate(byLanguage);
    }

    /** A text with values in it, in no language: what is wrong is reported. */
    List<TextTemplate.Part> parts(At at, TypeEnv env) {
        List<TextTemplate.Part> parts = new ArrayList<>();
        String text = at.text();
        int from = 0;
        for (int open = text.indexOf(OPENS); open >= 0; open = text.indexOf(OPENS, from)) {
            int close = text.indexOf(CLOSES, open);
            if (close < 0) {
                problems.add(new Problem(
                        at.pointer(),
                        "template.open",
                        "'{{' is not closed by '}}'",
                        Map.of(),
                        null,
                        at.doc().inside(at.pointer(), text.codePointCount(0, open))));
                return parts;
            }
            words(text.substring(from, open), parts);
            value(at, open + OPENS.length(), close, env, parts);
            from = close + CLOSES.length();
        }
        words(text.substring(from), parts);
        return parts;
    }

    private static void words(String text, List<TextTemplate.Part> parts) {
        if (!text.isEmpty()) {
            parts.add(new TextTemplate.Part.Words(text));
        }
    }

    private void value(At at, int from, int to, TypeEnv env, List<TextTemplate.Part> parts) {
        Problems found = new Problems();
        String text = at.text();
        // Blanks instead of what stands before keep the places of what is wrong.
        String padded = " ".repeat(text.codePointCount(0, from)) + text.substring(from, to);
        Expr tree = Expressions.parse(padded, env, null, at.pointer(), found);
        for (Problem p : found.list()) {
            problems.add(new Problem(p.pointer(), p.code(), p.message(), p.params(), p.suggestion(), standing(at, p)));
        }
        if (found.isEmpty() && tree != null) {
            parts.add(new TextTemplate.Part.Value(tree));
        }
    }

    private static Problem.Source standing(At at, Problem p) {
        int line = whole(p.params().get("line"));
        int column = whole(p.params().get("column"));
        String[] lines = at.text().split("\n", -1);
        int offset = column - 1;
        for (int i = 0; i < line - 1 && i < lines.length; i++) {
            offset += lines[i].codePointCount(0, lines[i].length()) + 1;
        }
        return at.doc().inside(at.pointer(), offset);
    }

    private static int whole(@Nullable String digits) {
        return digits == null ? 1 : Integer.parseInt(digits);
    }
}
