package io.deskloom.script;

import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.PolyglotException;
import org.graalvm.polyglot.Source;
import org.graalvm.polyglot.SourceSection;
import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.proxy.ProxyExecutable;
import org.jspecify.annotations.Nullable;

/**
 * One context, in which one call runs after another. All that calls could share is frozen, and each call evaluates its
 * module anew, so none finds anything of the one before it. After a call that did not end well it must be closed.
 */
final class Room implements AutoCloseable {
    /** Given as the input, has the module looked at and its function not called. */
    static final String ONLY_CHECK = "";

    private final Context context;
    private final Value call;
    private final Value give;
    private @Nullable GuestLog log;
    private int calls;

    Room(Context context, Source prelude) {
        this.context = context;
        // Only texts cross: no object of ours is ever in a script's hands.
        ProxyExecutable write = arguments -> {
            GuestLog now = log;
            if (now != null) {
                now.add(arguments[0].asString());
            }
            return "";
        };
        ProxyExecutable calculate = arguments -> Decimals.calculate(
                arguments[0].asString(), arguments[1].asString(), arguments[2].asString(), arguments[3].asInt());
        Value doors = context.eval(prelude).execute(write, calculate);
        this.call = doors.getMember("call");
        this.give = doors.getMember("give");
    }

    int calls() {
        return calls;
    }

    /** Runs on the calling thread; throws nothing. */
    RawOutcome run(Source source, String input, ScriptLimits limits, GuestLog into) {
        long begun = System.nanoTime();
        calls++;
        log = into;
        String code = ScriptFailure.SHAPE;
        int line = 0;
        int column = 0;
        try {
            context.resetLimits();
            Value main = context.eval(source).getMember("default");
            if (main == null || !main.canExecute()) {
                into.add("Error: export default function (input, log) { … } is missing");
                return new RawOutcome(ScriptFailure.SHAPE, 1, "", into.lines(), micros(begun));
            }
            if (input.equals(ONLY_CHECK)) {
                return new RawOutcome("", 0, "null", into.lines(), micros(begun));
            }
            code = ScriptFailure.FAILED;
            Value value = call.execute(main, input);
            code = ScriptFailure.OUTPUT;
            String output = give.execute(value).asString();
            if (output.length() > limits.output()) {
                into.add("Error: the output has " + output.length() + " characters, " + limits.output()
                        + " are allowed");
                return new RawOutcome(ScriptFailure.OUTPUT, 0, "", into.lines(), micros(begun));
            }
            return new RawOutcome("", 0, output, into.lines(), micros(begun));
        } catch (PolyglotException e) {
            SourceSection at = place(e, source);
            line = at == null ? 0 : at.getStartLine();
            column = at == null ? 0 : at.getStartColumn();
            if (e.isCancelled() && e.isResourceExhausted()) {
                code = ScriptFailure.STATEMENTS;
            } else if (e.isCancelled()) {
                code = ScriptFailure.TIMEOUT;
            } else if (e.isResourceExhausted()) {
                code = ScriptFailure.MEMORY;
            }
            into.add("Error: " + (e.getMessage() == null || e.isCancelled() ? "it was stopped" : e.getMessage()));
        } catch (OutOfMemoryError e) {
            code = ScriptFailure.MEMORY;
        } catch (RuntimeException | StackOverflowError e) {
            // The engine's own: what it says is for us and not for whoever reads the log.
            into.add("Error: " + e.getClass().getSimpleName());
        } finally {
            log = null;
        }
        return new RawOutcome(code, line, column, "", into.lines(), micros(begun));
    }

    private static @Nullable SourceSection place(PolyglotException e, Source source) {
        SourceSection at = e.getSourceLocation();
        if (at != null && source.equals(at.getSource())) {
            return at;
        }
        for (PolyglotException.StackFrame frame : e.getPolyglotStackTrace()) {
            SourceSection section = frame.isGuestFrame() ? frame.getSourceLocation() : null;
            if (section != null && source.equals(section.getSource())) {
                return section;
            }
        }
        return null;
    }

    private static long micros(long begun) {
        return (System.nanoTime() - begun) / 1_000;
    }

    /** Ends whatever runs in it, from any thread; returns when that has ended. */
    void cancel() {
        try {
            context.close(true);
        } catch (RuntimeException e) {
            // It was closing already.
        }
    }

    @Override
    public void close() {
        cancel();
    }
}
