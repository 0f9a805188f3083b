package io.deskloom.activity;

import io.deskloom.activity.RuleActivityStore.Askings;
import io.deskloom.activity.RuleActivityStore.Firings;
import io.deskloom.command.RuleWatch;
import io.deskloom.effect.Explanation.Fired;
import io.deskloom.effect.Intent;
import io.deskloom.kernel.Problem;
import io.deskloom.kernel.TenantId;
import io.deskloom.kernel.TicketId;
import io.deskloom.model.RuleDef;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Counts what rules do on this node and hands the counts over some seconds at a time: no change waits for it, and what a node
 * has not handed over when it dies is not counted. Thread-safe.
 */
@ApplicationScoped
public class RuleActivity implements RuleWatch {
    /** The code of a rule that kept a change from being saved, which is what it is for. */
    public static final String REFUSED = "rule.refused";

    private static final String AFTER = "after/";

    private static final Logger LOG = Logger.getLogger(RuleActivity.class);

    /** Nobody has so many rules; what is beyond is not counted until the next flush. */
    private static final int MOST_HELD = 50_000;

    private final RuleActivityStore store;
    private final Map<TenantId, Tally> tallies = new ConcurrentHashMap<>();

    RuleActivity(RuleActivityStore store) {
        this.store = store;
    }

    private record AskKey(Instant hour, String type, String event) {}

    private record FireKey(
            Instant hour, String rule, @Nullable String pack, String code) {}

    private record Counts(List<Askings> askings, List<Firings> firings) {
        boolean isEmpty() {
            return askings.isEmpty() && firings.isEmpty();
        }
    }

    /** What one tenant's rules did since the last flush. */
    private static final class Tally {
        private final Map<AskKey, Askings> askings = new HashMap<>();
        private final Map<FireKey, Firings> firings = new HashMap<>();

        synchronized void add(List<Askings> asked, List<Firings> fired) {
            asked.forEach(a -> {
                AskKey key = new AskKey(a.hour(), a.type(), a.event());
                if (askings.size() < MOST_HELD || askings.containsKey(key)) {
                    askings.merge(key, a, Tally::plus);
                }
            });
            fired.forEach(f -> {
                FireKey key = new FireKey(f.hour(), f.rule(), f.pack(), f.code());
                if (firings.size() < MOST_HELD || firings.containsKey(key)) {
                    firings.merge(key, f, Tally::plus);
                }
            });
        }

        private static Askings plus(Askings a, Askings b) {
            return new Askings(
                    a.hour(),
                    a.type(),
                    a.event(),
                    a.times() + b.times(),
                    a.micros() + b.micros(),
                    Math.max(a.slowest(), b.slowest()));
        }

        private static Firings plus(Firings a, Firings b) {
            Firings last = a.lastAt().isAfter(b.lastAt()) ? a : b;
            TicketId record = last.lastRecord() != null
                    ? last.lastRecord()
                    : a.lastRecord() != null ? a.lastRecord() : b.lastRecord();
            return new Firings(a.hour(), a.rule(), a.pack(), a.code(), a.times() + b.times(), last.lastAt(), record);
        }

        /** Everything in it, which it holds no more. */
        synchronized Counts take() {
            Counts all = new Counts(List.copyOf(askings.values()), List.copyOf(firings.values()));
            askings.clear();
            firings.clear();
            return all;
        }
    }

    @Override
    public void asked(Asking asking) {
        Instant hour = asking.at().truncatedTo(ChronoUnit.HOURS);
        long micros = asking.nanos() / 1_000;
        tallies.computeIfAbsent(asking.tenant(), _ -> new Tally())
                .add(
                        List.of(new Askings(hour, asking.type().id(), event(asking), 1, micros, micros)),
                        firings(asking, hour));
    }

    /** What happened; "after/…" for rules asked once it was saved, "elapsed/…" with the automation that was asked alone. */
    private static String event(Asking asking) {
        String event = RuleDef.On.wires(asking.on());
        RuleDef alone = asking.alone();
        if (alone != null) {
            return event + "/" + alone.id();
        }
        return asking.why().phase().equals(RuleDef.Phase.AFTER.wire()) ? AFTER + event : event;
    }

    /** Whether the rule is asked when this happens. */
    private static boolean isAsked(RuleDef rule, String event) {
        if (rule.timing() != null) {
            return event.equals(RuleDef.On.ELAPSED.wire() + "/" + rule.id());
        }
        boolean after = rule.phase() == RuleDef.Phase.AFTER;
        String happened = after && event.startsWith(AFTER) ? event.substring(AFTER.length()) : event;
        return after == event.startsWith(AFTER)
                && happened.indexOf('/') < 0
                && rule.listensTo(RuleDef.On.several(happened));
    }

