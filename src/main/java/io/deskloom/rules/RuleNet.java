package io.deskloom.rules;

import io.deskloom.expr.Evaluator;
import io.deskloom.expr.Expr;
import io.deskloom.expr.Facts;
import io.deskloom.field.Value;
import io.deskloom.rules.Clauses.Clause;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.drools.core.common.InternalFactHandle;
import org.drools.model.AlphaIndex;
import org.drools.model.Index.ConstraintType;
import org.drools.model.PatternDSL;
import org.drools.model.Rule;
import org.drools.model.impl.ModelImpl;
import org.drools.model.prototype.PrototypeDSL;
import org.drools.model.prototype.PrototypeDSL.PrototypePatternDef;
import org.drools.model.prototype.PrototypeVariable;
import org.drools.modelcompiler.KieBaseBuilder;
import org.kie.api.KieBase;
import org.kie.api.conf.KieBaseMutabilityOption;
import org.kie.api.prototype.PrototypeFact;
import org.kie.api.runtime.KieSession;
import org.kie.api.runtime.rule.FactHandle;

/**
 * An immutable Drools network for a list of conditions, built from prototype facts in memory: no DRL, no generated class,
 * no MVEL. It knows conditions only, neither tenants nor what rules do, so that equal rules of any number of tenants
 * share one. Thread-safe.
 */
final class RuleNet {
    /** Sessions kept for reuse: as many as ever evaluate at once on a small machine; more are made and thrown away. */
    private static final int IDLE_SESSIONS = 4;

    private final KieBase base;
    private final PrototypeFact prototype;
    private final ConcurrentLinkedQueue<KieSession> idle = new ConcurrentLinkedQueue<>();
    private final AtomicInteger idleCount = new AtomicInteger();

    private RuleNet(KieBase base, PrototypeFact prototype) {
        this.base = base;
        this.prototype = prototype;
    }

    static RuleNet of(List<Expr> conditions) {
        return new Builder(conditions).build();
    }

    /** Indexes of the conditions that hold, ascending. Throws what Drools or {@code facts} throws. */
    int[] match(Facts facts) {
        KieSession session = idle.poll();
        if (session == null) {
            session = base.newKieSession();
        } else {
            idleCount.decrementAndGet();
        }
        boolean clean = false;
        try {
            MatchFact fact = new MatchFact(prototype, facts);
            FactHandle handle = session.insert(fact);
            session.fireAllRules();
            // A fact that no rule matched Drools has dropped already, and it warns when asked to do so again.
            if (!((InternalFactHandle) handle).isDisconnected()) {
                session.delete(handle);
            }
            clean = session.getFactCount() == 0;
            return fact.all();
        } finally {
            // A session in which something threw may hold half a match, one with a fact left would mix up tickets.
            if (clean && idleCount.get() < IDLE_SESSIONS) {
                idleCount.incrementAndGet();
                idle.add(session);
            } else {
                session.dispose();
            }
        }
    }

    /** Facts in the sessions kept for reuse; zero, or tickets would see each other. For tests. */
    long factsHeld() {
        return idle.stream().mapToLong(KieSession::getFactCount).sum();
    }

    private static final class Builder {
        private final List<Expr> conditions;
        private final PrototypeFact prototype = PrototypeDSL.prototypeFact("Ticket");
        private final Map<String, Integer> indexIds = new HashMap<>();
        private final Map<String, Integer> uses = new HashMap<>();

        Builder(List<Expr> conditions) {
            this.conditions = conditions;
        }

        RuleNet build() {
            List<List<Clause>> all = conditions.stream().map(Clauses::of).toList();
            all.forEach(clauses -> clauses.forEach(c -> {
                if (c instanceof Clauses.Equal e) {
                    uses.merge(e.attribute().path(), 1, Integer::sum);
                }
            }));
            ModelImpl model = new ModelImpl();
            for (int i = 0; i < all.size(); i++) {
                rules(i, all.get(i), model);
            }
            return new RuleNet(
                    KieBaseBuilder.createKieBaseFromModel(model, KieBaseMutabilityOption.DISABLED), prototype);
        }

