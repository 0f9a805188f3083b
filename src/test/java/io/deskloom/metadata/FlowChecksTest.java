package io.deskloom.metadata;

import static io.deskloom.metadata.FlowFiles.FLOW;
import static io.deskloom.metadata.FlowFiles.HEAD;
import static io.deskloom.metadata.FlowFiles.at;
import static io.deskloom.metadata.FlowFiles.doubt;
import static io.deskloom.metadata.FlowFiles.findings;
import static io.deskloom.metadata.FlowFiles.flow;
import static io.deskloom.metadata.FlowFiles.only;
import static io.deskloom.metadata.FlowFiles.problems;
import static io.deskloom.metadata.FlowFiles.snapshot;
import static io.deskloom.metadata.FlowFiles.with;
import static org.assertj.core.api.Assertions.assertThat;

import io.deskloom.kernel.Problem;
import io.deskloom.model.Finding;
import io.deskloom.model.FlowDef;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is wrong, or doubtful, with SOPs of the little repair workshop, and where its author is told that it is. */
class FlowChecksTest {
    // ---- Several ways at once

    private static final String FORK = """
            nodes:
              - {id: start, kind: start, label: {en: Start}}
              - {id: fork, kind: parallel, label: {en: Fork}}
              - {id: left, kind: task, label: {en: Left}, actions: [{key: go, label: {en: Go}}, {key: stop, label: {en: Stop}}]}
              - {id: right, kind: task, label: {en: Right}, actions: [{key: go, label: {en: Go}}]}
              - {id: join, kind: join, label: {en: Join}}
              - {id: bench, kind: task, label: {en: Bench}, actions: [{key: go, label: {en: Go}}]}
              - {id: done, kind: end, label: {en: Done}, status: solved}
            edges:
              - {from: start, to: fork}
              - {from: fork, to: left}
              - {from: fork, to: right}
              - {from: left, on: go, to: join}
              - {from: left, on: stop, to: join}
              - {from: right, on: go, to: join}
              - {from: join, to: bench}
              - {from: bench, on: go, to: done}
            """;

    @Test
    void waysThatMeetAreFine() {
        assertThat(problems(flow(FORK))).isEmpty();
        assertThat(findings(flow(FORK))).isEmpty();
    }

    @Test
    void aForkWhoseWaysNeverMeet() {
        // A join that is there, but for nothing.
        List<SourceFile> files = flow(FORK.replace("on: go, to: join", "on: go, to: bench")
                .replace("on: stop, to: join", "on: stop, to: bench")
                .replace("{from: bench, on: go, to: done}", "{from: bench, on: go, to: join}")
                .replace("{from: join, to: bench}", "{from: join, to: done}"));
        // All of it is one fork then, up to the join.
        assertThat(problems(files)).isEmpty();
        only(
                flow(FORK.replace("kind: join", "kind: decision").replace("label: {en: Join}", "label: {en: Join}")),
                "flow.fork_open",
                FORK,
                "{id: fork,");
    }

    @Test
    void aWayThatNeverComesToTheJoin() {
        only(
                flow(FORK.replace("{from: right, on: go, to: join}", "{from: right, on: go, to: done}")),
                "flow.fork_way",
                FORK,
                "{from: fork, to: right}");
    }

    @Test
    void aWayThatMayEndTheTicket() {
        doubt(
                flow(FORK.replace("{from: left, on: stop, to: join}", "{from: left, on: stop, to: done}")),
                "flow.end_in_fork",
                FORK,
                "{from: left, on: stop");
    }

    @Test
    void aWayThatLeavesTheFork() {
        only(
                flow(FORK.replace("{from: left, on: stop, to: join}", "{from: left, on: stop, to: bench}")),
                "flow.out_of_fork",
                FORK,
                "{from: left, on: stop");
    }

    @Test
    void aWayBackToBeforeTheFork() {
        String back = FORK.replace(
                        "edges:",
                        "  - {id: ask, kind: task, label: {en: Ask}, actions: [{key: go, label: {en: Go}}]}\nedges:")
                .replace("{from: start, to: fork}", "{from: start, to: ask}")
                .replace(
                        "{from: left, on: stop, to: join}",
                        "{from: left, on: stop, to: ask}\n  - {from: ask, on: go, to: fork}");
        only(flow(back), "flow.out_of_fork", back, "{from: left, on: stop");
    }

