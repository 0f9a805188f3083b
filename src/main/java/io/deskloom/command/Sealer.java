package io.deskloom.command;

import io.deskloom.access.Secrets;
import io.deskloom.kernel.TenantId;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Seals the values of secret fields (AES-256-GCM, a fresh nonce each), bound to their tenant and field: a sealed text that is
 * copied to another field or workspace opens nowhere.
 */
@ApplicationScoped
public class Sealer {
    private static final String MARK = "sealed:1:";
    private static final int NONCE = 12;
    private final SecretKeySpec key;
    private final SecureRandom random = new SecureRandom();

    Sealer(Secrets secrets) {
        this.key = new SecretKeySpec(secrets.key("field-secret"), "AES");
    }

    String seal(TenantId tenant, String field, String clear) {
        byte[] nonce = new byte[NONCE];
        random.nextBytes(nonce);
        byte[] sealed = crypt(Cipher.ENCRYPT_MODE, nonce, tenant, field, clear.getBytes(StandardCharsets.UTF_8));
        byte[] all = new byte[NONCE + sealed.length];
        System.arraycopy(nonce, 0, all, 0, NONCE);
        System.arraycopy(sealed, 0, all, NONCE, sealed.length);
        return MARK + Base64.getEncoder().withoutPadding().encodeToString(all);
    }

    /** The clear text, for those who use it on the workspace's behalf and show it to nobody. */
    public String open(TenantId tenant, String field, String sealed) {
        byte[] all = Base64.getDecoder().decode(sealed.substring(MARK.length()));
        byte[] nonce = java.util.Arrays.copyOf(all, NONCE);
        byte[] body = java.util.Arrays.copyOfRange(all, NONCE, all.length);
        return new String(crypt(Cipher.DECRYPT_MODE, nonce, tenant, field, body), StandardCharsets.UTF_8);
    }

    private byte[] crypt(int mode, byte[] nonce, TenantId tenant, String field, byte[] text) {
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(mode, key, new GCMParameterSpec(128, nonce));
            cipher.updateAAD((tenant.value() + "/" + field).getBytes(StandardCharsets.UTF_8));
            return cipher.doFinal(text);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this secret was sealed with another key, or is not one", e);
        }
    }
}
