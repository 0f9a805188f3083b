package io.deskloom.leak;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** A new route is tried for leaks before it can be merged, and a route that is gone is no longer said to be. */
class RoutesAreCoveredTest {
    @Test
    void everyRouteIsTried() {
        assertThat(Routes.covered()).isEqualTo(Routes.existing());
    }
}
