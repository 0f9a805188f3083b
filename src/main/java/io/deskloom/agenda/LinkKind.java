package io.deskloom.agenda;

import java.util.Arrays;
import java.util.Optional;

/** What one ticket is to another, seen from the one. Every kind has the kind the other sees. */
public enum LinkKind {
    RELATED("related"),
    DUPLICATE_OF("duplicate_of"),
    HAS_DUPLICATE("has_duplicate"),
    FOLLOW_UP_OF("follow_up_of"),
    HAS_FOLLOW_UP("has_follow_up"),
    CHILD_OF("child_of"),
    PARENT_OF("parent_of");

    private final String wire;

    LinkKind(String wire) {
        this.wire = wire;
    }

    public String wire() {
        return wire;
    }

    public static Optional<LinkKind> of(String wire) {
        return Arrays.stream(values()).filter(kind -> kind.wire.equals(wire)).findFirst();
    }

    /** The same link seen from the other ticket. */
    public LinkKind seenFromThere() {
        return switch (this) {
            case RELATED -> RELATED;
            case DUPLICATE_OF -> HAS_DUPLICATE;
            case HAS_DUPLICATE -> DUPLICATE_OF;
            case FOLLOW_UP_OF -> HAS_FOLLOW_UP;
            case HAS_FOLLOW_UP -> FOLLOW_UP_OF;
            case CHILD_OF -> PARENT_OF;
            case PARENT_OF -> CHILD_OF;
        };
    }

    /** Whether a link is kept in this direction; the others are kept as seen from there. */
    public boolean isKept() {
        return switch (this) {
            case RELATED, DUPLICATE_OF, FOLLOW_UP_OF, CHILD_OF -> true;
            case HAS_DUPLICATE, HAS_FOLLOW_UP, PARENT_OF -> false;
        };
    }
}