    private static List<Firings> firings(Asking asking, Instant hour) {
        boolean saved = asking.refusals().isEmpty();
        TicketId record = saved || asking.before() != null ? asking.after().id() : null;
        List<Firings> out = new ArrayList<>();
        for (Fired fired : asking.why().fired()) {
            String code = fired.refused();
            if (code != null) {
                out.add(firing(hour, fired.rule(), fired.pack(), code, asking, record));
            } else if (saved) {
                out.add(firing(hour, fired.rule(), fired.pack(), "", asking, record));
            } else if (fired.intents().stream().anyMatch(Intent.Refuse.class::isInstance)) {
                // What the others wanted was not saved: as good as if they had not fired.
                out.add(firing(hour, fired.rule(), fired.pack(), REFUSED, asking, record));
            }
        }
        for (Problem problem : asking.problems()) {
            named(problem, asking)
                    .forEach(rule ->
                            out.add(firing(hour, rule.id(), rule.origin().pack(), problem.code(), asking, record)));
        }
        return out;
    }

    /** The rules a problem of going on without end names. */
    private static List<RuleDef> named(Problem problem, Asking asking) {
        String keys = problem.params().getOrDefault("again", problem.params().getOrDefault("rules", ""));
        Set<String> named = Set.copyOf(Arrays.asList(keys.split(", ")));
        return asking.now().rules().stream()
                .filter(r -> r.type().equals(asking.type().key()) && named.contains(r.key()))
                .toList();
    }

    private static Firings firing(
            Instant hour, String rule, @Nullable String pack, String code, Asking asking, @Nullable TicketId record) {
        return new Firings(hour, rule, pack, code, 1, asking.at(), record);
    }

    /** Hands over what has been counted; what cannot be written now is tried again next time. */
    public void flush() {
        tallies.forEach((tenant, tally) -> {
            // Written without holding the tally: a slow database must not keep changes waiting that are counted
            // meanwhile.
            Counts counts = tally.take();
            if (counts.isEmpty()) {
                return;
            }
            try {
                store.add(tenant, counts.askings(), counts.firings());
            } catch (RuntimeException e) {
                // The workspace may be gone, or the database away: it is kept, within bounds.
                tally.add(counts.askings(), counts.firings());
                LOG.warnf("rule activity of tenant %d is not written yet: %s", tenant.value(), e.toString());
            }
        });
    }

    /**
     * A rule's activity since some moment.
     *
     * @param asked how often the events it listens to happened; rules changed meanwhile are counted as they listen now
     * @param fired how often it did what it wants
     * @param failures how often it did not, by code, with {@link #REFUSED} for changes it kept from being saved
     * @param lastRecord null when what it last happened to was never made
     */
    public record OfRule(
            RuleDef rule,
            long asked,
            long fired,
            Map<String, Long> failures,
            @Nullable Instant lastAt,
            @Nullable TicketId lastRecord) {
        public OfRule {
            failures = Map.copyOf(failures);
        }
    }

    /** What the rules did since {@code from}: every rule of {@code rules}, in order. */
    public List<OfRule> since(TenantId tenant, List<RuleDef> rules, Map<String, String> typeIds, Instant from) {
        List<Askings> askings = store.askings(tenant, from);
        Map<String, List<Firings>> firings = new HashMap<>();
        store.firings(tenant, from)
                .forEach(f -> firings.computeIfAbsent(identity(f.rule(), f.pack()), _ -> new ArrayList<>())
                        .add(f));
        return rules.stream()
                .map(rule -> of(
                        rule,
                        typeIds.getOrDefault(rule.type(), ""),
                        askings,
                        firings.getOrDefault(identity(rule.id(), rule.origin().pack()), List.of())))
                .toList();
    }

    private static OfRule of(RuleDef rule, String type, List<Askings> askings, List<Firings> firings) {
        long asked = askings.stream()
                .filter(a -> a.type().equals(type) && isAsked(rule, a.event()))
                .mapToLong(Askings::times)
                .sum();
        Map<String, Long> failures = new HashMap<>();
        firings.stream().filter(f -> !f.code().isEmpty()).forEach(f -> failures.merge(f.code(), f.times(), Long::sum));
        Optional<Firings> last = firings.stream().max((a, b) -> a.lastAt().compareTo(b.lastAt()));
        return new OfRule(
                rule,
                asked,
                firings.stream()
                        .filter(f -> f.code().isEmpty())
                        .mapToLong(Firings::times)
                        .sum(),
                failures,
                last.map(Firings::lastAt).orElse(null),
                last.map(Firings::lastRecord).orElse(null));
    }

    private static String identity(String rule, @Nullable String pack) {
        return Objects.requireNonNullElse(pack, "") + "\n" + rule;
    }
}
