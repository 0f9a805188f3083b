package io.deskloom.identity;

import io.deskloom.kernel.Problems;
import io.deskloom.kernel.Rejection;
import io.deskloom.kernel.Result;
import io.deskloom.kernel.TenantId;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Supplier;

/** The workspaces of an installation; only an operator may change them. */
@ApplicationScoped
public class Tenants {
    /** The account every workspace begins with. */
    public static final String FIRST_ADMIN = "admin";

    private final TenantStore store;
    private final Accounts accounts;

    Tenants(TenantStore store, Accounts accounts) {
        this.store = store;
        this.accounts = accounts;
    }

    /** A workspace without any account. */
    public Result<Tenant> create(String slug, String name, Instant now) {
        return create(slug, name, () -> store.insert(slug, name.strip(), AccountStore.kept(now)));
    }

    /** A workspace without any account, into which a demo of {@code tickets} is put until {@link #demoIsMade}. */
    public Result<Tenant> beginDemo(String slug, String name, int tickets, Instant now) {
        return create(slug, name, () -> store.insertDemo(slug, name.strip(), tickets, AccountStore.kept(now)));
    }

    /** Of how many tickets the demo is that is being put into it; empty when none is, or no longer. */
    public OptionalInt demoBeingMade(TenantId id) {
        return store.demoBeingMade(id);
    }

    public void demoIsMade(TenantId id) {
        store.demoIsMade(id);
    }

    private static Result<Tenant> create(String slug, String name, Supplier<Optional<Tenant>> insert) {
        Problems problems = new Problems();
        if (!Tenant.isSlug(slug)) {
            problems.add(
                    "/slug",
                    "tenant.slug",
                    "A slug has 1 to 40 letters a-z, digits and inner hyphens, a letter first.");
        }
        if (name.isBlank() || name.length() > 120) {
            problems.add("/name", "text.length", "A name has 1 to 120 characters.");
        }
        if (!problems.isEmpty()) {
            return Result.refused(Rejection.invalid(problems.list()));
        }
        return insert.get().map(Result::ok).orElseGet(() -> {
            problems.add("/slug", "tenant.slug-taken", "Another workspace has this slug.");
            return Result.refused(Rejection.invalid(problems.list()));
        });
    }

    /** A workspace with its first administrator. */
    public record WithAdmin(Tenant tenant, String login, String oneTimePassword) {
        @Override
        public String toString() {
            return tenant.toString();
        }
    }

    /** A workspace and an administrator whose one-time password is shown once. */
    public Result<WithAdmin> createWithAdmin(String slug, String name, Instant now) {
        return create(slug, name, now)
                .flatMap(tenant -> accounts.create(
                                tenant.id(),
                                new NewAccount(FIRST_ADMIN, "Administrator", null, Set.of("admin"), Set.of(), "en"),
                                now)
                        .map(made -> {
                            String password = made.oneTimePassword();
                            if (password == null) {
                                throw new IllegalStateException(
                                        "an account without a given password has a one-time password");
                            }
                            return new WithAdmin(tenant, FIRST_ADMIN, password);
                        }));
    }

    public List<Tenant> list() {
        return store.list();
    }

    public Optional<Tenant> bySlug(String slug) {
        return store.bySlug(slug.toLowerCase(Locale.ROOT));
    }

    public Optional<Tenant> byId(TenantId id) {
        return store.byId(id);
    }

    /** Refuses, or allows again, every login and session of a workspace, at once. */
    public Result<Tenant> setSuspended(TenantId id, boolean suspended) {
        return store.setSuspended(id, suspended)
                ? store.byId(id).map(Result::ok).orElseGet(() -> Result.refused(Rejection.notFound()))
                : Result.refused(Rejection.notFound());
    }
}
