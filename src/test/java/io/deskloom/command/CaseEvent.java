package io.deskloom.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.deskloom.agenda.Approver;
import io.deskloom.agenda.Entry;
import io.deskloom.field.FieldTypes;
import io.deskloom.field.Value;
import io.deskloom.identity.Actor;
import io.deskloom.kernel.Problems;
import io.deskloom.kernel.TicketId;
import io.deskloom.model.FieldDef;
import io.deskloom.model.FlowDef;
import io.deskloom.model.Priority;
import io.deskloom.model.RuleDef;
import io.deskloom.model.StatusCategory;
import io.deskloom.model.TicketTypeDef;
import io.deskloom.ticket.FlowState;
import io.deskloom.ticket.FlowState.Branch;
import io.deskloom.ticket.FlowState.Call;
import io.deskloom.ticket.Ticket;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One thing that happens in a case, as the command it is.
 *
 * @param when as the file has it
 * @param at when it happens, unless it is the time itself that comes
 * @param people whoever a case needs
 */
record CaseEvent(TicketTypeDef type, Map<String, Object> when, Origin origin, Instant at, CasePeople people) {
    private static final Origin TIME = Origin.of("system");
    private static final Origin RULE = Origin.of("rule");

    /** A command, who gives it and when. */
    record Given(Actor as, Command command, Instant at) {}

    /** A ticket is made. */
    Command create(Map<String, Object> lookups) {
        Map<String, Object> fields = new HashMap<>(lookups);
        fields.putAll(fields("create"));
        return new Command.Create(origin, type.key(), fields, priority(when.get("priority")));
    }

    /**
     * @param as who does it, where it is not the doing of time or of another system
     * @param named whether the case names them; who is asked answers where it does not
     */
    Given of(Ticket ticket, Actor as, boolean named) {
        Actor rules = Actor.ofRules(CaseRun.TENANT, "en");
        if (when.containsKey("due")) {
            Entry entry = entry(ticket, text("due"));
            return new Given(
                    rules, new Command.Due(TIME, ticket.id(), entry.id(), false), Objects.requireNonNull(entry.due()));
        }
        if (when.containsKey("timeUp")) {
            return timeUp(ticket, rules);
        }
        if (when.containsKey("called") || when.containsKey("failed")) {
            return new Given(rules, called(ticket), at);
        }
        if (when.containsKey("child")) {
            return new Given(rules, child(ticket), at);
        }
        if (when.containsKey("answer")) {
            Entry entry = asked(ticket);
            Actor who = named ? as : people.asked(waitsFor(entry));
            Command.Settle.How how =
                    text("answer").equals("refuse") ? Command.Settle.How.REFUSE : Command.Settle.How.APPROVE;
            return new Given(who, new Command.Settle(origin, ticket.id(), entry.id(), how, reason()), at);
        }
        if (when.containsKey("reply")) {
            return new Given(
                    people.of(Objects.requireNonNull(ticket.requester())),
                    new Command.Comment(origin, ticket.id(), false, text("reply")),
                    at);
        }
        return new Given(as, command(ticket), at);
    }

    private Command command(Ticket ticket) {
        TicketId id = ticket.id();
        String what = when.keySet().stream()
                .filter(COMMANDS::contains)
                .findFirst()
                .orElseThrow(() -> new AssertionError("cases know no event " + when.keySet()));
        return switch (what) {
            case "update" ->
                new Command.Update(origin, id, ticket.version(), fields("update"), priority(when.get("priority")));
            case "comment" -> {
                Map<String, Object> comment = CaseRun.map(when.get("comment"));
                yield new Command.Comment(
                        origin, id, Boolean.TRUE.equals(comment.get("internal")), String.valueOf(comment.get("text")));
            }
            case "settle" -> {
                Map<String, Object> settle = CaseRun.map(when.get("settle"));
                Command.Settle.How how =
                        Command.Settle.How.of(String.valueOf(settle.get("how"))).orElseThrow();
                yield new Command.Settle(
                        origin,
                        id,
                        entry(ticket, String.valueOf(settle.get("entry"))).id(),
                        how,
                        null);
            }
            case "macro" -> new Command.Macro(origin, id, text("macro"), null, null);
            case "return" -> new Command.ReturnTo(origin, id, text("return"), why());
            case "hold" ->
                new Command.Hold(origin, id, text("hold"), when.containsKey("for") ? at.plus(duration("for")) : null);
            case "resume" -> new Command.Resume(origin, id);
            case "withdraw" -> new Command.Withdraw(origin, id);
            case "cancel" -> new Command.Cancel(origin, id, text("cancel"));
            case "transfer" -> new Command.Transfer(origin, id, step(), null, text("transfer"));
            case "addSigner" ->
                new Command.AddSigner(
                        origin,
                        id,
                        asked(ticket).id(),
                        Boolean.TRUE.equals(when.get("instead")),
                        people.of(text("addSigner")).account());
            case "repair" ->
                new Command.Repair(
                        origin,
                        id,
                        stuck(ticket),
                        Command.Repair.How.of(text("repair")).orElseThrow(),
                        (String) when.get("to"),
                        why());
            default ->
                new Command.Act(
                        origin,
                        id,
                        text("act"),
                        null,
                        when.containsKey("fields") ? fields("fields") : Map.of(),
                        reason(),
                        (String) when.get("step"));
        };
    }

