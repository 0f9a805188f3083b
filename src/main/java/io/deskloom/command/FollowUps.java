package io.deskloom.command;

import io.deskloom.agenda.Link;
import io.deskloom.effect.Effect;
import io.deskloom.field.FieldTypes;
import io.deskloom.field.Value;
import io.deskloom.identity.Actor;
import io.deskloom.kernel.External;
import io.deskloom.kernel.Label;
import io.deskloom.kernel.Problem;
import io.deskloom.kernel.Rejection;
import io.deskloom.kernel.Result;
import io.deskloom.kernel.TenantId;
import io.deskloom.model.FieldDef;
import io.deskloom.model.FlowDef;
import io.deskloom.model.MetadataSnapshot;
import io.deskloom.model.Snapshots;
import io.deskloom.model.TicketTypeDef;
import io.deskloom.outbox.EffectExecutor;
import io.deskloom.ticket.Event.Cause;
import io.deskloom.ticket.FlowState;
import io.deskloom.ticket.Ticket;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Carries out what rules and links want of other tickets, as commands like any other. Carried out twice, it is done once: a ticket
 * is called by its effect's id ({@link #SOURCE}), and a change has it as its idempotency key.
 */
@ApplicationScoped
public class FollowUps implements EffectExecutor {
    /** The source of tickets that rules made. */
    public static final String SOURCE = "rule";

    /** The channel of what rules do to other tickets. */
    public static final String CHANNEL = "rule";

    private static final Logger LOG = Logger.getLogger(FollowUps.class);

    private final Commands commands;
    private final TicketStore store;
    private final Snapshots snapshots;

    FollowUps(Commands commands, TicketStore store, Snapshots snapshots) {
        this.commands = commands;
        this.store = store;
        this.snapshots = snapshots;
    }

    @Override
    public boolean executes(Effect effect) {
        return effect instanceof Effect.CreateTicket
                || effect instanceof Effect.LinkBack
                || effect instanceof Effect.ChildMoved;
    }

    @Override
    public void execute(TenantId tenant, UUID key, Effect effect) {
        MetadataSnapshot now = snapshots.current(tenant);
        Actor rules = Actor.ofRules(tenant, now.workspace().languages().getFirst());
        switch (effect) {
            case Effect.CreateTicket wish -> create(rules, now, key, wish);
            case Effect.LinkBack(var ticket, Link link, boolean linked, Cause by) ->
                done(commands.handle(
                        rules, new Command.LinkedBack(new Origin(CHANNEL, key.toString()), ticket, link, linked, by)));
            case Effect.ChildMoved moved -> heard(rules, now, key, moved);
            default -> throw new IllegalArgumentException("nothing for another ticket");
        }
    }

    /** What the child holds now is told, however often it has changed: later news say the same again. */
    private void heard(Actor rules, MetadataSnapshot now, UUID key, Effect.ChildMoved moved) {
        Ticket child = store.find(rules.tenant(), now, moved.child()).orElse(null);
        Ticket parent = store.find(rules.tenant(), now, moved.parent()).orElse(null);
        if (child == null || parent == null) {
            return;
        }
        TicketTypeDef type = now.typeById(child.type()).orElseThrow();
        Map<String, Value> values = new HashMap<>();
        MetadataSnapshot then =
                snapshots.release(rules.tenant(), parent.flowRelease()).orElse(now);
        then.typeById(parent.type())
                .flatMap(of -> of.flow().find(moved.node()))
                .filter(FlowDef.Child.class::isInstance)
                .ifPresent(node -> ((FlowDef.Child) node)
                        .save()
                        .forEach((own, theirs) -> type.field(theirs)
                                .filter(field -> moved.fields().contains(field.id()))
                                .ifPresent(field -> values.put(own, child.field(field.id())))));
        done(commands.handle(
                rules,
                new Command.ChildHeard(
                        new Origin(CHANNEL, key.toString()),
                        moved.parent(),
                        moved.branch(),
                        moved.node(),
                        child.id(),
                        child.createdAt(),
                        type.prefix() + "-" + child.number(),
                        child.status(),
                        values)));
    }

    /** What is worth trying again; what else is refused stays so. */
    private static final String BUSY = "ticket-busy";

    /** Whoever waits for a ticket hears that nobody tries to make it any more. */
    @Override
    public void givenUp(TenantId tenant, UUID key, Effect effect, String code) {
        if (effect instanceof Effect.CreateTicket wish) {
            Actor rules = Actor.ofRules(
                    tenant, snapshots.current(tenant).workspace().languages().getFirst());
            notMade(rules, key, wish, Rejection.conflict(code, code, List.of()));
        }
    }

