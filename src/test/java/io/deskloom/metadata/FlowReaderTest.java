package io.deskloom.metadata;

import static io.deskloom.metadata.FlowFiles.FLOW;
import static io.deskloom.metadata.FlowFiles.HEAD;
import static io.deskloom.metadata.FlowFiles.at;
import static io.deskloom.metadata.FlowFiles.flow;
import static io.deskloom.metadata.FlowFiles.only;
import static io.deskloom.metadata.FlowFiles.problems;
import static io.deskloom.metadata.FlowFiles.snapshot;
import static io.deskloom.metadata.FlowFiles.with;
import static org.assertj.core.api.Assertions.assertThat;

import io.deskloom.kernel.Problem;
import io.deskloom.model.FlowDef;
import io.deskloom.model.RuleDef;
import io.deskloom.model.StatusCategory;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an SOP may not say, and where it stands; each is one change to an SOP in which nothing is wrong. */
class FlowReaderTest {
    private static final String WHOLE = """
            cancel: {to: off, roles: [owner]}
            nodes:
              - {id: start, kind: start, label: {en: Start}}
              - {id: look, kind: task, label: {en: Look}, role: technician, assign: {person: serial_no}, actions: [{key: go, label: {en: Go}}, {key: ask, label: {en: Ask}}]}
              - {id: sign, kind: approval, label: {en: Sign}, of: [{role: owner}, {team: bench}, {account: serial_no}], mode: 2, timeout: P2D, may: {return: {to: [look]}}}
              - {id: which, kind: decision, label: {en: Which}}
              - {id: price, kind: action, label: {en: Price}, do: [{setField: {field: symptom, value: '"seen"'}}]}
              - {id: fork, kind: parallel, label: {en: Fork}}
              - {id: left, kind: task, label: {en: Left}, actions: [{key: go, label: {en: Go}}, {key: redo, label: {en: Redo}}]}
              - {id: right, kind: task, label: {en: Right}, actions: [{key: go, label: {en: Go}}]}
              - {id: join, kind: join, label: {en: Join}}
              - {id: part, kind: child, label: {en: Part}, type: mending, wait: true, fields: {device: device}}
              - {id: note, kind: child, label: {en: Note}, type: mending, wait: false, fields: {device: device}}
              - {id: rest, kind: wait, label: {en: Rest}, for: {time: PT1H}}
              - {id: day, kind: wait, label: {en: Day}, for: {until: ticket.created}}
              - {id: dear, kind: wait, label: {en: Dear}, for: {condition: cost > 3}, timeout: P1D}
              - {id: done, kind: end, label: {en: Done}, status: solved}
              - {id: off, kind: end, label: {en: Off}, status: cancelled}
            edges:
              - {from: start, to: look}
              - {from: look, on: go, to: which}
              - {from: look, on: ask, to: sign}
              - {from: sign, on: approve, to: which}
              - {from: sign, on: refuse, to: look}
              - {from: sign, on: timeout, to: look}
              - {from: which, to: price, when: cost > 100}
              - {from: which, to: fork, else: true}
              - {from: price, to: part}
              - {from: fork, to: left}
              - {from: fork, to: right}
              - {from: left, on: go, to: join}
              - {from: left, on: redo, to: left}
              - {from: right, on: go, to: join}
              - {from: join, to: part}
              - {from: part, to: note}
              - {from: note, to: rest}
              - {from: rest, to: day}
              - {from: day, to: dear}
              - {from: dear, to: done}
              - {from: dear, on: timeout, to: done}
            """;

