package io.deskloom.agenda;

import io.deskloom.field.Value;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * The entries of one ticket, oldest first. Of those that have ended the newest are kept; all of them are in the history.
 */
public record Agenda(List<Entry> entries) {
    public static final Agenda NONE = new Agenda(List.of());

    /** The most entries that may be open at once. */
    public static final int MOST_OPEN = 30;

    /** How many are kept in all. */
    static final int MOST = 60;

    /** What goes before a key in a path of rules. */
    public static final String PATH = "agenda.";

    public Agenda {
        entries = List.copyOf(entries);
    }

    public boolean isEmpty() {
        return entries.isEmpty();
    }

    public Optional<Entry> find(UUID id) {
        return entries.stream().filter(entry -> entry.id().equals(id)).findFirst();
    }

    /** The newest of a key. */
    public Optional<Entry> latest(String key) {
        return entries.stream().filter(entry -> entry.key().equals(key)).reduce((_, later) -> later);
    }

    public Stream<Entry> open() {
        return entries.stream().filter(Entry::isOpen);
    }

    public boolean isFull() {
        return open().count() >= MOST_OPEN;
    }

    /** With an entry as it is now, in its place or at the end. */
    public Agenda with(Entry entry) {
        List<Entry> all = new ArrayList<>(entries);
        for (int i = 0; i < all.size(); i++) {
            if (all.get(i).id().equals(entry.id())) {
                all.set(i, entry);
                return new Agenda(all);
            }
        }
        all.add(entry);
        for (int i = 0; i < all.size() && all.size() > MOST; ) {
            if (all.get(i).isOpen()) {
                i++;
            } else {
                all.remove(i);
            }
        }
        return new Agenda(all);
    }

    /** What rules get at {@code agenda.<key>.<name>} of the newest entry of the key; nothing where there is none. */
    public Value fact(String path, Instant now) {
        int dot = path.lastIndexOf('.');
        if (!path.startsWith(PATH) || dot <= PATH.length()) {
            return Value.NULL;
        }
        Optional<Entry> entry = latest(path.substring(PATH.length(), dot));
        return switch (path.substring(dot + 1)) {
            case "state" -> entry.map(e -> Value.text(e.state().wire())).orElse(Value.NULL);
            case "running" -> Value.bool(entry.filter(Entry::isOpen).isPresent());
            case "due" -> entry.map(Entry::due).<Value>map(Value.Timestamp::new).orElse(Value.NULL);
            case "overdue" -> Value.bool(entry.filter(e -> e.isOverdue(now)).isPresent());
            default -> Value.NULL;
        };
    }
}
