package io.deskloom.ticket;

import io.deskloom.field.Value;
import io.deskloom.model.SlaDef;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The clocks of a ticket's service level, at most one of each key, in the order they began. */
public record Clocks(List<Clock> all) {
    public static final Clocks NONE = new Clocks(List.of());

    public Clocks {
        all = List.copyOf(all);
    }

    public boolean isEmpty() {
        return all.isEmpty();
    }

    public Optional<Clock> find(String key) {
        return all.stream().filter(c -> c.key().equals(key)).findFirst();
    }

    public Stream<Clock> active() {
        return all.stream().filter(Clock::isActive);
    }

    /** When the first of those that run is over. */
    public Optional<Instant> firstDue() {
        return all.stream()
                .filter(c -> c.state() == Clock.State.RUNNING)
                .flatMap(c -> Stream.ofNullable(c.due()))
                .min(Comparator.naturalOrder());
    }

    /** With a clock as it is now, in its place or at the end. */
    public Clocks with(Clock clock) {
        List<Clock> next = new ArrayList<>(all);
        for (int i = 0; i < next.size(); i++) {
            if (next.get(i).key().equals(clock.key())) {
                next.set(i, clock);
                return new Clocks(next);
            }
        }
        next.add(clock);
        return new Clocks(next);
    }

    /** What rules get at {@code sla.<clock>.<name>}; nothing where there is no such clock. */
    public Value fact(String path) {
        int dot = path.lastIndexOf('.');
        if (!path.startsWith(SlaDef.PATH) || dot <= SlaDef.PATH.length()) {
            return Value.NULL;
        }
        Optional<Clock> clock = find(path.substring(SlaDef.PATH.length(), dot));
        return switch (path.substring(dot + 1)) {
            case "state" -> clock.map(c -> Value.text(c.wire())).orElse(Value.NULL);
            case "policy" -> clock.map(c -> Value.text(c.policy())).orElse(Value.NULL);
            case "due" -> clock.map(Clock::due).<Value>map(Value.Timestamp::new).orElse(Value.NULL);
            case "running" ->
                Value.bool(clock.filter(c -> c.state() == Clock.State.RUNNING).isPresent());
            case "breached" ->
                Value.bool(clock.filter(c -> c.breached() != null).isPresent());
            default -> Value.NULL;
        };
    }
}
