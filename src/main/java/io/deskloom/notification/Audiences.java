package io.deskloom.notification;

import io.deskloom.effect.Audience;
import io.deskloom.identity.Account;
import io.deskloom.identity.Accounts;
import io.deskloom.kernel.AccountId;
import io.deskloom.kernel.TenantId;
import io.deskloom.ticket.Ticket;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Whom the effects of one batch mean; those that mean the same people ask for them once. */
final class Audiences {
    /** The most people one effect tells: a workspace's whole staff is told by other means. */
    static final int MOST = 500;

    private final Accounts accounts;
    private final TenantId tenant;
    private final Map<Meant, List<Account>> known = new HashMap<>();

    Audiences(Accounts accounts, TenantId tenant) {
        this.accounts = accounts;
        this.tenant = tenant;
    }

    private record Meant(Set<String> teams, Set<String> roles, Set<AccountId> ids) {
        boolean isNobody() {
            return teams.isEmpty() && roles.isEmpty() && ids.isEmpty();
        }
    }

    /**
     * Those that have an account and are there, once each.
     *
     * @param by whoever did it, who need not be told; null when nobody did
     */
    List<Account> of(List<Audience> to, Ticket ticket, @Nullable AccountId by) {
        return known.computeIfAbsent(meant(to, ticket), this::among).stream()
                .filter(account -> !account.id().equals(by))
                .toList();
    }

    private static Meant meant(List<Audience> to, Ticket ticket) {
        Set<String> teams = new HashSet<>();
        Set<String> roles = new HashSet<>();
        Set<AccountId> ids = new HashSet<>();
        for (Audience one : to) {
            switch (one) {
                case Audience.Assignee _ -> add(ids, ticket.assignee());
                case Audience.Requester _ -> add(ids, ticket.requester());
                case Audience.Account(String id) -> AccountId.of(id).ifPresent(ids::add);
                // Whoever has no account is told by mail only.
                case Audience.Address _ -> {}
                case Audience.Team(String key) -> add(teams, key == null ? ticket.team() : key);
                case Audience.Role(String key) -> roles.add(key);
            }
        }
        return new Meant(teams, roles, ids);
    }

    private List<Account> among(Meant meant) {
        return meant.isNobody() ? List.of() : accounts.among(tenant, meant.teams(), meant.roles(), meant.ids(), MOST);
    }

    private static <T> void add(Set<T> all, @Nullable T one) {
        if (one != null) {
            all.add(one);
        }
    }
}