    @Test
    void anEdgeIntoTheMiddleOfAFork() {
        String into = FORK.replace(
                "{from: bench, on: go, to: done}",
                "{from: bench, on: go, to: done, when: cost > 3}\n  - {from: bench, on: go, to: right, else: true}");
        only(flow(into), "flow.into_fork", into, "{from: bench, on: go, to: right");
    }

    @Test
    void aJoinWithoutAFork() {
        String alone = FORK.replace(
                        "{from: bench, on: go, to: done}",
                        "{from: bench, on: go, to: alone}\n  - {from: alone, to: done}")
                .replace("edges:", "  - {id: alone, kind: join, label: {en: Alone}}\nedges:");
        only(flow(alone), "flow.join_alone", alone, "{id: alone,");
    }

    @Test
    void waysThatWaitForOneAnother() {
        String two = FORK.replace(
                        "{from: right, on: go, to: join}",
                        "{from: right, on: go, to: other}\n  - {from: other, to: bench}")
                .replace("edges:", "  - {id: other, kind: join, label: {en: Other}}\nedges:");
        only(flow(two), "flow.fork_joins", two, "{id: fork,");
    }

    @Test
    void twoWritersAtOnce() {
        String two = FORK.replace(
                        "{key: go, label: {en: Go}}, {key: stop",
                        "{key: go, label: {en: Go}, required: [symptom]}, {key: stop")
                .replace(
                        "{en: Right}, actions: [{key: go, label: {en: Go}}]",
                        "{en: Right}, actions: [{key: go, label: {en: Go}, required: [symptom, cost]}]");
        Finding found = doubt(flow(two), "flow.two_writers", two, "{id: right,");
        assertThat(found.message()).contains("'symptom'").doesNotContain("cost");
    }

    // ---- People

    private static final String ASKED = """
            nodes:
              - {id: start, kind: start, label: {en: Start}}
              - {id: bench, kind: task, label: {en: Bench}, role: technician, actions: [{key: go, label: {en: Go}}]}
              - id: sign
                kind: approval
                label: {en: Sign}
                of:
                  - {role: owner}
                  - {account: serial_no}
              - {id: done, kind: end, label: {en: Done}, status: solved}
            edges:
              - {from: start, to: bench}
              - {from: bench, on: go, to: sign}
              - {from: sign, on: approve, to: done}
              - {from: sign, on: refuse, to: bench}
            """;

    @Test
    void approversThatAreFine() {
        assertThat(problems(flow(ASKED))).isEmpty();
        assertThat(findings(flow(ASKED))).isEmpty();
    }

    @Test
    void anApproverWhoMayNotReadTheTicket() {
        List<SourceFile> files = with(
                flow(ASKED.replace("role: owner", "role: guest")),
                "roles/guest.yaml",
                "id: r_guest\nkey: guest\nlabel: {en: Guest}\n");
        only(files, "flow.approver_blind", ASKED, "owner}");
    }

    @Test
    void moreWhoMustAgreeThanAreAsked() {
        String three = ASKED.replace("    of:", "    mode: 3\n    of:");
        only(flow(three), "flow.mode", three, "3\n");
    }

    @Test
    void oneAccountAskedTwice() {
        only(flow(ASKED.replace("{role: owner}", "{account: serial_no}")), "flow.approver_twice", ASKED, "serial_no");
    }

    @Test
    void anApproverWhoIsNeverNamed() {
        // Nobody may write it: the technician and the owner only read it.
        List<SourceFile> files = flow(ASKED).stream()
                .map(f -> f.path().endsWith("access.yaml")
                        ? new SourceFile(f.path(), f.text().replace("serial_no: edit", "serial_no: read"))
                        : f)
                .toList();
        doubt(files, "flow.never_given", ASKED, "serial_no");
        // A trigger that sets it is enough.
        assertThat(findings(with(files, "triggers/names.yaml", """
                        id: tr_names
                        key: names
                        label: {en: Names}
                        type: mending
                        on: [created]
                        do: [{setField: {field: serial_no, value: '"x"'}}]
                        """))).isEmpty();
    }

    // ---- What an action needs

