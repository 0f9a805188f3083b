package io.deskloom.rollout;

import io.deskloom.command.Command;
import io.deskloom.command.Command.MoveBack.Was;
import io.deskloom.command.Commands;
import io.deskloom.command.Origin;
import io.deskloom.effect.Effect;
import io.deskloom.identity.Account;
import io.deskloom.identity.Accounts;
import io.deskloom.identity.Actor;
import io.deskloom.identity.Actors;
import io.deskloom.kernel.Rejection;
import io.deskloom.kernel.TenantId;
import io.deskloom.kernel.TicketId;
import io.deskloom.outbox.EffectExecutor;
import io.deskloom.outbox.OutboxSignal;
import io.deskloom.rollout.Migration.State;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Moves tickets batch by batch. A batch, its progress and the order for the next one are one transaction; so a server that dies, or an
 * order that comes twice, moves no ticket twice and leaves none out.
 */
@ApplicationScoped
public class MigrationWorker implements EffectExecutor {
    /** Tickets decided and written together. */
    static final int BATCH = 100;

    /** The channel of what it does. */
    static final String CHANNEL = "migration";

    private final MigrationStore store;
    private final Commands commands;
    private final Accounts accounts;
    private final Actors actors;
    private final OutboxSignal outbox;
    private final Clock clock;

    MigrationWorker(
            MigrationStore store,
            Commands commands,
            Accounts accounts,
            Actors actors,
            OutboxSignal outbox,
            Clock clock) {
        this.store = store;
        this.commands = commands;
        this.accounts = accounts;
        this.actors = actors;
        this.outbox = outbox;
        this.clock = clock;
    }

    @Override
    public boolean executes(Effect effect) {
        return effect instanceof Effect.MoveTickets;
    }

    @Override
    public void execute(TenantId tenant, UUID key, Effect effect) {
        if (!(effect instanceof Effect.MoveTickets order)) {
            throw new IllegalArgumentException("no tickets are to be moved");
        }
        Optional<Migration> found = store.find(tenant, order.migration());
        if (found.isEmpty() || !isDue(found.get(), order)) {
            return;
        }
        Migration migration = found.get();
        Optional<Actor> actor = accounts.find(tenant, migration.by())
                .filter(account -> !account.isDisabled())
                .map((Account account) -> actors.of(tenant, account))
                .filter(who -> who.can(Command.Moves.ABILITY));
        if (actor.isEmpty()) {
            // Whoever began it may do so no longer: somebody who may has to go on with it.
            stop(tenant, migration, "account");
            return;
        }
        if (order.back()) {
            back(actor.get(), migration);
        } else {
            move(actor.get(), migration);
        }
        outbox.filled(tenant);
    }

    /** One that comes twice, or after it was stopped or turned round, finds it elsewhere. */
    private static boolean isDue(Migration migration, Effect.MoveTickets order) {
        return migration.state() == (order.back() ? State.UNDOING : State.RUNNING)
                && java.util.Objects.equals(migration.after(), order.after());
    }

    private void move(Actor actor, Migration migration) {
        List<TicketId> ids =
                store.next(actor.tenant(), migration.type(), migration.plan().from(), migration.after(), BATCH);
        List<Command.Moves> moves = ids.stream()
                .<Command.Moves>map(id -> new Command.Migrate(Origin.of(CHANNEL), id, migration.plan()))
                .toList();
        carryOut(actor, migration, moves, ids.size() < BATCH, Map.of());
    }

    private void back(Actor actor, Migration migration) {
        List<MigrationStore.Moved> moved = store.moved(actor.tenant(), migration.id(), migration.after(), BATCH);
        List<Command.Moves> moves = new ArrayList<>();
        Map<TicketId, Was> was = new HashMap<>();
        moved.forEach(one -> {
            moves.add(new Command.MoveBack(Origin.of(CHANNEL), one.ticket(), one.was()));
            was.put(one.ticket(), one.was());
        });
        carryOut(actor, migration, moves, moved.size() < BATCH, was);
    }

    private void carryOut(
            Actor actor, Migration migration, List<Command.Moves> moves, boolean last, Map<TicketId, Was> was) {
        boolean back = migration.state() == State.UNDOING;
        TicketId to = moves.isEmpty() ? migration.after() : moves.getLast().ticket();
        // Unless somebody else has it by now, or has stopped it: then nothing of this is written.
        boolean _ = commands.moveAll(
                actor,
                migration.type(),
                moves,
                clock.instant(),
                moved -> new MigrationStep(
                        migration.id(),
                        back,
                        migration.after(),
                        to,
                        last,
                        moved.stream()
                                .map(one -> item(one, back, was.get(one.ticket())))
                                .toList(),
                        clock.instant()));
    }

    private static MigrationStep.Item item(Commands.Moved one, boolean back, @Nullable Was was) {
        Rejection why = one.why();
        if (why == null) {
            return new MigrationStep.Item(
                    one.ticket(),
                    null,
                    null,
                    back || one.before() == null || one.after() == null ? was : Was.of(one.before(), one.after()));
        }
        String code = why.code().startsWith(Command.Moves.STAYS)
                ? why.code().substring(Command.Moves.STAYS.length())
                : why.kind() == Rejection.Kind.NOT_FOUND ? "gone" : why.code();
        String node = why.problems().isEmpty()
                ? null
                : why.problems().getFirst().params().get("step");
        return new MigrationStep.Item(one.ticket(), code, node, was);
    }

    /** It stops, for people to see; what is done stays done, and it can be gone on with. */
    @Override
    public void givenUp(TenantId tenant, UUID key, Effect effect, String code) {
        if (effect instanceof Effect.MoveTickets order) {
            store.find(tenant, order.migration())
                    .filter(migration -> isDue(migration, order))
                    .ifPresent(migration -> stop(tenant, migration, code));
        }
    }

    /** What is being taken back is begun anew with those that are left. */
    private void stop(TenantId tenant, Migration migration, String code) {
        State to = migration.state() == State.UNDOING ? State.DONE : State.STOPPED;
        store.turn(tenant, migration.id(), Set.of(migration.state()), to, null, false, code, clock.instant());
    }
}
