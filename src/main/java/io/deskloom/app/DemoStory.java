package io.deskloom.app;

import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One ticket's life in the demo, as told before it happens.
 *
 * @param type the ticket type's key
 * @param fields as POST /tickets takes them
 * @param moves what people do with it, in order
 * @param purchase the order it is about, null for somebody who only asks
 * @param linked the fields that the shop's records fill: {@code customer}, {@code order}, {@code customer_name}, …
 * @param chinese whether the customer writes Chinese
 */
record DemoStory(
        Instant at,
        String type,
        Map<String, @Nullable Object> fields,
        List<Move> moves,
        @Nullable Purchase purchase,
        Set<String> linked,
        boolean chinese) {

    /** The number of the order with {@code index} that somebody places on {@code day}. */
    static String orderNo(LocalDate day, int index) {
        return "E%s-%05d".formatted(DateTimeFormatter.BASIC_ISO_DATE.format(day), index);
    }

    /** The same with other fields. */
    DemoStory with(Map<String, @Nullable Object> others) {
        return new DemoStory(at, type, others, moves, purchase, linked, chinese);
    }

    /** Who does something. */
    enum Who {
        /** Whoever asked: in the demo the administrator writes for customers. */
        REQUESTER,
        AGENT,
        WAREHOUSE,
        FINANCE,
        SUPERVISOR
    }

    /** One thing somebody does. */
    sealed interface Move {
        /** What somebody does. */
        sealed interface Deed extends Move {
            Who who();
        }

        /** Somebody says something to the customer, or to colleagues. */
        record Say(Who who, boolean internal, String text) implements Deed {}

        /** Somebody takes the ticket. */
        record Take(Who who) implements Deed {}

        /** Somebody does a step's action. */
        record Act(Who who, String action, Map<String, @Nullable Object> fields) implements Deed {}

        /** Somebody writes something down. */
        record Fill(Who who, Map<String, @Nullable Object> fields) implements Deed {}

        /** The warehouse has the parcel back. */
        record Arrived() implements Deed {
            @Override
            public Who who() {
                return Who.WAREHOUSE;
            }
        }

        /** Somebody who is asked in this step says yes. */
        record Sign(Who who, String step) implements Deed {}

        /**
         * Services outside have done whatever the ticket has asked them for. What happened long ago nobody asks of them again.
         *
         * @param answers by the names their operations have for them
         */
        record Served(Map<String, String> answers) implements Move {}

        /** Nothing happens until some hours before the demo is made: what waits now has not waited for weeks. */
        record Later() implements Move {}
    }

    /**
     * @param orderNo its own order's number, null for any order that is there
     * @param product which of {@link DemoGoods#PRODUCTS} it is about
     * @param tier the customer's, null for anybody
     */
    record Purchase(
            @Nullable String orderNo,
            LocalDate delivered,
            int product,
            int quantity,
            @Nullable String tier) {}
}
