package io.deskloom.agenda;

import io.deskloom.field.Value;
import io.deskloom.kernel.AccountId;
import io.deskloom.kernel.Label;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Something that is to happen with a ticket, or has: a clock that runs, a promise, a request for approval, a suggested remedy.
 *
 * @param key what rules call it; several entries of a ticket may have had the same one, one after the other
 * @param text what it says, by language; null of a clock, which is called by its key
 * @param rests the facts its text was made of: who may not know one of them does not get the text
 * @param due until when; null for no time in particular
 * @param by who or which rule made it
 * @param reminded when whoever has the ticket was reminded of a promise, null when nobody was yet
 * @param approval of a request for approval, else null
 * @param remedy of a suggested remedy, else null
 * @param closing how it ended, null while it is open
 */
public record Entry(
        UUID id,
        Kind kind,
        String key,
        @Nullable Label text,
        List<String> rests,
        @Nullable Instant due,
        State state,
        By by,
        Instant since,
        @Nullable Instant reminded,
        @Nullable Approval approval,
        @Nullable Remedy remedy,
        @Nullable Closing closing) {
    /** How long before a promise is due whoever has the ticket is reminded. */
    public static final Duration REMINDED = Duration.ofHours(1);

    public Entry {
        rests = List.copyOf(rests);
    }

    public enum Kind {
        CLOCK("clock"),
        PROMISE("promise"),
        APPROVAL("approval"),
        REMEDY("remedy");

        private final String wire;

        Kind(String wire) {
            this.wire = wire;
        }

        public String wire() {
            return wire;
        }

        /** @throws IllegalArgumentException for a name of none */
        public static Kind of(String wire) {
            return Arrays.stream(values())
                    .filter(kind -> kind.wire.equals(wire))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException(wire));
        }
    }

    public enum State {
        OPEN("open"),
        /** A clock in time. */
        STOPPED("stopped"),
        /** A clock that ran out, a request nobody decided in time. */
        EXPIRED("expired"),
        KEPT("kept"),
        BROKEN("broken"),
        /** Taken back by people, or without object since the ticket has ended. */
        WITHDRAWN("withdrawn"),
        APPROVED("approved"),
        REFUSED("refused"),
        APPLIED("applied"),
        DISMISSED("dismissed"),
        /** A suggestion whose reason holds no longer. */
        GONE("gone");

        private final String wire;

        State(String wire) {
            this.wire = wire;
        }

        public String wire() {
            return wire;
        }

        /** @throws IllegalArgumentException for a name of none */
        public static State of(String wire) {
            return Arrays.stream(values())
                    .filter(state -> state.wire.equals(wire))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException(wire));
        }
    }

    /**
     * Whose doing something was: a person's, a rule's, or nobody's (time passed, the ticket ended).
     *
     * @param rule rule id; @param label its key as it was then; @param pack id of its pack, null for the workspace's own
     */
    public record By(
            @Nullable AccountId account,
            @Nullable String rule,
            @Nullable String label,
            @Nullable String pack) {
        public static final By NOBODY = new By(null, null, null, null);
    }

    /**
     * @param of who is asked: each for one answer
     * @param asker on whose command it was asked: who is not to decide it; null for nobody's
     * @param needed how many must say yes; 0 has whoever answers first decide
     * @param sequence whether each is asked only once the one before has said yes
     * @param delegation whether who is asked may have somebody else answer in his place
     * @param step node of the SOP that asks, null when a rule does
     * @param votes the answers so far, oldest first
     */
    public record Approval(
            List<Approver> of,
            @Nullable AccountId asker,
            int needed,
            boolean sequence,
            boolean delegation,
            @Nullable String step,
            List<Vote> votes) {
        public Approval {
            of = List.copyOf(of);
            votes = List.copyOf(votes);
        }

        /** Of which the first answer decides. */
        public Approval(List<Approver> of, @Nullable AccountId asker) {
            this(of, asker, 0, false, false, null, List.of());
        }

        /** Whose answers are waited for now. */
        public List<Approver> waitsFor() {
            return open().map(of::get).distinct().toList();
        }

        /** The first place in {@link #of} whose answer is waited for now. @param who whose place it is, null for anybody's */
        public Optional<Integer> open(@Nullable Approver who) {
            return open().filter(slot -> who == null || of.get(slot).equals(who))
                    .findFirst();
        }

        private Stream<Integer> open() {
            Stream<Integer> all = IntStream.range(0, of.size())
                    .boxed()
                    .filter(slot -> votes.stream().noneMatch(vote -> vote.slot() == slot));
            return sequence ? all.limit(1) : all;
        }

        /**
         * For which of {@link #of} an account with these roles and teams would answer; empty when it is not asked, or has
         * answered. Who is asked by name answers for himself first.
         */
        public Optional<Integer> slot(AccountId account, Set<String> roles, Set<String> teams) {
            if (votes.stream().anyMatch(vote -> vote.account().equals(account))) {
                return Optional.empty();
            }
            return open().filter(slot -> names(of.get(slot), account, roles, teams))
                    .min(Comparator.comparing(slot -> of.get(slot).kind() != Approver.Kind.ACCOUNT));
        }

        private static boolean names(Approver one, AccountId account, Set<String> roles, Set<String> teams) {
            return switch (one.kind()) {
                case ROLE -> roles.contains(one.name());
                case TEAM -> teams.contains(one.name());
                case ACCOUNT -> account.toString().equals(one.name());
            };
        }

        /** Whether an account with these roles and teams is asked. */
        public boolean asks(AccountId account, Set<String> roles, Set<String> teams) {
            return slot(account, roles, teams).isPresent();
        }

        public Approval with(Vote vote) {
            List<Vote> all = new ArrayList<>(votes);
            all.add(vote);
            return new Approval(of, asker, needed, sequence, delegation, step, all);
        }

        /** With somebody else in the place of one who is asked. */
        public Approval with(int slot, Approver other) {
            List<Approver> all = new ArrayList<>(of);
            all.set(slot, other);
            return new Approval(all, asker, needed, sequence, delegation, step, votes);
        }

        /** With one more who must say yes. */
        public Approval and(Approver another) {
            List<Approver> all = new ArrayList<>(of);
            all.add(another);
            return new Approval(all, asker, needed == 0 ? 0 : needed + 1, sequence, delegation, step, votes);
        }

        /** What has been decided by now; empty while it is open. */
        public Optional<Boolean> outcome() {
            if (needed == 0) {
                return votes.stream().findFirst().map(Vote::yes);
            }
            long yes = votes.stream().filter(Vote::yes).count();
            long no = votes.size() - yes;
            return yes >= needed ? Optional.of(true) : no > of.size() - needed ? Optional.of(false) : Optional.empty();
        }

        /** Whether it is asked and did not ask itself. */
        public boolean mayDecide(AccountId account, Set<String> roles, Set<String> teams) {
            return !account.equals(asker) && asks(account, roles, teams);
        }
    }

    /** One answer. @param slot for which of those who were asked; @param comment why, null for nothing said */
    public record Vote(
            int slot,
            AccountId account,
            boolean yes,
            Instant at,
            @Nullable String comment) {}

    /**
     * What applying it does, by the person who applies it.
     *
     * @param action key of an action of the step, null for none
     * @param set values by field id
     * @param comment to the customer, null for none
     */
    public record Remedy(
            @Nullable String action,
            Map<String, Value> set,
            @Nullable Label comment) {
        public Remedy {
            set = Map.copyOf(set);
        }
    }

    public record Closing(Instant at, By by, @Nullable String comment) {}

    public boolean isOpen() {
        return state == State.OPEN;
    }

    /** Whether it is a promise that only time has broken: it can still be kept, late. What somebody called broken stays so. */
    public boolean isLapsed() {
        return kind == Kind.PROMISE
                && state == State.BROKEN
                && closing != null
                && closing.by().account() == null
                && closing.by().rule() == null;
    }

    /** The same, ended. */
    public Entry closed(State as, Instant at, By whom, @Nullable String comment) {
        Closing how = new Closing(at, whom, comment);
        return new Entry(id, kind, key, text, rests, due, as, by, since, reminded, approval, remedy, how);
    }

    /** The same, once whoever has the ticket has been reminded. */
    public Entry reminded(Instant at) {
        return new Entry(id, kind, key, text, rests, due, state, by, since, at, approval, remedy, closing);
    }

    /** The same suggestion in other words, or of something else. */
    public Entry suggesting(Label otherText, List<String> otherRests, Remedy other) {
        return new Entry(
                id, kind, key, otherText, otherRests, due, state, by, since, reminded, approval, other, closing);
    }

    /** The same with another time. */
    public Entry until(@Nullable Instant when) {
        return new Entry(id, kind, key, text, rests, when, state, by, since, reminded, approval, remedy, closing);
    }

    /** The same request, answered or asked otherwise. */
    public Entry asking(Approval other) {
        return new Entry(id, kind, key, text, rests, due, state, by, since, reminded, other, remedy, closing);
    }

    /** Whether it was, or is, open beyond its time. */
    public boolean isOverdue(Instant now) {
        return switch (state) {
            case OPEN -> due != null && !now.isBefore(due);
            case EXPIRED, BROKEN -> true;
            case STOPPED, KEPT, WITHDRAWN, APPROVED, REFUSED, APPLIED, DISMISSED, GONE -> false;
        };
    }
}
