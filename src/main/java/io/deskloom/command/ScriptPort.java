package io.deskloom.command;

import io.deskloom.field.Value;
import io.deskloom.kernel.TenantId;
import io.deskloom.model.ScriptDef;
import io.deskloom.script.ScriptFailure;
import io.deskloom.script.ScriptOutcome;
import java.util.List;
import java.util.Map;

/** Asks a script: the one thing a decision waits for. Answers within the script's limits and throws nothing. */
@FunctionalInterface
interface ScriptPort {
    /** For where no rule is asked. */
    ScriptPort NONE = (_, _, _) -> new ScriptOutcome.Failed(ScriptFailure.BUSY, 0, List.of(), 0);

    ScriptOutcome run(TenantId tenant, ScriptDef script, Map<String, Value> inputs);
}
