package io.deskloom.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.deskloom.attachment.Attachment;
import io.deskloom.attachment.Attachments;
import io.deskloom.command.Command;
import io.deskloom.command.Commands;
import io.deskloom.command.Done;
import io.deskloom.command.Origin;
import io.deskloom.command.TicketStore;
import io.deskloom.identity.Account;
import io.deskloom.identity.Accounts;
import io.deskloom.identity.Actor;
import io.deskloom.identity.Actors;
import io.deskloom.identity.NewAccount;
import io.deskloom.identity.Tenant;
import io.deskloom.kernel.External;
import io.deskloom.kernel.Rejection;
import io.deskloom.kernel.Result;
import io.deskloom.kernel.TenantId;
import io.deskloom.kernel.TicketId;
import io.deskloom.metadata.CurrentSnapshots;
import io.deskloom.metadata.Publisher;
import io.deskloom.metadata.Releases;
import io.deskloom.metadata.SourceFile;
import io.deskloom.outbox.EffectExecutor;
import io.deskloom.outbox.OutboxPump;
import io.deskloom.outbox.OutboxStore;
import io.deskloom.ticket.Event;
import io.deskloom.ticket.Ticket;
import io.deskloom.timer.TicketTimer;
import io.deskloom.timer.TimerPump;
import io.deskloom.timer.TimerStore;
import io.deskloom.timer.TimerTask;
import io.quarkus.arc.All;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/** A workspace at work, for tests that want tickets: the demo's or acme's metadata and people of every role. */
@ApplicationScoped
public class Desk {
    private final Workspaces workspaces;
    private final Releases releases;
    private final CurrentSnapshots snapshots;
    private final Accounts accounts;
    private final Actors actors;
    private final Commands commands;
    private final TicketStore store;
    private final Attachments attachments;
    private final OutboxStore outbox;
    private final List<EffectExecutor> executors;
    private final List<TimerTask> timers;
    private final TimerStore timerRows;
    private final List<TicketTimer> ticketTimers;
    private final Clock clock;

    Desk(
            Workspaces workspaces,
            Releases releases,
            CurrentSnapshots snapshots,
            Accounts accounts,
            Actors actors,
            Commands commands,
            TicketStore store,
            Attachments attachments,
            OutboxStore outbox,
            @All List<EffectExecutor> executors,
            @All List<TimerTask> timers,
            TimerStore timerRows,
            @All List<TicketTimer> ticketTimers,
            Clock clock) {
        this.workspaces = workspaces;
        this.releases = releases;
        this.snapshots = snapshots;
        this.accounts = accounts;
        this.actors = actors;
        this.commands = commands;
        this.store = store;
        this.attachments = attachments;
        this.outbox = outbox;
        this.executors = executors;
        this.timers = timers;
        this.timerRows = timerRows;
        this.ticketTimers = ticketTimers;
        this.clock = clock;
    }

    /**
     * Until nothing is waiting any more: what follows from changes has followed. Carried out here and now, whatever the
     * application's own pump has taken: nothing is waited for but its leases.
     */
    public void settled(TenantId tenant) {
        settled(tenant, clock.instant());
    }

    private void settled(TenantId tenant, Instant notBefore) {
        OutboxPump pump = new OutboxPump(outbox, executors, clock);
        // Longer than a service that has failed is left alone, and than what was taken by a server that was stopped is
        // held.
        long deadline = System.nanoTime() + Duration.ofSeconds(150).toNanos();
        List<String> left;
        do {
            Instant now = clock.instant();
            pump.run(List.of(tenant), now.isBefore(notBefore) ? notBefore : now);
            // Asked once a round: between two questions the application's own pump may bring more.
            left = column(
                    tenant,
                    "SELECT concat_ws(' ', kind, state, attempts, due_at, last_error) FROM outbox WHERE tenant_id = ?");
        } while (!left.isEmpty() && System.nanoTime() < deadline);
        assertThat(left).as("not through at %s", clock.instant()).isEmpty();
    }

