package io.deskloom.mail;

import io.deskloom.access.Secrets;
import io.deskloom.kernel.AccountId;
import io.deskloom.kernel.TenantId;
import io.deskloom.kernel.TicketId;
import io.deskloom.notification.MailAddress;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * What the links of mails may do, as signed texts: whoever has such a link has read the mail. They open nothing else, and say
 * nothing that does not stand in the mail.
 */
@ApplicationScoped
public class MailLinks {
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();
    private static final int SIGNATURE = 16;
    private static final int LONGEST = 1_000;

    private final byte[] signing;
    private final byte[] hashing;

    MailLinks(Secrets secrets) {
        this.signing = secrets.key("mail-links");
        this.hashing = secrets.key("mail-addresses");
    }

    public sealed interface Link {
        TenantId tenant();

        /** Of whoever follows it. */
        String language();

        /** No more mails of a rule. @param account null for somebody without one, whose address' hash is then there */
        record Stop(
                TenantId tenant,
                String language,
                @Nullable AccountId account,
                @Nullable String address,
                String rule) implements Link {}

        /** The address is the account's own. @param until when the link is too old */
        record Confirm(TenantId tenant, String language, AccountId account, String address, Instant until)
                implements Link {}
    }

    /**
     * A decision that is asked for is answered so, by this account and nobody else.
     *
     * @param entry of the ticket's agenda
     * @param until when the link is too old, however long the decision takes
     */
    public record Answer(
            TenantId tenant,
            String language,
            AccountId account,
            TicketId ticket,
            UUID entry,
            boolean yes,
            Instant until) {}

    String of(Answer answer) {
        return signed(String.join(
                "|",
                "a",
                Integer.toString(answer.tenant().value()),
                answer.language(),
                answer.account().toString(),
                Long.toString(answer.until().getEpochSecond()),
                answer.ticket().toString(),
                answer.entry().toString(),
                answer.yes() ? "yes" : "no"));
    }

    /** What a text from outside answers; empty when it was not made here, is no answer, or is too old. */
    public Optional<Answer> answer(@Nullable String text, Instant now) {
        return payload(text)
                .map(payload -> payload.split("\\|", -1))
                .filter(parts -> parts.length == 8 && parts[0].equals("a"))
                .map(parts -> new Answer(
                        new TenantId(Integer.parseInt(parts[1])),
                        parts[2],
                        new AccountId(UUID.fromString(parts[3])),
                        new TicketId(UUID.fromString(parts[5])),
                        UUID.fromString(parts[6]),
                        parts[7].equals("yes"),
                        Instant.ofEpochSecond(Long.parseLong(parts[4]))))
                .filter(answer -> now.isBefore(answer.until()));
    }

    /** An address by which nobody learns it: a keyed hash. */
    byte[] hash(TenantId tenant, MailAddress address) {
        return mac(hashing, tenant.value() + "|" + address.text().toLowerCase(Locale.ROOT));
    }

    String of(Link link) {
        String payload = switch (link) {
            case Link.Stop s ->
                String.join(
                        "|",
                        "s",
                        Integer.toString(s.tenant().value()),
                        s.language(),
                        s.account() == null ? "" : s.account().toString(),
                        s.address() == null ? "" : s.address(),
                        s.rule());
            case Link.Confirm c ->
                String.join(
                        "|",
                        "c",
                        Integer.toString(c.tenant().value()),
                        c.language(),
                        c.account().toString(),
                        Long.toString(c.until().getEpochSecond()),
                        // Last: an address may hold the sign between the others.
                        c.address());
        };
        return signed(payload);
    }

    private String signed(String payload) {
        return BASE64.encodeToString(payload.getBytes(StandardCharsets.UTF_8)) + "."
                + BASE64.encodeToString(signature(payload));
    }

    /** What a text from outside says; empty when it was not made here, or is too old. */
    public Optional<Link> read(@Nullable String text, Instant now) {
        // What answers is of another kind, and opens none of these.
        return payload(text)
                .filter(payload -> payload.startsWith("s|") || payload.startsWith("c|"))
                .flatMap(payload -> parsed(payload, now));
    }

    private Optional<String> payload(@Nullable String text) {
        if (text == null || text.length() > LONGEST) {
            return Optional.empty();
        }
        int dot = text.indexOf('.');
        if (dot < 0) {
            return Optional.empty();
        }
        try {
            String payload = new String(Base64.getUrlDecoder().decode(text.substring(0, dot)), StandardCharsets.UTF_8);
            byte[] signed = Base64.getUrlDecoder().decode(text.substring(dot + 1));
            return MessageDigest.isEqual(signed, signature(payload)) ? Optional.of(payload) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Optional<Link> parsed(String payload, Instant now) {
        String[] parts = payload.split("\\|", 6);
        TenantId tenant = new TenantId(Integer.parseInt(parts[1]));
        if (parts[0].equals("s")) {
            return Optional.of(new Link.Stop(
                    tenant,
                    parts[2],
                    AccountId.of(parts[3]).orElse(null),
                    parts[4].isEmpty() ? null : parts[4],
                    parts[5]));
        }
        Instant until = Instant.ofEpochSecond(Long.parseLong(parts[4]));
        return AccountId.of(parts[3])
                .filter(_ -> now.isBefore(until))
                .map(account -> new Link.Confirm(tenant, parts[2], account, parts[5], until));
    }

    private byte[] signature(String payload) {
        return Arrays.copyOf(mac(signing, payload), SIGNATURE);
    }

    private static byte[] mac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HMAC-SHA-256", e);
        }
    }
}
