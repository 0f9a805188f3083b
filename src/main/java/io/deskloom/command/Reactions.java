package io.deskloom.command;

import io.deskloom.access.FlowAndAccess;
import io.deskloom.command.TicketStore.Batch;
import io.deskloom.command.TicketStore.Outcome;
import io.deskloom.command.TicketStore.Settles;
import io.deskloom.effect.Effect;
import io.deskloom.effect.TimerChange;
import io.deskloom.identity.Accounts;
import io.deskloom.identity.Actor;
import io.deskloom.identity.Actors;
import io.deskloom.kernel.AccountId;
import io.deskloom.kernel.Moment;
import io.deskloom.kernel.TenantId;
import io.deskloom.kernel.TicketId;
import io.deskloom.model.FlowDef;
import io.deskloom.model.MetadataSnapshot;
import io.deskloom.model.Relations;
import io.deskloom.model.RuleDef;
import io.deskloom.model.RuleDef.Timing;
import io.deskloom.model.Snapshots;
import io.deskloom.model.TicketTypeDef;
import io.deskloom.outbox.EffectExecutor;
import io.deskloom.outbox.MailSwitch;
import io.deskloom.outbox.OutboxSignal;
import io.deskloom.rules.RuleEngine;
import io.deskloom.script.Scripts;
import io.deskloom.ticket.RelatedFacts;
import io.deskloom.ticket.Ticket;
import io.deskloom.timer.TicketTimer;
import io.deskloom.timer.TimerStore.Due;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Rules that nobody waits for: those asked once a change is saved, and automations. Each is a command of its own, written as every
 * command is, in one transaction with the end of the effect or the timer that asked for it: so it has its effect once, whoever
 * dies meanwhile.
 */
@ApplicationScoped
public class Reactions implements EffectExecutor, TicketTimer {
    /** The channel of what rules do apart from any change. */
    public static final String CHANNEL = "rule";

    private static final AccountId NOBODY = new AccountId(new UUID(0, 0));
    private static final int ATTEMPTS = 10;

    private final TicketStore store;
    private final LinkStore links;
    private final Snapshots snapshots;
    private final Decider decider;
    private final Accounts accounts;
    private final Actors actors;
    private final OutboxSignal outbox;
    private final MailSwitch mail;
    private final Clock clock;
    private final Sealer sealer;
    private final ScriptPort scripts;

    Reactions(
            TicketStore store,
            LinkStore links,
            Snapshots snapshots,
            RuleEngine rules,
            RuleWatch watch,
            Accounts accounts,
            Actors actors,
            OutboxSignal outbox,
            MailSwitch mail,
            Clock clock,
            Sealer sealer,
            Scripts scripts) {
        this.store = store;
        this.links = links;
        this.snapshots = snapshots;
        this.decider = new Decider(rules, watch);
        this.accounts = accounts;
        this.actors = actors;
        this.outbox = outbox;
        this.mail = mail;
        this.clock = clock;
        this.sealer = sealer;
        this.scripts = scripts::run;
    }

    @Override
    public boolean executes(Effect effect) {
        return effect instanceof Effect.React || effect instanceof Effect.Elapse;
    }

    @Override
    public void execute(TenantId tenant, UUID key, Effect effect) {
        switch (effect) {
            case Effect.React react ->
                carryOut(
                        tenant,
                        react.ticket(),
                        react.by(),
                        react.depth(),
                        new Settles.Queued(key),
                        s -> ticket -> decider.react(s, ticket, react));
            case Effect.Elapse elapse ->
                carryOut(
                        tenant,
                        elapse.ticket(),
                        null,
                        0,
                        new Settles.Queued(key),
                        s -> ticket -> automation(s.now(), s.type(), elapse.automation())
                                .flatMap(rule -> decider.elapse(s, ticket, rule)));
            default -> throw new IllegalArgumentException("no rule is asked");
        }
    }

    @Override
    public String kind() {
        return TicketTimerKinds.AUTOMATION;
    }

    /** An automation's time has come, for one ticket. */
    @Override
    public Fired fire(TenantId tenant, Due due, Instant now) {
        UUID record = due.record();
        if (record == null) {
            return new Over();
        }
        TicketId id = new TicketId(record);
        for (int i = 0; i < ATTEMPTS; i++) {
            Optional<Ticket> ticket = store.find(tenant, snapshots.current(tenant), id);
            if (ticket.isEmpty()) {
                return new Over();
            }
            Situation s = situation(tenant, ticket.get(), null, 0, now);
            Optional<RuleDef> rule = automation(s.now(), s.type(), due.details().getOrDefault(TicketTimers.RULE, ""));
            Optional<TimerChange.Set> wanted = rule.flatMap(r -> TicketTimers.wanted(s, ticket.get(), r));
            if (rule.isEmpty() || wanted.isEmpty()) {
                return new Over();
            }
            boolean again = wanted.get()
                    .details()
                    .getOrDefault(TicketTimers.ASKED, "")
                    .equals(due.details().get(TicketTimers.ASKED));
            if (!again && wanted.get().due().isAfter(now)) {
                return new Later(wanted.get().due());
            }
            int before = again ? number(due.details().get(TicketTimers.FIRED)) : 0;
            Optional<Decided> decided = decider.elapse(s, s.relate().apply(ticket.get()), rule.get());
            if (decided.isEmpty()) {
                return new Over();
            }
            Settles.Timer settles =
                    new Settles.Timer(due.id(), due.attempts(), next(rule.get(), wanted.get(), before + 1, now));
            Outcome outcome = store.append(settling(tenant, decided.get(), settles));
            if (outcome != Outcome.STALE) {
                outbox.filled(tenant);
                return new Settled();
            }
        }
        throw new IllegalStateException("the ticket changes too often; it is tried again later");
    }

