package io.deskloom.view;

import io.deskloom.access.BeingComputed;
import io.deskloom.access.Cursors;
import io.deskloom.access.PinnedAccess;
import io.deskloom.access.Planner;
import io.deskloom.access.Secrets;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** The planner and its cursors as beans; {@code access} itself stays plain Java. */
class AccessBeans {
    @Produces
    @Singleton
    Cursors cursors(Secrets secrets) {
        return new Cursors(secrets);
    }

    @Produces
    @Singleton
    Planner planner(Cursors cursors, PinnedAccess pinned, BeingComputed computing) {
        return new Planner(cursors, pinned, computing);
    }
}
