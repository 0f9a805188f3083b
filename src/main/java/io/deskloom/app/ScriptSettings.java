package io.deskloom.app;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Settings of scripts; each is an environment variable as well ({@code DESKLOOM_SCRIPTS_TIME=100MS}). */
@ConfigMapping(prefix = "deskloom.scripts")
interface ScriptSettings {
    /** How many of the workspaces' own run beside each other in the server. */
    @WithDefault("4")
    int atOnce();

    /** How many contexts, about one megabyte each, wait for calls. */
    @WithDefault("24")
    int contexts();

    /** Most statements of a call. */
    @WithDefault("100000")
    long statements();

    /** Most processor time of a call; by the clock it may take four times as long. */
    @WithDefault("0.25S")
    Duration time();

    /** Most megabytes a call may allocate. */
    @WithDefault("32")
    int memory();

    /** Whose scripts run in processes of their own: "packs", or "all" where workspaces do not trust each other. */
    @WithDefault("packs")
    String isolate();

    /** Whether they are made ready after a start, beside the requests, instead of with the first call. */
    @WithDefault("true")
    boolean warm();

    Workers workers();

    /** The processes for scripts. */
    interface Workers {
        /** How many beside each other; they are started when they are needed. */
        @WithDefault("2")
        int most();

        /** Megabytes of heap of each. */
        @WithDefault("64")
        int memory();

        /** After so many calls one is replaced. */
        @WithDefault("2000")
        int calls();

        /** How long one may take to start. */
        @WithDefault("20S")
        Duration start();
    }
}
