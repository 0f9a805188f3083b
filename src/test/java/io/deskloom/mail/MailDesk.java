package io.deskloom.mail;

import io.deskloom.identity.Actor;
import io.deskloom.identity.Tenant;
import io.deskloom.kernel.AccountId;
import io.deskloom.kernel.TenantId;
import io.deskloom.metadata.Publisher;
import io.deskloom.metadata.Releases;
import io.deskloom.metadata.SourceFile;
import io.deskloom.notification.Channels;
import io.deskloom.notification.NotificationStore;
import io.deskloom.outbox.EffectExecutor;
import io.deskloom.outbox.OutboxPump;
import io.deskloom.outbox.OutboxStore;
import io.deskloom.testing.Desk;
import io.deskloom.testing.Snapshots;
import io.quarkus.arc.All;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** A workspace whose rules mail, for tests. */
@ApplicationScoped
class MailDesk {
    private final Desk desk;
    private final Releases releases;
    private final NotificationStore store;
    private final OutboxStore outbox;
    private final List<EffectExecutor> executors;
    private final Clock clock;

    MailDesk(
            Desk desk,
            Releases releases,
            NotificationStore store,
            OutboxStore outbox,
            @All List<EffectExecutor> executors,
            Clock clock) {
        this.desk = desk;
        this.releases = releases;
        this.store = store;
        this.outbox = outbox;
        this.executors = executors;
        this.clock = clock;
    }

    /** Publishes the demo with one more rule, for returns. @param does its wish, as YAML in one line */
    void rule(Tenant tenant, String on, String does, SourceFile... more) {
        List<SourceFile> files = new ArrayList<>(Snapshots.demoFiles());
        files.removeIf(f -> f.path().startsWith("triggers/") || f.path().startsWith("mails/"));
        files.addAll(List.of(more));
        files.add(new SourceFile("triggers/tell.yaml", """
                id: tr_tell
                key: tell
                label: {en: Large returns, zh: 大额退货}
                type: return_refund
                on: [%s]
                do: [%s]
                """.formatted(on, does)));
        releases.apply(tenant.id(), files, "", Publisher.SYSTEM, false).orThrow();
    }

    /** An account whose mail goes to {@code <login>@mail.example}, which is its own. */
    Actor reader(Tenant tenant, String login, String role, String... teams) {
        Actor actor = desk.actor(tenant, login, role, teams);
        mailbox(tenant.id(), actor.account(), login + "@mail.example");
        return actor;
    }

    void mailbox(TenantId tenant, AccountId account, String address) {
        Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
        store.channels(tenant, account, new Channels(true, true, address, now, null), null, now);
    }

    /** Carries out what is due by then, until {@code done}; whoever else carries it out is waited for. */
    void run(Tenant tenant, Duration later, BooleanSupplier done) {
        OutboxPump pump = new OutboxPump(outbox, executors, clock);
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        do {
            pump.run(List.of(tenant.id()), Instant.now().plus(later));
        } while (!done.getAsBoolean() && System.nanoTime() < deadline);
        if (!done.getAsBoolean()) {
            throw new AssertionError("it has not come to that; the outbox holds "
                    + Desk.column(
                            tenant.id(),
                            "SELECT kind || ' ' || state || ' ' || coalesce(last_error, '')"
                                    + " FROM outbox WHERE tenant_id = ?"));
        }
    }

    static List<String> deadLetters(Tenant tenant) {
        return Desk.column(
                tenant.id(), "SELECT last_error FROM outbox WHERE tenant_id = ? AND kind = 'mail' AND state = 1");
    }

    static Map<String, Object> fields(Object... pairs) {
        Map<String, Object> fields = new java.util.HashMap<>(Map.of("subject", "Too big", "reason", "size"));
        for (int i = 0; i < pairs.length; i += 2) {
            fields.put((String) pairs[i], pairs[i + 1]);
        }
        return fields;
    }
}
