package io.deskloom.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PasswordsTest {
    private final Passwords passwords = new Passwords(false);

    @Test
    void aPasswordOpensOnlyWhatWasMadeOfIt() {
        String stored = passwords.hash("correct horse");
        assertThat(stored).startsWith("$argon2id$v=19$m=19456,t=2,p=1$").doesNotContain("correct");
        assertThat(passwords.hash("correct horse")).as("salted").isNotEqualTo(stored);
        assertThat(passwords.opens(Optional.of(stored), "correct horse")).isTrue();
        assertThat(passwords.opens(Optional.of(stored), "correct horsf")).isFalse();
        assertThat(passwords.opens(Optional.of(stored), "")).isFalse();
    }

    // From the test of the reference implementation (phc-winner-argon2, src/test.c): t=2, 64 MiB, "password",
    // "somesalt".
    @Test
    void agreesWithTheReferenceImplementation() {
        String reference = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";
        assertThat(Argon2.matches(reference, "password")).isTrue();
        assertThat(Argon2.matches(reference, "passwore")).isFalse();
    }

    @Test
    void anUnknownAccountCostsAsMuchAsAKnownOne() {
        String stored = passwords.hash("correct horse");
        long before = passwords.runs();
        passwords.opens(Optional.of(stored), "wrong");
        long known = passwords.runs() - before;
        passwords.opens(Optional.empty(), "wrong");
        assertThat(known).isEqualTo(1);
        assertThat(passwords.runs() - before - known).isEqualTo(known);
        assertThat(passwords.opens(Optional.empty(), "wrong")).isFalse();
    }

    @Test
    void aCrowdOfLoginsUsesTheMemoryOfTwo() throws Exception {
        Passwords impatient = new Passwords(false, Duration.ZERO);
        CountDownLatch bothRun = new CountDownLatch(Passwords.AT_ONCE);
        CountDownLatch letThemEnd = new CountDownLatch(1);
        try (ExecutorService crowd = Executors.newCachedThreadPool()) {
            List<Future<String>> running = new ArrayList<>();
            for (int i = 0; i < Passwords.AT_ONCE; i++) {
                running.add(crowd.submit(() -> impatient.run(() -> {
                    bothRun.countDown();
                    return await(letThemEnd);
                })));
            }
            assertThat(bothRun.await(20, TimeUnit.SECONDS)).isTrue();
            long runs = impatient.runs();
            try {
                assertThatThrownBy(() -> impatient.opens(Optional.empty(), "one more"))
                        .isInstanceOf(Passwords.Busy.class);
                assertThat(impatient.runs()).isEqualTo(runs);
            } finally {
                letThemEnd.countDown();
            }
            for (Future<String> one : running) {
                assertThat(one.get(20, TimeUnit.SECONDS)).isEqualTo("ended");
            }
        }
        assertThat(impatient.opens(Optional.empty(), "now there is room")).isFalse();
    }

    private static String await(CountDownLatch latch) {
        try {
            latch.await();
            return "ended";
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void olderParametersAreNoticedSoThatALoginCanStrengthenThem() {
        String weak = new Argon2(8 * 1024, 1, 1).hash("correct horse");
        assertThat(passwords.opens(Optional.of(weak), "correct horse")).isTrue();
        assertThat(passwords.isOutdated(weak)).isTrue();
        assertThat(passwords.isOutdated(passwords.hash("correct horse"))).isFalse();
    }

    @Test
    void productionRefusesTheDemoPassword() {
        String stored = passwords.hash(Passwords.DEMO);
        assertThat(passwords.opens(Optional.of(stored), Passwords.DEMO)).isTrue();
        assertThat(passwords.check("/p", Passwords.DEMO, "jun")).isEmpty();
        Passwords production = new Passwords(true);
        assertThat(production.opens(Optional.of(stored), Passwords.DEMO)).isFalse();
        assertThat(production.check("/p", Passwords.DEMO, "jun")).hasSize(1);
    }

    @Test
    void whatIsNoStoredPasswordIsAnErrorAndNeverAMatch() {
        assertThatThrownBy(() -> Argon2.matches("plain", "plain")).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aPasswordLongerThanAllowedNeverOpensItsBeginning() {
        String longest = "x".repeat(Passwords.LONGEST);
        String stored = passwords.hash(longest);
        assertThat(passwords.opens(Optional.of(stored), longest)).isTrue();
        assertThat(passwords.opens(Optional.of(stored), longest + "x")).isFalse();
    }
}
