package io.deskloom.identity;

import io.deskloom.kernel.AccountId;
import io.deskloom.kernel.Problem;
import io.deskloom.kernel.Problems;
import io.deskloom.kernel.Rejection;
import io.deskloom.kernel.Result;
import io.deskloom.kernel.TenantId;
import io.deskloom.kernel.Uuid7;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** API tokens: for programs that act as an account, within scopes, until a day. */
@ApplicationScoped
public class Tokens {
    static final int MOST_DAYS = 366;
    static final int MOST_PER_ACCOUNT = 50;

    private final SessionStore store;
    private final Actors actors;

    Tokens(SessionStore store, Actors actors) {
        this.store = store;
        this.actors = actors;
    }

    /** A token just made; {@code secret} is shown once and not kept. */
    public record Fresh(SessionStore.Token token, String secret) {
        @Override
        public String toString() {
            return token.toString();
        }
    }

    public Result<Fresh> create(
            TenantId tenant, AccountId account, String name, Set<String> scopes, int days, Instant now) {
        Problems problems = new Problems();
        if (name.isBlank() || name.length() > 80) {
            problems.add("/name", "text.length", "A name has 1 to 80 characters.");
        }
        if (scopes.isEmpty() || !scopes.stream().allMatch(TokenScopes::isKnown)) {
            problems.add("/scopes", "token.scope", "Choose at least one scope, and only scopes there are.");
        }
        if (days < 1 || days > MOST_DAYS) {
            problems.add("/expiresInDays", "number.range", "A token lasts 1 to " + MOST_DAYS + " days.");
        }
        if (problems.isEmpty() && store.tokens(tenant, account).size() >= MOST_PER_ACCOUNT) {
            problems.add(Problem.of("", "token.too-many", "Revoke a token you no longer need first."));
        }
        if (!problems.isEmpty()) {
            return Result.refused(Rejection.invalid(problems.list()));
        }
        Credential fresh = Credential.fresh(tenant);
        Instant at = AccountStore.kept(now);
        SessionStore.Token token = new SessionStore.Token(
                Uuid7.at(at), account, name.strip(), scopes, at, at.plus(Duration.ofDays(days)), null);
        store.insertToken(tenant, token, fresh.hash());
        return Result.ok(new Fresh(token, fresh.asToken()));
    }

    public List<SessionStore.Token> list(TenantId tenant, AccountId account) {
        return store.tokens(tenant, account);
    }

    public Result<UUID> revoke(TenantId tenant, AccountId account, UUID token, Instant now) {
        return store.revokeToken(tenant, account, token, now) ? Result.ok(token) : Result.refused(Rejection.notFound());
    }

    /** Who a bearer token stands for at {@code now}. A one-time password opens nothing, so a token of it does not either. */
    public Optional<SignedIn> find(@Nullable String bearer, Instant now) {
        return Credential.ofToken(bearer)
                .flatMap(c -> store.token(c.tenant(), c.hash())
                        .filter(t -> t.token().expiresAt().isAfter(now))
                        .map(t -> {
                            Instant used = t.token().lastUsedAt();
                            if (used == null || used.plus(Sessions.TOUCH).isBefore(now)) {
                                store.touchToken(c.tenant(), t.token(), now);
                            }
                            return new SignedIn(
                                    actors.ofToken(
                                            c.tenant(), t.account(), t.token().scopes()),
                                    t.account(),
                                    "");
                        }));
    }
}
