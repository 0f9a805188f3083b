package io.deskloom.imports;

import java.util.Locale;

/** Where a job is in its life. */
public enum JobState {
    /** Parts of the file are coming. */
    UPLOADING(true, false),
    /** The file is there and waits to be looked at, or is being looked at. */
    READING(true, true),
    /** Its columns are known; the mapping can be changed, the job tried or run. */
    READY(true, false),
    /** Being tried: everything is decided, nothing written. */
    CHECKING(true, true),
    /** Being written. */
    RUNNING(true, true),
    DONE(false, false),
    CANCELLED(false, false),
    /** The file cannot be read, or something else that only another job can put right. */
    FAILED(false, false);

    private final boolean open;
    private final boolean working;

    JobState(boolean open, boolean working) {
        this.open = open;
        this.working = working;
    }

    /** Whether there is still something to come. */
    public boolean isOpen() {
        return open;
    }

    /** Whether it is the server's turn. */
    public boolean isWorking() {
        return working;
    }

    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static JobState of(String wire) {
        return valueOf(wire.toUpperCase(Locale.ROOT));
    }
}
