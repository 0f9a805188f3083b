package io.deskloom.standin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Carries out a call: each once for its key, and nothing of what is wrong. */
final class Service {
    private static final int LONGEST_KEY = 200;

    private final List<Route> routes;
    private final Ledger ledger;
    private final Clock clock;

    Service(Ledger ledger, Clock clock) {
        List<Route> all = new ArrayList<>(ErpOrders.routes());
        all.addAll(ErpMoney.routes());
        all.addAll(ErpGoods.routes());
        all.addAll(WmsStock.routes());
        all.addAll(WmsParcels.routes());
        this.routes = List.copyOf(all);
        this.ledger = ledger;
        this.clock = clock;
    }

    /** @param body as it is written */
    record Said(int status, String body) {
        static Said of(Answer answer) {
            return new Said(answer.status(), written(answer));
        }
    }

    /**
     * @param parts of the path, decoded
     * @param key of the call, null for none
     * @param repeat whether whoever is told of it is told twice
     */
    Said call(String method, String[] parts, JsonNode body, @Nullable String key, boolean repeat) throws IOException {
        List<Route> there =
                routes.stream().filter(r -> r.match(parts).isPresent()).toList();
        Optional<Route> route =
                there.stream().filter(r -> r.method().equals(method)).findFirst();
        if (route.isEmpty()) {
            return Said.of(
                    there.isEmpty()
                            ? Answer.notFound("path")
                            : Answer.problem(405, "method", "This is not done with " + method + ".", List.of()));
        }
        if (!ledger.read(Books::isStocked)) {
            return Said.of(Answer.problem(503, "not-stocked", "The books are still empty.", List.of()));
        }
        Map<String, String> values = route.get().match(parts).orElseThrow();
        if (method.equals("GET")) {
            return ledger.read(books -> Said.of(answer(route.get(), books, Asked.of(values, body, clock.instant()))));
        }
        if (key != null && (key.isBlank() || key.length() > LONGEST_KEY)) {
            return Said.of(Answer.problem(400, "key", "An Idempotency-Key has 1 to 200 characters.", List.of()));
        }
        return once(route.get(), values, body, key, fingerprint(method, parts, body), repeat);
    }

    private Said once(
            Route route, Map<String, String> values, JsonNode body, @Nullable String key, String asked, boolean repeat)
            throws IOException {
        Said[] said = new Said[1];
        ledger.tryChange(books -> {
            Books.Kept before = key == null ? null : books.answered(key);
            if (before != null) {
                said[0] = before.asked().equals(asked)
                        ? new Said(before.status(), before.body())
                        : Said.of(Answer.problem(
                                422, "key-used", "This Idempotency-Key belongs to another call.", List.of()));
                return Optional.empty();
            }
            int first = books.newsCount();
            Answer answer = answer(route, books, Asked.of(values, body, clock.instant()));
            said[0] = Said.of(answer);
            if (!answer.isDone()) {
                // A no has changed nothing. Asked again under the same key it may be a yes: stock has come in.
                return Optional.empty();
            }
            if (repeat) {
                books.repeatNews(first);
            }
            if (key != null) {
                books.answered(key, new Books.Kept(asked, answer.status(), said[0].body()));
            }
            return Optional.of(true);
        });
        return said[0];
    }

    private static Answer answer(Route route, Books books, Asked asked) {
        Answer answer = route.work().of(books, asked);
        return asked.problems().isEmpty()
                ? answer
                : Answer.problem(400, "invalid", "This is not what can be asked.", asked.problems());
    }

    static String written(Answer answer) {
        try {
            return BooksFile.JSON.writeValueAsString(answer.body());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("texts, numbers and truths can be written", e);
        }
    }

    private static String fingerprint(String method, String[] parts, JsonNode body) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            String text = method + "\n" + String.join("\n", parts) + "\n" + body;
            return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