        /**
         * One rule, or one per alternative of its first list when nothing else can be hashed. Distinct alternatives
         * exclude each other, so the rule still matches once.
         */
        private void rules(int number, List<Clause> clauses, ModelImpl model) {
            boolean hashed = clauses.stream().anyMatch(c -> c instanceof Clauses.Equal);
            Clauses.OneOf split = hashed
                    ? null
                    : clauses.stream()
                            .filter(Clauses.OneOf.class::isInstance)
                            .map(Clauses.OneOf.class::cast)
                            .findFirst()
                            .orElse(null);
            if (split == null) {
                model.addRule(rule("r" + number, number, clauses));
                return;
            }
            for (int k = 0; k < split.values().size(); k++) {
                List<Clause> with = new ArrayList<>(clauses);
                with.set(
                        clauses.indexOf(split),
                        new Clauses.Equal(split.attribute(), split.values().get(k)));
                model.addRule(rule("r" + number + "/" + k, number, with));
            }
        }

        private Rule rule(String name, int number, List<Clause> clauses) {
            PrototypeVariable ticket = PrototypeDSL.variable(prototype, "t");
            PrototypePatternDef pattern = PrototypeDSL.protoPattern(ticket);
            // Hashed first, the most used attribute in front: rules then share the lookup at the network's first level.
            clauses.stream()
                    .filter(Clauses.Equal.class::isInstance)
                    .map(Clauses.Equal.class::cast)
                    .sorted((a, b) -> {
                        String p = a.attribute().path();
                        String q = b.attribute().path();
                        int byUse = Integer.compare(uses.getOrDefault(q, 0), uses.getOrDefault(p, 0));
                        return byUse != 0 ? byUse : p.compareTo(q);
                    })
                    .forEach(equal -> hashed(pattern, equal));
            for (Clause clause : clauses) {
                switch (clause) {
                    case Clauses.Equal _ -> {}
                    case Clauses.OneOf in -> tested(pattern, in);
                    case Clauses.Test test -> {
                        Expr expr = test.expr();
                        pattern.expr(Canonical.of(expr), fact -> Evaluator.test(expr, facts(fact)));
                    }
                }
            }
            return PatternDSL.rule(name)
                    .build(pattern, PatternDSL.on(ticket).execute(fact -> ((MatchFact) fact).matched(number)));
        }

        private void hashed(PrototypePatternDef pattern, Clauses.Equal equal) {
            Expr.Attribute attribute = equal.attribute();
            Value value = equal.value();
            // Drools hashes texts, not objects of unknown class: hence the key.
            AlphaIndex<org.kie.api.prototype.PrototypeFactInstance, String> index = PatternDSL.alphaIndexedBy(
                    String.class,
                    ConstraintType.EQUAL,
                    indexIds.computeIfAbsent(Canonical.of(attribute), _ -> indexIds.size()),
                    fact -> Clauses.hashKey(Evaluator.evaluate(attribute, facts(fact))),
                    Clauses.hashKey(value));
            pattern.expr(
                    Canonical.of(attribute) + "==" + Canonical.of(new Expr.Literal(value, attribute.type())),
                    fact -> Evaluator.evaluate(attribute, facts(fact)).equals(value),
                    index,
                    PatternDSL.reactOn(attribute.path()));
        }

        private static void tested(PrototypePatternDef pattern, Clauses.OneOf in) {
            Expr.Attribute attribute = in.attribute();
            java.util.Set<Value> values = java.util.Set.copyOf(in.values());
            StringBuilder id = new StringBuilder(Canonical.of(attribute)).append(" in");
            in.values().forEach(v -> id.append(Canonical.of(new Expr.Literal(v, attribute.type()))));
            pattern.expr(id.toString(), fact -> values.contains(Evaluator.evaluate(attribute, facts(fact))));
        }

        private static Facts facts(org.kie.api.prototype.PrototypeFactInstance fact) {
            return ((MatchFact) fact).facts();
        }
    }
}
