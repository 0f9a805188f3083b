package io.deskloom.rules;

import io.deskloom.expr.Expr;
import io.deskloom.expr.Expressions;
import io.deskloom.expr.Trees;
import io.deskloom.kernel.Label;
import io.deskloom.kernel.Problems;
import io.deskloom.model.PackDef;
import io.deskloom.model.RuleDef;
import io.deskloom.model.RuleDef.IntentDef;
import io.deskloom.model.RuleText;
import io.deskloom.model.TicketTypeDef;
import io.deskloom.rules.DrlText.Refusals;
import io.deskloom.rules.DrlTokens.Kind;
import io.deskloom.rules.DrlTokens.Token;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.drools.drl.ast.descr.AndDescr;
import org.drools.drl.ast.descr.AnnotationDescr;
import org.drools.drl.ast.descr.AttributeDescr;
import org.drools.drl.ast.descr.BaseDescr;
import org.drools.drl.ast.descr.ExprConstraintDescr;
import org.drools.drl.ast.descr.PackageDescr;
import org.drools.drl.ast.descr.PatternDescr;
import org.drools.drl.ast.descr.RuleDescr;
import org.jspecify.annotations.Nullable;

/**
 * The safe profile of DRL. The text is parsed to Drools' descriptor tree, the tree is checked against what is allowed (what
 * is not named here is refused), and what is left is translated to {@link RuleDef}. It is never compiled: no consequence
 * runs, because there is nothing to run. A file with a problem gives its other rules too, so that everything wrong is
 * reported at once; the caller publishes nothing when there is a problem.
 */
@ApplicationScoped
public class SafeDrl implements RuleText {
    public static final int MAX_RULES = 500;

    /** The order of a rule without salience, the same as a guided trigger's. */
    static final int DEFAULT_ORDER = 100;

    private static final int MAX_SALIENCE = 100_000;
    private static final Pattern KEY = Pattern.compile("[a-z][a-z0-9_]{0,62}");
    private static final Pattern LANGUAGE = Pattern.compile("[a-z]{2,3}");

    @Override
    public List<RuleDef> translate(
            PackDef pack,
            String file,
            String text,
            Map<String, TicketTypeDef> types,
            Set<String> teams,
            Problems problems) {
        Refusals refusals = new Refusals(file);
        PackageDescr tree = DrlText.parse(text, refusals);
        List<RuleDef> rules = new ArrayList<>();
        if (tree != null) {
            refuseDeclarations(tree, refusals);
            Set<String> seen = new HashSet<>();
            for (RuleDescr rule : tree.getRules()) {
                if (seen.size() == MAX_RULES) {
                    refusals.add(
                            "",
                            rule.getLine(),
                            1,
                            "drl.too-large",
                            "too many rules",
                            "at most 500 in a file; split it");
                    break;
                }
                String name = rule.getName();
                if (!seen.add(name)) {
                    refusals.add(
                            name,
                            rule.getLine(),
                            1,
                            "drl.duplicate",
                            "there are two rules of this name",
                            "one of each");
                    continue;
                }
                RuleDef made = new OneRule(pack, file, text, types, teams, refusals, rule).translate();
                if (made != null) {
                    rules.add(made);
                }
            }
        }
        problems.addAll(refusals.list());
        return List.copyOf(rules);
    }

    /** Everything a file can declare besides rules. */
    private static void refuseDeclarations(PackageDescr tree, Refusals refusals) {
        Map<String, List<? extends BaseDescr>> declared = new LinkedHashMap<>();
        declared.put("imports", tree.getImports());
        declared.put("function imports", tree.getFunctionImports());
        declared.put("accumulate imports", tree.getAccumulateImports());
        declared.put("globals", tree.getGlobals());
        declared.put("functions", tree.getFunctions());
        declared.put("declared types", tree.getTypeDeclarations());
        declared.put("declared enums", tree.getEnumDeclarations());
        declared.put("entry points", List.copyOf(tree.getEntryPointDeclarations()));
        declared.put("windows", List.copyOf(tree.getWindowDeclarations()));
        declared.put("attributes of the whole file", tree.getAttributes());
        declared.put("rule units", tree.getUnit() == null ? List.of() : List.of(tree.getUnit()));
        declared.forEach((what, found) -> found.forEach(d -> refusals.add(
                "",
                Math.max(1, d.getLine()),
                Math.max(1, d.getColumn() + 1),
                "drl.not-allowed",
                what + " are not allowed",
                "a package line and rules about Ticket, Actor and Event")));
    }

