package io.deskloom.outbox;

import org.jspecify.annotations.Nullable;

/**
 * Trying again will not help: the address does not exist, the receiver refuses this, the connector is gone. The effect goes to the
 * dead letters at once. It does not count against the destination, which has answered.
 */
public final class Undeliverable extends Exception implements Coded {
    private static final long serialVersionUID = 1L;

    /** @param code what went wrong: lower-case letters, digits and hyphens, at most 60, no value of a ticket ("address-refused") */
    public Undeliverable(String code) {
        this(code, null);
    }

    /** @param cause for the log of this node; only its class is stored */
    public Undeliverable(String code, @Nullable Throwable cause) {
        super(ProblemCode.checked(code), cause);
    }

    @Override
    public String code() {
        return String.valueOf(getMessage());
    }
}
