package io.deskloom.agenda;

import java.util.Arrays;

/**
 * Who may decide what is asked.
 *
 * @param name role key, team key or account id
 */
public record Approver(Kind kind, String name) {
    public enum Kind {
        ROLE("role"),
        TEAM("team"),
        ACCOUNT("account");

        private final String wire;

        Kind(String wire) {
            this.wire = wire;
        }

        public String wire() {
            return wire;
        }
    }

    /** "role:supervisor" */
    public String wire() {
        return kind.wire + ":" + name;
    }

    /** @throws IllegalArgumentException for what is none */
    public static Approver of(String wire) {
        int colon = wire.indexOf(':');
        Kind kind = Arrays.stream(Kind.values())
                .filter(k -> colon > 0 && k.wire.equals(wire.substring(0, colon)))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no approver: " + wire));
        return new Approver(kind, wire.substring(colon + 1));
    }
}
