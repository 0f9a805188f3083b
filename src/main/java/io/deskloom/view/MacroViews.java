package io.deskloom.view;

import io.deskloom.access.TicketAccess;
import io.deskloom.field.Value;
import io.deskloom.identity.Actor;
import io.deskloom.kernel.AccountId;
import io.deskloom.kernel.Moment;
import io.deskloom.kernel.Result;
import io.deskloom.kernel.TicketId;
import io.deskloom.model.AccessDef.Verb;
import io.deskloom.model.FieldDef;
import io.deskloom.model.FlowDef;
import io.deskloom.model.MacroDef;
import io.deskloom.model.MetadataSnapshot;
import io.deskloom.model.TeamDef;
import io.deskloom.rules.MacroPlan;
import io.deskloom.ticket.TicketFacts;
import io.deskloom.view.MacroView.MacroComment;
import io.deskloom.view.MacroView.MacroStep;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The macros offered for a ticket. What is offered need not succeed: fields are checked when it is applied. */
@ApplicationScoped
public class MacroViews {
    private final TicketReads tickets;
    private final Targets targets;

    MacroViews(TicketReads tickets, Targets targets) {
        this.tickets = tickets;
        this.targets = targets;
    }

    /** Those this actor may apply now, in their order; 404 for a ticket out of sight. */
    public Result<List<MacroView>> of(Actor actor, MetadataSnapshot now, TicketId id, Moment moment) {
        return now.macros().isEmpty()
                ? tickets.version(actor, now, id, moment).map(_ -> List.of())
                : tickets.look(actor, now, id, moment).map(look -> of(targets.of(look, now), now));
    }

    private List<MacroView> of(Look look, MetadataSnapshot now) {
        TicketFacts facts = TicketFacts.of(
                look.ticket(),
                look.type(),
                new TicketFacts.Viewer(
                        look.actor().account(),
                        look.actor().roles(),
                        look.actor().teams()),
                look.moment());
        Map<String, MacroPlan> plans = new HashMap<>();
        now.macros()
                .forEach((key, macro) -> MacroPlan.of(
                                now, look.type(), macro, look.actor().roles(), facts, look::isOpen)
                        .filter(plan -> isOpen(look, plan))
                        .ifPresent(plan -> plans.put(key, plan)));
        Map<AccountId, String> names = tickets.names(
                look.actor(),
                plans.values().stream().flatMap(plan -> assignee(plan).stream()).toList());
        return now.macros().values().stream()
                .flatMap(macro -> Optional.ofNullable(plans.get(macro.key())).stream()
                        .map(plan -> view(look, now, macro, plan, names)))
                .toList();
    }

    /** What is not this actor's to do is not offered. */
    private static boolean isOpen(Look look, MacroPlan plan) {
        Map<Verb, Boolean> needed = new HashMap<>();
        boolean acts = plan.action() != null;
        needed.put(
                Verb.UPDATE, plan.priority() != null || !acts && !plan.fields().isEmpty());
        boolean takes = plan.team() == null
                && look.verbs().contains(Verb.CLAIM)
                && assignee(plan).filter(look.actor().account()::equals).isPresent()
                && (look.ticket().assignee() == null
                        || look.actor().account().equals(look.ticket().assignee()));
        needed.put(Verb.ASSIGN, (plan.team() != null || plan.assigns()) && !takes);
        MacroPlan.Comment comment = plan.comment();
        if (comment != null) {
            needed.put(comment.internal() ? Verb.COMMENT_INTERNAL : Verb.COMMENT_PUBLIC, true);
        }
        return needed.entrySet().stream()
                        .allMatch(e -> !e.getValue() || look.verbs().contains(e.getKey()))
                && plan.fields().keySet().stream()
                        .allMatch(f -> look.state(f).level().canWrite())
                && (!acts || actions(look).anyMatch(a -> a.key().equals(plan.action())));
    }

    private static Stream<FlowDef.Action> actions(Look look) {
        return TicketAccess.actions(look.actor(), look.type(), look.pinned().flow(), look.ticket(), look.moment())
                .stream();
    }

    private static MacroView view(
            Look look, MetadataSnapshot now, MacroDef macro, MacroPlan plan, Map<AccountId, String> names) {
        List<MacroStep> changes = new ArrayList<>();
        plan.fields().forEach((key, value) -> changes.add(field(look, key, value)));
        if (plan.priority() != null) {
            changes.add(new MacroStep("priority", null, null, plan.priority().wire(), null));
        }
        if (plan.team() != null) {
            TeamDef team = now.teams().get(plan.team());
            changes.add(new MacroStep(
                    "team", null, team == null ? null : team.label().byLanguage(), plan.team(), null));
        }
        if (plan.assigns()) {
            Person person = assignee(plan)
                    .map(id -> new Person(id.value(), names.getOrDefault(id, "")))
                    .orElse(null);
            changes.add(new MacroStep("assignee", null, null, null, person));
        }
        if (plan.action() != null) {
            changes.add(new MacroStep(
                    "action",
                    null,
                    actions(look)
                            .filter(a -> a.key().equals(plan.action()))
                            .findFirst()
                            .map(a -> a.label().byLanguage())
                            .orElse(null),
                    plan.action(),
                    null));
        }
        MacroPlan.Comment comment = plan.comment();
        return new MacroView(
                macro.key(),
                macro.label().byLanguage(),
                macro.help() == null ? null : macro.help().byLanguage(),
                changes,
                comment == null ? null : new MacroComment(comment.internal() ? "internal" : "public", comment.text()),
                requires(look, plan));
    }

    private static List<String> requires(Look look, MacroPlan plan) {
        return actions(look)
                .filter(a -> a.key().equals(plan.action()))
                .findFirst()
                .map(action -> Projector.action(look, action).requires().stream()
                        .filter(key ->
                                plan.fields().getOrDefault(key, Value.NULL).isNull())
                        .toList())
                .orElse(List.of());
    }

    private static MacroStep field(Look look, String key, Value value) {
        Optional<FieldDef> field = look.type().field(key);
        Object json = field.<@Nullable Object>map(
                        f -> value.isNull() ? null : Values.json(f, value, look.state(key), look.targets()))
                .orElse(null);
        return new MacroStep(
                "field", key, field.map(f -> f.label().byLanguage()).orElse(null), json, null);
    }

    private static Optional<AccountId> assignee(MacroPlan plan) {
        try {
            return Optional.ofNullable(plan.assignee()).map(id -> new AccountId(UUID.fromString(id)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
