package io.deskloom.rest;

import io.deskloom.identity.Actor;
import io.deskloom.kernel.TenantId;
import jakarta.enterprise.context.RequestScoped;
import org.jspecify.annotations.Nullable;

/** Who this request is from; filled by {@link AccessFilter} before any resource method runs. */
@RequestScoped
public class RequestActor {
    private @Nullable Actor actor;

    /** The caller. Throws IllegalStateException on a route without one: no actor is an error, never "everything". */
    public Actor get() {
        Actor known = actor;
        if (known == null) {
            throw new IllegalStateException("this route has no actor; annotate it @LoggedIn or @Needs");
        }
        return known;
    }

    public TenantId tenant() {
        return get().tenant();
    }

    void set(Actor caller) {
        this.actor = caller;
    }
}
