package io.deskloom.timer;

import io.deskloom.kernel.TenantId;
import io.deskloom.timer.TimerStore.Due;
import java.time.Instant;

/**
 * What a kind of timer does that a ticket's state or a definition has set. It may fire twice for one due time after a crash; what it
 * writes, it writes in one transaction with the end of the timer, so that it has one effect.
 */
public interface TicketTimer {
    /** Stored with the timer; never changes. */
    String kind();

    /** @throws Exception when it should be tried again */
    Fired fire(TenantId tenant, Due due, Instant now) throws Exception;

    /** What becomes of a timer that has fired. */
    sealed interface Fired {}

    /** There is nothing more to do; the timer goes. */
    record Over() implements Fired {}

    /** Whoever carried it out has seen to the timer in the same transaction. */
    record Settled() implements Fired {}

    /** It was too early. */
    record Later(Instant due) implements Fired {}
}