    /** The technician finishes; the margin is the owner's to fill in, who is asked on one of two ways. */
    private static final String NEEDS = """
            nodes:
              - {id: start, kind: start, label: {en: Start}}
              - {id: look, kind: task, label: {en: Look}, role: technician, actions: [{key: ask, label: {en: Ask}}, {key: skip, label: {en: Skip}}]}
              - {id: price, kind: task, label: {en: Price}, role: owner, actions: [{key: go, label: {en: Go}}]}
              - {id: bench, kind: task, label: {en: Bench}, role: technician, actions: [{key: finish, label: {en: Finish}, required: [margin]}]}
              - {id: done, kind: end, label: {en: Done}, status: solved}
            edges:
              - {from: start, to: look}
              - {from: look, on: ask, to: price}
              - {from: look, on: skip, to: bench}
              - {from: price, on: go, to: bench}
              - {from: bench, on: finish, to: done}
            """;

    @Test
    void aWayOnWhichNobodyCanFillInWhatAnActionNeeds() {
        only(needs(NEEDS), "flow.cannot_give", NEEDS, "margin]");
        assertThat(problems(needs(NEEDS)).getFirst().message()).contains("start → look → bench");
        // By either way somebody is asked.
        assertThat(problems(
                        needs(NEEDS.replace("{from: look, on: skip, to: bench}", "{from: look, on: skip, to: price}"))))
                .isEmpty();
    }

    @Test
    void whatIsNeededOnAChannelIsJudgedTheSame() {
        String byChannel = NEEDS.replace("required: [margin]", "requiredOn: {margin: [api]}");
        only(needs(byChannel), "flow.cannot_give", byChannel, "margin: [api]");
    }

    @Test
    void whoeverMakesTheTicketAStepARuleAndAWayBesideCanFillItIn() {
        // Whoever makes tickets.
        assertThat(problems(flow(NEEDS))).isEmpty();
        // A rule.
        assertThat(problems(with(needs(NEEDS), "triggers/margin.yaml", """
                        id: tr_margin
                        key: margin
                        label: {en: Margin}
                        type: mending
                        on: [created]
                        do: [{setField: {field: margin, value: cost}}]
                        """))).isEmpty();
        // An action of the flow on that way.
        assertThat(
                        problems(
                                needs(
                                        NEEDS.replace(
                                                        "{from: look, on: skip, to: bench}",
                                                        "{from: look, on: skip, to: set}\n  - {from: set, to: bench}")
                                                .replace(
                                                        "edges:",
                                                        "  - {id: set, kind: action, label: {en: Set}, do: [{setField: {field: margin, value: cost}}]}\nedges:"))))
                .isEmpty();
        // Another way of a fork, which is gone, too.
        String fork = FORK.replace(
                        "{key: go, label: {en: Go}}]}\n  - {id: done",
                        "{key: go, label: {en: Go}, required: [margin]}]}\n  - {id: done")
                .replace("kind: task, label: {en: Right}", "kind: task, role: owner, label: {en: Right}")
                .replace("kind: task, label: {en: Left}", "kind: task, role: technician, label: {en: Left}")
                .replace("kind: task, label: {en: Bench}", "kind: task, role: technician, label: {en: Bench}");
        assertThat(fork).contains("required: [margin]");
        assertThat(problems(needs(fork))).isEmpty();
        String alone = fork.replace("role: owner", "role: technician");
        only(needs(alone), "flow.cannot_give", alone, "margin]");
    }

    @Test
    void aDecisionThatAsksOfTheFieldKnowsAboutIt() {
        String asked = NEEDS.replace("{from: look, on: skip, to: bench}", "{from: look, on: skip, to: there}")
                .replace(
                        "edges:",
                        "  - {id: there, kind: decision, label: {en: Known}}\nedges:\n  - {from: there, to: price, when: margin == null}\n  - {from: there, to: bench, else: true}");
        assertThat(problems(needs(asked))).isEmpty();
    }

    /** The margin is the owner's, who acts in his own steps only and makes no tickets. */
    private static List<SourceFile> needs(String rest) {
        return flow(rest).stream()
                .map(f -> f.path().endsWith("mending/access.yaml") ? new SourceFile(f.path(), ownActs(f.text())) : f)
                .toList();
    }

    private static String ownActs(String access) {
        int owner = access.indexOf("  owner:");
        return access.substring(0, owner)
                + access.substring(owner).replaceFirst("verbs: \\[[^\\]]*]", "verbs: [read, read_internal, act]");
    }

