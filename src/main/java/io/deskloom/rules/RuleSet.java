package io.deskloom.rules;

import io.deskloom.expr.Expr;
import io.deskloom.expr.Facts;
import io.deskloom.field.Value;
import io.deskloom.kernel.Label;
import io.deskloom.kernel.Moment;
import io.deskloom.model.PackDef;
import io.deskloom.model.RuleDef;
import io.deskloom.model.RuleDef.IntentDef;
import io.deskloom.model.TextTemplate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The rules that listen to one event of one ticket type, in the order they act. A pack's {@code param.<name>} is written
 * {@code param.<namespace>.<name>} here, so that the parameters of different packs are different facts; their values are
 * facts of this set and no part of the conditions, which is what lets workspaces share a network.
 */
public final class RuleSet {
    /** Rules for which a network of their own is worth asking it. */
    private static final int MANY = 100;

    private final List<RuleDef> rules;
    private final Map<String, Value> parameters;

    // Found out when they are first asked for: whoever only looks through rules does not. Two threads find the same.
    private volatile @Nullable Set<String> paths;
    private volatile @Nullable List<Part> parts;
    private final @Nullable Words words;

    private RuleSet(List<RuleDef> rules, Map<String, Value> parameters, @Nullable Words words) {
        this.rules = rules;
        this.parameters = parameters;
        this.words = words;
    }

    /** Rules that share a network. It holds their numbers only: every workspace with the same rules has one of these. */
    static final class Part {
        private final List<RuleDef> all;
        private final int[] numbers;
        private final String hash;

        private Part(List<RuleDef> all, List<Integer> numbers) {
            this.all = all;
            this.numbers = numbers.stream().mapToInt(Integer::intValue).toArray();
            this.hash = Canonical.hash(conditions());
        }

        /** Equal for equal conditions in equal order, whoever's rules they are. */
        String hash() {
            return hash;
        }

        int size() {
            return numbers.length;
        }

        List<Expr> conditions() {
            return IntStream.of(numbers).mapToObj(n -> all.get(n).when()).toList();
        }

        /** The number in the set of the part's rule {@code number}. */
        int inSet(int number) {
            return numbers[number];
        }
    }

    /**
     * Many rules that listen to the same events are the same in the set of each of these, so they are a part of their own: one
     * network serves all. What is left makes one more, because each network asked takes some microseconds.
     */
    private static List<Part> parts(List<RuleDef> rules) {
        Map<Set<RuleDef.On>, List<Integer>> byEvents = new HashMap<>();
        for (int i = 0; i < rules.size(); i++) {
            byEvents.computeIfAbsent(rules.get(i).on(), _ -> new ArrayList<>()).add(i);
        }
        List<Part> parts = new ArrayList<>();
        List<Integer> left = new ArrayList<>();
        for (List<Integer> numbers : byEvents.values()) {
            if (numbers.size() < MANY) {
                left.addAll(numbers);
            } else {
                parts.add(new Part(rules, numbers));
            }
        }
        if (!left.isEmpty()) {
            left.sort(null);
            parts.add(new Part(rules, left));
        }
        return List.copyOf(parts);
    }

    /**
     * @param rules of one type and event, in any order
     * @param packs manifests of the packs they come from
     */
    public static RuleSet of(Collection<RuleDef> rules, Collection<PackDef> packs) {
        return of(rules, packs, null);
    }

    /** @param words for texts that rules write; null where none does */
    static RuleSet of(Collection<RuleDef> rules, Collection<PackDef> packs, @Nullable Words words) {
        Map<String, PackDef> byId = new HashMap<>();
        Map<String, Value> parameters = new HashMap<>();
        for (PackDef pack : packs) {
            byId.put(pack.id(), pack);
            pack.parameters().forEach((name, value) -> parameters.put(qualified(pack, "param." + name), value));
        }
        List<RuleDef> sorted = new ArrayList<>();
        for (RuleDef rule : rules) {
            String origin = rule.origin().pack();
            PackDef pack = origin == null ? null : byId.get(origin);
            sorted.add(pack == null ? rule : qualify(rule, pack));
        }
        sorted.sort(RuleDef.ORDER);
        return new RuleSet(List.copyOf(sorted), Map.copyOf(parameters), words);
    }

    /** In the order they act; parameters qualified by namespace. */
    public List<RuleDef> rules() {
        return rules;
    }

    /** Every fact some rule of the set looks at. */
    public Set<String> paths() {
        Set<String> known = paths;
        if (known == null) {
            Set<String> mentioned = new HashSet<>();
            rules.stream().flatMap(RuleDef::expressions).forEach(e -> Clauses.paths(e, mentioned));
            known = Collections.unmodifiableSet(new TreeSet<>(mentioned));
            paths = known;
        }
        return known;
    }

    /** Every rule is in one of them. */
    List<Part> parts() {
        List<Part> known = parts;
        if (known == null) {
            known = parts(rules);
            parts = known;
        }
        return known;
    }

    /** A text a rule writes, in the workspace's first language. */
    String text(TextTemplate template, Facts facts) {
        Words known = words;
        if (known == null) {
            throw new IllegalStateException("rules without a workspace write nothing");
        }
        return known.text(template, known.snapshot().workspace().languages().getFirst(), facts);
    }

    /** A text a rule writes, in every language of the workspace that it has one in. */
    Label label(TextTemplate template, Facts facts) {
        Words known = words;
        if (known == null) {
            throw new IllegalStateException("rules without a workspace write nothing");
        }
        Map<String, String> out = new HashMap<>();
        template.byLanguage().keySet().forEach(language -> out.put(language, known.text(template, language, facts)));
        return new Label(out);
    }

    /** {@code facts} with the packs' parameters. */
    Facts withParameters(Facts facts) {
        if (parameters.isEmpty()) {
            return facts;
        }
        return new Facts() {
            @Override
            public Value get(String path) {
                return path.startsWith("param.") ? parameters.getOrDefault(path, Value.NULL) : facts.get(path);
            }

            @Override
            public boolean isKnown(String path) {
                return facts.isKnown(path);
            }

            @Override
            public Moment moment() {
                return facts.moment();
            }
        };
    }

    private static RuleDef qualify(RuleDef rule, PackDef pack) {
        List<IntentDef> then =
                rule.then().stream().map(i -> i.with(e -> qualify(e, pack))).toList();
        return new RuleDef(
                rule.id(),
                rule.key(),
                rule.label(),
                rule.origin(),
                rule.type(),
                rule.on(),
                qualify(rule.when(), pack),
                then,
                rule.order(),
                rule.stop(),
                rule.phase(),
                rule.timing(),
                rule.row());
    }

    private static Expr qualify(Expr e, PackDef pack) {
        return switch (e) {
            case Expr.Literal l -> l;
            case Expr.Attribute a -> new Expr.Attribute(qualified(pack, a.path()), a.type());
            case Expr.Apply a ->
                new Expr.Apply(
                        a.op(), a.args().stream().map(x -> qualify(x, pack)).toList(), a.type());
        };
    }

    private static String qualified(PackDef pack, String path) {
        return path.startsWith("param.") ? "param." + pack.namespace() + "." + path.substring("param.".length()) : path;
    }
}
