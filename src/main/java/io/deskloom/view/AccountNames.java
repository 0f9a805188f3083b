package io.deskloom.view;

import io.deskloom.identity.Account;
import io.deskloom.identity.Accounts;
import io.deskloom.kernel.AccountId;
import io.deskloom.kernel.TenantId;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.Map;
import java.util.stream.Collectors;

/** Names from the accounts themselves. */
@ApplicationScoped
class AccountNames implements Names {
    private final Accounts accounts;

    AccountNames(Accounts accounts) {
        this.accounts = accounts;
    }

    @Override
    public Map<AccountId, String> of(TenantId tenant, Collection<AccountId> ids) {
        return accounts.byIds(tenant, ids).stream().collect(Collectors.toMap(Account::id, Account::name));
    }
}
