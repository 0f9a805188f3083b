package io.deskloom.rules;

import static io.deskloom.rules.RuleFixtures.facts;
import static io.deskloom.rules.RuleFixtures.is;
import static io.deskloom.rules.RuleFixtures.lit;
import static io.deskloom.rules.RuleFixtures.make;
import static io.deskloom.rules.RuleFixtures.number;
import static org.assertj.core.api.Assertions.assertThat;

import io.deskloom.expr.Op;
import io.deskloom.field.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RuleNetTest {
    private static final Logger DROOLS = Logger.getLogger("org.drools");

    private final List<String> logged = new CopyOnWriteArrayList<>();
    private final Handler listening = new Handler() {
        @Override
        public void publish(LogRecord message) {
            logged.add(message.getLevel() + " " + message.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void listen() {
        DROOLS.addHandler(listening);
    }

    @AfterEach
    void stopListening() {
        DROOLS.removeHandler(listening);
    }

    private final RuleNet net = RuleNet.of(
            List.of(is("tier", "vip"), is("tier", "gold"), make(Op.GT, number("n"), lit(3)), is("reason", "size")));

    @Test
    void aThousandEvaluationsThatFireLeaveNothingBehindAndNothingInTheLog() {
        for (int i = 0; i < 1_000; i++) {
            boolean vip = i % 2 == 0;
            int[] matched = net.match(facts(
                    Map.of("tier", Value.text(vip ? "vip" : "gold"), "n", Value.num(i), "reason", Value.text("x"))));
            assertThat(matched).containsExactly(i > 3 ? new int[] {vip ? 0 : 1, 2} : new int[] {vip ? 0 : 1});
        }
        assertThat(net.factsHeld()).isZero();
        assertThat(logged).isEmpty();
    }

    @Test
    void soDoThoseThatMatchNothing() {
        for (int i = 0; i < 1_000; i++) {
            assertThat(net.match(facts(Map.of("tier", Value.text("standard"))))).isEmpty();
            assertThat(net.match(facts(Map.of()))).isEmpty();
        }
        assertThat(net.factsHeld()).isZero();
        assertThat(logged).isEmpty();
    }

    @Test
    void soDoThoseOfManyThreads() throws Exception {
        List<Callable<Boolean>> work = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            int n = i;
            work.add(() ->
                    net.match(facts(Map.of("tier", Value.text("vip"), "n", Value.num(n)))).length == (n > 3 ? 2 : 1));
        }
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Boolean> right : threads.invokeAll(work)) {
                assertThat(right.get()).isTrue();
            }
        }
        assertThat(net.factsHeld()).isZero();
        assertThat(logged).isEmpty();
    }
}
