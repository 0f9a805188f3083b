package io.deskloom.secret;

import io.deskloom.kernel.AccountId;
import io.deskloom.kernel.Problem;
import io.deskloom.kernel.Problems;
import io.deskloom.kernel.Rejection;
import io.deskloom.kernel.Result;
import io.deskloom.kernel.TenantId;
import io.deskloom.secret.SecretStore.Row;
import io.deskloom.secret.SecretStore.Sealed;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A workspace's secrets. People put values in and never get them out; {@link #open} is for the calls that need them. A sealed value is
 * bound to its workspace and name: copied elsewhere it opens nowhere.
 */
@ApplicationScoped
public class Vault {
    /** The most secrets of a workspace. */
    public static final int MOST = 200;

    /** The longest value, in bytes of UTF-8: a private key fits. */
    public static final int LONGEST = 8_192;

    /** The longest time a value that was replaced may still be used. */
    public static final Duration LONGEST_PREVIOUS = Duration.ofDays(7);

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,62}");

    private final SecretStore store;
    private final Keyring keys;

    Vault(SecretStore store, Keyring keys) {
        this.store = store;
        this.keys = keys;
    }

    /** @param usable false when this installation's keys do not open it: it must be put in anew */
    public record Entry(
            String name,
            String keyId,
            boolean usable,
            @Nullable Instant previousUntil,
            Instant createdAt,
            @Nullable AccountId createdBy,
            Instant updatedAt,
            @Nullable AccountId updatedBy) {}

    /** @param previous the value before it, while receivers may still check with that one */
    public record Opened(String value, @Nullable String previous) {
        @Override
        public String toString() {
            return "a secret";
        }
    }

    /** What there is, without any value. */
    public List<Entry> list(TenantId tenant, Instant now) {
        return store.list(tenant).stream().map(row -> entry(tenant, row, now)).toList();
    }

    /**
     * Puts a value in, instead of the one that is there.
     *
     * @param keepPrevious how long the one that is there may still be used beside it; zero for not at all
     */
    public Result<Entry> put(
            TenantId tenant, String name, String value, Duration keepPrevious, AccountId by, Instant now) {
        List<Problem> problems = problems(name, value, keepPrevious);
        if (!problems.isEmpty()) {
            return Result.refused(Rejection.invalid(problems));
        }
        Optional<Row> before = store.find(tenant, name);
        if (before.isEmpty() && store.list(tenant).size() >= MOST) {
            return Result.refused(Rejection.invalid(List.of(
                    Problem.of("/name", "secret.too-many", "There are 200 secrets already; delete one first."))));
        }
        Instant at = now.truncatedTo(ChronoUnit.MICROS);
        Sealed previous = keepPrevious.isZero() ? null : before.map(Row::value).orElse(null);
        Row row = new Row(
                name,
                before.map(Row::version).orElse(0) + 1,
                seal(tenant, name, value.getBytes(StandardCharsets.UTF_8)),
                previous,
                previous == null ? null : at.plus(keepPrevious),
                before.map(Row::createdAt).orElse(at),
                before.isPresent() ? before.get().createdBy() : by,
                at,
                by);
        return store.write(tenant, row)
                ? Result.ok(entry(tenant, row, now))
                : Result.refused(
                        Rejection.conflict("conflict", "Somebody else has just changed this secret.", List.of()));
    }

    private static List<Problem> problems(String name, String value, Duration keepPrevious) {
        Problems problems = new Problems();
        if (!isName(name)) {
            problems.add("/name", "secret.name", "A name is small letters, digits and _, starting with a letter.");
        }
        if (value.isBlank() || value.getBytes(StandardCharsets.UTF_8).length > LONGEST) {
            problems.add("/value", "secret.value", "A value is 1 to 8,192 bytes.");
        }
        if (keepPrevious.isNegative() || keepPrevious.compareTo(LONGEST_PREVIOUS) > 0) {
            problems.add("/keepPreviousHours", "secret.previous", "An earlier value is kept for at most 168 hours.");
        }
        return problems.list();
    }

    public static boolean isName(String name) {
        return NAME.matcher(name).matches();
    }

    /** False when there is none. */
    public boolean delete(TenantId tenant, String name) {
        return isName(name) && store.delete(tenant, name);
    }

    /** The value, for a call that needs it; empty when there is none, or none that these keys open. */
    public Optional<Opened> open(TenantId tenant, String name, Instant now) {
        return store.find(tenant, name)
                .flatMap(row ->
                        open(tenant, name, row.value()).map(value -> new Opened(value, previous(tenant, row, now))));
    }

    /** Seals with the active key whatever was sealed with another; answers how many values. */
    public int reseal(TenantId tenant, Instant now) {
        int count = 0;
        for (Row row : store.list(tenant)) {
            Sealed value = resealed(tenant, row.name(), row.value());
            Sealed previous = row.previous() == null || isOver(row, now) ? null : row.previous();
            Sealed resealed = previous == null ? null : resealed(tenant, row.name(), previous);
            // A value that was put in meanwhile has another version, and stays.
            if ((value != row.value() || resealed != row.previous())
                    && store.write(
                            tenant,
                            new Row(
                                    row.name(),
                                    row.version() + 1,
                                    value,
                                    resealed,
                                    resealed == null ? null : row.previousUntil(),
                                    row.createdAt(),
                                    row.createdBy(),
                                    row.updatedAt(),
                                    row.updatedBy()))) {
                count++;
            }
        }
        return count;
    }

    /** The same when it is sealed with the active key already, or cannot be opened. */
    private Sealed resealed(TenantId tenant, String name, Sealed sealed) {
        return sealed.keyId().equals(keys.active().id())
                ? sealed
                : open(tenant, name, sealed)
                        .map(clear -> seal(tenant, name, clear.getBytes(StandardCharsets.UTF_8)))
                        .orElse(sealed);
    }

    private Entry entry(TenantId tenant, Row row, Instant now) {
        return new Entry(
                row.name(),
                row.value().keyId(),
                open(tenant, row.name(), row.value()).isPresent(),
                isOver(row, now) ? null : row.previousUntil(),
                row.createdAt(),
                row.createdBy(),
                row.updatedAt(),
                row.updatedBy());
    }

    private static boolean isOver(Row row, Instant now) {
        Instant until = row.previousUntil();
        return until == null || !now.isBefore(until);
    }

    private @Nullable String previous(TenantId tenant, Row row, Instant now) {
        Sealed previous = row.previous();
        return previous == null || isOver(row, now)
                ? null
                : open(tenant, row.name(), previous).orElse(null);
    }

    private Sealed seal(TenantId tenant, String name, byte[] clear) {
        Keyring.Key key = keys.active();
        return new Sealed(key.id(), Envelope.seal(key.bytes(), place(tenant, name), clear));
    }

    private Optional<String> open(TenantId tenant, String name, Sealed sealed) {
        return keys.key(sealed.keyId())
                .flatMap(key -> Envelope.open(key.bytes(), place(tenant, name), sealed.bytes()))
                .map(clear -> new String(clear, StandardCharsets.UTF_8));
    }

    private static String place(TenantId tenant, String name) {
        return "secret/" + tenant.value() + "/" + name;
    }
}