    /** A step that was to make a ticket, and waits for it, waits no longer. */
    private void notMade(Actor rules, UUID key, Effect.CreateTicket wish, Rejection why) {
        FlowState.Parent parent = wish.parent();
        if (parent != null) {
            done(commands.handle(
                    rules,
                    new Command.ChildHeard(
                            new Origin(CHANNEL, key + "/not-made"),
                            parent.ticket(),
                            parent.branch(),
                            parent.node(),
                            null,
                            null,
                            why.code(),
                            0,
                            Map.of())));
        }
    }

    private void create(Actor rules, MetadataSnapshot now, UUID key, Effect.CreateTicket wish) {
        TicketTypeDef type = now.types().get(wish.type());
        if (type == null) {
            note(rules, now, key, wish, Decider.unknownType());
            notMade(rules, key, wish, Decider.unknownType());
            return;
        }
        External external = new External(SOURCE, key.toString());
        if (store.known(rules.tenant(), type.id(), external.source(), List.of(external.id()))
                .containsKey(external.id())) {
            return;
        }
        Result<Done> made = commands.handle(
                rules,
                new Command.Create(
                        new Origin(CHANNEL, null, wish.depth()),
                        type.key(),
                        json(type, wish.fields()),
                        null,
                        external,
                        new Command.Follows(
                                isRecord(rules, now, wish) ? null : new Link(wish.link(), wish.from()),
                                wish.by(),
                                wish.requester(),
                                wish.parent())));
        if (made instanceof Result.Refused<Done>(Rejection why)) {
            if (why.code().equals(BUSY)) {
                throw new IllegalStateException(why.code());
            }
            note(rules, now, key, wish, why);
            notMade(rules, key, wish, why);
        }
    }

    /** Whether it was a record's rule: records are linked with nothing, and nobody reads notes of them. */
    private boolean isRecord(Actor rules, MetadataSnapshot now, Effect.CreateTicket wish) {
        return store.findEvenDeleted(rules.tenant(), now, wish.from())
                .flatMap(from -> now.typeById(from.type()))
                .filter(TicketTypeDef::isObject)
                .isPresent();
    }

    /** As somebody would send them; what is of another kind is sent as it is, and refused as anybody's. */
    private static Map<String, @Nullable Object> json(TicketTypeDef type, Map<String, Value> fields) {
        Map<String, @Nullable Object> out = new HashMap<>();
        fields.forEach((name, value) -> {
            FieldDef field = type.byKey().get(name);
            if (value.isNull()) {
                return;
            }
            try {
                out.put(name, field == null ? "" : FieldTypes.of(field.kind()).toJson(value));
            } catch (ClassCastException | IllegalArgumentException another) {
                out.put(name, value.toString());
            }
        });
        return out;
    }

    /** What could not be made is not lost silently: whoever has the ticket reads of it there. */
    private void note(Actor rules, MetadataSnapshot now, UUID key, Effect.CreateTicket wish, Rejection why) {
        LOG.warnf(
                "rule %s of tenant %d could not make a ticket: %s",
                wish.by().label(), rules.tenant().value(), why.code());
        if (isRecord(rules, now, wish)) {
            return;
        }
        done(commands.handle(
                rules,
                new Command.Note(
                        new Origin(CHANNEL, key.toString()),
                        wish.from(),
                        text(now, wish, why).in(now.workspace().languages().getFirst()),
                        wish.by())));
    }

    private static Label text(MetadataSnapshot now, Effect.CreateTicket wish, Rejection why) {
        TicketTypeDef type = now.types().get(wish.type());
        String places = why.problems().stream()
                .map(problem -> place(type, problem))
                .distinct()
                .collect(Collectors.joining(", "));
        String at = places.isEmpty() ? why.code() : places;
        return Label.of(
                "The rule \"%s\" could not make a ticket (%s): %s"
                        .formatted(wish.by().label(), called(type, wish, "en"), at),
                "规则“%s”未能创建工单（%s）：%s".formatted(wish.by().label(), called(type, wish, "zh"), at));
    }

    private static String called(@Nullable TicketTypeDef type, Effect.CreateTicket wish, String language) {
        return type == null ? wish.type() : type.label().in(language);
    }

    /** The field and what is wrong with it; its value stays out of it. */
    private static String place(@Nullable TicketTypeDef type, Problem problem) {
        String key = problem.pointer().substring(problem.pointer().lastIndexOf('/') + 1);
        return Optional.ofNullable(type)
                        .map(t -> t.byKey().get(key))
                        .map(FieldDef::key)
                        .map(field -> field + " ")
                        .orElse("")
                + "(" + problem.code() + ")";
    }

    /** A ticket that is gone by now needs nothing; one that is busy is tried again. */
    static void done(Result<Done> result) {
        if (result instanceof Result.Refused<Done>(Rejection why) && why.kind() != Rejection.Kind.NOT_FOUND) {
            throw new IllegalStateException(why.code());
        }
    }
}
