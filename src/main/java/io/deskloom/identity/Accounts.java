package io.deskloom.identity;

import io.deskloom.kernel.AccountId;
import io.deskloom.kernel.Problem;
import io.deskloom.kernel.Problems;
import io.deskloom.kernel.Rejection;
import io.deskloom.kernel.Result;
import io.deskloom.kernel.TenantId;
import io.deskloom.kernel.Uuid7;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The accounts of a workspace. */
@ApplicationScoped
public class Accounts {
    private static final Pattern LOGIN = Pattern.compile("[a-z0-9][a-z0-9._@+-]{0,63}");
    private static final Pattern KEY = Pattern.compile("[a-z][a-z0-9_]{0,62}");
    /** The limits' name for this; no workspace's slug can be it. */
    private static final String PASSWORD_CHANGE = "#password";

    /** The ability somebody in a workspace must have, or nobody could ever give it to anybody. */
    private static final String MANAGE = "accounts.manage";

    private static final Set<String> LANGUAGES = Set.of("en", "zh");
    private static final Set<String> THEMES = Set.of("light", "dark", "auto");

    private final AccountStore store;
    private final Passwords passwords;
    private final LoginLimits limits;
    private final WorkspaceRoles workspace;
    private final Event<AccountChanged> news;

    Accounts(
            AccountStore store,
            Passwords passwords,
            LoginLimits limits,
            WorkspaceRoles workspace,
            Event<AccountChanged> news) {
        this.store = store;
        this.passwords = passwords;
        this.limits = limits;
        this.workspace = workspace;
        this.news = news;
    }

    /**
     * An account just made.
     *
     * @param oneTimePassword the password that was made up, shown once; null if one was given
     */
    public record Created(Account account, @Nullable String oneTimePassword) {
        @Override
        public String toString() {
            return account.toString();
        }
    }

    /** Creates an account, or says everything that is wrong with it. */
    public Result<Created> create(TenantId tenant, NewAccount wanted, Instant now) {
        String login = wanted.login().strip().toLowerCase(Locale.ROOT);
        Problems problems = new Problems();
        if (!LOGIN.matcher(login).matches()) {
            problems.add("/login", "account.login", "A login has 1 to 64 letters a-z, digits and . _ @ + -.");
        }
        checkName(problems, wanted.name());
        checkChoice(problems, "/language", wanted.language(), LANGUAGES);
        checkKeys(problems, tenant, wanted.roles(), wanted.teams());
        String given = wanted.password();
        if (given != null) {
            problems.addAll(passwords.check("/password", given, login));
        }
        if (!problems.isEmpty()) {
            return Result.refused(Rejection.invalid(problems.list()));
        }
        String password = given == null ? Secrets.random().substring(0, 20) : given;
        Instant at = AccountStore.kept(now);
        Account account = new Account(
                new AccountId(Uuid7.at(at)),
                login,
                wanted.name().strip(),
                wanted.roles(),
                wanted.teams(),
                wanted.language(),
                "auto",
                given == null,
                at,
                null);
        if (!store.insert(tenant, account, passwords.hash(password))) {
            return Result.refused(Rejection.invalid(
                    List.of(Problem.of("/login", "account.login-taken", "Another account has this login."))));
        }
        return Result.ok(new Created(account, given == null ? password : null));
    }

    /** Changes an account, or says everything that is wrong. {@code by} may not lock itself out. */
    public Result<Account> change(TenantId tenant, AccountId id, AccountChange change, AccountId by, Instant now) {
        Optional<Account> found = find(tenant, id);
        if (found.isEmpty()) {
            return Result.refused(Rejection.notFound());
        }
        Account old = found.get();
        Account changed = new Account(
                id,
                old.login(),
                or(change.name(), old.name()).strip(),
                or(change.roles(), old.roles()),
                or(change.teams(), old.teams()),
                or(change.language(), old.language()),
                or(change.theme(), old.theme()),
                old.mustChangePassword(),
                old.createdAt(),
                disabledAt(old, change.disabled(), now));
        Problems problems = new Problems();
        checkName(problems, changed.name());
        checkChoice(problems, "/language", changed.language(), LANGUAGES);
        checkChoice(problems, "/theme", changed.theme(), THEMES);
        // Only what is new must exist: a role that left the metadata must not stop every other change of the account.
        checkKeys(problems, tenant, without(changed.roles(), old.roles()), without(changed.teams(), old.teams()));
        if (by.equals(id) && changed.isDisabled()) {
            problems.add("/disabled", "account.self", "You cannot disable your own account.");
        }
        if (by.equals(id) && !changed.roles().containsAll(old.roles())) {
            problems.add("/roles", "account.self", "You cannot take a role from yourself.");
        }
        if (!problems.isEmpty()) {
            return Result.refused(Rejection.invalid(problems.list()));
        }
        if (!store.update(tenant, changed, workspace.rolesWith(tenant, MANAGE))) {
            return Result.refused(Rejection.invalid(List.of(Problem.of(
                    changed.isDisabled() ? "/disabled" : "/roles",
                    "account.last-administrator",
                    "Nobody else could administer the accounts of this workspace."))));
        }
        news.fire(new AccountChanged(tenant, id));
        return Result.ok(changed);
    }

