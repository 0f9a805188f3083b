package io.deskloom.identity;

import io.deskloom.kernel.AccountId;
import io.deskloom.kernel.Rejection;
import io.deskloom.kernel.TenantId;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What came of a try to sign in. */
public sealed interface Login<T> {
    /**
     * @param cookie the session cookie's value: the only time the secret is known
     * @param csrfToken to be sent back in a header with everything that changes something
     */
    record SignedIn<T>(T who, String cookie, String csrfToken) implements Login<T> {
        @Override
        public String toString() {
            return "signed in: " + who;
        }
    }

    /**
     * Workspace, login or password is wrong, or the account is closed: all one answer, so that nothing is revealed. Tenant
     * and account, where there are any, are for the audit only.
     */
    record Refused<T>(@Nullable TenantId tenant, @Nullable AccountId account) implements Login<T> {}

    /** Too many attempts, or too much going on: try again after {@code retryAfter}. */
    record TooMany<T>(Duration retryAfter) implements Login<T> {}

    /** The one refusal of all failed logins. */
    Rejection REFUSED = new Rejection(
            Rejection.Kind.UNAUTHENTICATED, "login-refused", "Workspace, login or password is wrong.", List.of());
}
