package io.deskloom.metadata;

import static io.deskloom.metadata.FlowFiles.ACCESS;
import static io.deskloom.metadata.FlowFiles.FLOW;
import static io.deskloom.metadata.FlowFiles.HEAD;
import static io.deskloom.metadata.FlowFiles.TYPE;
import static io.deskloom.metadata.FlowFiles.doubt;
import static io.deskloom.metadata.FlowFiles.findings;
import static io.deskloom.metadata.FlowFiles.flow;
import static io.deskloom.metadata.FlowFiles.only;
import static io.deskloom.metadata.FlowFiles.problems;
import static io.deskloom.metadata.FlowFiles.with;
import static org.assertj.core.api.Assertions.assertThat;

import io.deskloom.model.Finding;
import io.deskloom.testing.Snapshots;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whether there can be somebody to answer where an SOP asks people, and a value where it needs one. */
class FlowPeopleTest {
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

    // ---- Who is asked

    private static List<SourceFile> guests(String grants) {
        List<SourceFile> files = with(
                flow(ASKED.replace("role: owner", "role: guest")),
                "roles/guest.yaml",
                "id: r_guest\nkey: guest\nlabel: {en: Guest}\n");
        return with(files, ACCESS, access().replace("records:", grants + "records:\n  - {role: guest}"));
    }

    @Test
    void whoMayWriteNotesButNotReadCannotAnswer() {
        only(guests("  guest: {verbs: [comment_internal], fields: {}}\n"), "flow.approver_blind", ASKED, "owner}");
        assertThat(problems(guests("  guest: {verbs: [read], fields: {}}\n"))).isEmpty();
    }

    @Test
    void aRoleThatIsNotThereIsSaidNotToBeThereAndNoMore() {
        only(flow(ASKED.replace("role: owner", "role: ownre")), "reference.role", ASKED, "owner}");
    }

    @Test
    void whoCannotBeReadIsNotComparedWithTheOthers() {
        String twice =
                ASKED.replace("      - {role: owner}", "      - {account: serial}\n      - {account: serial_no}");
        only(flow(twice), "expr.unknown_attribute", twice, "serial}");
    }

    // ---- Who brings it

    /** The only one asked is whoever made the ticket, and what stands between. */
    private static String from(String between, String edges) {
        return """
                nodes:
                  - {id: start, kind: start, label: {en: Start}}
                %s
                  - {id: sign, kind: approval, label: {en: Sign}, of: [{account: ticket.requester}]}
                  - {id: done, kind: end, label: {en: Done}, status: solved}
                edges:
                %s
                  - {from: sign, on: approve, to: done}
                  - {from: sign, on: refuse, to: done}
                """.formatted(between.stripTrailing(), edges.stripTrailing());
    }

    private static void self(String written) {
        doubt(flow(written), "flow.approver_self", written, "{id: sign,");
    }

    @Test
    void whoMadeTheTicketIsTheOnlyOneWhoMayApproveIt() {
        self(from("", "  - {from: start, to: sign}"));
        // Whatever goes by itself on the way.
        self(from("""
                  - {id: which, kind: decision, label: {en: Which}}
                  - {id: set, kind: action, label: {en: Set}, do: [{setPriority: high}]}
                """, """
                  - {from: start, to: which}
                  - {from: which, to: set, when: cost > 3}
                  - {from: which, to: sign, else: true}
                  - {from: set, to: sign}
                """));
        String other = from("", "  - {from: start, to: sign}").replace("ticket.requester", "serial_no");
        assertThat(findings(flow(other))).as("somebody else may be named there").isEmpty();
        String either = from("", "  - {from: start, to: sign}").replace("of: [", "of: [{role: owner}, ");
        assertThat(findings(flow(either))).as("others are asked, too").isEmpty();
        String confirmed = from("", "  - {from: start, to: sign}")
                .replace("kind: approval", "kind: confirm")
                .replace("on: approve", "on: confirm");
        assertThat(findings(flow(confirmed)))
                .as("a party may confirm for itself")
                .isEmpty();
        String role = from("", "  - {from: start, to: sign}").replace("account: ticket.requester", "role: owner");
        assertThat(findings(flow(role))).as("a role is more than one").isEmpty();
    }