    @Test
    void whoAsksIsTheOnlyOneWhoMayAnswer() {
        String self = ASKED.replace("      - {role: owner}\n", "")
                .replace("role: technician,", "assign: {person: serial_no},");
        doubt(flow(self), "flow.approver_self", self, "- {account: serial_no}");
        assertThat(findings(flow(self.replace("kind: approval", "kind: approval\n    selfApproval: true"))))
                .isEmpty();
    }

    // ---- Doings

    private static final String CALLS = """
            nodes:
              - {id: start, kind: start, label: {en: Start}}
              - id: book
                kind: action
                label: {en: Book}
                do:
                  - setPriority: high
                  - callConnector: {connector: erp, operation: book, with: {what: device}}
              - {id: bench, kind: task, label: {en: Bench}, actions: [{key: go, label: {en: Go}}]}
              - id: pay
                kind: action
                label: {en: Pay}
                pointOfNoReturn: true
                do:
                  - callConnector: {connector: erp, operation: pay, with: {what: device}}
              - {id: done, kind: end, label: {en: Done}, status: solved}
              - {id: off, kind: end, label: {en: Off}, status: cancelled}
            edges:
              - {from: start, to: book}
              - {from: book, to: bench}
              - {from: book, on: failed, to: off}
              - {from: bench, on: go, to: pay}
              - {from: pay, to: done}
            """;

    private static final String ERP = """
            id: cn_erp
            key: erp
            label: {en: ERP}
            baseUrl: https://erp.example
            as: owner
            auth: {kind: bearer, secret: $erp}
            operations:
              - {key: book, label: {en: Book}, path: /book, parameters: [{name: what}], body: {what: "{{ what }}"}}
              - {key: unbook, label: {en: Unbook}, path: /unbook, parameters: [{name: what}], body: {what: "{{ what }}"}}
              - {key: pay, label: {en: Pay}, path: /pay, parameters: [{name: what}], body: {what: "{{ what }}"}}
            """;

    @Test
    void aCallThatNothingUndoes() {
        List<SourceFile> files = with(flow("cancel: {to: off}\n" + CALLS), "connectors/erp.yaml", ERP);
        doubt(
                files,
                "flow.no_compensation",
                "cancel: {to: off}\n" + CALLS,
                "callConnector: {connector: erp, operation: book");
        String undone = "cancel: {to: off}\n"
                + CALLS.replace(
                        "operation: book, with: {what: device}}",
                        "operation: book, with: {what: device}, compensate: {operation: unbook, with: {what: device}}}");
        assertThat(findings(with(flow(undone), "connectors/erp.yaml", ERP))).isEmpty();
        // What cannot be cancelled need not be undone.
        assertThat(findings(with(flow(CALLS), "connectors/erp.yaml", ERP))).isEmpty();
    }

    @Test
    void aCallBeforeAnotherOfTheSameStepNeedsAWayBackToo() {
        String both = "cancel: {to: off}\n"
                + CALLS.replace(
                                "      - callConnector: {connector: erp, operation: book, with: {what: device}}",
                                "      - callConnector: {connector: erp, operation: book, with: {what: device}}\n"
                                        + "      - callConnector: {connector: erp, operation: pay, with: {what: device}}")
                        .replace("{from: bench, on: go, to: pay}", "{from: bench, on: go, to: done}")
                        .replaceFirst("  - id: pay\n(.*\n){5}", "")
                        .replace("  - {from: pay, to: done}\n", "");
        doubt(
                with(flow(both), "connectors/erp.yaml", ERP),
                "flow.no_compensation",
                both,
                "callConnector: {connector: erp, operation: book");
        String last =
                both.replace("      - callConnector: {connector: erp, operation: pay, with: {what: device}}\n", "");
        assertThat(findings(with(flow(last), "connectors/erp.yaml", ERP)))
                .as("nothing follows that could fail")
                .isEmpty();
    }

    /** A type with a field of several, which is added to and taken from. */
    private static List<SourceFile> tagged(String rest) {
        return flow(rest).stream()
                .map(f -> f.path().equals(FlowFiles.TYPE)
                        ? new SourceFile(
                                f.path(), f.text() + "  - {id: f_marks, key: marks, kind: tags, label: {en: Marks}}\n")
                        : f)
                .toList();
    }