    /** The translation of one rule. */
    private static final class OneRule {
        private final PackDef pack;
        private final String file;
        private final String text;
        private final Map<String, TicketTypeDef> types;
        private final Set<String> teams;
        private final Refusals refusals;
        private final RuleDescr rule;
        private final String name;
        private final int before;

        OneRule(
                PackDef pack,
                String file,
                String text,
                Map<String, TicketTypeDef> types,
                Set<String> teams,
                Refusals refusals,
                RuleDescr rule) {
            this.pack = pack;
            this.file = file;
            this.text = text;
            this.types = types;
            this.teams = teams;
            this.refusals = refusals;
            this.rule = rule;
            this.name = rule.getName();
            this.before = refusals.size();
        }

        /** The rule, or null when a refusal was added. */
        @Nullable
        RuleDef translate() {
            if (!KEY.matcher(name).matches()) {
                refuse(rule, "the name of a rule is a key", "small letters, digits and _: \"damaged_high_value\"");
            }
            if (rule.isQuery()) {
                refuse(rule, "queries are not allowed", "rules");
                return null;
            }
            if (rule.hasParent()) {
                refuse(rule, "a rule cannot extend another", "repeat the conditions");
            }
            if (!rule.getNamedConsequences().isEmpty()) {
                refuse(rule, "named consequences are not allowed", "one 'then' of " + DrlConsequence.FORMS);
            }
            int order = order();
            Label label = label();
            List<PatternDescr> patterns = new ArrayList<>();
            patterns(rule.getLhs(), patterns);
            List<Constraint> constraints = constraints(patterns);
            TicketTypeDef type = type(constraints);
            if (type == null) {
                return null;
            }
            Set<RuleDef.On> on = events(constraints);
            DrlScope scope = new DrlScope(pack, type, teams);
            Expr when = conditions(constraints, scope);
            List<IntentDef> then = consequence(scope);
            if (refusals.size() > before) {
                return null;
            }
            return new RuleDef(
                    name,
                    name,
                    label,
                    new RuleDef.Origin(pack.id(), pack.version(), file),
                    type.key(),
                    on,
                    when,
                    then,
                    order,
                    false);
        }

        /** Salience is "higher first", our order "lower first". */
        private int order() {
            int order = DEFAULT_ORDER;
            for (AttributeDescr attribute : rule.getAttributes().values()) {
                String value = String.valueOf(attribute.getValue()).strip();
                switch (attribute.getName()) {
                    case "salience" -> {
                        try {
                            int salience = Integer.parseInt(value);
                            if (Math.abs((long) salience) > MAX_SALIENCE) {
                                throw new NumberFormatException(value);
                            }
                            order = DEFAULT_ORDER - salience;
                        } catch (NumberFormatException e) {
                            refuse(
                                    attribute,
                                    "salience must be a whole number",
                                    "-100000 to 100000, not an expression");
                        }
                    }
                    case "no-loop" -> {
                        if (!value.equals("true")) {
                            refuse(attribute, "no-loop can only be true", "a rule always acts at most once per change");
                        }
                    }
                    default ->
                        refuse(
                                attribute,
                                "the attribute '" + attribute.getName() + "' is not allowed",
                                "salience, no-loop");
                }
            }
            return order;
        }

        /** {@code @label(en = "…", zh = "…")}, else the key in words. */
        private Label label() {
            Label label = null;
            for (AnnotationDescr annotation : rule.getAnnotations()) {
                if (!annotation.getName().equals("label") || label != null) {
                    refuse(annotation, "the annotation @" + annotation.getName() + " is not allowed", LABEL_FORM);
                    continue;
                }
                Map<String, String> texts = new LinkedHashMap<>();
                annotation.getValueMap().forEach((language, value) -> {
                    try {
                        List<Token> tokens =
                                DrlTokens.of(String.valueOf(value), annotation.getLine(), annotation.getColumn() + 1);
                        if (tokens.size() != 2
                                || tokens.getFirst().kind() != Kind.STRING
                                || !LANGUAGE.matcher(language).matches()) {
                            refuse(annotation, "a label is a text per language", LABEL_FORM);
                        } else {
                            texts.put(language, tokens.getFirst().text());
                        }
                    } catch (DrlRefused refused) {
                        refusals.add(name, refused);
                    }
                });
                if (texts.isEmpty()) {
                    refuse(annotation, "a label is a text per language", LABEL_FORM);
                } else {
                    label = new Label(texts);
                }
            }
            if (label != null) {
                return label;
            }
            String words = name.replace('_', ' ');
            return Label.of(
                    words.isEmpty() ? "?" : words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1));
        }

