package io.deskloom.rest;

import io.deskloom.kernel.AccountId;
import io.deskloom.kernel.TenantId;
import io.vertx.ext.web.RoutingContext;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What the audit will say about a request; filled on its way in, read when its answer leaves. */
final class RequestInfo {
    private static final String KEY = RequestInfo.class.getName();

    final UUID id = UUID.randomUUID();
    volatile String route = "(no route)";
    volatile @Nullable TenantId tenant;
    volatile @Nullable AccountId account;
    volatile @Nullable String code;
    /** Whether the audit wants a line even if the request succeeds. */
    volatile boolean matters;

    static RequestInfo of(RoutingContext context) {
        RequestInfo known = context.get(KEY);
        if (known == null) {
            known = new RequestInfo();
            context.put(KEY, known);
        }
        return known;
    }

    void is(TenantId of, AccountId who) {
        tenant = of;
        account = who;
    }

    /** Asks for a line that says what was done. */
    void note(String what) {
        matters = true;
        code = what;
    }
}