    @Test
    void whatIsAddedTakenOutAndSavedIsWrittenToo() {
        String add = FORK.replace(
                        "{id: left, kind: task, label: {en: Left}, actions: [{key: go, label: {en: Go}}, {key: stop, label: {en: Stop}}]}",
                        "{id: left, kind: action, label: {en: Left}, do: [{addTo: {field: marks, entries: [seen]}}]}")
                .replace("  - {from: left, on: go, to: join}\n", "")
                .replace("{from: left, on: stop, to: join}", "{from: left, to: join}");
        String out = add.replace(
                        "{id: right, kind: task, label: {en: Right}, actions: [{key: go, label: {en: Go}}]}",
                        "{id: right, kind: action, label: {en: Right}, do: [{removeFrom: {field: marks, entries: [new]}}]}")
                .replace("{from: right, on: go, to: join}", "{from: right, to: join}");
        assertThat(doubt(tagged(out), "flow.two_writers", out, "{id: right,").message())
                .contains("'marks'");
        String saved = out.replace(
                "kind: action, label: {en: Right}, do: [{removeFrom: {field: marks, entries: [new]}}]",
                "kind: child, label: {en: Right}, type: mending, fields: {device: device}, save: {marks: marks}");
        doubt(tagged(saved), "flow.two_writers", saved, "{id: right,");
        assertThat(findings(tagged(saved.replace("save: {marks: marks}", "save: {symptom: symptom}"))))
                .isEmpty();
    }

    @Test
    void twoWritersOfManyWaysAreToldOnce() {
        // The second and the third way share their last step.
        String three = FORK.replace(
                                "{key: go, label: {en: Go}}, {key: stop",
                                "{key: go, label: {en: Go}, required: [symptom]}, {key: stop")
                        .replace("edges:", """
                                  - {id: third, kind: task, label: {en: Third}, actions: [{key: go, label: {en: Go}}]}
                                  - {id: same, kind: task, label: {en: Same}, actions: [{key: go, label: {en: Go}, required: [symptom]}]}
                                edges:""")
                        .replace("{from: right, on: go, to: join}", "{from: right, on: go, to: same}")
                + "  - {from: fork, to: third}\n"
                + "  - {from: third, on: go, to: same}\n"
                + "  - {from: same, on: go, to: join}\n";
        doubt(flow(three), "flow.two_writers", three, "{id: same,");
    }

    private static final String LOOP = """
            nodes:
              - {id: start, kind: start, label: {en: Start}}
              - {id: wait, kind: wait, label: {en: Wait}, for: {condition: cost > 3}}
              - {id: look, kind: decision, label: {en: Look}}
              - {id: done, kind: end, label: {en: Done}, status: solved}
            edges:
              - {from: start, to: wait}
              - {from: wait, to: look}
              - {from: look, to: done, when: cost > 5}
              - {from: look, to: wait, else: true}
            """;

    @Test
    void aCircleThatWaitsForWhatMayBeThere() {
        doubt(flow(LOOP), "flow.loop_wait", LOOP, "{id: wait,");
        assertThat(findings(flow(LOOP.replace("condition: cost > 3", "time: PT1H"))))
                .isEmpty();
        only(
                flow(LOOP.replace(
                        "kind: wait, label: {en: Wait}, for: {condition: cost > 3}",
                        "kind: decision, label: {en: Wait}")),
                "flow.loop",
                LOOP,
                "{id: wait,");
    }

    /** What stands between a wait and itself. @param out the outcome that leads on from there */
    private static List<SourceFile> round(String node, String... out) {
        StringBuilder edges = new StringBuilder();
        for (String on : out) {
            edges.append("  - {from: mid%s, to: look}\n".formatted(on.isEmpty() ? "" : ", on: " + on));
        }
        return flow(LOOP.replace("edges:", "  - " + node + "\nedges:")
                .replace(
                        "{from: wait, to: look}",
                        "{from: wait, to: mid}\n" + edges.toString().stripTrailing()));
    }

