package io.deskloom.upkeep;

import io.deskloom.identity.Actor;
import io.deskloom.timer.TimerPump;
import io.deskloom.timer.TimerTask;
import io.deskloom.upkeep.QueueRows.Regular;
import io.quarkus.arc.All;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What runs regularly in a workspace. */
@ApplicationScoped
public class Jobs {
    private final QueueRows rows;
    private final List<TimerTask> regular;
    private final Clock clock;

    Jobs(QueueRows rows, @All List<TimerTask> tasks, Clock clock) {
        this.rows = rows;
        this.regular = tasks.stream()
                .filter(task -> task.every().isPresent())
                .sorted(Comparator.comparing(TimerTask::kind))
                .toList();
        this.clock = clock;
    }

    /** @param timer null when the workspace is so new that it has not been planned yet */
    public record Job(String kind, Duration every, @Nullable Regular timer) {}

    public List<Job> list(Actor reader) {
        Map<String, Regular> timers = rows
                .regular(
                        reader.tenant(),
                        regular.stream()
                                .map(task -> TimerPump.regular(task.kind()))
                                .toList(),
                        clock.instant())
                .stream()
                .collect(Collectors.toMap(Regular::kind, Function.identity()));
        List<Job> jobs = new ArrayList<>();
        for (TimerTask task : regular) {
            jobs.add(new Job(task.kind(), task.every().orElseThrow(), timers.get(task.kind())));
        }
        return jobs;
    }

    public enum Asked {
        /** It begins within a second. */
        PLANNED,
        /** It runs already. */
        RUNNING,
        UNKNOWN
    }

    /** Runs it now and not at its time; then as often as ever. */
    public Asked runNow(Actor reader, String kind) {
        Instant now = clock.instant();
        if (regular.stream().noneMatch(task -> task.kind().equals(kind))) {
            return Asked.UNKNOWN;
        }
        return rows.runNow(reader.tenant(), TimerPump.regular(kind), now) ? Asked.PLANNED : Asked.RUNNING;
    }
}
