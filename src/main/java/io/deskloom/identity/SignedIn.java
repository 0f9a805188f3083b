package io.deskloom.identity;

/**
 * A session or token that holds right now.
 *
 * @param csrfToken what the header must repeat; empty for a token, which no browser sends by itself
 */
public record SignedIn(Actor actor, Account account, String csrfToken) {
    @Override
    public String toString() {
        return "signed in: " + actor.login();
    }
}
