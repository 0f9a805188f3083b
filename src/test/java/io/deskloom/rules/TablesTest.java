package io.deskloom.rules;

import static io.deskloom.rules.RuleFixtures.facts;
import static org.assertj.core.api.Assertions.assertThat;

import io.deskloom.effect.Explanation.Fired;
import io.deskloom.expr.Expr;
import io.deskloom.expr.ExprType;
import io.deskloom.expr.Trees;
import io.deskloom.field.Value;
import io.deskloom.kernel.Label;
import io.deskloom.model.Priority;
import io.deskloom.model.RuleDef;
import io.deskloom.model.RuleDef.IntentDef;
import io.deskloom.model.TableDef;
import io.deskloom.model.TableDef.Atom;
import io.deskloom.model.TableDef.Cell;
import io.deskloom.model.TableDef.Hit;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Decision tables as the engine runs them, held against reading their rows one after the other. */
class TablesTest {
    private static final List<String> TEXTS = List.of("a", "b", "c", "d");
    private final RuleEngine engine = new RuleEngine();

    @Test
    void ofFirstOnlyTheTopmostRowActsAndOtherRulesGoOn() {
        TableDef table = table(Hit.FIRST, row("r1", is("x")), row("r2", is("a")), row("r3", new Cell.Anything()));
        RuleDef before = RuleFixtures.rule("a_before", 10, Trees.literal(true));
        RuleDef after = RuleFixtures.rule("z_after", 10, Trees.literal(true));
        assertThat(fired(rules(table, before, after), Map.of("t", Value.text("a"))))
                .containsExactly("a_before", "dt.r2", "z_after");
        assertThat(fired(rules(table, before, after), Map.of())).containsExactly("a_before", "dt.r3", "z_after");
    }

    @Test
    void ofUniqueNoRowActsWhenTwoHold() {
        TableDef table = table(Hit.UNIQUE, row("r1", is("a")), row("r2", is("a")), row("r3", is("b")));
        List<Fired> both = engine.evaluate(rules(table), facts(Map.of("t", Value.text("a"))))
                .fired();
        assertThat(both).extracting(Fired::rule).containsExactly("dt.r1", "dt.r2");
        assertThat(both).allSatisfy(f -> {
            assertThat(f.refused()).isEqualTo(RuleEngine.NOT_UNIQUE);
            assertThat(f.intents()).isEmpty();
        });
        List<Fired> one = engine.evaluate(rules(table), facts(Map.of("t", Value.text("b"))))
                .fired();
        assertThat(one).singleElement().satisfies(f -> {
            assertThat(f.refused()).isNull();
            assertThat(f.intents()).hasSize(1);
        });
    }

    @Test
    void ofCollectEveryRowThatHoldsActsInTheOrderOfTheTable() {
        TableDef table = table(
                Hit.COLLECT,
                row("r9", is("a")),
                row("r1", new Cell.Anything()),
                row("r5", is("b")),
                row("r0", is("a")));
        assertThat(fired(rules(table), Map.of("t", Value.text("a")))).containsExactly("dt.r9", "dt.r1", "dt.r0");
    }

    @Test
    void tablesOfTheSameIdInTwoPacksDoNotStopEachOther() {
        TableDef table = table(Hit.FIRST, row("r1", is("a")));
        List<RuleDef> both = new ArrayList<>();
        for (String pack : List.of("io.one", "io.two")) {
            both.add(rule(table, table.rows().getFirst(), 0, new RuleDef.Origin(pack, "1.0.0", "x")));
        }
        assertThat(engine.evaluate(RuleSet.of(both, List.of()), facts(Map.of("t", Value.text("a"))))
                        .fired())
                .extracting(Fired::pack)
                .containsExactly("io.one", "io.two");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void theNetworkSaysWhatReadingTheRowsSays(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 60; i++) {
            Hit hit = Hit.values()[random.nextInt(3)];
            TableDef.Row[] rows = new TableDef.Row[1 + random.nextInt(12)];
            for (int r = 0; r < rows.length; r++) {
                rows[r] = row("r" + r, cell(random, "t"), cell(random, "n"), cell(random, "l"));
            }
            TableDef table = table(hit, rows);
            RuleSet set = rules(table);
            for (int f = 0; f < 25; f++) {
                Map<String, Value> facts = values(random);
                List<String> naive = naive(table, facts);
                List<Fired> fired = engine.evaluate(set, facts(facts)).fired();
                assertThat(fired.stream()
                                .filter(x -> x.refused() == null)
                                .map(Fired::rule)
                                .toList())
                        .as("seed %d, table %s, facts %s", seed, table.rows(), facts)
                        .isEqualTo(naive);
            }
        }
    }

    /** A table read as a person reads it: no expression, no network. */
    private static List<String> naive(TableDef table, Map<String, Value> facts) {
        List<String> hits = new ArrayList<>();
        for (TableDef.Row row : table.rows()) {
            boolean all = true;
            for (int i = 0; i < table.inputs().size(); i++) {
                String path = ((Expr.Attribute) table.inputs().get(i).value()).path();
                all &= holds(row.when().get(i), facts.getOrDefault(path, Value.NULL));
            }
            if (all) {
                hits.add(table.ruleId(row));
            }
        }
        return switch (table.hit()) {
            case COLLECT -> hits;
            case FIRST -> hits.subList(0, Math.min(1, hits.size()));
            case UNIQUE -> hits.size() > 1 ? List.of() : hits;
        };
    }

