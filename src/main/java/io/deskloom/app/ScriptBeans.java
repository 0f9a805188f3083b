package io.deskloom.app;

import io.deskloom.script.ScriptLimits;
import io.deskloom.script.ScriptRuntime;
import io.deskloom.script.WorkerSettings;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Scripts as they are configured. */
@ApplicationScoped
class ScriptBeans {
    @Produces
    @Singleton
    ScriptRuntime runtime(ScriptSettings s) {
        ScriptLimits d = ScriptLimits.DEFAULT;
        return new ScriptRuntime(
                s.atOnce(),
                s.contexts(),
                new ScriptLimits(
                        s.statements(),
                        s.time(),
                        (long) s.memory() << 20,
                        d.input(),
                        d.output(),
                        d.logLines(),
                        d.logLine()),
                s.isolate().equals("all"),
                new WorkerSettings(
                        s.workers().most(),
                        s.workers().memory(),
                        s.workers().calls(),
                        s.workers().start().toMillis()),
                s.warm());
    }
}
