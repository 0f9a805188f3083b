package io.deskloom.effect;

import io.deskloom.kernel.AccountId;

/** One person a mail goes to. */
public sealed interface Reader {
    /** Somebody with an account: in his language, with what he may know, where he wants his mail. */
    record Account(AccountId id) implements Reader {}

    /**
     * Somebody without an account.
     *
     * @param address as a rule computed it: nobody has looked whether it is one
     * @param language of the workspace's
     */
    record Outsider(String address, String language) implements Reader {}
}
