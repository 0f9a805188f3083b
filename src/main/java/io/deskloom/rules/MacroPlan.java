package io.deskloom.rules;

import io.deskloom.expr.Evaluator;
import io.deskloom.expr.Facts;
import io.deskloom.field.Value;
import io.deskloom.kernel.Moment;
import io.deskloom.model.MacroDef;
import io.deskloom.model.MetadataSnapshot;
import io.deskloom.model.Priority;
import io.deskloom.model.RuleDef.IntentDef;
import io.deskloom.model.TicketTypeDef;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What a macro would do to one ticket, computed with what whoever applies it may know: all else counts as empty, so that
 * neither whether it is offered nor what it writes tells of it.
 *
 * @param fields the values fields would get, by field key, in the macro's order
 * @param priority null leaves it
 * @param team team key, null leaves it
 * @param assigns whether the ticket is handed to {@code assignee}
 * @param assignee account id as computed; null takes it from whoever has it
 * @param action key of the action taken last, null for none
 */
public record MacroPlan(
        Map<String, Value> fields,
        @Nullable Priority priority,
        @Nullable String team,
        boolean assigns,
        @Nullable String assignee,
        @Nullable Comment comment,
        @Nullable String action) {

    /** @param text as proposed: whoever applies it may change it */
    public record Comment(boolean internal, String text) {}

    /**
     * The plan; empty when the macro is not offered for this ticket.
     *
     * @param roles of whoever would apply it
     * @param facts the ticket
     * @param open whether whoever would apply it may know what stands at a path
     */
    public static Optional<MacroPlan> of(
            MetadataSnapshot now,
            TicketTypeDef type,
            MacroDef macro,
            Set<String> roles,
            Facts facts,
            Predicate<String> open) {
        Facts known = known(facts, open);
        return macro.way(type.key(), roles)
                .filter(way -> way.when() == null || Evaluator.test(way.when(), known))
                .map(way -> of(new Words(now, type), way.wishes(), known));
    }

    private static MacroPlan of(Words words, List<IntentDef> wishes, Facts facts) {
        Map<String, Value> fields = new LinkedHashMap<>();
        Priority priority = null;
        String team = null;
        boolean assigns = false;
        String assignee = null;
        Comment comment = null;
        String action = null;
        for (IntentDef wish : wishes) {
            switch (wish) {
                case IntentDef.SetField set -> fields.put(set.field(), Evaluator.evaluate(set.value(), facts));
                case IntentDef.AddTo(String field, List<String> entries) -> {
                    List<Value> all = new ArrayList<>(held(fields, field, facts));
                    entries.stream()
                            .map(Value::text)
                            .filter(v -> !all.contains(v))
                            .forEach(all::add);
                    fields.put(field, all.isEmpty() ? Value.NULL : new Value.Items(all));
                }
                case IntentDef.RemoveFrom(String field, List<String> entries) -> {
                    List<Value> all = held(fields, field, facts).stream()
                            .filter(v -> !(v instanceof Value.Text(String text) && entries.contains(text)))
                            .toList();
                    fields.put(field, all.isEmpty() ? Value.NULL : new Value.Items(all));
                }
                case IntentDef.SetPriority set -> priority = set.priority();
                case IntentDef.AssignTeam(String key) -> team = key;
                case IntentDef.Assign assign -> {
                    assigns = true;
                    assignee = Evaluator.evaluate(assign.to(), facts) instanceof Value.Text(String id) ? id : null;
                }
                case IntentDef.Comment write ->
                    comment = new Comment(
                            write.internal(),
                            words.text(
                                            write.text(),
                                            words.snapshot()
                                                    .workspace()
                                                    .languages()
                                                    .getFirst(),
                                            facts)
                                    .strip());
                case IntentDef.Act(String key) -> action = key;
                // The schema lets no macro want these.
                default -> throw new IllegalStateException("no macro can want " + wish);
            }
        }
        return new MacroPlan(fields, priority, team, assigns, assignee, comment, action);
    }

    private static List<Value> held(Map<String, Value> fields, String field, Facts facts) {
        Value now = fields.containsKey(field) ? fields.get(field) : facts.get(field);
        return now instanceof Value.Items(List<Value> items) ? items : List.of();
    }

    private static Facts known(Facts facts, Predicate<String> open) {
        return new Facts() {
            @Override
            public Value get(String path) {
                return open.test(path) ? facts.get(path) : Value.NULL;
            }

            @Override
            public Moment moment() {
                return facts.moment();
            }
        };
    }
}
