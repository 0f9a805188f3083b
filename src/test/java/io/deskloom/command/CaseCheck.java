package io.deskloom.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.deskloom.agenda.Entry;
import io.deskloom.effect.Audience;
import io.deskloom.effect.Effect;
import io.deskloom.effect.Explanation.Fired;
import io.deskloom.effect.Intent;
import io.deskloom.kernel.Problem;
import io.deskloom.model.FlowDef;
import io.deskloom.model.MetadataSnapshot;
import io.deskloom.model.Priority;
import io.deskloom.model.RuleDef;
import io.deskloom.model.StatusCategory;
import io.deskloom.model.TicketTypeDef;
import io.deskloom.ticket.Event;
import io.deskloom.ticket.FlowState;
import io.deskloom.ticket.Ticket;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What must have come of a case. */
record CaseCheck(TicketTypeDef type, MetadataSnapshot release) {
    /**
     * @param outcome of what happened last
     * @param all what services outside and other tickets were wanted for since the case began
     */
    void check(Simulator.Outcome outcome, List<Effect> all, Map<String, Object> then) {
        if (then.containsKey("refused")) {
            assertThat(outcome.refused()).as("refused").isNotNull();
            List<String> codes = new ArrayList<>(List.of(outcome.refused().code()));
            outcome.refused().problems().stream().map(Problem::code).forEach(codes::add);
            assertThat(codes).contains(String.valueOf(then.get("refused")));
            assertThat(fired(outcome).map(Fired::key))
                    .containsAll(((List<?>) then.getOrDefault("fired", List.of()))
                            .stream().map(String::valueOf).toList());
            return;
        }
        assertThat(outcome.refused()).as("refused: %s", outcome.refused()).isNull();
        List<Fired> rules = fired(outcome).toList();
        assertThat(outcome.asked()).allSatisfy(a -> assertThat(a.problems()).isEmpty());
        List<String> fired =
                rules.stream().filter(f -> f.refused() == null).map(Fired::key).toList();
        Ticket t = Objects.requireNonNull(outcome.after());
        then.forEach((what, expected) -> {
            switch (what) {
                case "step" -> assertThat(t.step()).isEqualTo(expected);
                case "steps" ->
                    assertThat(t.places().stream().map(FlowState.At::node))
                            .containsExactlyInAnyOrderElementsOf(texts(expected));
                case "asked" ->
                    assertThat(t.agenda()
                                    .open()
                                    .map(Entry::key)
                                    .filter(key -> key.startsWith(FlowRun.KEY))
                                    .map(key -> key.substring(FlowRun.KEY.length())))
                            .containsExactlyInAnyOrderElementsOf(texts(expected));
                case "agenda" -> assertThat(t.agenda().open().map(Entry::key)).containsAll(texts(expected));
                case "calls" -> assertThat(calls(all)).containsExactlyElementsOf(texts(expected));
                case "children" -> assertThat(children(all)).containsExactlyElementsOf(texts(expected));
                case "stuck" -> assertThat(stuck(t)).isEqualTo(expected);
                case "sealed" -> assertThat(t.flow().sealed()).isEqualTo(expected);
                case "held" -> assertThat(t.flow().hold() != null).isEqualTo(expected);
                case "outcome" -> assertThat(outcome(t)).isEqualTo(expected);
                case "status" ->
                    assertThat(StatusCategory.ofCode(t.status()).wire()).isEqualTo(expected);
                case "priority" ->
                    assertThat(Priority.ofCode(t.priority()).wire()).isEqualTo(expected);
                case "team" -> assertThat(t.team()).isEqualTo(expected);
                case "assignee" ->
                    assertThat(t.assignee() == null ? null : "somebody").isEqualTo(expected);
                case "fields" ->
                    CaseRun.map(expected)
                            .forEach((key, json) -> assertThat(
                                            t.field(type.byKey().get(key).id()))
                                    .as(key)
                                    .isEqualTo(CaseEvent.value(type, key, json)));
                case "fired" -> {
                    List<?> keys = (List<?>) expected;
                    if (keys.isEmpty()) {
                        assertThat(fired).isEmpty();
                    } else {
                        assertThat(fired)
                                .containsAll(keys.stream().map(String::valueOf).toList());
                    }
                }
                case "notFired" -> {
                    List<String> keys =
                            ((List<?>) expected).stream().map(String::valueOf).toList();
                    assertThat(release.rules())
                            .extracting(RuleDef::key)
                            .as("known rules")
                            .containsAll(keys);
                    assertThat(fired).doesNotContainAnyElementsOf(keys);
                }
                case "comments" ->
                    assertThat(outcome.events().stream()
                                    .filter(Event.Commented.class::isInstance)
                                    .map(e -> ((Event.Commented) e).text()))
                            .containsExactlyElementsOf(((List<?>) expected)
                                    .stream().map(String::valueOf).toList());
                case "wants" ->
                    assertThat(wants(rules))
                            .containsAll(((List<?>) expected)
                                    .stream().map(String::valueOf).toList());
                case "wantsNot" ->
                    assertThat(wants(rules))
                            .doesNotContainAnyElementsOf(((List<?>) expected)
                                    .stream().map(String::valueOf).toList());
                case "clocks" -> CaseRun.map(expected).forEach((key, clock) -> clock(t, key, CaseRun.map(clock)));
                case "notified" ->
                    assertThat(notified(outcome))
                            .containsExactlyInAnyOrderElementsOf(((List<?>) expected)
                                    .stream().map(String::valueOf).toList());
                default -> throw new AssertionError("cases cannot expect '" + what + "'");
            }
        });
    }