    private static final List<String> COMMANDS = List.of(
            "act",
            "update",
            "comment",
            "settle",
            "macro",
            "return",
            "hold",
            "resume",
            "withdraw",
            "cancel",
            "transfer",
            "addSigner",
            "repair");

    // ---- What time does

    /** The time of what a step waits for, of what people were asked there, or of a rest. */
    private Given timeUp(Ticket ticket, Actor rules) {
        String what = text("timeUp");
        FlowState.Hold hold = ticket.flow().hold();
        if (what.equals("hold")) {
            Instant until = Objects.requireNonNull(Objects.requireNonNull(hold).until());
            return new Given(rules, new Command.FlowDue(TIME, ticket.id(), FlowTimers.REST, ""), until);
        }
        Branch branch = branch(ticket, what, b -> true);
        UUID asked = branch.entry();
        if (asked != null) {
            Instant due = Objects.requireNonNull(
                    ticket.agenda().find(asked).orElseThrow().due());
            return new Given(rules, new Command.Due(TIME, ticket.id(), asked, false), due);
        }
        Instant due = Objects.requireNonNull(branch.due(), () -> "nothing comes to " + what + " by time");
        return new Given(rules, new Command.FlowDue(TIME, ticket.id(), branch.id(), what), due);
    }

    // ---- What other systems and tickets say

    private Command called(Ticket ticket) {
        boolean failed = when.containsKey("failed");
        String step = text(failed ? "failed" : "called");
        boolean undo = Boolean.TRUE.equals(when.get("undo"));
        FlowState flow = ticket.flow();
        int branch = FlowState.MAIN;
        Call call;
        if (undo) {
            call = Objects.requireNonNull(
                    Objects.requireNonNull(flow.ending(), "nothing is undone").call());
            assertThat(flow.undo().getLast().node()).as("what is undone").isEqualTo(step);
        } else {
            Branch calling = branch(ticket, step, b -> b.calls().stream().anyMatch(CaseEvent::isAsked));
            branch = calling.id();
            call = calling.calls().stream()
                    .filter(CaseEvent::isAsked)
                    .findFirst()
                    .orElseThrow();
        }
        Map<String, String> answers = new HashMap<>();
        CaseRun.map(when.getOrDefault("answers", Map.of())).forEach((k, v) -> answers.put(k, String.valueOf(v)));
        String error = failed ? String.valueOf(when.getOrDefault("error", "receiver-refused")) : null;
        if (!failed && !undo) {
            answersAreWhatTheOperationHas(step, call, answers);
        }
        return new Command.CallEnded(
                RULE, ticket.id(), branch, step, call.wish(), call.attempt(), undo, null, error, answers);
    }

    private static boolean isAsked(Call call) {
        return call.state() == Call.State.ASKED;
    }

    /** A case that has a service answer what it never does would show nothing. */
    private void answersAreWhatTheOperationHas(String step, Call call, Map<String, String> answers) {
        FlowDef.Doing doing = (FlowDef.Doing) type.flow().node(step);
        if (doing.rule().then().get(call.wish()) instanceof RuleDef.IntentDef.CallConnector wish) {
            assertThat(people.release()
                            .integrations()
                            .connectors()
                            .get(wish.connector())
                            .operations()
                            .get(wish.operation())
                            .answer()
                            .keySet())
                    .as("what %s.%s answers", wish.connector(), wish.operation())
                    .containsAll(answers.keySet());
        }
    }

