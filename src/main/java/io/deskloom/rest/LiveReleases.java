package io.deskloom.rest;

import io.deskloom.live.LiveHub;
import io.deskloom.metadata.ReleaseSwitched;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** Tells the streams of a workspace that this node serves another release. */
@ApplicationScoped
class LiveReleases {
    private final LiveHub hub;

    LiveReleases(LiveHub hub) {
        this.hub = hub;
    }

    void on(@Observes ReleaseSwitched switched) {
        hub.released(switched.tenant(), switched.release());
    }
}