    @Test
    void aCircleIsOnlyOneWhereNothingInItTakesItsTime() {
        for (String node : List.of(
                "{id: mid, kind: action, label: {en: Mid}, do: [{setPriority: high}]}",
                "{id: mid, kind: child, label: {en: Mid}, type: mending, wait: false, fields: {device: device}}",
                "{id: mid, kind: wait, label: {en: Mid}, for: {until: ticket.created}}")) {
            assertThat(findings(round(node, "")))
                    .as(node)
                    .extracting(Finding::code)
                    .contains("flow.loop_wait");
        }
        for (String node : List.of(
                "{id: mid, kind: child, label: {en: Mid}, type: mending, fields: {device: device}}",
                "{id: mid, kind: wait, label: {en: Mid}, for: {reply: customer}}")) {
            assertThat(findings(round(node, ""))).as(node).isEmpty();
        }
        assertThat(findings(
                        round("{id: mid, kind: task, label: {en: Mid}, actions: [{key: go, label: {en: Go}}]}", "go")))
                .isEmpty();
        assertThat(findings(
                        round("{id: mid, kind: approval, label: {en: Mid}, of: [{role: owner}]}", "approve", "refuse")))
                .isEmpty();
    }

    @Test
    void aTimeoutWithoutAnEdge() {
        String timed = ASKED.replace("    of:", "    timeout: PT1H\n    of:");
        only(flow(timed), "flow.no_edge", timed, "id: sign");
    }

    @Test
    void waysThatAreNeverTaken() {
        String never = LOOP.replace("condition: cost > 3", "time: PT1H")
                .replace("  - {from: look, to: done, when: cost > 5}\n", """
                          - {from: look, to: done, when: cost > 5 && cost < 5}
                          - {from: look, to: done, when: symptom == "a"}
                          - {from: look, to: done, when: symptom == "a" && device == "b"}
                        """);
        doubt(flow(never), "flow.way_never", never, "{from: look, to: done, when: cost > 5");
        doubt(flow(never), "flow.way_hidden", never, "{from: look, to: done, when: symptom == \"a\" &&");
    }

    // ---- Tables

    private static final String TABLE = """
            nodes:
              - {id: start, kind: start, label: {en: Start}}
              - id: which
                kind: decision
                label: {en: Which}
                table:
                  inputs: [device, cost]
                  rows:
                    - [kettle, "> 300", bench]
                    - ["kettle, toaster", "-", done]
                    - ["-", "-", bench]
              - {id: bench, kind: task, label: {en: Bench}, actions: [{key: go, label: {en: Go}}]}
              - {id: done, kind: end, label: {en: Done}, status: solved}
            edges:
              - {from: start, to: which}
              - {from: bench, on: go, to: done}
            """;

    @Test
    void aDecisionAsATable() {
        assertThat(problems(flow(TABLE))).isEmpty();
        assertThat(findings(flow(TABLE))).isEmpty();
        FlowDef flow = snapshot(flow(TABLE)).types().get("mending").flow();
        List<FlowDef.Edge> rows =
                flow.edges().stream().filter(e -> e.from().equals("which")).toList();
        assertThat(rows).extracting(FlowDef.Edge::to).containsExactly("bench", "done", "bench");
        assertThat(rows).extracting(FlowDef.Edge::otherwise).containsExactly(false, false, true);
        assertThat(flow.written().tables().get("which").rows()).hasSize(3);
    }

    @Test
    void rowsThatAreNeverTaken() {
        String hidden = TABLE.replace(
                "        - [\"-\", \"-\", bench]", "        - [toaster, 5, bench]\n        - [\"-\", \"-\", bench]");
        Finding found = doubt(flow(hidden), "table.shadowed", hidden, "[toaster, 5");
        assertThat(found.message()).contains("Row 3");
    }

    @Test
    void whatATableMayNotSay() {
        only(flow(TABLE.replace("\"> 300\"", "lots")), "cell.type", TABLE, "\"> 300\"");
        only(
                flow(TABLE.replace("[kettle, \"> 300\", bench]", "[kettle, \"> 300\", bnech]")),
                "reference.node",
                TABLE,
                "bench]\n        - [\"kettle");
        only(flow(TABLE.replace("[kettle, \"> 300\", bench]", "[kettle, bench]")), "table.cells", TABLE, "[kettle,");
        only(flow(TABLE.replace("        - [\"-\", \"-\", bench]\n", "")), "flow.no_else", TABLE, "id: which");
        only(
                flow(TABLE.replace("[kettle, \"> 300\", bench]", "[\"-\", \"\", bench]")),
                "flow.table_else",
                TABLE,
                "[kettle,");
        only(
                flow(TABLE.replace("inputs: [device, cost]", "inputs: [devise, cost]")),
                "expr.unknown_attribute",
                TABLE,
                "device, cost");
        String edge = TABLE.replace("edges:\n", "edges:\n  - {from: which, to: done, when: cost > 9}\n");
        only(flow(edge), "flow.table_edge", edge, "{from: which, to: done");
    }

