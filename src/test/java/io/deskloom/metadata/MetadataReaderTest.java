package io.deskloom.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import io.deskloom.kernel.Problem;
import io.deskloom.model.MetadataSnapshot;
import io.deskloom.testing.Snapshots;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each test breaks the little repair workshop in one way and says what the author of the YAML is told. */
class MetadataReaderTest {
    private static final String TYPE = "types/mending/type.yaml";
    private static final String FLOW = "types/mending/flow.yaml";
    private static final String ACCESS = "types/mending/access.yaml";

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            # file                     | what                           | by                                  | line:col | code                  | suggestion
            types/mending/type.yaml     | prefix: FIX                    | prefx: FIX                          | 4:1      | schema.unknown        | prefix
            types/mending/type.yaml     | prefix: FIX                    | prefix: fix                         | 4:9      | schema.pattern        |
            types/mending/type.yaml     | prefix: FIX                    | plural: {en: Repairs, zh: x}\\nprefix: FIX | 4:23 | label.language      |
            types/mending/type.yaml     | kind: money, label: {en: Cost} | kind: mony, label: {en: Cost}       | 12:35    | schema.choice         | money
            types/mending/type.yaml     | kind: long_text                | kind: long_text, currency: EUR      | 11:52    | schema.not_here       |
            types/mending/type.yaml     | kind: long_text                | kind: single                        | 11:5     | schema.missing        |
            types/mending/type.yaml     | titleField: device             | titleField: devise                  | 6:13     | reference.field       | device
            types/mending/type.yaml     | titleField: device             | titleField: symptom                 | 6:13     | type.title            |
            types/mending/type.yaml     | forms: [main]                  | forms: [main, mian]                 | 8:15     | reference.form        | main
            types/mending/type.yaml     | id: f_serial                   | id: f_cost                          | 13:10    | duplicate             |
            types/mending/type.yaml     | key: serial_no                 | key: cost                           | 13:25    | duplicate             |
            types/mending/type.yaml     | kind: long_text                | kind: long_text, indexed: true      | 11:61    | field.not_indexable   |
            types/mending/type.yaml     | label: {en: Cost}              | label: {en: Cost, zh: x}            | 12:60    | label.language        |
            types/mending/type.yaml     | label: {en: Cost}              | label: {zh: x}                      | 12:49    | label.language        |
            types/mending/type.yaml     | label: {en: Cost}              | label: {en: Cost}, min: 3, max: 2   | 12:66    | field.range           |
            types/mending/type.yaml     | label: {en: Cost}              | label: {en: Cost}, currency: XYZ    | 12:71    | currency.unknown      |
            types/mending/type.yaml     | label: {en: Cost}              | label: {en: Cost}, readOnlyWhen: cots > 3 | 12:75 | expr.unknown_attribute         | cost
            types/mending/type.yaml     | label: {en: Cost}              | label: {en: Cost}, requiredWhen: 'cost > 3 &&' | 12:87 | expr.syntax    |
            types/mending/type.yaml     | label: {en: Cost}              | label: {en: Cost}, visibleWhen: cost > 3 | 12:5 | schema.missing      |
            types/mending/type.yaml     | label: {en: Cost}              | label: {en: Cost}, readOnlyWhen: event.kind == "created" | 12:80 | expr.unknown_attribute |
            types/mending/flow.yaml     | start: start                   | start: strat                        | 4:8      | reference.node        | start
            types/mending/flow.yaml     | on: finish                     | on: finsh                           | 17:23    | reference.action      | finish
            types/mending/flow.yaml     | to: done                       | to: doen                            | 17:35    | reference.node        | done
            types/mending/flow.yaml     | role: technician               | role: technican                     | 11:11    | reference.role        | technician
            types/mending/flow.yaml     | team: bench                    | team: banch                         | 12:11    | reference.team        | bench
            types/mending/flow.yaml     | label: {en: Finish}            | label: {en: Finish}, required: [cots] | 13:61  | reference.field       | cost
            types/mending/flow.yaml     | to: done}                      | to: done, when: cost > 3}           | 13:15    | flow.no_else          |
            types/mending/flow.yaml     | to: done}                      | to: done, when: cost > 3, else: true} | 17:5   | schema.not            |
            types/mending/access.yaml   | device: edit                   | devise: edit                        | 6:7      | reference.field       | device
            types/mending/access.yaml   | cost: edit                     | cost: edt                           | 10:13    | schema.choice         | edit
            types/mending/access.yaml   | verbs: [create, read, update   | verbs: [create, read, updat         | 4:27     | schema.choice         | update
            types/mending/access.yaml   | role: owner                    | role: ownr                          | 16:12    | reference.role        | owner
            types/mending/access.yaml   | records:                       | steps: {bnch: {others: read}}\\nrecords: | 14:9 | reference.task        | bench
            types/mending/access.yaml   | in actor.teams                 | in actor.team                       | 15:51    | expr.unknown_attribute          | actor.teams
            views/open.yaml            | "open"                         | "opne"                              | 5:9      | expr.never            | open
            views/open.yaml            | ticket.status == "open"        | device == "kettle"                  | 5:9      | view.not_indexed      |
            views/open.yaml            | type: mending                   | type: mendings                       | 4:7      | reference.type        | mending
            views/open.yaml            | columns: [number               | sort: -costs\\ncolumns: [number     | 6:7      | reference.field       | cost
            views/open.yaml            | type: mending                   | roles: [owner]\\ntype: mending\\nstartFor: [technician] | 6:12 | view.start_not_offered |
            views/open.yaml            | type: mending                   | type: mending\\nstartFor: [techncian] | 5:12 | reference.role       | technician
            views/open.yaml            | key: open                      | key: opened                         | 2:6      | file.name             |
            triggers/costly.yaml       | setPriority: high              | setPriority: hihg                   | 7:20     | schema.choice         | high
            triggers/costly.yaml       | setPriority: high              | assignTeam: bnech                   | 7:19     | reference.team        | bench
            triggers/costly.yaml       | setPriority: high              | setField: {field: cots, value: '1'} | 7:25     | reference.field       | cost
            triggers/costly.yaml       | setPriority: high              | setField: {field: cost, value: '"much"'} | 7:39 | expr.expected_type            |
            triggers/costly.yaml       | cost > 300                     | costs > 300                         | 6:7      | expr.unknown_attribute          | cost
            roles/owner.yaml           | accounts.manage, audit.read    | audit.read                          | 4:12     | role.nobody_may       | accounts.manage
            roles/owner.yaml           | metadata.publish, accounts     | accounts                            | 4:12     | role.nobody_may       | metadata.publish
            workspace.yaml             | Europe/Berlin                  | Europe/Berln                        | 4:7      | workspace.zone        | Europe/Berlin
            workspace.yaml             | languages: [en]                | languages: [en]\\npacks: [{id: io.acme.nothing}] | 7:14 | reference.pack |
            """)
    void oneMistakeIsOneProblemAtItsPlace(
            String file, String what, String by, String place, String code, String suggestion) {
        List<Problem> problems = problems(changed(file, what, by.replace("\\n", "\n")));
        assertThat(problems).as(Problem.lines(problems)).anySatisfy(p -> {
            assertThat(p.code()).isEqualTo(code);
            assertThat(p.source().file()).isEqualTo(file);
            assertThat(p.source().line() + ":" + p.source().column()).isEqualTo(place);
            assertThat(p.suggestion()).isEqualTo(suggestion);
        });
        assertThat(problems).allSatisfy(p -> {
            assertThat(ProblemWords.missing(p)).as(p.code() + " " + p.params()).isEmpty();
        });
    }

    @Test
    void everythingWrongIsReportedInOneGo() {
        List<SourceFile> files = changed(TYPE, "prefix: FIX", "prefix: fix");
        files = changed(files, FLOW, "to: done", "to: doen");
        files = changed(files, ACCESS, "device: edit", "devise: edit");
        files = changed(files, "views/open.yaml", "step,", "stepp,");
        files = changed(files, "triggers/costly.yaml", "cost >", "costs >");
        files = new ArrayList<>(files);
        files.add(new SourceFile("roles/broken.yaml", "id: [unclosed"));
        assertThat(problems(files).stream().map(p -> p.source().file()).distinct())
                .containsExactly("roles/broken.yaml", "triggers/costly.yaml", ACCESS, FLOW, TYPE, "views/open.yaml");
    }

    @Test
    void aRoleBeginsWithOneView() {
        List<SourceFile> files =
                new ArrayList<>(changed("views/open.yaml", "type: mending", "type: mending\nstartFor: [technician]"));
        files.add(
                new SourceFile(
                        "views/other.yaml",
                        "id: v_other\nkey: other\nlabel: {en: Other}\ntype: mending\ncolumns: [number]\nstartFor: [technician]\n"));
        assertThat(codes(files)).containsExactly("view.start_twice");
    }

    @Test
    void aWorkspaceWithoutRolesHasNobodyToPutItInOrder() {
        List<SourceFile> files = Snapshots.acmeFiles().stream()
                .filter(f -> !f.path().startsWith("roles/"))
                .toList();
        assertThat(problems(files))
                .filteredOn(p -> p.code().equals("role.nobody_may"))
                .extracting(p -> p.source().file())
                .containsExactly("roles/admin.yaml", "roles/admin.yaml");
    }

    @Test
    void fieldsThatEmptyEachOtherInACircleAreRefusedOnce() {
        String circle = """
                  - {id: f_a, key: a, kind: text, label: {en: A}, visibleWhen: 'c == "x"', whenHidden: clear}
                  - {id: f_b, key: b, kind: text, label: {en: B}, visibleWhen: 'a == "x"', whenHidden: clear}
                  - {id: f_c, key: c, kind: text, label: {en: C}, visibleWhen: 'b == "x"', whenHidden: clear}
                  - {id: f_d, key: d, kind: text, label: {en: D}, visibleWhen: 'a == "x"', whenHidden: clear}
                """;
        List<SourceFile> files = withFields(circle);
        assertThat(problems(files))
                .filteredOn(p -> p.code().startsWith("field."))
                .singleElement()
                .satisfies(p -> {
                    assertThat(p.code()).isEqualTo("field.circle");
                    assertThat(p.message()).contains("a, b, c;");
                    assertThat(p.source().file()).isEqualTo(TYPE);
                });
        // A value that stays decides the same whether or not it is shown: no circle.
        assertThat(codes(withFields(circle.replaceFirst("clear", "keep")))).doesNotContain("field.circle");
    }

    private static List<SourceFile> withFields(String fields) {
        return changed(TYPE, "fields:\n", "fields:\n" + fields);
    }

    @Test
    void aMissingFileIsNamed() {
        List<SourceFile> files = Snapshots.acmeFiles().stream()
                .filter(f -> !f.path().equals(FLOW))
                .toList();
        assertThat(codes(files)).contains("file.missing");
        assertThat(codes(List.of())).containsExactly("file.missing");
    }

    @Test
    void aFlowThatCannotEnd() {
        String dead = """
                  - {id: lost, kind: task, label: {en: Lost}, actions: [{key: again, label: {en: Again}}]}
                  - {id: island, kind: end, label: {en: Island}, status: closed}
                  - {id: x, kind: decision, label: {en: X}}
                  - {id: y, kind: decision, label: {en: Y}}
                edges:
                  - {from: bench, on: finish, to: lost, when: cost > 3}
                  - {from: bench, on: finish, to: x, when: cost > 2}
                  - {from: lost, on: again, to: lost}
                  - {from: x, to: y, when: cost > 1}
                  - {from: x, to: done, else: true}
                  - {from: y, to: x, else: true}
                  - {from: done, to: bench}
                """;
        List<Problem> problems = problems(changed(
                changed(FLOW, "on: finish, to: done}", "on: finish, to: done, else: true}"), FLOW, "edges:\n", dead));
        assertThat(problems.stream().map(Problem::code))
                .as(Problem.lines(problems))
                .containsExactlyInAnyOrder("flow.dead_end", "flow.unreachable", "flow.loop", "flow.edge_end");
    }

    @Test
    void moreIndexedFieldsThanThereAreSlots() {
        StringBuilder more = new StringBuilder("fields:\n");
        for (int i = 0; i < 2; i++) {
            more.append("  - {id: n%d, key: n%d, kind: integer, label: {en: N}, indexed: true}\n".formatted(i, i));
        }
        assertThat(codes(changed(TYPE, "fields:\n", more.toString()))).containsExactly("field.slots");
    }

    @Test
    void yamlThatIsNoData() {
        assertThat(codes(workspace("&a [*a]"))).contains("yaml.too_much");
        String bomb = "a0: &a0 [x,x,x,x,x,x,x,x,x]\n";
        for (int i = 1; i < 9; i++) {
            bomb += "a%d: &a%d [%s]\n".formatted(i, i, String.join(",", Collections.nCopies(9, "*a" + (i - 1))));
        }
        assertThat(codes(workspace(bomb))).containsAnyOf("yaml.too_much", "yaml.syntax");
        assertThat(codes(workspace("[".repeat(10_000)))).containsAnyOf("yaml.too_much", "yaml.syntax");
        assertThat(codes(workspace("x: !!javax.script.ScriptEngineManager [!!java.net.URL [\"http://x/\"]]")))
                .containsAnyOf("yaml.tag", "yaml.syntax");
        assertThat(codes(workspace("x: !custom y"))).contains("yaml.tag");
        assertThat(codes(workspace("id: a\nid: b"))).contains("yaml.duplicate_key");
        assertThat(codes(workspace("? [a, b]\n: c"))).contains("yaml.key");
        assertThat(codes(workspace("a: b\n---\nc: d"))).contains("yaml.syntax");
        assertThat(codes(workspace(""))).contains("yaml.empty");
        assertThat(codes(workspace("id: \u0000"))).contains("yaml.character");
        assertThat(codes(workspace("id: \"\\0\""))).contains("yaml.character");
        assertThat(codes(workspace("x: '" + "y".repeat(1024 * 1024) + "'"))).contains("yaml.too_large");
    }

    @Test
    void aBombOfFewAliasesIsMeasuredByWhatItHolds() {
        // Few enough aliases for the parser's own limit; two hundred thousand values once they are followed.
        StringBuilder bomb = new StringBuilder("a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n");
        for (int i = 1; i < 6; i++) {
            bomb.append("a%d: &a%d [%s]\n".formatted(i, i, String.join(",", Collections.nCopies(7, "*a" + (i - 1)))));
        }
        assertThat(codes(workspace(bomb.toString()))).contains("yaml.too_much");
        assertThat(MetadataReader.read(workspace(bomb.toString()), Snapshots.NO_RULES)
                        .problems())
                .extracting(Problem::message)
                .anyMatch(m -> m.contains("values once its aliases are followed"));
    }

    @Test
    void yesNoAndOnAreWords() {
        Doc doc = YamlReader.read(
                new SourceFile("workspace.yaml", "on: no\nyes: 2020-01-01\nn: 1e2\nm: 0x10"),
                new io.deskloom.kernel.Problems());
        assertThat(doc.root().get("on").textValue()).isEqualTo("no");
        assertThat(doc.root().get("yes").textValue()).isEqualTo("2020-01-01");
        assertThat(doc.root().get("n").decimalValue()).isEqualByComparingTo("100");
        assertThat(doc.root().get("m").textValue()).isEqualTo("0x10");
    }

    @Test
    void aMistakeInsideABlockIsFoundOnItsLine() {
        List<Problem> problems = problems(changed(
                "triggers/costly.yaml",
                "when: cost > 300",
                "when: |-\n  cost > 300\n    && ticket.priorty == \"low\""));
        assertThat(problems).singleElement().satisfies(p -> {
            assertThat(p.source().line()).isEqualTo(8);
            // The place of a path is its first dot, as CEL counts.
            assertThat(p.source().column()).isEqualTo(14);
            assertThat(p.suggestion()).isEqualTo("ticket.priority");
        });
    }

    @Test
    void equalContentIsTheSameReleaseAndOrderOfFilesDoesNotMatter() {
        MetadataSnapshot one = Snapshots.acme();
        List<SourceFile> shuffled = new ArrayList<>(Snapshots.acmeFiles());
        Collections.shuffle(shuffled, new Random(7));
        assertThat(read(shuffled).orThrow().release()).isEqualTo(one.release());
        assertThat(read(changed(TYPE, "prefix: FIX", "prefix:   'FIX' # ours"))
                        .orThrow()
                        .release())
                .isEqualTo(one.release());
        assertThat(read(changed(TYPE, "prefix: FIX", "prefix: FIXX")).orThrow().release())
                .isNotEqualTo(one.release());
    }

    @Test
    void packsAreCheckedWithTheirParameters() {
        String manifest = """
                apiVersion: deskloom.io/v1
                id: com.acme.costly
                namespace: costly
                version: 1.2.0
                label: {en: Costly}
                parameters:
                  - {name: limit, type: integer, default: 5, min: 1}
                  - {name: desk, type: team, required: true}
                capabilities: {read: [mending.cost], write: [ticket.priority]}
                """;
        List<SourceFile> good = new ArrayList<>(
                changed(
                        "workspace.yaml",
                        "languages: [en]",
                        "languages: [en]\npacks: [{id: com.acme.costly, version: 1.2.0, parameters: {limit: 7, desk: bench}}]"));
        good.add(new SourceFile("rule-packs/costly/pack.yaml", manifest));
        good.add(new SourceFile("rule-packs/costly/rules/a.drl", "rule"));
        var pack = read(good).orThrow().packs().get("com.acme.costly");
        assertThat(pack.parameters()).containsEntry("limit", io.deskloom.field.Value.num(7));

        assertThat(codes(changed(good, "workspace.yaml", "limit: 7, desk: bench", "limt: 7")))
                .containsExactly("pack.parameter", "pack.parameter");
        assertThat(codes(changed(good, "workspace.yaml", "limit: 7", "limit: 0")))
                .containsExactly("pack.parameter");
        assertThat(codes(changed(good, "workspace.yaml", "limit: 7", "limit: many")))
                .containsExactly("pack.parameter");
        assertThat(codes(changed(good, "workspace.yaml", "desk: bench", "desk: banch")))
                .containsExactly("reference.team");
        assertThat(codes(changed(good, "workspace.yaml", "version: 1.2.0", "version: 1.3.0")))
                .containsExactly("pack.version");
        assertThat(codes(changed(good, "rule-packs/costly/pack.yaml", "mending.cost", "mending.costs")))
                .containsExactly("reference.field");
        assertThat(codes(changed(good, "rule-packs/costly/pack.yaml", "ticket.priority", "ticket.number")))
                .containsExactly("pack.path");
        assertThat(codes(changed(
                        good,
                        "workspace.yaml",
                        "packs: [{id: com.acme.costly, version: 1.2.0, parameters: {limit: 7, desk: bench}}]",
                        "")))
                .containsExactly("pack.unused");
    }

    @Test
    void ruleTextIsTranslatedWithItsPackAndItsProblemsAreReported() {
        List<SourceFile> files = new ArrayList<>(
                changed("workspace.yaml", "languages: [en]", "languages: [en]\npacks: [{id: com.acme.costly}]"));
        files.add(new SourceFile("rule-packs/costly/pack.yaml", """
                apiVersion: deskloom.io/v1
                id: com.acme.costly
                namespace: costly
                version: 1.2.0
                label: {en: Costly}
                capabilities: {read: [], write: []}
                """));
        files.add(new SourceFile("rule-packs/costly/rules/a.drl", "the text"));
        ReadOutcome outcome = MetadataReader.read(files, (pack, file, text, types, teams, problems) -> {
            assertThat(types).containsKey("mending");
            problems.add(new Problem(
                    "",
                    "drl.syntax",
                    pack.id() + " " + text,
                    java.util.Map.of(),
                    null,
                    new Problem.Source(file, 1, 5)));
            return List.of();
        });
        assertThat(Problem.lines(outcome.problems()))
                .isEqualTo("rule-packs/costly/rules/a.drl:1:5: : com.acme.costly the text\n");
    }

    private static List<SourceFile> workspace(String text) {
        return Snapshots.acmeFiles().stream()
                .map(f -> f.path().equals("workspace.yaml") ? new SourceFile(f.path(), text) : f)
                .toList();
    }

    private static List<SourceFile> changed(String path, String what, String by) {
        return changed(Snapshots.acmeFiles(), path, what, by);
    }

    private static List<SourceFile> changed(List<SourceFile> files, String path, String what, String by) {
        assertThat(files)
                .filteredOn(f -> f.path().equals(path))
                .singleElement()
                .satisfies(f -> assertThat(f.text()).contains(what));
        return files.stream()
                .map(f -> f.path().equals(path)
                        ? new SourceFile(
                                path,
                                f.text()
                                        .replaceFirst(
                                                java.util.regex.Pattern.quote(what),
                                                java.util.regex.Matcher.quoteReplacement(by)))
                        : f)
                .toList();
    }

    private static ReadOutcome read(List<SourceFile> files) {
        return MetadataReader.read(files, Snapshots.NO_RULES);
    }

    private static List<Problem> problems(List<SourceFile> files) {
        ReadOutcome outcome = read(files);
        assertThat(outcome.snapshot() == null).isEqualTo(!outcome.problems().isEmpty());
        return outcome.problems();
    }

    private static List<String> codes(List<SourceFile> files) {
        return problems(files).stream().map(Problem::code).toList();
    }

    @Test
    void tenThousandTriggersAreReadAndMoreFilesThanAWorkspaceMayHaveAreNot() {
        List<SourceFile> files = new ArrayList<>(Snapshots.acmeFiles());
        for (int i = 0; i < 10_000; i++) {
            files.add(new SourceFile("triggers/idle_" + i + ".yaml", """
                    id: tr_idle_%1$d
                    key: idle_%1$d
                    label: {en: Idle}
                    type: mending
                    on: [created]
                    when: device == "no such device %1$d"
                    do:
                      - setPriority: high
                    """.formatted(i)));
        }
        var outcome = MetadataReader.read(files, Snapshots.NO_RULES);
        assertThat(outcome.problems()).isEmpty();
        assertThat(outcome.orThrow().rules()).hasSizeGreaterThan(10_000);

        List<SourceFile> tooMany = new ArrayList<>();
        for (int i = 0; i <= MetadataReader.MAX_FILES; i++) {
            tooMany.add(new SourceFile("triggers/idle_" + i + ".yaml", "x"));
        }
        assertThat(MetadataReader.read(tooMany, Snapshots.NO_RULES).problems())
                .extracting(Problem::code)
                .containsExactly("metadata.too_many");
    }
}