    private Command child(Ticket ticket) {
        Map<String, Object> said = CaseRun.map(when.get("child"));
        String step = String.valueOf(said.get("step"));
        FlowDef.Child node = (FlowDef.Child) type.flow().node(step);
        TicketTypeDef other = people.release().types().get(node.type());
        assertThat(other).as("type %s", node.type()).isNotNull();
        Map<String, Object> fields = CaseRun.map(said.getOrDefault("fields", Map.of()));
        assertThat(node.save().values()).as("what is handed over").containsAll(fields.keySet());
        Map<String, Value> values = new HashMap<>();
        node.save().forEach((own, others) -> {
            if (fields.containsKey(others)) {
                values.put(own, value(other, others, fields.get(others)));
            }
        });
        StatusCategory status = Stream.of(StatusCategory.values())
                .filter(one -> one.wire().equals(said.getOrDefault("status", "open")))
                .findFirst()
                .orElseThrow();
        // The same one whenever a case speaks of it.
        TicketId id = new TicketId(new UUID(3, step.hashCode()));
        // Made by the line that waits for it, as soon as that came there.
        Branch waiting = ticket.flow().branches().stream()
                .filter(b -> b.node().equals(step))
                .findFirst()
                .orElse(null);
        return new Command.ChildHeard(
                RULE,
                ticket.id(),
                waiting == null ? FlowState.MAIN : waiting.id(),
                step,
                id,
                waiting == null ? at : waiting.since(),
                "CHILD-1",
                status.code(),
                values);
    }

    static Value value(TicketTypeDef type, String key, @Nullable Object json) {
        FieldDef field = type.byKey().get(key);
        assertThat(field).as("field %s", key).isNotNull();
        Problems problems = new Problems();
        Value value = FieldTypes.of(field.kind()).parse(json, field.settings(), "/" + key, problems);
        assertThat(problems.list()).isEmpty();
        return value;
    }

    // ---- Where

    private static Branch branch(Ticket ticket, String step, Predicate<Branch> that) {
        return ticket.flow().branches().stream()
                .filter(b -> b.node().equals(step))
                .filter(that)
                .findFirst()
                .orElseThrow(() -> new AssertionError(
                        "nothing is waited for in " + step + ": " + ticket.step() + " " + ticket.flow()));
    }

    private static int stuck(Ticket ticket) {
        return ticket.flow().branches().stream()
                .filter(b -> b.stuck() != null)
                .map(Branch::id)
                .findFirst()
                .orElse(FlowState.MAIN);
    }

    private static Entry entry(Ticket ticket, String key) {
        return ticket.agenda()
                .latest(key)
                .filter(Entry::isOpen)
                .orElseThrow(() -> new AssertionError("nothing open is called " + key));
    }

    /** What people are asked in a step: that of {@code step}, or the only one. */
    private Entry asked(Ticket ticket) {
        if (when.containsKey("step")) {
            return entry(ticket, FlowRun.KEY + step());
        }
        List<Entry> open = ticket.agenda()
                .open()
                .filter(e -> e.key().startsWith(FlowRun.KEY))
                .toList();
        assertThat(open).as("what is asked").hasSize(1);
        return open.getFirst();
    }

    private static Approver waitsFor(Entry entry) {
        return Objects.requireNonNull(entry.approval()).waitsFor().getFirst();
    }

    // ---- Reading

    private String text(String key) {
        return String.valueOf(when.get(key));
    }

    private String step() {
        return text("step");
    }

    private @Nullable String reason() {
        return (String) when.get("why");
    }

    private String why() {
        return String.valueOf(when.getOrDefault("why", "As the case says."));
    }

    private Duration duration(String key) {
        return Duration.parse(text(key));
    }

    private Map<String, Object> fields(String key) {
        return CaseRun.map(when.get(key));
    }

    static @Nullable Priority priority(@Nullable Object name) {
        for (Priority one : Priority.values()) {
            if (one.wire().equals(name)) {
                return one;
            }
        }
        return null;
    }
}