    // ---- Sub-flows

    private static final String USE = """
            nodes:
              - {id: start, kind: start, label: {en: Start}}
              - {id: check, kind: subflow, label: {en: Check}, flow: check}
              - {id: again, kind: subflow, label: {en: Again}, flow: check}
              - {id: bench, kind: task, label: {en: Bench}, actions: [{key: go, label: {en: Go}}]}
              - {id: done, kind: end, label: {en: Done}, status: solved}
            edges:
              - {from: start, to: check}
              - {from: check, on: fine, to: bench, when: cost > 3}
              - {from: check, on: fine, to: done, else: true}
              - {from: check, on: broken, to: again}
              - {from: again, on: fine, to: done}
              - {from: again, on: broken, to: bench}
              - {from: bench, on: go, to: done}
            """;

    private static final String CHECK = """
            id: sf_check
            key: check
            label: {en: Check}
            start: begin
            nodes:
              - {id: begin, kind: start, label: {en: Begin}}
              - {id: look, kind: task, label: {en: Look}, actions: [{key: ok, label: {en: Ok}}, {key: bad, label: {en: Bad}, required: [symptom]}], may: {return: {to: [look]}}}
              - {id: costly, kind: decision, label: {en: Costly}}
              - {id: fine, kind: end, label: {en: Fine}, status: solved, outcome: fine}
              - {id: cheap, kind: end, label: {en: Cheap}, status: solved, outcome: fine}
              - {id: broken, kind: end, label: {en: Broken}, status: closed, outcome: broken}
            edges:
              - {from: begin, to: look}
              - {from: look, on: ok, to: costly}
              - {from: costly, to: fine, when: cost > 100}
              - {from: costly, to: cheap, else: true}
              - {from: look, on: bad, to: broken}
            """;

    private static final String SUB = "flows/check.yaml";

    @Test
    void aSubFlowStandsInThePlaceOfItsNode() {
        List<SourceFile> files = with(flow(USE), SUB, CHECK);
        assertThat(problems(files)).isEmpty();
        assertThat(findings(files)).isEmpty();
        FlowDef flow = snapshot(files).types().get("mending").flow();
        assertThat(flow.nodes())
                .extracting(FlowDef.Node::id)
                .containsExactly(
                        "start",
                        "check__begin",
                        "check__look",
                        "check__costly",
                        "check__fine",
                        "check__broken",
                        "again__begin",
                        "again__look",
                        "again__costly",
                        "again__fine",
                        "again__broken",
                        "bench",
                        "done");
        assertThat(flow.edges())
                .extracting(e -> e.from() + (e.on() == null ? "" : "/" + e.on()) + ">" + e.to())
                .contains(
                        "start>check__begin",
                        "check__look/ok>check__costly",
                        "check__costly>check__fine",
                        "check__fine>bench",
                        "check__fine>done",
                        "check__broken>again__begin",
                        "again__broken>bench")
                .doesNotContain("check__costly>check__cheap");
        assertThat(flow.powersIn("check__look").back()).containsExactly("check__look");
        assertThat(flow.written().groups().get("check__look").in("en")).isEqualTo("Check");
        assertThat(flow.written().groups()).doesNotContainKey("bench");
    }

    @Test
    void whatDoesNotFitIsSaidInTheSubFlowAndWhereItIsUsed() {
        List<SourceFile> files = with(flow(USE), SUB, CHECK.replace("cost > 100", "costs > 100"));
        List<Problem> problems = problems(files);
        assertThat(problems)
                .extracting(p -> p.source().file() + " " + p.code())
                .containsExactlyInAnyOrder(
                        SUB + " expr.unknown_attribute", FLOW + " flow.subflow_unfit", FLOW + " flow.subflow_unfit");
        at(problems, "expr.unknown_attribute", CHECK, "cost > 100", 0);
    }

    @Test
    void aSubFlowIsLedOutOfByItsOutcomes() {
        said(
                USE.replace("{from: again, on: broken, to: bench}", "{from: again, on: brokn, to: bench}"),
                "reference.outcome",
                "broken, to: bench");
        said(
                USE.replace("{from: again, on: fine, to: done}\n", "{from: again, to: done}\n"),
                "flow.edge_outcome",
                "{from: again, on: fine");
        said(USE.replace("  - {from: again, on: broken, to: bench}\n", ""), "flow.no_edge", "{id: again");
        said(
                USE.replace("flow: check}\n  - {id: bench", "flow: chek}\n  - {id: bench"),
                "reference.subflow",
                "check}\n  - {id: bench");
    }

