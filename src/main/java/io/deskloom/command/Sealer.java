package io.deskloom.command;

import io.deskloom.access.Secrets;
import io.deskloom.kernel.TenantId;
import io.deskloom.secret.Envelope;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * Seals the values of secret fields (AES-256-GCM, a fresh nonce each), bound to their tenant and field: a sealed text that is
 * copied to another field or workspace opens nowhere.
 */
@ApplicationScoped
public class Sealer {
    private static final String MARK = "sealed:1:";
    private final byte[] key;

    Sealer(Secrets secrets) {
        this.key = secrets.key("field-secret");
    }

    String seal(TenantId tenant, String field, String clear) {
        byte[] all = Envelope.seal(key, place(tenant, field), clear.getBytes(StandardCharsets.UTF_8));
        return MARK + Base64.getEncoder().withoutPadding().encodeToString(all);
    }

    /** The clear text, for those who use it on the workspace's behalf and show it to nobody. */
    public String open(TenantId tenant, String field, String sealed) {
        byte[] all = Base64.getDecoder().decode(sealed.substring(MARK.length()));
        return Envelope.open(key, place(tenant, field), all)
                .map(clear -> new String(clear, StandardCharsets.UTF_8))
                .orElseThrow(() -> new IllegalStateException("this secret was sealed with another key, or is not one"));
    }

    private static String place(TenantId tenant, String field) {
        return tenant.value() + "/" + field;
    }
}