    private static void clock(Ticket t, String key, Map<String, Object> expected) {
        assertThat(t.clocks().find(key)).as("clock %s", key).hasValueSatisfying(clock -> {
            Map<String, Object> is = new HashMap<>();
            is.put("policy", clock.policy());
            is.put("state", clock.wire());
            is.put("due", String.valueOf(clock.due()));
            assertThat(is).as("clock %s", key).containsAllEntriesOf(expected);
        });
    }

    private static Stream<Fired> fired(Simulator.Outcome outcome) {
        return outcome.asked().stream().flatMap(a -> a.why().fired().stream());
    }

    /** What rules want beside fields. */
    private static List<String> wants(List<Fired> fired) {
        return fired.stream()
                .filter(f -> f.refused() == null)
                .flatMap(f -> f.intents().stream())
                .flatMap(intent -> switch (intent) {
                    case Intent.StartClock wish -> Stream.of("clock:" + wish.clock());
                    case Intent.StopClock wish -> Stream.of("stop:" + wish.clock());
                    case Intent.Promise wish -> Stream.of("promise:" + wish.key());
                    case Intent.RequestApproval wish -> Stream.of("approval:" + wish.key());
                    case Intent.SuggestRemedy wish -> Stream.of("remedy:" + wish.key());
                    case Intent.LinkTo wish -> Stream.of("link:" + wish.kind().wire());
                    case Intent.CreateTicket wish -> Stream.of("create:" + wish.type());
                    default -> Stream.<String>of();
                })
                .toList();
    }

    private static Set<String> notified(Simulator.Outcome outcome) {
        Set<String> out = new TreeSet<>();
        outcome.effects().stream()
                .filter(Effect.Notify.class::isInstance)
                .flatMap(e -> ((Effect.Notify) e).to().stream())
                .forEach(to -> out.add(
                        switch (to) {
                            case Audience.Assignee _ -> "assignee";
                            case Audience.Requester _ -> "requester";
                            case Audience.Team(String key) -> key == null ? "team" : "team " + key;
                            case Audience.Role(String key) -> "role " + key;
                            case Audience.Account(String id) -> "account " + id;
                            case Audience.Address(String address) -> "address " + address;
                        }));
        return out;
    }

    private static List<String> texts(Object list) {
        return ((List<?>) list).stream().map(String::valueOf).toList();
    }

    /** What services outside were asked, in order: "erp.create_refund", and "undo erp.cancel_refund" for what undoes. */
    private static List<String> calls(List<Effect> all) {
        return all.stream()
                .filter(Effect.FlowCall.class::isInstance)
                .map(Effect.FlowCall.class::cast)
                .map(flow -> (flow.undo() ? "undo " : "") + flow.call().connector() + "."
                        + flow.call().operation())
                .toList();
    }

    /** Types of the tickets that steps made. */
    private static List<String> children(List<Effect> all) {
        return all.stream()
                .filter(effect -> effect instanceof Effect.CreateTicket made && made.parent() != null)
                .map(effect -> ((Effect.CreateTicket) effect).type())
                .toList();
    }

    /** Why it cannot go on, as a code. */
    private static @Nullable String stuck(Ticket ticket) {
        FlowState flow = ticket.flow();
        return Stream.concat(
                        Optional.ofNullable(flow.ending()).map(FlowState.Ending::stuck).stream(),
                        flow.branches().stream().map(FlowState.Branch::stuck))
                .filter(Objects::nonNull)
                .map(FlowState.Stuck::code)
                .findFirst()
                .orElse(null);
    }

    /** What came of it, where it has ended. */
    private @Nullable String outcome(Ticket ticket) {
        return type.flow().node(ticket.step()) instanceof FlowDef.End end ? end.outcome() : null;
    }
}