        private static final String LABEL_FORM = "@label(en = \"Damaged goods first\", zh = \"破损优先\")";

        /** Patterns joined by "and"; nothing else is a condition here. */
        private void patterns(BaseDescr descr, List<PatternDescr> into) {
            switch (descr) {
                case PatternDescr p when plain(p) -> into.add(p);
                case PatternDescr _ -> {}
                case AndDescr and -> and.getDescrs().forEach(d -> patterns((BaseDescr) d, into));
                default ->
                    refuse(
                            descr,
                            "this kind of condition is not allowed ("
                                    + descr.getClass().getSimpleName().replace("Descr", "") + ")",
                            "patterns Ticket( … ), Actor( … ), Event( … ) one after the other; use || and ! inside them");
            }
        }

        private boolean plain(PatternDescr p) {
            int was = refusals.size();
            if (p.getObjectType() == null || !DrlScope.FACTS.contains(p.getObjectType())) {
                refuse(p, "there is no fact '" + p.getObjectType() + "'", "Ticket, Actor and Event");
            }
            if (p.getSource() != null) {
                refuse(p, "'from', 'collect', 'accumulate' and entry points are not allowed", "the pattern alone");
            }
            if (!p.getBehaviors().isEmpty()) {
                refuse(p, "windows are not allowed", "the pattern alone");
            }
            if (p.isQuery() || p.isUnification()) {
                refuse(p, "queries and := are not allowed", "bind a field: Ticket( $paid : paid )");
            }
            if (p.getIdentifier() != null) {
                refuse(p, "a pattern cannot be bound", "bind a field: Ticket( $paid : paid )");
            }
            if (!p.getAnnotationNames().isEmpty()) {
                refuse(p, "annotations on patterns are not allowed", "the pattern alone");
            }
            return refusals.size() == was;
        }

        /** A constraint of a pattern, in tokens. */
        private record Constraint(String fact, List<Token> tokens) {
            /** The text in {@code name == "text"}, or null. */
            @Nullable
            Token textOf(String key) {
                return tokens.size() == 4
                                && tokens.get(0).is(key)
                                && tokens.get(1).is("==")
                                && tokens.get(2).kind() == Kind.STRING
                        ? tokens.get(2)
                        : null;
            }
        }

        private List<Constraint> constraints(List<PatternDescr> patterns) {
            List<Constraint> all = new ArrayList<>();
            for (PatternDescr pattern : patterns) {
                for (Object part : pattern.getConstraint().getDescrs()) {
                    if (!(part instanceof ExprConstraintDescr expr)
                            || expr.getType() != ExprConstraintDescr.Type.NAMED) {
                        refuse(
                                part instanceof BaseDescr d ? d : pattern,
                                "positional arguments are not allowed",
                                "name the field: reason == \"damaged\"");
                        continue;
                    }
                    try {
                        all.add(new Constraint(
                                pattern.getObjectType(),
                                DrlTokens.of(
                                        expr.getExpression(),
                                        Math.max(1, expr.getLine()),
                                        Math.max(1, expr.getColumn() + 1))));
                    } catch (DrlRefused refused) {
                        refusals.add(name, refused);
                    }
                }
            }
            return all;
        }

        /** {@code Ticket( type == "…" )}, else the only type the pack reads. */
        private @Nullable TicketTypeDef type(List<Constraint> constraints) {
            Set<String> named = new TreeSet<>();
            for (Constraint c : constraints) {
                Token text = c.fact().equals("Ticket") ? c.textOf("type") : null;
                if (text != null) {
                    named.add(text.text());
                }
            }
            if (named.isEmpty()) {
                pack.reads().stream()
                        .map(p -> p.substring(0, Math.max(0, p.indexOf('.'))))
                        .filter(types::containsKey)
                        .forEach(named::add);
            }
            String key = named.size() == 1 ? named.iterator().next() : null;
            TicketTypeDef type = key == null ? null : types.get(key);
            if (type == null) {
                refuse(
                        rule,
                        named.size() > 1
                                ? "a rule is about one ticket type, not " + String.join(" and ", named)
                                : "the ticket type is missing or unknown",
                        "Ticket( type == \"…\" ) with one of " + String.join(", ", new TreeSet<>(types.keySet())));
            }
            return type;
        }

