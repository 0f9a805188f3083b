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
        AGENT,
        WAREHOUSE,
        FINANCE,
        SUPERVISOR
    }

    /** One thing somebody does. */
    sealed interface Move {
        Who who();

        /** Somebody says something to the customer, or to colleagues. */
        record Say(Who who, boolean internal, String text) implements Move {}

        /** Somebody takes the ticket. */
        record Take(Who who) implements Move {}

        /** Somebody does a step's action. */
        record Act(Who who, String action, Map<String, @Nullable Object> fields) implements Move {}
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
