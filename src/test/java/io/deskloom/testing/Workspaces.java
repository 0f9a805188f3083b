package io.deskloom.testing;

import io.deskloom.identity.Account;
import io.deskloom.identity.Accounts;
import io.deskloom.identity.NewAccount;
import io.deskloom.identity.Tenant;
import io.deskloom.identity.Tenants;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/** Fresh workspaces with accounts, so that no test stands on what another one left. */
@ApplicationScoped
public class Workspaces {
    public static final String PASSWORD = "correct horse battery";
    private static final AtomicInteger COUNT = new AtomicInteger();

    private final Tenants tenants;
    private final Accounts accounts;
    private final Clock clock;

    Workspaces(Tenants tenants, Accounts accounts, Clock clock) {
        this.tenants = tenants;
        this.accounts = accounts;
        this.clock = clock;
    }

    /** A workspace nobody else uses. */
    public Tenant fresh() {
        String slug = "w" + COUNT.incrementAndGet() + "-" + Long.toString(System.nanoTime(), 36);
        return tenants.create(slug, "Workspace " + slug, clock.instant()).orThrow();
    }

    public Account account(Tenant tenant, String login, String... roles) {
        NewAccount wanted = new NewAccount(login, login + " of the tests", PASSWORD, Set.of(roles), Set.of(), "en");
        return accounts.create(tenant.id(), wanted, clock.instant()).orThrow().account();
    }
}
