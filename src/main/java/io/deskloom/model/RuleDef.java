package io.deskloom.model;

import io.deskloom.expr.Expr;
import io.deskloom.kernel.Label;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
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
        boolean stop) {
    public RuleDef {
        on = Set.copyOf(on);
        then = List.copyOf(then);
    }

    /** What happened. Whoever takes an action of a step changes the ticket, too. */
    public enum On {
        CREATED("created"),
        /** Anything but a comment, actions among it. */
        UPDATED("updated"),
        /** An action of a step was taken. */
        ACTED("acted"),
        COMMENTED("commented");

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
        return on.contains(happened) || (happened == On.ACTED && on.contains(On.UPDATED));
    }

    /** Every expression it is made of: its condition and what its wishes are computed from. */
    public Stream<Expr> expressions() {
        return Stream.concat(Stream.of(when), then.stream().flatMap(IntentDef::expressions));
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
                return Stream.concat(
                        to.stream().flatMap(t -> t instanceof To.Account(Expr id) ? Stream.of(id) : Stream.of()),
                        text.expressions());
            }

            @Override
            public IntentDef with(UnaryOperator<Expr> other) {
                return new Notify(
                        to.stream()
                                .map(t -> t instanceof To.Account(Expr id) ? new To.Account(other.apply(id)) : t)
                                .toList(),
                        text.with(other));
            }
        }

        /**
         * Keeps the change from being saved.
         *
         * @param field key of the field it is about, null for the whole ticket
         * @param message to whoever changes it
         */
        record Refuse(@Nullable String field, Label message) implements IntentDef {}
    }

    /** Somebody to be told. */
    public sealed interface To {
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
    }
}