    private static boolean holds(Cell cell, Value value) {
        return switch (cell) {
            case Cell.Anything _ -> true;
            case Cell.Match(boolean not, List<Atom> any) ->
                not
                        != any.stream().anyMatch(atom -> switch (atom) {
                            case Atom.Empty _ -> value.isNull();
                            case Atom.Is(Value is) ->
                                value.equals(is)
                                        || value instanceof Value.Items all
                                                && all.items().contains(is);
                            case Atom.Between b -> {
                                if (!(value instanceof Value.Num(BigDecimal n))) {
                                    yield false;
                                }
                                boolean low = b.low() == null
                                        || n.compareTo(((Value.Num) b.low()).number()) >= (b.lowIn() ? 0 : 1);
                                boolean high = b.high() == null
                                        || n.compareTo(((Value.Num) b.high()).number()) <= (b.highIn() ? 0 : -1);
                                yield low && high;
                            }
                            case Atom.Matches _, Atom.Same _ -> throw new IllegalStateException("none is made here");
                        });
        };
    }

    static Cell cell(Random random, String of) {
        if (random.nextInt(4) == 0) {
            return new Cell.Anything();
        }
        List<Atom> atoms = new ArrayList<>();
        for (int i = 0; i <= random.nextInt(3); i++) {
            if (random.nextInt(8) == 0) {
                atoms.add(new Atom.Empty());
            } else if (!of.equals("n")) {
                atoms.add(new Atom.Is(Value.text(TEXTS.get(random.nextInt(TEXTS.size())))));
            } else if (random.nextInt(3) == 0) {
                atoms.add(new Atom.Is(Value.num(random.nextInt(10))));
            } else {
                int low = random.nextInt(10);
                int open = random.nextInt(6);
                atoms.add(new Atom.Between(
                        open == 0 ? null : Value.num(low),
                        random.nextBoolean(),
                        open == 1 ? null : Value.num(low + random.nextInt(5)),
                        random.nextBoolean()));
            }
        }
        return new Cell.Match(random.nextInt(4) == 0, atoms);
    }

    static Map<String, Value> values(Random random) {
        Map<String, Value> all = new HashMap<>();
        if (random.nextInt(5) > 0) {
            all.put("t", Value.text(random.nextInt(6) == 0 ? "other" : TEXTS.get(random.nextInt(TEXTS.size()))));
        }
        if (random.nextInt(5) > 0) {
            all.put("n", Value.num(BigDecimal.valueOf(random.nextInt(28), 0).divide(BigDecimal.TWO)));
        }
        if (random.nextInt(5) > 0) {
            List<Value> some = new ArrayList<>();
            TEXTS.stream().filter(_ -> random.nextBoolean()).forEach(t -> some.add(Value.text(t)));
            all.put("l", some.isEmpty() ? Value.NULL : new Value.Items(some));
        }
        return all;
    }

    private List<String> fired(RuleSet set, Map<String, Value> values) {
        return engine.evaluate(set, facts(values)).fired().stream()
                .map(Fired::rule)
                .toList();
    }

    private static Cell is(String text) {
        return new Cell.Match(false, List.of(new Atom.Is(Value.text(text))));
    }

    static TableDef.Row row(String id, Cell... cells) {
        List<Cell> all = new ArrayList<>(List.of(cells));
        while (all.size() < 3) {
            all.add(new Cell.Anything());
        }
        return new TableDef.Row(
                id, all, List.of(new IntentDef.SetPriority(Priority.HIGH)), List.of("", "", "", "high"), "", 1);
    }

    static TableDef table(Hit hit, TableDef.Row... rows) {
        return new TableDef(
                "dt",
                "dt",
                Label.of("T"),
                new RuleDef.Origin(null, null, "tables/dt.yaml"),
                "t",
                EnumSet.allOf(RuleDef.On.class),
                10,
                hit,
                List.of(input("t", ExprType.TEXT), input("n", ExprType.NUMBER), input("l", ExprType.LIST)),
                List.of(new TableDef.Output("priority", Label.of("Priority"), "setPriority", null)),
                List.of(rows),
                null);
    }

    private static TableDef.Input input(String path, ExprType type) {
        return new TableDef.Input(path, Label.of(path), new Expr.Attribute(path, type));
    }

    static RuleDef rule(TableDef table, TableDef.Row row, int position, RuleDef.Origin origin) {
        return new RuleDef(
                table.ruleId(row),
                table.key() + "." + row.id(),
                table.label(),
                origin,
                table.type(),
                table.on(),
                table.condition(row),
                row.then(),
                table.order(),
                false,
                RuleDef.Phase.BEFORE,
                null,
                new RuleDef.Row(table.id(), table.key(), table.hit(), row.id(), position));
    }

    static List<RuleDef> rulesOf(TableDef table) {
        List<RuleDef> all = new ArrayList<>();
        table.rows().forEach(row -> all.add(rule(table, row, all.size(), table.origin())));
        return all;
    }

    private static RuleSet rules(TableDef table, RuleDef... more) {
        List<RuleDef> all = new ArrayList<>(rulesOf(table));
        all.addAll(List.of(more));
        return RuleSet.of(all, List.of());
    }
}