    @Test
    void whatSomebodyElseMayBringIsNotDoubted() {
        // A task that anybody may act in, and one that is another's.
        for (String task : List.of("", " assign: {person: serial_no},")) {
            assertThat(findings(flow(from(
                            "  - {id: bench, kind: task, label: {en: Bench},%s actions: [{key: go, label: {en: Go}}]}"
                                    .formatted(task),
                            "  - {from: start, to: bench}\n  - {from: bench, on: go, to: sign}"))))
                    .isEmpty();
        }
        // Time has nobody's name.
        assertThat(findings(flow(from(
                        "  - {id: rest, kind: wait, label: {en: Rest}, for: {time: PT1H}}",
                        "  - {from: start, to: rest}\n  - {from: rest, to: sign}"))))
                .isEmpty();
    }

    @Test
    void anApprovalThatNothingLeadsToIsUnreachableAndNoMore() {
        String alone = from("", "  - {from: start, to: done}");
        only(flow(alone), "flow.unreachable", alone, "{id: sign,");
    }

    // ---- What is needed

    private static String access() {
        return Snapshots.acmeFiles().stream()
                .filter(f -> f.path().equals(ACCESS))
                .findFirst()
                .orElseThrow()
                .text();
    }

    private static String type() {
        return Snapshots.acmeFiles().stream()
                .filter(f -> f.path().equals(TYPE))
                .findFirst()
                .orElseThrow()
                .text();
    }

    /** The technician writes the number while he acts, and nobody else ever does. @param steps of access.yaml */
    private static List<SourceFile> named(String flow, String grant, String steps) {
        String text = access().replace(
                        "  technician:\n    verbs: [create, read, update, comment_public, comment_internal, read_internal, act, assign, claim]",
                        "  technician:\n    verbs: [create, read, comment_public, comment_internal, read_internal, act, assign, claim]")
                .replace("      serial_no: edit", "      serial_no: read")
                .replace("verbs: [create, read, update,", "verbs: [read,")
                .replace("symptom: edit, serial_no: edit, owner", "symptom: edit, serial_no: " + grant + ", owner");
        assertThat(text).contains("serial_no: " + grant + ", owner");
        return with(with(flow(flow), ACCESS, text + steps), FLOW, HEAD + flow);
    }

    private static final String OWNED = ASKED.replace("role: technician", "role: owner");

    @ParameterizedTest
    @ValueSource(strings = {"edit", "append"})
    void whoActsBeforeMayNameTheApprover(String grant) {
        assertThat(findings(named(OWNED, grant, ""))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"read", "deny", "hidden"})
    void whoMayNotWriteItDoesNotNameTheApprover(String grant) {
        doubt(named(OWNED, grant, ""), "flow.never_given", OWNED, "serial_no");
    }

    @Test
    void whoActsAfterwardsOrInNoStepOfHisNamesNobody() {
        doubt(named(ASKED, "edit", ""), "flow.never_given", ASKED, "serial_no");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            # of the step before             | whether the number can be written there
            {others: keep}                   | true
            {others: read}                   | false
            {fields: {serial_no: {access: read}}} | false
            {fields: {serial_no: {access: edit}}} | true
            {fields: {serial_no: {required: true}}} | true
            {others: read, fields: {serial_no: {access: edit}}} | true
            {others: read, fields: {symptom: {access: edit}}} | false
            """)
    void aStepCanTakeAwayWhatARoleMayWrite(String step, boolean given) {
        List<SourceFile> files = named(OWNED, "edit", "steps:\n  bench: " + step + "\n");
        if (given) {
            assertThat(findings(files)).isEmpty();
        } else {
            doubt(files, "flow.never_given", OWNED, "serial_no");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {id: by, kind: action, label: {en: By}, do: [{setField: {field: serial_no, value: '"x"'}}]} | true
            {id: by, kind: action, label: {en: By}, do: [{setField: {field: symptom, value: '"x"'}}]}   | false
            {id: by, kind: script, label: {en: By}, script: names}                                      | true
            {id: by, kind: child, label: {en: By}, type: mending, fields: {device: device}, save: {serial_no: serial_no}} | true
            {id: by, kind: child, label: {en: By}, type: mending, fields: {device: device}}             | false
            {id: by, kind: wait, label: {en: By}, for: {time: PT1H}}                                    | false
            """)
    void whatAStepDoesByItselfCanNameTheApprover(String node, boolean given) {
        String by = ASKED.replace("  - id: sign", "  - " + node + "\n  - id: sign")
                .replace("{from: bench, on: go, to: sign}", "{from: bench, on: go, to: by}\n  - {from: by, to: sign}");
        List<SourceFile> files = with(
                with(named(by, "read", ""), "scripts/names.yaml", """
                id: sc_names
                key: names
                label: {en: Names}
                purpose: action
                type: mending
                inputs: {device: device}
                writes: [serial_no]
                """),
                "scripts/names.js",
                "export default function names(input) { return { fields: { serial_no: \"x\" } }; }\n");
        if (given) {
            assertThat(findings(files)).isEmpty();
        } else {
            doubt(files, "flow.never_given", by, "serial_no}\n  - {id: done");
        }
    }

