package io.deskloom.script;

/** Why a call came to nothing; the names are kept with tickets and translated by the front end. */
public final class ScriptFailure {
    /** It threw something, or used up the stack. */
    public static final String FAILED = "script.failed";

    /** It took too long by the clock. */
    public static final String TIMEOUT = "script.timeout";

    /** It executed too many statements. */
    public static final String STATEMENTS = "script.statements";

    /** It allocated too much. */
    public static final String MEMORY = "script.memory";

    /** What it is given is too large. */
    public static final String INPUT = "script.input";

    /** What it gives is no plain JSON, too large, too deep or not what it declares. */
    public static final String OUTPUT = "script.output";

    /** It cannot be read, or exports no function by default. */
    public static final String SHAPE = "script.shape";

    /** Too much else runs. */
    public static final String BUSY = "script.busy";

    /** The process it ran in died, or none could be started. */
    public static final String WORKER = "script.worker";

    /** It has used up its limits several times in a row and rests. */
    public static final String PAUSED = "script.paused";

    private ScriptFailure() {}
}
