package io.deskloom.delivery;

import io.deskloom.connector.OutgoingCall;
import java.util.Set;

/** What there is to send, or why there is nothing. */
sealed interface Prepared {
    /**
     * @param mentions the paths it is made of
     * @param about of a connector the operation, of a webhook the event
     */
    record Call(OutgoingCall call, Set<String> mentions, String about) implements Prepared {
        public Call {
            mentions = Set.copyOf(mentions);
        }
    }

    /** @param code why it will never be sent */
    record Never(String code) implements Prepared {}

    /** What it was about is gone: nobody misses it. */
    record Nothing() implements Prepared {}
}