    /** As if it were {@code now}: what tickets and schedules have waited for until then is done, and what follows from it. */
    public void elapsed(TenantId tenant, Instant now) {
        settled(tenant, now);
        TimerPump pump = new TimerPump(timerRows, List.of(), ticketTimers, clock);
        try {
            while (pump.run(List.of(tenant), now) > 0) {
                settled(tenant, now);
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Fires the timer of this kind as if it were {@code now}. */
    public void fire(TenantId tenant, String kind, Instant now) {
        TimerTask task =
                timers.stream().filter(t -> t.kind().equals(kind)).findFirst().orElseThrow();
        try {
            task.fire(tenant, now);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** A fresh workspace with the demo as it is given away. */
    public Tenant shipped() {
        return workspace(Snapshots.shippedFiles());
    }

    /** A fresh workspace with the types of the shop, which are the demo's as they once were. */
    public Tenant demo() {
        return workspace(Snapshots.demoFiles());
    }

    /** A fresh workspace with other types. */
    public Tenant acme() {
        return workspace(Snapshots.acmeFiles());
    }

    private Tenant workspace(List<SourceFile> files) {
        Tenant tenant = workspaces.fresh();
        publish(tenant, files);
        settled(tenant.id());
        return tenant;
    }

    /** The demo's types, and one definition more. @param yaml what stands at {@code path} */
    public void publishWith(Tenant tenant, String path, String yaml) {
        List<SourceFile> files = new ArrayList<>(Snapshots.demoFiles());
        files.removeIf(file -> file.path().equals(path));
        files.add(new SourceFile(path, yaml));
        publish(tenant, files);
    }

    /** The demo's types, otherwise. @param changes what becomes of a file's text, by its path */
    public void publish(Tenant tenant, Map<String, UnaryOperator<String>> changes) {
        publish(
                tenant,
                Snapshots.demoFiles().stream()
                        .map(f -> new SourceFile(
                                f.path(),
                                changes.getOrDefault(f.path(), UnaryOperator.identity())
                                        .apply(f.text())))
                        .toList());
    }

    private void publish(Tenant tenant, List<SourceFile> files) {
        releases.apply(tenant.id(), files, "", Publisher.SYSTEM, false).orThrow();
    }

    /** A new account; its password is {@link Workspaces#PASSWORD}. */
    public Account account(Tenant tenant, String login, String role, String... teams) {
        return accounts.create(
                        tenant.id(),
                        new NewAccount(login, login, Workspaces.PASSWORD, Set.of(role), Set.of(teams), "en"),
                        clock.instant())
                .orThrow()
                .account();
    }

    public Actor actor(Tenant tenant, String login, String role, String... teams) {
        return actors.of(tenant.id(), account(tenant, login, role, teams));
    }

    public Ticket ticket(Actor actor, TicketId id) {
        return store.find(actor.tenant(), snapshots.current(actor.tenant()), id).orElseThrow();
    }

    public List<Event> events(Actor actor, TicketId id) {
        return store.since(actor.tenant(), id, 0);
    }

    public Ticket create(Actor actor, String type, Map<String, Object> fields) {
        Done done = commands.handle(actor, new Command.Create(Origin.of("api"), type, fields, null))
                .orThrow();
        return ticket(actor, done.ticket());
    }

    /** Makes or changes a record of an object type. @param id in the shop */
    public TicketId put(Actor actor, String type, String id, Map<String, Object> fields) {
        return commands.handle(
                        actor,
                        new Command.PutRecord(
                                Origin.of("api"), type, new External("shop", id), true, null, new HashMap<>(fields)))
                .orThrow()
                .ticket();
    }

    /** A file that is in nothing yet. */
    public Attachment upload(Actor actor, String name, String text) {
        try {
            return attachments
                    .upload(actor, name, -1, new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)))
                    .orThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Ticket act(Actor actor, Ticket ticket, String action, Map<String, Object> fields) {
        commands.handle(actor, new Command.Act(Origin.of("api"), ticket.id(), action, null, fields, null))
                .orThrow();
        return ticket(actor, ticket.id());
    }

    public Ticket assign(Actor actor, Ticket ticket, String team) {
        commands.handle(actor, new Command.Assign(Origin.of("api"), ticket.id(), false, null, team))
                .orThrow();
        return ticket(actor, ticket.id());
    }

    public static Rejection refusal(Result<?> result) {
        return Refusals.of(result);
    }

    /** How many rows {@code sql} (with {@code tenant_id = ?}) counts in the tenant. */
    public static long count(TenantId tenant, String table) {
        try (Connection c = TestDatabase.asOwner();
                PreparedStatement s = c.prepareStatement("SELECT count(*) FROM " + table + " WHERE tenant_id = ?")) {
            s.setInt(1, tenant.value());
            try (ResultSet row = s.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    /** The single column of all rows, as text. */
    public static List<String> column(TenantId tenant, String sql) {
        try (Connection c = TestDatabase.asOwner();
                PreparedStatement s = c.prepareStatement(sql)) {
            s.setInt(1, tenant.value());
            try (ResultSet row = s.executeQuery()) {
                List<String> out = new ArrayList<>();
                while (row.next()) {
                    out.add(row.getString(1));
                }
                return out;
            }
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }
}