    @Test
    void whatIsRightIsReadAsItIsMeant() {
        assertThat(problems(flow(WHOLE))).isEmpty();
        FlowDef flow = snapshot(flow(WHOLE)).types().get("mending").flow();
        assertThat(flow.node("sign")).isInstanceOfSatisfying(FlowDef.Signing.class, sign -> {
            assertThat(sign.of()).hasSize(3).contains(new RuleDef.To.Role("owner"), new RuleDef.To.Team("bench"));
            assertThat(sign.needed()).isEqualTo(2);
            assertThat(sign.within()).isEqualTo(Duration.ofDays(2));
            assertThat(sign.category()).isEqualTo(StatusCategory.WAITING);
        });
        assertThat(((FlowDef.Child) flow.node("part")).waits()).isTrue();
        assertThat(((FlowDef.Child) flow.node("note")).waits()).isFalse();
        assertThat(((FlowDef.Wait) flow.node("rest")).until()).isEqualTo(new FlowDef.For.Time(Duration.ofHours(1)));
        assertThat(((FlowDef.Wait) flow.node("day")).until()).isInstanceOf(FlowDef.For.Moment.class);
        assertThat(flow.powersIn("sign").back()).containsExactly("look");
        assertThat(flow.cancel()).isEqualTo(new FlowDef.Cancel(java.util.Set.of("owner"), "off"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            # what                          | by                                         | at                          | code
            return: {to: [look]}            | return: {to: [which]}                      | which]                      | flow.return
            return: {to: [look]}            | return: {to: [lok]}                        | lok]                        | reference.node
            cancel: {to: off,               | cancel: {to: look,                         | look, roles                 | flow.cancel
            roles: [owner]                  | roles: [ownr]                              | ownr]                       | reference.role
            {team: bench}                   | {team: banch}                              | banch}                      | reference.team
            {account: serial_no}]           | {account: serial}]                         | serial}]                    | expr.unknown_attribute
            {account: serial_no}]           | {account: cost}]                           | cost}]                      | expr.expected_type
            person: serial_no               | person: cost                               | cost}, actions              | expr.expected_type
            time: PT1H                      | time: PT0S                                 | PT0S                        | automation.duration
            time: PT1H                      | time: P9999D                               | P9999D                      | automation.duration
            time: PT1H                      | time: PTTT                                 | PTTT                        | automation.duration
            timeout: P2D                    | timeout: PT                                | PT, may                     | schema.pattern
            until: ticket.created           | until: cost                                | cost}}                      | expr.expected_type
            condition: cost > 3             | condition: costs > 3                       | costs > 3                   | expr.unknown_attribute
            assign: {person: serial_no}     | assign: {routing: nowhere}                 | nowhere                     | reference.routing
            {from: right, on: go, to: join} | {from: right, to: join}                    | {from: right, to: join}     | flow.edge_action
            {from: which, to: price,        | {from: which, on: go, to: price,           | go, to: price               | flow.edge_action
            {from: sign, on: refuse, to     | {from: sign, to                            | {from: sign, to             | flow.edge_outcome
            {from: dear, on: timeout        | {from: dear, on: timeot                    | timeot                      | reference.action
            {from: fork, to: right}         | {from: fork, to: rigth}                    | rigth}                      | reference.node
            {from: right, on: go, to: join} | {from: right, on: go, to: start}           | start}\\n  - {from: join    | flow.edge_start
            {from: rest, to: day}           | {from: rest, to: day, when: cost > 3}      | {id: rest,                  | flow.no_else
            kind: decision, label           | label                                      | {id: which,                 | schema.missing
            id: which, kind                 | kind                                       | {kind: decision             | schema.missing
            """)
    void eachMistakeIsToldWhereItStands(String what, String by, String at, String code) {
        String wrong = replaced(WHOLE, what, by);
        at(problems(flow(wrong)), code, wrong, at.replace("\\n", "\n"), headed());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            # what is not there at all
            - {from: fork, to: right}       | flow.fork          | {id: fork,
            - {from: note, to: rest}        | flow.no_edge       | {id: note,
            - {from: sign, on: timeout, to: look} | flow.no_edge | {id: sign,
            """)
    void eachWayThatIsMissingIsToldWhereItWouldBegin(String what, String code, String at) {
        String wrong = replaced(WHOLE, "  " + what + "\n", "");
        at(problems(flow(wrong)), code, wrong, at, headed());
    }

    @Test
    void whatServicesFailAtAndCancelledChildrenMayBeLeftForPeopleToRepair() {
        assertThat(WHOLE).doesNotContain("on: failed").doesNotContain("on: cancelled");
        assertThat(problems(flow(WHOLE))).isEmpty();
        String one = WHOLE + "  - {from: part, on: cancelled, to: done, when: cost > 3}\n";
        only(flow(one), "flow.no_else", one, "{id: part,");
    }

    @Test
    void aFlowBeginsWhereItSaysAndNowhereElse() {
        List<Problem> problems =
                problems(with(flow(WHOLE), FLOW, (HEAD + WHOLE).replace("start: start", "start: look")));
        assertThat(problems)
                .filteredOn(p -> p.code().equals("flow.start"))
                .extracting(p -> p.source().line())
                .as("what it names, and the start that is none")
                .containsExactlyInAnyOrder(4, (int) HEAD.lines().count() + 3);
        String second = WHOLE.replace(
                "edges:", "  - {id: other, kind: start, label: {en: Other}}\nedges:\n  - {from: other, to: look}");
        at(problems(flow(second)), "flow.start", second, "{id: other,", headed());
        String without = replaced(WHOLE, "{id: start, kind: start,", "{id: start,");
        assertThat(problems(flow(without)))
                .extracting(Problem::code)
                .as("what it is is said once")
                .doesNotContain("flow.start");
    }

    @Test
    void allWaysOfAForkMayNotBeClosedAtOnce() {
        String closed = replaced(
                replaced(WHOLE, "{from: fork, to: left}", "{from: fork, to: left, when: cost > 3}"),
                "{from: fork, to: right}",
                "{from: fork, to: right, when: cost > 5}");
        only(flow(closed), "flow.no_else", closed, "{id: fork,");
        assertThat(problems(flow(replaced(closed, "to: right, when: cost > 5", "to: right, else: true"))))
                .isEmpty();
        String none =
                replaced(replaced(WHOLE, "  - {from: fork, to: left}\n", ""), "  - {from: fork, to: right}\n", "");
        List<Problem> problems = problems(flow(none));
        at(problems, "flow.fork", none, "{id: fork,", headed());
        assertThat(problems)
                .extracting(Problem::code)
                .as("it has no conditions that could all be wrong")
                .doesNotContain("flow.no_else");
    }

    @Test
    void whatHappensOtherwiseIsSaidOnce() {
        String two =
                replaced(WHOLE, "{from: which, to: price, when: cost > 100}", "{from: which, to: price, else: true}");
        only(flow(two), "flow.two_else", two, "{from: which, to: fork, else: true}");
    }

    @Test
    void aRoutingChoosesForTheTicketAsAWholeOnly() {
        String routed = replaced(
                WHOLE,
                "{id: right, kind: task, label: {en: Right},",
                "{id: right, kind: task, label: {en: Right}, assign: {routing: all},");
        List<SourceFile> files = with(flow(routed), "routings/all.yaml", """
                id: rt_all
                key: all
                label: {en: All}
                types: [mending]
                choose: {strategy: pool, fallback: bench}
                """);
        only(files, "flow.assign_in_parallel", routed, "all}, actions");
        String main = replaced(WHOLE, "assign: {person: serial_no}", "assign: {routing: all}");
        assertThat(problems(with(files, FLOW, HEAD + main))).isEmpty();
    }

    @Test
    void whatMakesTicketsWithoutWaitingDoesNotGoRoundByItself() {
        String round = replaced(
                        WHOLE,
                        "{from: note, to: rest}",
                        "{from: note, to: again}\n  - {from: again, to: note, when: cost > 3}\n  - {from: again, to: rest, else: true}")
                .replace("edges:", "  - {id: again, kind: decision, label: {en: Again}}\nedges:");
        only(flow(round), "flow.loop", round, "{id: note,");
        // One that is waited for takes its time.
        assertThat(problems(flow(replaced(round, "wait: false", "wait: true")))).isEmpty();
        assertThat(problems(flow(replaced(round, "wait: false, ", "")))).isEmpty();
    }

    private static int headed() {
        return (int) HEAD.lines().count();
    }

    private static String replaced(String text, String what, String by) {
        assertThat(text).contains(what);
        return text.replace(what, by);
    }
}