    @Test
    void whoMayChangeTicketsNamesTheApproverWhileItWaits() {
        String rest = ASKED.replace(
                        "  - id: sign",
                        "  - {id: rest, kind: wait, label: {en: Rest}, for: {time: PT1H}}\n  - id: sign")
                .replace(
                        "{from: bench, on: go, to: sign}",
                        "{from: bench, on: go, to: rest}\n  - {from: rest, to: sign}");
        List<SourceFile> files = named(rest, "edit", "steps:\n  bench: {others: read}\n");
        doubt(files, "flow.never_given", rest, "serial_no}\n  - {id: done");
        List<SourceFile> may = files.stream()
                .map(f -> f.path().equals(ACCESS)
                        ? new SourceFile(ACCESS, f.text().replace("verbs: [read,", "verbs: [read, update,"))
                        : f)
                .toList();
        assertThat(findings(may)).isEmpty();
    }

    @Test
    void whatIsComputedOrSaidByTheTicketItselfIsGiven() {
        String computed = ASKED.replace("account: serial_no", "account: owner_of");
        List<SourceFile> derived = with(
                named(computed, "read", ""),
                TYPE,
                type() + "  - {id: f_owner_of, key: owner_of, kind: formula, label: {en: Owner}, value: 'device'}\n");
        assertThat(findings(derived)).isEmpty();
        // What it says itself, or the ticket does, nobody has to give.
        for (String account : List.of("'\"somebody\"'", "ticket.assignee")) {
            assertThat(findings(named(ASKED.replace("account: serial_no", "account: " + account), "read", "")))
                    .as(account)
                    .isEmpty();
        }
    }

    @Test
    void aRuleThatAsksAScriptMayGiveAnything() {
        List<SourceFile> files = new ArrayList<>(named(ASKED, "read", ""));
        files.add(new SourceFile("scripts/names.yaml", """
                id: sc_names
                key: names
                label: {en: Names}
                purpose: action
                type: mending
                inputs: {device: device}
                writes: [serial_no]
                """));
        files.add(new SourceFile(
                "scripts/names.js",
                "export default function names(input) { return { fields: { serial_no: \"x\" } }; }\n"));
        files.add(new SourceFile("triggers/scripted.yaml", """
                id: tr_scripted
                key: scripted
                label: {en: Scripted}
                type: mending
                on: [created]
                do: [{runScript: {script: names}}]
                """));
        assertThat(findings(files)).isEmpty();
    }

    @Test
    void whoeverGetsATaskAndAMomentThatIsWaitedForMustBeGivenAsWell() {
        String task = OWNED.replace(
                        "    of:\n      - {role: owner}\n      - {account: serial_no}", "    of: [{role: technician}]")
                .replace("role: owner,", "role: owner, assign: {person: serial_no},");
        Finding found = doubt(named(task, "read", ""), "flow.never_given", task, "serial_no}, actions");
        assertThat(found.message()).contains("'serial_no'").contains("'bench'");
        String moment = ASKED.replace("      - {account: serial_no}\n", "")
                .replace(
                        "  - id: sign",
                        "  - {id: day, kind: wait, label: {en: Day}, for: {until: promised}}\n  - id: sign")
                .replace(
                        "{from: bench, on: go, to: sign}", "{from: bench, on: go, to: day}\n  - {from: day, to: sign}");
        List<SourceFile> files = with(
                named(moment, "read", ""),
                TYPE,
                type() + "  - {id: f_promised, key: promised, kind: date_time, label: {en: Promised}}\n");
        doubt(files, "flow.never_given", moment, "promised}}");
    }

    @Test
    void whatIsComputedIsNothingAnybodyCanBeAskedToFillIn() {
        String needs = ASKED.replace("{key: go, label: {en: Go}}", "{key: go, label: {en: Go}, required: [owner_of]}");
        List<SourceFile> files = with(
                flow(needs),
                TYPE,
                type() + "  - {id: f_owner_of, key: owner_of, kind: formula, label: {en: Owner}, value: 'device'}\n");
        only(files, "access.cannot_give", needs, "owner_of]");
        String byChannel = needs.replace("required: [owner_of]", "requiredOn: {owner_of: [api]}");
        only(with(files, FLOW, HEAD + byChannel), "access.cannot_give", byChannel, "owner_of: [api]");
    }
}
