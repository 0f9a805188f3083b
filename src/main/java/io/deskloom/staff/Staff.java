package io.deskloom.staff;

import io.deskloom.identity.Accounts;
import io.deskloom.kernel.AccountId;
import io.deskloom.kernel.Problem;
import io.deskloom.kernel.Problems;
import io.deskloom.kernel.Rejection;
import io.deskloom.kernel.Result;
import io.deskloom.kernel.TenantId;
import io.deskloom.kernel.Uuid7;
import io.deskloom.routing.Absence;
import io.deskloom.routing.Candidate;
import io.deskloom.routing.Presence;
import io.deskloom.routing.Profile;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** What people can do and when they work, and whether they are there. */
@ApplicationScoped
public class Staff {
    /** People shown at once. */
    public static final int MOST = 500;

    /** Absences of one person that are not over. */
    public static final int MOST_ABSENCES = 100;

    private static final int LONGEST_NOTE = 500;
    private static final Duration LONGEST_ABSENCE = Duration.ofDays(3 * 366);

    /** A sign of life is written no more often: each open page gives one every few seconds. */
    private static final Duration WRITTEN_EVERY = Duration.ofSeconds(60);

    private final StaffStore store;
    private final Accounts accounts;

    /** When a sign of life was last written by this node. */
    private final Map<Person, Instant> written = new ConcurrentHashMap<>();

    private record Person(TenantId tenant, AccountId account) {}

    Staff(StaffStore store, Accounts accounts) {
        this.store = store;
        this.accounts = accounts;
    }

    /** People of these teams, of all for none, as they are now. */
    public List<Candidate> people(TenantId tenant, Set<String> teams, Instant now) {
        return store.people(tenant, teams, now, MOST);
    }

    public Result<StaffStore.Kept> profile(TenantId tenant, AccountId account) {
        return accounts.get(tenant, account).map(_ -> store.profile(tenant, account));
    }

    /** @param seen the version it was changed from */
    public Result<StaffStore.Kept> change(TenantId tenant, AccountId account, Profile profile, int seen, Instant now) {
        return accounts.get(tenant, account)
                .flatMap(_ -> store.write(tenant, account, profile, seen, now)
                        ? Result.ok(new StaffStore.Kept(profile, seen + 1))
                        : Result.refused(Rejection.conflict(
                                "profile-changed", "Somebody else has changed this meanwhile.", List.of())));
    }

    public Result<List<Absence>> absences(TenantId tenant, AccountId account, Instant now) {
        return accounts.get(tenant, account).map(_ -> store.absences(tenant, account, now));
    }

    public Result<Absence> absence(TenantId tenant, AccountId account, UUID id) {
        return store.absence(tenant, account, id).map(Result::ok).orElseGet(() -> Result.refused(Rejection.notFound()));
    }

    public Result<Absence> addAbsence(
            TenantId tenant,
            AccountId account,
            Instant from,
            Instant to,
            @Nullable AccountId substitute,
            String note,
            Instant now) {
        Problems problems = new Problems();
        if (!from.isBefore(to) || Duration.between(from, to).compareTo(LONGEST_ABSENCE) > 0) {
            problems.add("/to", "absence.range", "An absence ends after it begins, and lasts three years at most.");
        } else if (!to.isAfter(now)) {
            problems.add("/to", "absence.over", "The absence would be over already.");
        }
        if (note.codePointCount(0, note.length()) > LONGEST_NOTE) {
            problems.add("/note", "absence.note", "A note has at most 500 characters.");
        }
        if (substitute != null
                && (substitute.equals(account)
                        || accounts.find(tenant, substitute)
                                .filter(a -> !a.isDisabled())
                                .isEmpty())) {
            problems.add(
                    "/substitute", "absence.substitute", "There is no such account, or it is the one that is away.");
        }
        return accounts.get(tenant, account).flatMap(_ -> {
            if (problems.isEmpty() && store.absences(tenant, account, now).size() >= MOST_ABSENCES) {
                problems.addAll(List.of(Problem.of("", "absence.many", "Nobody has more than 100 absences ahead.")));
            }
            if (!problems.isEmpty()) {
                return Result.refused(Rejection.invalid(problems.list()));
            }
            Absence absence = new Absence(
                    Uuid7.at(now),
                    from.truncatedTo(ChronoUnit.MICROS),
                    to.truncatedTo(ChronoUnit.MICROS),
                    substitute,
                    note.strip());
            store.add(tenant, account, absence);
            return Result.ok(absence);
        });
    }

    public Result<UUID> removeAbsence(TenantId tenant, AccountId account, UUID id) {
        return store.remove(tenant, account, id) ? Result.ok(id) : Result.refused(Rejection.notFound());
    }

    public Presence presence(TenantId tenant, AccountId account) {
        return store.presence(tenant, account);
    }

    public Presence say(TenantId tenant, AccountId account, Presence.State state, Instant now) {
        store.say(tenant, account, state, now.truncatedTo(ChronoUnit.MICROS));
        written.put(new Person(tenant, account), now);
        return store.presence(tenant, account);
    }

    /** Somebody gives a sign of life. */
    public void seen(TenantId tenant, AccountId account, Instant now) {
        Person person = new Person(tenant, account);
        Instant before = written.get(person);
        if (before == null || before.plus(WRITTEN_EVERY).isBefore(now) || now.isBefore(before)) {
            store.seen(tenant, account, now.truncatedTo(ChronoUnit.MICROS));
            written.put(person, now);
        }
    }
}
