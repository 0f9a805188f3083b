package io.deskloom.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import io.deskloom.expr.Facts;
import io.deskloom.field.Value;
import io.deskloom.kernel.Moment;
import io.deskloom.kernel.Problem;
import io.deskloom.model.MetadataSnapshot;
import io.deskloom.model.RoutingDef;
import io.deskloom.model.TableDef;
import io.deskloom.routing.Capacity;
import io.deskloom.routing.Strategy;
import io.deskloom.testing.Snapshots;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RoutingReaderTest {
    private static final String PATH = "routings/test.yaml";

    private static ReadOutcome read(String yaml) {
        List<SourceFile> files = new ArrayList<>(Snapshots.demoFiles());
        files.add(new SourceFile(PATH, yaml));
        return MetadataReader.read(files, Snapshots.NO_RULES);
    }

    private static RoutingDef routing(String yaml) {
        ReadOutcome outcome = read(yaml);
        assertThat(outcome.problems()).isEmpty();
        MetadataSnapshot snapshot = java.util.Objects.requireNonNull(outcome.snapshot());
        return java.util.Objects.requireNonNull(snapshot.routings().get("test"));
    }

    private static List<String> problems(String yaml) {
        return read(yaml).problems().stream()
                .map(p -> {
                    Problem.Source at = java.util.Objects.requireNonNull(p.source());
                    assertThat(at.file()).isEqualTo(PATH);
                    return at.line() + ":" + at.column() + " " + p.code();
                })
                .toList();
    }

    @Test
    void aGridAndHowToChoose() {
        RoutingDef def = routing("""
                id: rt_test
                key: test
                label: {en: Test, zh: 测试}
                types: [return_refund, exchange]
                table:
                  inputs: [{field: reason}, {field: customer.tier}]
                  rows:
                    - {id: vip, when: [any, vip], team: vip_desk, strategy: round_robin, skills: [charm]}
                    - {when: ["size, wrong_item", not vip], team: warehouse}
                choose:
                  strategy: weighted_skill
                  skills: '[reason]'
                  location: customer.region
                  capacity: {all: 20, types: {exchange: 5}, channels: {chat: 3}}
                  workingHours: true
                  presence: true
                  fallback: after_sales
                  overflow: {team: vip_desk, after: PT15M}
                """);
        assertThat(def.choose())
                .isEqualTo(new RoutingDef.Choose(
                        Strategy.WEIGHTED_SKILL,
                        new Capacity(20, Map.of("exchange", 5), Map.of("chat", 3)),
                        true,
                        true,
                        "after_sales",
                        new RoutingDef.Overflow("vip_desk", Duration.ofMinutes(15))));
        RoutingDef.Way way = def.way("exchange").orElseThrow();
        TableDef grid = java.util.Objects.requireNonNull(way.grid());
        assertThat(grid.hit()).isEqualTo(TableDef.Hit.FIRST);
        assertThat(grid.rows()).extracting(TableDef.Row::id).containsExactly("vip", "row2");
        assertThat(way.targets().get("vip"))
                .isEqualTo(new RoutingDef.Target("vip_desk", Strategy.ROUND_ROBIN, List.of("charm")));
        assertThat(def.way("repair")).isEmpty();
        // What it looks at through lookups is known of every ticket of its types.
        MetadataSnapshot snapshot = java.util.Objects.requireNonNull(read("""
                id: rt_test
                key: test
                label: {en: Test, zh: 测试}
                types: [repair]
                choose: {strategy: nearest, location: customer.region, fallback: after_sales}
                """).snapshot());
        assertThat(snapshot.relations().get("repair")).contains("customer.region");
    }

    @Test
    void everythingThatIsWrongIsSaidWhereItStands() {
        assertThat(problems("""
                id: rt_test
                key: test
                label: {en: Test, zh: 测试}
                types: [exchange, no_such_type]
                table:
                  inputs: [{field: reason}, {field: customer.tier}]
                  rows:
                    - {id: a, when: [any, vop], team: vip_desk}
                    - {id: a, when: [any], team: warehous}
                choose:
                  strategy: weighted_skill
                  location: price_difference
                  capacity: {types: {exchang: 5}}
                  fallback: nobody
                  overflow: {team: vip_desk, after: 15 minutes}
                """))
                .contains(
                        "4:19 reference.type",
                        "8:27 cell.choice",
                        "9:12 duplicate",
                        "9:21 table.cells",
                        "9:34 reference.team",
                        "11:13 routing.no_skills",
                        "12:13 routing.location",
                        "14:13 reference.team",
                        "15:37 routing.after");
    }

    @Test
    void whatAStrategyNeedsMustBeThere() {
        assertThat(problems("""
                id: rt_test
                key: test
                label: {en: Test, zh: 测试}
                types: [exchange]
                choose: {strategy: nearest, fallback: after_sales}
                """)).containsExactly("5:20 routing.no_location");
        assertThat(problems("""
                id: rt_test
                key: test
                label: {en: Test, zh: 测试}
                types: [exchange]
                choose: {strategy: last_agent, fallback: after_sales, skills: price_difference}
                """)).containsExactly("5:20 routing.no_last", "5:63 routing.skills");
        assertThat(problems("""
                id: rt_test
                key: test
                label: {en: Test, zh: 测试}
                types: [exchange]
                choose: {strategy: fastest, fallback: after_sales, last: price_difference, overflow: {team: vip_desk, after: P31D}}
                """))
                .anyMatch(p -> p.contains("schema"))
                .anyMatch(p -> p.endsWith("routing.last"))
                .anyMatch(p -> p.endsWith("routing.after"));
    }

    @Test
    void ofAGridWhereOneRowMayHoldSeveralSayNothing() {
        RoutingDef def = routing("""
                id: rt_test
                key: test
                label: {en: Test, zh: 测试}
                types: [exchange]
                table:
                  hit: unique
                  inputs: [{field: reason}]
                  rows:
                    - {id: a, when: [size], team: vip_desk}
                    - {id: b, when: ["size, colour"], team: warehouse}
                choose: {strategy: least_load, fallback: after_sales}
                """);
        RoutingDef.Way way = def.way("exchange").orElseThrow();
        assertThat(def.pick(way, reason("size")).row()).isNull();
        assertThat(def.pick(way, reason("colour")).target().team()).isEqualTo("warehouse");
    }

    private static Facts reason(String reason) {
        return new Facts() {
            @Override
            public Value get(String path) {
                return path.equals("reason") ? Value.text(reason) : Value.NULL;
            }

            @Override
            public Moment moment() {
                return new Moment(Instant.EPOCH, ZoneId.of("UTC"));
            }
        };
    }

    @Test
    void aTriggerNamesARoutingThereIs() {
        List<SourceFile> files = new ArrayList<>(Snapshots.demoFiles());
        files.add(new SourceFile("triggers/test.yaml", """
                id: tr_test
                key: test
                label: {en: Test, zh: 测试}
                type: exchange
                on: [created]
                do: [{route: after_sale}]
                """));
        List<Problem> problems = MetadataReader.read(files, Snapshots.NO_RULES).problems();
        assertThat(problems).singleElement().satisfies(p -> {
            assertThat(p.code()).isEqualTo("reference.routing");
            assertThat(p.suggestion()).isEqualTo("after_sales");
        });
    }
}
