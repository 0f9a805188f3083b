package io.deskloom.view;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.deskloom.identity.Account;
import io.deskloom.identity.AccountChanged;
import io.deskloom.identity.Accounts;
import io.deskloom.kernel.AccountId;
import io.deskloom.kernel.TenantId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Names from the accounts themselves, remembered for some seconds: every ticket shows a few, and they hardly ever change.
 * A name changed on this node is known at once, one changed on another node when its time is up.
 */
@ApplicationScoped
class AccountNames implements Names {
    static final Duration REMEMBERED = Duration.ofSeconds(10);
    private static final int MOST = 20_000;

    private final Accounts accounts;
    private final Cache<Key, String> known =
            Caffeine.newBuilder().maximumSize(MOST).expireAfterWrite(REMEMBERED).build();

    AccountNames(Accounts accounts) {
        this.accounts = accounts;
    }

    private record Key(TenantId tenant, AccountId account) {}

    @Override
    public Map<AccountId, String> of(TenantId tenant, Collection<AccountId> ids) {
        Map<AccountId, String> names = new HashMap<>();
        List<AccountId> asked = new ArrayList<>();
        for (AccountId id : ids) {
            String name = known.getIfPresent(new Key(tenant, id));
            if (name == null) {
                asked.add(id);
            } else {
                names.put(id, name);
            }
        }
        if (!asked.isEmpty()) {
            for (Account account : accounts.byIds(tenant, asked)) {
                names.put(account.id(), account.name());
                known.put(new Key(tenant, account.id()), account.name());
            }
        }
        return names;
    }

    void changed(@Observes AccountChanged change) {
        known.invalidate(new Key(change.tenant(), change.account()));
    }
}
