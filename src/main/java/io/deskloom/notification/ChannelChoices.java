package io.deskloom.notification;

import io.deskloom.effect.Effect;
import io.deskloom.kernel.AccountId;
import io.deskloom.kernel.Problem;
import io.deskloom.kernel.Rejection;
import io.deskloom.kernel.Result;
import io.deskloom.kernel.TenantId;
import io.deskloom.outbox.MailSwitch;
import io.deskloom.outbox.OutboxSignal;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What an account chooses of how it is told. Mail goes only to an address whose reader has said that it is his. */
@ApplicationScoped
public class ChannelChoices {
    /** Nobody's mailbox is filled with questions whether it is somebody else's. */
    static final Duration BETWEEN_QUESTIONS = Duration.ofMinutes(1);

    private final NotificationStore store;
    private final MailSwitch mail;
    private final OutboxSignal outbox;

    ChannelChoices(NotificationStore store, MailSwitch mail, OutboxSignal outbox) {
        this.store = store;
        this.mail = mail;
        this.outbox = outbox;
    }

    /** Whether there is a mail server at all. */
    public boolean isMailSetUp() {
        return mail.isOn();
    }

    public Channels of(TenantId tenant, AccountId account) {
        return store.channels(tenant, Set.of(account)).getOrDefault(account, Channels.UNTOUCHED);
    }

    /** @param address null or blank for none; another one than before is asked whose it is */
    public Result<Channels> choose(
            TenantId tenant, AccountId account, boolean inApp, boolean byMail, @Nullable String address, Instant now) {
        Channels before = of(tenant, account);
        if (address == null || address.isBlank()) {
            // When it was asked last stays known, or clearing the address would let it be asked again at once.
            return write(tenant, account, new Channels(inApp, byMail, null, null, before.askedAt()), false, now);
        }
        Optional<MailAddress> wanted = MailAddress.of(address);
        if (wanted.isEmpty()) {
            return Result.refused(Rejection.invalid(
                    List.of(Problem.of("/address", "field.email", "A mail address looks like name@example.com."))));
        }
        String text = wanted.get().text();
        if (Objects.equals(text, before.address())) {
            return write(
                    tenant,
                    account,
                    new Channels(inApp, byMail, text, before.confirmedAt(), before.askedAt()),
                    false,
                    now);
        }
        return ask(tenant, account, new Channels(inApp, byMail, text, null, before.askedAt()), now);
    }

    /** Asks once more whose the address is; nothing when that has been said. */
    public Result<Channels> askAgain(TenantId tenant, AccountId account, Instant now) {
        Channels before = of(tenant, account);
        return before.address() == null || before.confirmedAt() != null
                ? Result.ok(before)
                : ask(tenant, account, before, now);
    }

    private Result<Channels> ask(TenantId tenant, AccountId account, Channels wanted, Instant now) {
        Instant last = wanted.askedAt();
        if (last != null && now.isBefore(last.plus(BETWEEN_QUESTIONS))) {
            return Result.refused(new Rejection(
                    Rejection.Kind.TOO_MANY, "too-many-requests", "Too many attempts; wait a little.", List.of()));
        }
        return write(
                tenant,
                account,
                new Channels(wanted.inApp(), wanted.mail(), wanted.address(), null, now),
                mail.isOn(),
                now);
    }

    private Result<Channels> write(TenantId tenant, AccountId account, Channels wanted, boolean ask, Instant now) {
        Instant at = now.truncatedTo(ChronoUnit.MICROS);
        store.channels(tenant, account, wanted, ask ? new Effect.ConfirmAddress(account) : null, at);
        if (ask) {
            outbox.filled(tenant);
        }
        return Result.ok(wanted);
    }
}
