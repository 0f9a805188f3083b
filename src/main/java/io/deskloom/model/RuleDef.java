package io.deskloom.model;

import io.deskloom.agenda.LinkKind;
import io.deskloom.expr.Expr;
import io.deskloom.kernel.Label;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalTime;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The one typed rule form: what guided triggers and packs' DRL both become.
 *
 * @param id immutable within its source
 * @param key readable name
 * @param origin where it comes from, for explanations and capability checks
 * @param type ticket type key it applies to
 * @param on the events it listens to
 * @param when its condition over field keys, {@code ticket.*}, {@code actor.*}, {@code event.*}, {@code param.*}
 * @param then what it wants, in order
 * @param order lower first; equal order by id
 * @param stop whether later rules of the same round are skipped once it has fired
 * @param phase whether it is asked before the change is saved or once it is
 * @param timing when an automation is asked; null for a trigger
 * @param row the row of a decision table it is, null for a rule of its own
 */
public record RuleDef(
        String id,
        String key,
        Label label,
        Origin origin,
        String type,
        Set<On> on,
        Expr when,
        List<IntentDef> then,
        int order,
        boolean stop,
        Phase phase,
        @Nullable Timing timing,
        @Nullable Row row) {
    /** How the rules of one type and event go one after the other; rows of a table as they stand in it. */
    public static final Comparator<RuleDef> ORDER = Comparator.comparingInt(RuleDef::order)
            .thenComparing(r -> r.row() == null ? r.id() : r.row().table())
            .thenComparing(r -> r.origin().pack() == null ? "" : r.origin().pack())
            .thenComparingInt(r -> r.row() == null ? -1 : r.row().position());

    public RuleDef {
        on = Set.copyOf(on);
        then = List.copyOf(then);
        if (timing != null && !on.equals(Set.of(On.ELAPSED))) {
            throw new IllegalArgumentException("an automation is asked when time has passed, and at no other time");
        }
    }

    /** A trigger that is asked before a change is saved. */
    public RuleDef(
            String id,
            String key,
            Label label,
            Origin origin,
            String type,
            Set<On> on,
            Expr when,
            List<IntentDef> then,
            int order,
            boolean stop) {
        this(id, key, label, origin, type, on, when, then, order, stop, Phase.BEFORE, null);
    }

    /** A trigger or an automation of its own, no row of a table. */
    public RuleDef(
            String id,
            String key,
            Label label,
            Origin origin,
            String type,
            Set<On> on,
            Expr when,
            List<IntentDef> then,
            int order,
            boolean stop,
            Phase phase,
            @Nullable Timing timing) {
        this(id, key, label, origin, type, on, when, then, order, stop, phase, timing, null);
    }

    /** When a rule is asked about a change. */
    public enum Phase {
        /** In the change's own transaction: it can set what is saved, and refuse it. */
        BEFORE("before"),
        /** Once the change is saved, in a transaction of its own: nobody waits for it, and it can refuse nothing. */
        AFTER("after");

        private final String wire;

        Phase(String wire) {
            this.wire = wire;
        }

        public String wire() {
            return wire;
        }

        /** @throws IllegalArgumentException for a name of none */
        public static Phase of(String wire) {
            return Arrays.stream(values())
                    .filter(phase -> phase.wire.equals(wire))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException(wire));
        }
    }

    /** When an automation is asked: of each ticket by what the ticket says, or of all of them at a time of day. */
    public sealed interface Timing {
        /**
         * Of each ticket its condition holds for, so long after something.
         *
         * @param since the time to count from, an expression over the ticket alone; none while it is empty
         * @param repeat how long after that once more, and again, while the condition holds; null for once
         * @param most how often in all for one and the same {@code since}
         */
        record After(Expr since, Duration after, @Nullable Duration repeat, int most) implements Timing {}

        /** Of all tickets its condition holds for, each time this long has passed. */
        record Every(Duration every) implements Timing {}

        /**
         * When so much time of a clock of a ticket's service level has gone.
         *
         * @param policy key of the service level
         * @param clock key of its clock
         * @param within the working time the clock has
         */
        record OfClock(String policy, String clock, Duration within, SlaDef.At at) implements Timing {}

        /** Of all tickets its condition holds for, at a time of day of the workspace's zone. */
        record At(LocalTime time, Set<DayOfWeek> days) implements Timing {
            public At {
                days = Set.copyOf(days);
            }
        }
    }

    /**
     * Where in which table a rule stands.
     *
     * @param table the table's id
     * @param tableKey its key
     * @param hit what becomes of its rows when several hold
     * @param id the row's, unique in its table
     * @param position from 0
     */
    public record Row(String table, String tableKey, TableDef.Hit hit, String id, int position) {}

    /** What happened. Whoever takes an action of a step changes the ticket, too. */
    public enum On {
        CREATED("created"),
        /** Anything but a comment, actions among it. */
        UPDATED("updated"),
        /** An action of a step was taken. */
        ACTED("acted"),
        COMMENTED("commented"),
        /** Something was said that the requester can read, or said. Who listens to comments hears of it, too. */
        REPLIED("replied"),
        /** Time has passed; only automations listen to it. */
        ELAPSED("elapsed"),
        /** The time of something on the agenda is over: a clock that ran out, a promise not kept, a request nobody decided. */
        DUE("due"),
        /** A request for approval was decided. */
        DECIDED("decided");

        private final String wire;

        On(String wire) {
            this.wire = wire;
        }

        public String wire() {
            return wire;
        }

        /** @throws IllegalArgumentException for a name of none */
        public static On of(String wire) {
            return Arrays.stream(values())
                    .filter(on -> on.wire.equals(wire))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException(wire));
        }

        /** What happened at once, as one word: "acted+commented". */
        public static String wires(Set<On> happened) {
            return happened.stream().sorted().map(On::wire).collect(Collectors.joining("+"));
        }

        /** The other way. @throws IllegalArgumentException for a name of none */
        public static Set<On> several(String wires) {
            return Arrays.stream(wires.split("\\+", -1)).map(On::of).collect(Collectors.toSet());
        }
    }

    /** Whether it is asked when these happen at once. */
    public boolean listensTo(Set<On> happened) {
        return happened.stream().anyMatch(this::listensTo);
    }

    /** Whether it is asked when this happens. */
    public boolean listensTo(On happened) {
        return on.contains(happened)
                || (happened == On.ACTED && on.contains(On.UPDATED))
                || (happened == On.REPLIED && on.contains(On.COMMENTED));
    }

    /** Every expression it is made of: its condition and what its wishes are computed from. */
    public Stream<Expr> expressions() {
        Stream<Expr> since = timing instanceof Timing.After after ? Stream.of(after.since()) : Stream.of();
        return Stream.concat(
                Stream.concat(Stream.of(when), since), then.stream().flatMap(IntentDef::expressions));
    }

    /**
     * @param pack pack id, null for the workspace's own triggers
     * @param version pack version, null likewise
     * @param file where it was written
     */
    public record Origin(@Nullable String pack, @Nullable String version, String file) {}

    /** What a rule wants done. {@code command} checks and applies it. */
    public sealed interface IntentDef {
        /** What it is computed from. */
        default Stream<Expr> expressions() {
            return Stream.of();
        }

        /** The same computed from other expressions. */
        default IntentDef with(UnaryOperator<Expr> other) {
            return this;
        }

        /** Field key and the expression for its value. */
        record SetField(String field, Expr value) implements IntentDef {
            @Override
            public Stream<Expr> expressions() {
                return Stream.of(value);
            }

            @Override
            public IntentDef with(UnaryOperator<Expr> other) {
                return new SetField(field, other.apply(value));
            }
        }

        /** Adds entries to a field of several, behind those it has; those it has already are not doubled. */
        record AddTo(String field, List<String> entries) implements IntentDef {
            public AddTo {
                entries = List.copyOf(entries);
            }
        }

        /** Takes entries out of a field of several. */
        record RemoveFrom(String field, List<String> entries) implements IntentDef {
            public RemoveFrom {
                entries = List.copyOf(entries);
            }
        }

        record SetPriority(Priority priority) implements IntentDef {}

        /** Team key. */
        record AssignTeam(String team) implements IntentDef {}

        /** Has a routing say whose it is. @param routing key */
        record Route(String routing) implements IntentDef {}

        /** Hands the ticket to the account whose id the expression gives; takes it from whoever has it when it gives none. */
        record Assign(Expr to) implements IntentDef {
            @Override
            public Stream<Expr> expressions() {
                return Stream.of(to);
            }

            @Override
            public IntentDef with(UnaryOperator<Expr> other) {
                return new Assign(other.apply(to));
            }
        }

        /** Writes a comment in the workspace's first language. */
        record Comment(boolean internal, TextTemplate text) implements IntentDef {
            @Override
            public Stream<Expr> expressions() {
                return text.expressions();
            }

            @Override
            public IntentDef with(UnaryOperator<Expr> other) {
                return new Comment(internal, text.with(other));
            }
        }

        /** Takes an action of the step the ticket is in. */
        record Act(String action) implements IntentDef {}

        /**
         * Tells people, each in their own language and as far as they may know it.
         *
         * @param text about the ticket as it is when they are told
         */
        record Notify(List<To> to, TextTemplate text) implements IntentDef {
            public Notify {
                to = List.copyOf(to);
            }

            @Override
            public Stream<Expr> expressions() {
                return Stream.concat(To.expressions(to), text.expressions());
            }

            @Override
            public IntentDef with(UnaryOperator<Expr> other) {
                return new Notify(To.with(to, other), text.with(other));
            }
        }

        /**
         * Mails people: those with an account as {@link Notify} tells them, others in a language the rule says and with what a role
         * may know.
         *
         * @param as key of the role that bounds what others are told; null when there are none
         * @param language of others; null for the workspace's first
         */
        record Mail(
                List<To> to,
                @Nullable String as,
                TextTemplate subject,
                TextTemplate text,
                @Nullable Expr language) implements IntentDef {
            public Mail {
                to = List.copyOf(to);
            }

            @Override
            public Stream<Expr> expressions() {
                return Stream.of(
                                To.expressions(to),
                                subject.expressions(),
                                text.expressions(),
                                Stream.ofNullable(language))
                        .flatMap(s -> s);
            }

            @Override
            public IntentDef with(UnaryOperator<Expr> other) {
                return new Mail(
                        To.with(to, other),
                        as,
                        subject.with(other),
                        text.with(other),
                        language == null ? null : other.apply(language));
            }
        }

        /** Tells somebody outside of the change. @param webhook key */
        record CallWebhook(String webhook) implements IntentDef {}

        /**
         * Has a service outside do something, once the change is saved.
         *
         * @param with what it is given, by the name of its parameter
         * @param save names of what it answers, by the key of the field that is to hold it
         */
        record CallConnector(String connector, String operation, Map<String, Argument> with, Map<String, String> save)
                implements IntentDef {
            public CallConnector {
                with = Collections.unmodifiableMap(new LinkedHashMap<>(with));
                save = Map.copyOf(save);
            }

            @Override
            public Stream<Expr> expressions() {
                return with.values().stream().flatMap(Argument::expressions);
            }

            @Override
            public IntentDef with(UnaryOperator<Expr> other) {
                Map<String, Argument> out = new LinkedHashMap<>();
                with.forEach((name, argument) -> out.put(name, argument.with(other)));
                return new CallConnector(connector, operation, out, save);
            }
        }

        /**
         * Asks a script what is wanted.
         *
         * @param script its name
         * @param inputs what it is given
         */
        record RunScript(String script, Map<String, Expr> inputs) implements IntentDef {
            public RunScript {
                inputs = Collections.unmodifiableMap(new LinkedHashMap<>(inputs));
            }

            @Override
            public Stream<Expr> expressions() {
                return inputs.values().stream();
            }

            @Override
            public IntentDef with(UnaryOperator<Expr> other) {
                Map<String, Expr> others = new LinkedHashMap<>(inputs);
                others.replaceAll((_, e) -> other.apply(e));
                return new RunScript(script, others);
            }
        }

        /**
         * Keeps the change from being saved.
         *
         * @param field key of the field it is about, null for the whole ticket
         * @param message to whoever changes it
         */
        record Refuse(@Nullable String field, Label message) implements IntentDef {}

        /** Starts a clock of the ticket, unless it runs; when it runs out, rules hear of it. */
        record StartClock(String clock, Expr within) implements IntentDef {
            @Override
            public Stream<Expr> expressions() {
                return Stream.of(within);
            }

            @Override
            public IntentDef with(UnaryOperator<Expr> other) {
                return new StartClock(clock, other.apply(within));
            }
        }

        record StopClock(String clock) implements IntentDef {}

        /** Promises the customer something, unless it is promised. @param key what rules call it */
        record Promise(String key, TextTemplate text, Expr within) implements IntentDef {
            @Override
            public Stream<Expr> expressions() {
                return Stream.concat(text.expressions(), Stream.of(within));
            }

            @Override
            public IntentDef with(UnaryOperator<Expr> other) {
                return new Promise(key, text.with(other), other.apply(within));
            }
        }

        /**
         * Asks people to approve something, unless they are being asked.
         *
         * @param of roles, teams and accounts
         * @param within null for no time in particular
         */
        record RequestApproval(
                String key,
                List<To> of,
                TextTemplate text,
                @Nullable Expr within) implements IntentDef {
            public RequestApproval {
                of = List.copyOf(of);
            }

            @Override
            public Stream<Expr> expressions() {
                return Stream.of(To.expressions(of), text.expressions(), Stream.ofNullable(within))
                        .flatMap(all -> all);
            }

            @Override
            public IntentDef with(UnaryOperator<Expr> other) {
                return new RequestApproval(
                        key, To.with(of, other), text.with(other), within == null ? null : other.apply(within));
            }
        }

        /**
         * Suggests what might help, for a person to apply; gone once its rule does not hold any more.
         *
         * @param action action of the step to take, null for none
         * @param set expressions by field key
         * @param comment to the customer, null for none
         */
        record SuggestRemedy(
                String key,
                TextTemplate remedy,
                @Nullable String action,
                Map<String, Expr> set,
                @Nullable TextTemplate comment)
                implements IntentDef {
            public SuggestRemedy {
                set = new TreeMap<>(set);
            }

            @Override
            public Stream<Expr> expressions() {
                return Stream.of(
                                remedy.expressions(),
                                set.values().stream(),
                                comment == null ? Stream.<Expr>of() : comment.expressions())
                        .flatMap(all -> all);
            }

            @Override
            public IntentDef with(UnaryOperator<Expr> other) {
                return new SuggestRemedy(
                        key,
                        remedy.with(other),
                        action,
                        replaced(set, other),
                        comment == null ? null : comment.with(other));
            }
        }

        /** Links the ticket with another. @param to its id or number */
        record LinkTo(Expr to, LinkKind kind) implements IntentDef {
            @Override
            public Stream<Expr> expressions() {
                return Stream.of(to);
            }

            @Override
            public IntentDef with(UnaryOperator<Expr> other) {
                return new LinkTo(other.apply(to), kind);
            }
        }

        /**
         * Makes another ticket.
         *
         * @param type ticket type key
         * @param fields expressions over this ticket by field key of that type
         * @param link what the new ticket is to this one
         */
        record CreateTicket(String type, Map<String, Expr> fields, LinkKind link) implements IntentDef {
            public CreateTicket {
                fields = new TreeMap<>(fields);
            }

            @Override
            public Stream<Expr> expressions() {
                return fields.values().stream();
            }

            @Override
            public IntentDef with(UnaryOperator<Expr> other) {
                return new CreateTicket(type, replaced(fields, other), link);
            }
        }

        private static Map<String, Expr> replaced(Map<String, Expr> all, UnaryOperator<Expr> other) {
            Map<String, Expr> out = new TreeMap<>(all);
            out.replaceAll((_, e) -> other.apply(e));
            return out;
        }
    }

    /** What an operation is given. */
    public sealed interface Argument {
        /** The value of an expression. */
        record Computed(Expr value) implements Argument {}

        /** A text in the workspace's first language. */
        record Words(TextTemplate text) implements Argument {}

        default Stream<Expr> expressions() {
            return switch (this) {
                case Computed(Expr value) -> Stream.of(value);
                case Words(TextTemplate text) -> text.expressions();
            };
        }

        default Argument with(UnaryOperator<Expr> other) {
            return switch (this) {
                case Computed(Expr value) -> new Computed(other.apply(value));
                case Words(TextTemplate text) -> new Words(text.with(other));
            };
        }
    }

    /** Somebody to be told. */
    public sealed interface To {
        /** What it is computed from. */
        default Stream<Expr> expressions() {
            return switch (this) {
                case Account(Expr id) -> Stream.of(id);
                case Address(Expr address) -> Stream.of(address);
                case Assignee _, Requester _, OwnTeam _, Team _, Role _ -> Stream.of();
            };
        }

        /** The same computed from other expressions. */
        default To with(UnaryOperator<Expr> other) {
            return switch (this) {
                case Account(Expr id) -> new Account(other.apply(id));
                case Address(Expr address) -> new Address(other.apply(address));
                case Assignee _, Requester _, OwnTeam _, Team _, Role _ -> this;
            };
        }

        /** Whoever has the ticket when it comes to telling. */
        record Assignee() implements To {}

        record Requester() implements To {}

        /** The people of the team that has the ticket. */
        record OwnTeam() implements To {}

        /** The people of a team. */
        record Team(String key) implements To {}

        /** Everybody of a role. */
        record Role(String key) implements To {}

        /** The account whose id the expression gives. */
        record Account(Expr id) implements To {}

        /** Whoever reads the mail of the address the expression gives. */
        record Address(Expr address) implements To {}

        private static Stream<Expr> expressions(List<To> all) {
            return all.stream().flatMap(To::expressions);
        }

        private static List<To> with(List<To> all, UnaryOperator<Expr> other) {
            return all.stream().map(to -> to.with(other)).toList();
        }
    }
}