    private static void said(String use, String code, String what) {
        at(problems(with(flow(use), SUB, CHECK)), code, USE, what, (int)
                HEAD.lines().count());
    }

    @Test
    void aSubFlowOfItself() {
        String circle = CHECK.replace(
                "- {id: costly, kind: decision, label: {en: Costly}}",
                "- {id: costly, kind: subflow, label: {en: Costly}, flow: check}");
        List<Problem> problems = problems(with(flow(USE), SUB, circle));
        assertThat(problems).extracting(Problem::code).contains("flow.subflow_circle");
        assertThat(problems.stream().filter(p -> p.code().equals("flow.subflow_circle")))
                .allSatisfy(p -> assertThat(p.source().file()).isEqualTo(SUB));
    }

    @Test
    void subFlowsInOneAnotherAreBounded() {
        List<SourceFile> files = new ArrayList<>(flow(USE));
        // Each uses the next twice: a few kilobytes that would be thousands of nodes.
        for (int i = 0; i < 12; i++) {
            String next = i == 0 ? "check" : "check" + i;
            files.add(new SourceFile("flows/" + next + ".yaml", """
                    id: sf_%s
                    key: %s
                    label: {en: X}
                    start: s
                    nodes:
                      - {id: s, kind: start, label: {en: S}}
                      - {id: a, kind: subflow, label: {en: A}, flow: check%d}
                      - {id: b, kind: subflow, label: {en: B}, flow: check%d}
                      - {id: fine, kind: end, label: {en: E}, status: solved, outcome: fine}
                      - {id: broken, kind: end, label: {en: E}, status: solved, outcome: broken}
                    edges:
                      - {from: s, to: a}
                      - {from: a, on: fine, to: b}
                      - {from: a, on: broken, to: broken}
                      - {from: b, on: fine, to: fine}
                      - {from: b, on: broken, to: broken}
                    """.formatted(next, next, i + 1, i + 1)));
        }
        assertThat(problems(files)).extracting(Problem::code).contains("flow.subflow_depth");
    }

    @Test
    void manyNodesOfSubFlowsAreTooMany() {
        StringBuilder nodes = new StringBuilder();
        StringBuilder edges = new StringBuilder();
        for (int i = 0; i < 60; i++) {
            nodes.append("  - {id: u%d, kind: subflow, label: {en: U}, flow: check}\n".formatted(i));
            edges.append("  - {from: u%d, on: fine, to: done}\n  - {from: u%d, on: broken, to: %s}\n"
                    .formatted(i, i, i == 59 ? "done" : "u" + (i + 1)));
        }
        String many = "nodes:\n  - {id: start, kind: start, label: {en: S}}\n"
                + "  - {id: done, kind: end, label: {en: D}, status: solved}\n" + nodes
                + "edges:\n  - {from: start, to: u0}\n" + edges;
        assertThat(problems(with(flow(many), SUB, CHECK)))
                .extracting(Problem::code)
                .contains("flow.subflow_size");
    }

    @Test
    void idsThatWouldBeTooLong() {
        String longer = "a".repeat(60);
        List<SourceFile> files = with(
                flow(USE),
                SUB,
                CHECK.replace("id: look", "id: " + longer)
                        .replace("from: look", "from: " + longer)
                        .replace("to: look", "to: " + longer)
                        .replace("to: [look]", "to: [" + longer + "]"));
        assertThat(problems(files)).extracting(Problem::code).contains("flow.subflow_id");
    }

    @ParameterizedTest
    @ValueSource(strings = {"en", "zh"})
    void everyDoubtHasAnAnswerInBothLanguages(String language) throws IOException {
        String texts = Files.readString(Path.of("frontend/src/app/i18n", language, "rules.json"));
        for (String code : List.of(
                "end_in_fork",
                "two_writers",
                "no_compensation",
                "loop_wait",
                "approver_self",
                "never_given",
                "way_never",
                "way_hidden")) {
            assertThat(texts).contains("\"flow_" + code + "\"");
        }
    }
}
