package io.deskloom.command;

import io.deskloom.effect.Explanation.Ran;
import io.deskloom.effect.Intent;
import io.deskloom.expr.Trees;
import io.deskloom.model.ScriptDef;
import io.deskloom.script.ScriptFailure;
import io.deskloom.script.ScriptOutcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * The scripts rules ask while one command is decided. The same question is asked once: deciding it again, as rules do that
 * look for loops, must come to the same. All of them together may take {@link #MOST}; the rest go unasked.
 */
final class ScriptCalls {
    /** Nobody who saves a ticket waits longer for scripts, however many rules ask one. */
    static final Duration MOST = Duration.ofSeconds(2);

    /** A rule whose script failed does none of what it wished. */
    private static final String UNKNOWN = "script.unknown";

    private final Situation situation;
    private final Map<Intent.RunScript, Answer> asked = new HashMap<>();
    private long micros;

    ScriptCalls(Situation situation) {
        this.situation = situation;
    }

    /** @param wishes what the script wants; none when it failed */
    record Answer(Ran ran, List<Intent> wishes) {}

    Answer ask(Intent.RunScript question) {
        Answer known = asked.get(question);
        if (known == null) {
            known = fresh(question);
            asked.put(question, known);
        }
        return known;
    }

    private Answer fresh(Intent.RunScript question) {
        ScriptDef script = situation.now().scripts().get(question.script());
        if (script == null) {
            return new Answer(new Ran(question.script(), List.of(), List.of(), 0, UNKNOWN, 0), List.of());
        }
        TreeSet<String> consulted = new TreeSet<>();
        script.inputs().values().forEach(e -> consulted.addAll(Trees.paths(e)));
        List<String> paths = List.copyOf(consulted);
        if (micros > MOST.toNanos() / 1_000) {
            return new Answer(new Ran(question.script(), paths, List.of(), 0, ScriptFailure.TIMEOUT, 0), List.of());
        }
        long begun = System.nanoTime();
        ScriptOutcome outcome = situation.scripts().run(situation.actor().tenant(), script, question.inputs());
        // By the caller's clock: waiting for a script to begin counts, too.
        micros += (System.nanoTime() - begun) / 1_000;
        return switch (outcome) {
            case ScriptOutcome.Failed(String code, int line, List<String> log, long took) ->
                new Answer(new Ran(question.script(), paths, log, took, code, line), List.of());
            case ScriptOutcome.Done(Object value, List<String> log, long took) -> {
                List<String> wrong = new ArrayList<>();
                List<Intent> wishes = ScriptWishes.of(script, situation.type(), value, wrong);
                List<String> all = new ArrayList<>(log);
                all.addAll(wrong);
                yield new Answer(
                        new Ran(question.script(), paths, all, took, wrong.isEmpty() ? null : ScriptFailure.OUTPUT, 0),
                        wrong.isEmpty() ? wishes : List.of());
            }
        };
    }
}