        private Set<RuleDef.On> events(List<Constraint> constraints) {
            // Without a word of it: what changes the ticket.
            Set<RuleDef.On> on = EnumSet.of(RuleDef.On.CREATED, RuleDef.On.UPDATED);
            for (Constraint c : constraints) {
                Token text = c.fact().equals("Event") ? c.textOf("kind") : null;
                if (text != null) {
                    switch (text.text()) {
                        case "created" -> on.remove(RuleDef.On.UPDATED);
                        case "updated" -> on.remove(RuleDef.On.CREATED);
                        case "acted" -> one(on, RuleDef.On.ACTED);
                        case "commented" -> one(on, RuleDef.On.COMMENTED);
                        default ->
                            refusals.add(
                                    name,
                                    DrlRefused.at(
                                            text,
                                            "there is no event '" + text.text() + "'",
                                            "created, updated, acted and commented"));
                    }
                }
            }
            if (on.isEmpty()) {
                refuse(rule, "no event is created and updated at once", "one Event( kind == … )");
            }
            return on;
        }

        /** Only this one, unless another event was asked for as well. */
        private static void one(Set<RuleDef.On> on, RuleDef.On event) {
            boolean other = on.size() != 2 && !on.contains(event);
            on.clear();
            if (!other) {
                on.add(event);
            }
        }

        private Expr conditions(List<Constraint> constraints, DrlScope scope) {
            List<Expr> all = new ArrayList<>();
            for (Constraint c : constraints) {
                boolean said = c.fact().equals("Ticket") && c.textOf("type") != null
                        || c.fact().equals("Event") && c.textOf("kind") != null;
                if (said) {
                    continue;
                }
                try {
                    Expr condition = DrlCondition.parse(c.fact(), c.tokens(), scope);
                    if (condition != null) {
                        all.add(condition);
                    }
                } catch (DrlRefused refused) {
                    refusals.add(name, refused);
                }
            }
            Expr when = Trees.all(all);
            if (Trees.nodes(when) > Expressions.MAX_NODES) {
                refuse(rule, "the condition is too long", "at most " + Expressions.MAX_NODES + " parts");
            }
            return when;
        }

        private List<IntentDef> consequence(DrlScope scope) {
            if (!(rule.getConsequence() instanceof String then)) {
                refuse(rule, "the rule does nothing", DrlConsequence.FORMS);
                return List.of();
            }
            try {
                return DrlConsequence.parse(placed(then), scope);
            } catch (DrlRefused refused) {
                refusals.add(name, refused);
                return List.of();
            }
        }

        /** Tokens of the consequence, placed in the file: the parser gives the line of "then" and cuts the blanks after it. */
        private List<Token> placed(String then) throws DrlRefused {
            List<String> lines = text.lines().toList();
            int line = Math.clamp(rule.getConsequenceLine(), 1, lines.size());
            String first = lines.get(line - 1);
            int after = first.indexOf("then") + 4;
            if (after < 4 || !first.substring(after).isBlank()) {
                return DrlTokens.of(then, line, 1 + blanks(first, after < 4 ? 0 : after));
            }
            do {
                line++;
            } while (line < lines.size() && lines.get(line - 1).isBlank());
            return DrlTokens.of(then, line, 1 + blanks(lines.get(Math.min(line, lines.size()) - 1), 0));
        }

        /** The place of the first character at or after {@code from} that is no blank. */
        private static int blanks(String line, int from) {
            int at = Math.min(from, line.length());
            while (at < line.length() && Character.isWhitespace(line.charAt(at))) {
                at++;
            }
            return at;
        }

        private void refuse(BaseDescr at, String what, String instead) {
            refusals.add(
                    name,
                    Math.max(1, at.getLine() > 0 ? at.getLine() : rule.getLine()),
                    Math.max(1, at.getColumn() + 1),
                    "drl.not-allowed",
                    what,
                    instead);
        }
    }
}
