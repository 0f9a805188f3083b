package io.deskloom.access;

import io.deskloom.kernel.Problem;
import io.deskloom.kernel.Rejection;
import io.deskloom.kernel.Result;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Cursors: a position, encrypted (AES-256-GCM), good only for the caller, the rights and the query it was made for. It must
 * be encrypted because the sort value may be one its reader can sort by but not read.
 *
 * <p>The nonce is an HMAC of what is encrypted, not random: the same page of the same query then has the same cursor, so
 * answers are comparable byte for byte, and a nonce never serves two texts. The text is padded to whole blocks of 64
 * bytes, so that a cursor's length says little of the value's.
 */
public final class Cursors {
    private static final int NONCE = 12;
    private static final int BLOCK = 64;
    private static final int LONGEST = 4096;
    private final SecretKeySpec key;

    private final SecretKeySpec nonceKey;

    public Cursors(Secrets secrets) {
        this.key = new SecretKeySpec(secrets.key("cursor"), "AES");
        this.nonceKey = new SecretKeySpec(secrets.key("cursor-nonce"), "HmacSHA256");
    }

    /** @param bound what the cursor is good for: caller, rights and query, in any unambiguous form */
    public String write(QueryPlan.Position position, String bound) {
        try {
            byte[] text = padded(encode(position));
            byte[] aad = bound.getBytes(StandardCharsets.UTF_8);
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(nonceKey);
            mac.update(aad);
            mac.update((byte) 0);
            byte[] nonce = Arrays.copyOf(mac.doFinal(text), NONCE);
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(128, nonce));
            cipher.updateAAD(aad);
            byte[] sealed = cipher.doFinal(text);
            byte[] all = Arrays.copyOf(nonce, NONCE + sealed.length);
            System.arraycopy(sealed, 0, all, NONCE, sealed.length);
            return Base64.getUrlEncoder().withoutPadding().encodeToString(all);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has AES-GCM and HMAC-SHA-256", e);
        }
    }

    /** The position, or one and the same refusal whatever is wrong with the cursor. */
    public Result<QueryPlan.Position> read(String cursor, String bound) {
        if (cursor.length() > LONGEST) {
            return invalid();
        }
        try {
            byte[] all = Base64.getUrlDecoder().decode(cursor);
            if (all.length <= NONCE) {
                return invalid();
            }
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(Cipher.DECRYPT_MODE, key, new GCMParameterSpec(128, all, 0, NONCE));
            cipher.updateAAD(bound.getBytes(StandardCharsets.UTF_8));
            return Result.ok(decode(cipher.doFinal(all, NONCE, all.length - NONCE)));
        } catch (IllegalArgumentException | GeneralSecurityException | IOException | DateTimeException e) {
            return invalid();
        }
    }

    private static <T> Result<T> invalid() {
        return Result.refused(new Rejection(
                Rejection.Kind.MALFORMED,
                "cursor-invalid",
                "The cursor does not belong to this query; start from the first page.",
                List.of(Problem.of(
                        "/cursor", "cursor-invalid", "Leave the cursor out to start from the first page."))));
    }

    private static byte[] encode(QueryPlan.Position position) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeLong(position.id().getMostSignificantBits());
            out.writeLong(position.id().getLeastSignificantBits());
            out.writeByte(position.keys().size());
            for (Object part : position.keys()) {
                writeKey(out, part);
            }
        } catch (IOException e) {
            throw new IllegalStateException("a byte array takes everything", e);
        }
        return bytes.toByteArray();
    }

    private static void writeKey(DataOutputStream out, @Nullable Object part) throws IOException {
        switch (part) {
            case null -> out.writeByte(0);
            case String s -> {
                byte[] text = s.getBytes(StandardCharsets.UTF_8);
                out.writeByte(1);
                out.writeInt(text.length);
                out.write(text);
            }
            case Long l -> {
                out.writeByte(2);
                out.writeLong(l);
            }
            case Double d -> {
                out.writeByte(3);
                out.writeDouble(d);
            }
            case Instant i -> {
                out.writeByte(4);
                out.writeLong(i.getEpochSecond());
                out.writeInt(i.getNano());
            }
            default -> throw new IllegalArgumentException("no slot holds a " + part.getClass());
        }
    }

    private static QueryPlan.Position decode(byte[] text) throws IOException {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(text))) {
            UUID id = new UUID(in.readLong(), in.readLong());
            int count = in.readByte();
            List<@Nullable Object> keys = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                keys.add(
                        switch (in.readByte()) {
                            case 0 -> null;
                            case 1 -> new String(in.readNBytes(in.readInt()), StandardCharsets.UTF_8);
                            case 2 -> in.readLong();
                            case 3 -> in.readDouble();
                            case 4 -> Instant.ofEpochSecond(in.readLong(), in.readInt());
                            default -> throw new IOException("not a cursor");
                        });
            }
            return new QueryPlan.Position(keys, id);
        }
    }

    private static byte[] padded(byte[] text) {
        return Arrays.copyOf(text, (text.length + BLOCK - 1) / BLOCK * BLOCK);
    }
}