    /**
     * Replaces one's own password and ends all one's other sessions.
     *
     * @param address where the attempt comes from, for the limit
     * @param cookie the session that goes on, null for none
     */
    public Result<AccountId> changePassword(
            TenantId tenant,
            AccountId id,
            String current,
            String next,
            String address,
            @Nullable String cookie,
            Instant now) {
        // A stolen session must not be a way to guess the password behind it.
        if (limits.count(PASSWORD_CHANGE, id.toString(), address, now).isPresent()) {
            return Result.refused(new Rejection(
                    Rejection.Kind.TOO_MANY, "too-many-requests", "Too many attempts; wait a little.", List.of()));
        }
        Optional<AccountStore.Stored> found = store.byId(tenant, id);
        if (!passwords.opens(found.map(AccountStore.Stored::passwordHash), current) || found.isEmpty()) {
            return Result.refused(Rejection.invalid(
                    List.of(Problem.of("/current", "password.wrong", "This is not the current password."))));
        }
        limits.succeeded(PASSWORD_CHANGE, id.toString(), address);
        List<Problem> problems = current.equals(next)
                ? List.of(Problem.of("/next", "password.same", "Choose another password than the current one."))
                : passwords.check("/next", next, found.get().account().login());
        if (!problems.isEmpty()) {
            return Result.refused(Rejection.invalid(problems));
        }
        store.setPassword(
                tenant,
                id,
                passwords.hash(next),
                false,
                Credential.ofCookie(cookie).map(Credential::hash));
        return Result.ok(id);
    }

    /** Gives an account a one-time password, ends its sessions, and answers with the password, shown once. */
    public Result<String> resetPassword(TenantId tenant, AccountId id) {
        if (find(tenant, id).isEmpty()) {
            return Result.refused(Rejection.notFound());
        }
        String password = Secrets.random().substring(0, 20);
        store.setPassword(tenant, id, passwords.hash(password), true, Optional.empty());
        return Result.ok(password);
    }

    public Optional<Account> find(TenantId tenant, AccountId id) {
        return store.byId(tenant, id).map(AccountStore.Stored::account);
    }

    public Result<Account> get(TenantId tenant, AccountId id) {
        return find(tenant, id).map(Result::ok).orElseGet(() -> Result.refused(Rejection.notFound()));
    }

    public Optional<Account> byLogin(TenantId tenant, String login) {
        return store.byLogin(tenant, login).map(AccountStore.Stored::account);
    }

    /** All accounts, up to {@link AccountStore#MOST}, by name. */
    public List<Account> list(TenantId tenant) {
        return store.list(tenant, AccountStore.MOST);
    }

    /** Enabled accounts in one of the teams, of one of the roles, or with one of the ids, at most {@code limit}. */
    public List<Account> among(
            TenantId tenant, Collection<String> teams, Collection<String> roles, Collection<AccountId> ids, int limit) {
        return store.among(tenant, teams, roles, ids, limit);
    }

    /** Enabled accounts whose name or login contains {@code text}. */
    public List<Account> search(TenantId tenant, String text, int limit) {
        return store.search(tenant, text, limit);
    }

    /**
     * The enabled account of this login; if none has it, the only one of this name. Neither minds capital letters, and part
     * of a name is no name.
     */
    public Optional<Account> called(TenantId tenant, String name) {
        List<Account> all = store.called(tenant, name);
        return all.stream()
                .filter(account -> account.login().equals(name.toLowerCase(Locale.ROOT)))
                .findFirst()
                .or(() -> all.size() == 1 ? Optional.of(all.getFirst()) : Optional.empty());
    }

    public List<Account> byIds(TenantId tenant, Collection<AccountId> ids) {
        return ids.isEmpty() ? List.of() : store.byIds(tenant, ids);
    }

    private void checkKeys(Problems problems, TenantId tenant, Set<String> roles, Set<String> teams) {
        Optional<WorkspaceRoles.Known> known = workspace.known(tenant);
        if (!known.map(k -> k.roles().containsAll(roles)).orElse(areKeys(roles))) {
            problems.add("/roles", "account.role", "The workspace has no such role.");
        }
        if (!known.map(k -> k.teams().containsAll(teams)).orElse(areKeys(teams))) {
            problems.add("/teams", "account.team", "The workspace has no such team.");
        }
    }

    private static boolean areKeys(Set<String> keys) {
        return keys.stream().allMatch(k -> KEY.matcher(k).matches());
    }

    private static void checkName(Problems problems, String name) {
        if (name.isBlank() || name.length() > 120) {
            problems.add("/name", "text.length", "A name has 1 to 120 characters.");
        }
    }

    private static void checkChoice(Problems problems, String pointer, String value, Set<String> choices) {
        if (!choices.contains(value)) {
            String all = choices.stream().sorted().toList().toString();
            problems.add(Problem.of(pointer, "choice.unknown", "Choose one of " + all + ".", Map.of("choices", all)));
        }
    }

    private static @Nullable Instant disabledAt(Account old, @Nullable Boolean disabled, Instant now) {
        if (disabled == null || disabled == old.isDisabled()) {
            return old.disabledAt();
        }
        return disabled ? AccountStore.kept(now) : null;
    }

    private static Set<String> without(Set<String> all, Set<String> known) {
        return all.stream().filter(k -> !known.contains(k)).collect(java.util.stream.Collectors.toSet());
    }

    private static <T> T or(@Nullable T value, T otherwise) {
        return value == null ? otherwise : value;
    }
}