    /** When it fires once more for the same time, null for never. @param fired how often it has by now */
    private static TimerChange.@Nullable Set next(RuleDef rule, TimerChange.Set wanted, int fired, Instant now) {
        if (!(rule.timing() instanceof Timing.After(var _, var _, Duration repeat, int most))
                || repeat == null
                || fired >= most) {
            return null;
        }
        Map<String, String> details = new HashMap<>(wanted.details());
        details.put(TicketTimers.FIRED, Integer.toString(fired));
        return new TimerChange.Set(wanted.id(), wanted.kind(), details, now.plus(repeat));
    }

    private static int number(@Nullable String text) {
        return text == null ? 0 : Integer.parseInt(text);
    }

    private static Optional<RuleDef> automation(MetadataSnapshot now, TicketTypeDef type, String id) {
        return now.rules().stream()
                .filter(rule -> rule.timing() != null
                        && rule.id().equals(id)
                        && rule.type().equals(type.key()))
                .findFirst();
    }

    private void carryOut(
            TenantId tenant,
            TicketId id,
            @Nullable AccountId by,
            int depth,
            Settles settles,
            Function<Situation, Function<Ticket, Optional<Decided>>> decide) {
        for (int i = 0; i < ATTEMPTS; i++) {
            Optional<Ticket> ticket = store.find(tenant, snapshots.current(tenant), id);
            if (ticket.isEmpty()) {
                return;
            }
            Situation s = situation(tenant, ticket.get(), by, depth, clock.instant());
            Optional<Decided> decided = decide.apply(s).apply(s.relate().apply(ticket.get()));
            if (decided.isEmpty()) {
                return;
            }
            if (store.append(settling(tenant, decided.get(), settles)) != Outcome.STALE) {
                outbox.filled(tenant);
                return;
            }
        }
        throw new IllegalStateException("the ticket changes too often; it is tried again later");
    }

    private Batch settling(TenantId tenant, Decided decided, Settles settles) {
        Batch batch = Commands.batch(tenant, decided, mail, null);
        return new Batch(
                batch.tenant(),
                batch.now(),
                batch.type(),
                batch.before(),
                batch.after(),
                batch.events(),
                batch.explanation(),
                batch.effects(),
                batch.timers(),
                null,
                settles);
    }

    /** What timers a ticket's state asks for. */
    Map<UUID, TimerChange.Set> wanted(TenantId tenant, Ticket ticket) {
        return TicketTimers.wanted(situation(tenant, ticket, null, 0, clock.instant()), ticket);
    }

    private Situation situation(TenantId tenant, Ticket ticket, @Nullable AccountId by, int depth, Instant at) {
        MetadataSnapshot now = snapshots.current(tenant);
        TicketTypeDef type = now.typeById(ticket.type()).orElseThrow();
        TicketTypeDef pinned = ticket.flowRelease().equals(now.release())
                ? type
                : snapshots
                        .release(tenant, ticket.flowRelease())
                        .flatMap(r -> r.typeById(ticket.type()))
                        .orElse(type);
        Moment moment =
                new Moment(at.truncatedTo(ChronoUnit.MICROS), now.workspace().zone());
        Actor actor = actor(tenant, now, by);
        return new Situation(
                now,
                type,
                FlowAndAccess.of(pinned),
                actor,
                new Origin(CHANNEL, null, depth),
                moment,
                Set.of(),
                account -> !store.activeAccounts(tenant, Set.of(account)).isEmpty(),
                Map.of(),
                relate(tenant, now, type, pinned.flow()),
                sealer,
                scripts,
                NamedFiles.NONE,
                new OtherTickets(tenant, now, store, links),
                new AskedFacts(store, actor, now, type, moment),
                release -> snapshots.release(tenant, release));
    }

    /** Whoever it was, as rules know him; his rights do not matter to what rules do. */
    private Actor actor(TenantId tenant, MetadataSnapshot now, @Nullable AccountId by) {
        return Optional.ofNullable(by)
                .flatMap(id -> accounts.find(tenant, id))
                .map(account -> actors.of(tenant, account))
                .orElseGet(() -> nobody(tenant, now, by == null ? NOBODY : by));
    }

    /** Who does what time does. */
    static Actor nobody(TenantId tenant, MetadataSnapshot now) {
        return nobody(tenant, now, NOBODY);
    }

    private static Actor nobody(TenantId tenant, MetadataSnapshot now, AccountId id) {
        return new Actor(
                tenant,
                id,
                "",
                "",
                Set.of(),
                Set.of(),
                Set.of(),
                Set.of(),
                now.workspace().languages().getFirst());
    }

    private UnaryOperator<Ticket> relate(TenantId tenant, MetadataSnapshot now, TicketTypeDef type, FlowDef flow) {
        Set<String> paths = new HashSet<>(now.relations().getOrDefault(type.key(), Set.of()));
        if (flow != type.flow()) {
            paths.addAll(Relations.of(type, flow));
        }
        return paths.isEmpty()
                ? ticket -> ticket
                : ticket -> RelatedFacts.of(
                                java.util.List.of(ticket), type, paths, now, ids -> store.findAll(tenant, now, ids))
                        .getFirst();
    }
}
