package io.deskloom.ticket;

import io.deskloom.kernel.AccountId;
import io.deskloom.kernel.TicketId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a ticket's SOP has to keep beside the step the ticket is in: the ways it goes at once, what it waits for, what was done outside
 * and could be undone. Most tickets have {@link #NONE}.
 *
 * @param branches the lines it goes on; the main one (0) only while it has more to say than its step
 * @param last the highest number a branch of it has had
 * @param sealed whether a point of no return is behind it
 * @param undo what was done outside, oldest first
 * @param hold why it rests, null while it does not
 * @param ending that it is being called off, null while it is not
 * @param parent for whom it was made by a flow, null for nobody
 * @param children the tickets made for it, newest last
 * @param making how many are being made for it that it has not heard of
 */
public record FlowState(
        List<Branch> branches,
        int last,
        boolean sealed,
        List<Undo> undo,
        @Nullable Hold hold,
        @Nullable Ending ending,
        @Nullable Parent parent,
        List<Made> children,
        int making) {
    public static final FlowState NONE = new FlowState(List.of(), 0, false, List.of(), null, null, null, List.of(), 0);

    /** The main line's number. */
    public static final int MAIN = 0;

    /**
     * A place a ticket is in.
     *
     * @param branch which of its lines, {@link #MAIN} or another
     * @param state what that keeps, null of a main line that keeps nothing
     */
    public record At(int branch, String node, @Nullable Branch state) {}

    /** The most branches at once: who needs more makes tickets of their own. */
    public static final int MOST_BRANCHES = 50;

    public FlowState {
        branches = List.copyOf(branches);
        undo = List.copyOf(undo);
        children = List.copyOf(children);
    }

    /**
     * One line of a ticket.
     *
     * @param id {@link #MAIN} or, of a way that goes beside others, from 1; never given twice to a ticket
     * @param parent whose way it is part of
     * @param node where it is
     * @param since when it came there
     * @param by who brought it here by hand, whatever went by itself since; null for nobody
     * @param team whose it is, null for the ticket's own team
     * @param assignee who has it
     * @param due when it goes on by itself, null for never
     * @param entry of the agenda on whose outcome it waits, null for none
     * @param calls what services outside do for it here
     * @param child the child ticket it waits for; empty text until it is there, null when it waits for none
     * @param stuck why it cannot go on, null while it can
     * @param waits whether each change of the ticket may be what it waits for
     * @param alone how many nodes it has come to since a person brought it on; the main line's steps say so themselves
     */
    public record Branch(
            int id,
            int parent,
            String node,
            Instant since,
            @Nullable AccountId by,
            @Nullable String team,
            @Nullable AccountId assignee,
            @Nullable Instant due,
            @Nullable UUID entry,
            List<Call> calls,
            @Nullable String child,
            @Nullable Stuck stuck,
            boolean waits,
            int alone) {
        public Branch {
            calls = List.copyOf(calls);
        }

        /** At a node, with nothing more to say. */
        public static Branch at(int id, int parent, String node, Instant since, @Nullable AccountId by) {
            return new Branch(id, parent, node, since, by, null, null, null, null, List.of(), null, null, false, 0);
        }

        public boolean isMain() {
            return id == MAIN;
        }

        /** Whether it says nothing that a step does not. */
        boolean isPlain() {
            return isMain()
                    && !waits
                    && due == null
                    && entry == null
                    && calls.isEmpty()
                    && child == null
                    && stuck == null;
        }

        public Branch of(@Nullable String whoseTeam, @Nullable AccountId who) {
            return new Branch(
                    id, parent, node, since, by, whoseTeam, who, due, entry, calls, child, stuck, waits, alone);
        }

        public Branch until(@Nullable Instant when) {
            return new Branch(
                    id, parent, node, since, by, team, assignee, when, entry, calls, child, stuck, waits, alone);
        }

        /** So many nodes after a person brought it on. */
        public Branch alone(int nodes) {
            return new Branch(
                    id, parent, node, since, by, team, assignee, due, entry, calls, child, stuck, waits, nodes);
        }

        /** Each change of the ticket may be what it waits for. */
        public Branch waiting() {
            return new Branch(
                    id, parent, node, since, by, team, assignee, due, entry, calls, child, stuck, true, alone);
        }

        public Branch deciding(UUID on) {
            return new Branch(id, parent, node, since, by, team, assignee, due, on, calls, child, stuck, waits, alone);
        }

        public Branch calling(List<Call> all) {
            return new Branch(id, parent, node, since, by, team, assignee, due, entry, all, child, stuck, waits, alone);
        }

        public Branch waitingFor(@Nullable String made) {
            return new Branch(
                    id, parent, node, since, by, team, assignee, due, entry, calls, made, stuck, waits, alone);
        }

        public Branch stuck(@Nullable Stuck why) {
            return new Branch(id, parent, node, since, by, team, assignee, due, entry, calls, child, why, waits, alone);
        }

        /** Whether a service is at work for it: each call goes out only once the one before it is done. */
        public boolean isCalling() {
            return calls.stream()
                    .filter(call -> call.state() != Call.State.DONE)
                    .findFirst()
                    .filter(call -> call.state() == Call.State.ASKED)
                    .isPresent();
        }

        /** With one of its calls as it is now. */
        public Branch with(Call call) {
            return calling(
                    calls.stream().map(c -> c.wish() == call.wish() ? call : c).toList());
        }
    }

    /**
     * What a service outside does.
     *
     * @param wish which of the node's wishes, from 0
     * @param attempt how often people have had it tried anew, from 1
     * @param error why not, as a code; null while nothing went wrong
     */
    public record Call(
            int wish, int attempt, State state, @Nullable String error) {
        public enum State {
            /** It is not known yet. */
            ASKED("asked"),
            DONE("done"),
            /** It was not done: refused, or not to be reached for too long. */
            FAILED("failed");

            private final String wire;

            State(String wire) {
                this.wire = wire;
            }

            public String wire() {
                return wire;
            }

            public static State of(String wire) {
                return Stream.of(values())
                        .filter(state -> state.wire.equals(wire))
                        .findFirst()
                        .orElseThrow(() -> new IllegalArgumentException(wire));
            }
        }

        public Call now(State as, @Nullable String why) {
            return new Call(wish, attempt, as, why);
        }

        public Call again() {
            return new Call(wish, attempt + 1, State.ASKED, null);
        }

        /** Codes of what was not sent, or was answered with a no. */
        private static final Set<String> NOT_DONE = Set.of(
                "receiver-refused",
                "not-configured",
                "definition-gone",
                "out-of-sight",
                "value-withheld",
                "value-missing",
                "value-refused",
                "url-invalid",
                "scheme-forbidden",
                "port-forbidden",
                "address-forbidden",
                "header-invalid");

        /** Whether it failed in a way that leaves open whether it was done: then it is undone like what was. */
        public boolean mayBeDone() {
            return state == State.FAILED && error != null && !NOT_DONE.contains(error);
        }
    }

    /** Why a line cannot go on. @param code for programs and translations; @param detail what it is about, never a value of a field */
    public record Stuck(String code, String detail, Instant since) {}

    /** Something done outside. @param node whose doing it was; @param wish which of its wishes */
    public record Undo(String node, int wish) {}

    /**
     * @param until when it goes on by itself, null for when people say so
     * @param status what the ticket had before
     */
    public record Hold(
            String reason,
            Instant since,
            @Nullable Instant until,
            @Nullable AccountId by,
            int status) {}

    /**
     * It is called off, and what was done outside is undone, newest first.
     *
     * @param to the end it leads to
     * @param call the one that is being undone, null when nothing is left
     * @param stuck why that cannot be undone, null while it can
     */
    public record Ending(
            String to,
            String reason,
            @Nullable AccountId by,
            @Nullable Call call,
            @Nullable Stuck stuck) {}

    /** @param waits whether it waits until this ticket ends */
    public record Parent(TicketId ticket, int branch, String node, boolean waits) {}

    /** A ticket made for this one. @param status its status category code when it was last heard of */
    public record Made(TicketId ticket, String node, int status) {}

    /** The most of them a ticket remembers; older ones are among its links. */
    public static final int MOST_CHILDREN = 50;

    public boolean isNone() {
        return equals(NONE);
    }

    public Optional<Branch> branch(int id) {
        return branches.stream().filter(b -> b.id() == id).findFirst();
    }

    /** The ways it goes at once: those that have not gone on into ways of their own; empty while there is but the main line. */
    public List<Branch> leaves() {
        return branches.stream()
                .filter(b -> !b.isMain())
                .filter(b -> branches.stream().noneMatch(other -> other.parent() == b.id() && other.id() != b.id()))
                .toList();
    }

    /** Whether it goes several ways at once. */
    public boolean isForked() {
        return branches.stream().anyMatch(b -> !b.isMain());
    }

    /** Whether a service outside is at work for one of its lines. */
    public boolean isCalling() {
        return branches.stream().anyMatch(Branch::isCalling);
    }

    /** With a branch as it is now, which is left out while it says nothing. */
    public FlowState with(Branch branch) {
        List<Branch> all = new ArrayList<>();
        boolean there = false;
        for (Branch b : branches) {
            if (b.id() == branch.id()) {
                there = true;
                if (!branch.isPlain()) {
                    all.add(branch);
                }
            } else {
                all.add(b);
            }
        }
        if (!there && !branch.isPlain()) {
            all.add(branch);
        }
        return new FlowState(all, Math.max(last, branch.id()), sealed, undo, hold, ending, parent, children, making);
    }

    /** Without those. */
    public FlowState without(Predicate<Branch> those) {
        return new FlowState(
                branches.stream().filter(those.negate()).toList(),
                last,
                sealed,
                undo,
                hold,
                ending,
                parent,
                children,
                making);
    }

    public FlowState done(Undo what) {
        List<Undo> all = new ArrayList<>(undo);
        all.add(what);
        return new FlowState(branches, last, sealed, all, hold, ending, parent, children, making);
    }

    public FlowState undone() {
        return new FlowState(
                branches,
                last,
                sealed,
                undo.isEmpty() ? undo : undo.subList(0, undo.size() - 1),
                hold,
                ending,
                parent,
                children,
                making);
    }

    /** Beyond a point of no return: what was done before is not undone any more. */
    public FlowState seal() {
        return new FlowState(branches, last, true, List.of(), hold, ending, parent, children, making);
    }

    public FlowState held(@Nullable Hold why) {
        return new FlowState(branches, last, sealed, undo, why, ending, parent, children, making);
    }

    public FlowState ending(@Nullable Ending how) {
        return new FlowState(branches, last, sealed, undo, hold, how, parent, children, making);
    }

    public FlowState of(@Nullable Parent whose) {
        return new FlowState(branches, last, sealed, undo, hold, ending, whose, children, making);
    }

    /** With a ticket made for it, as it is now. */
    public FlowState with(Made child) {
        List<Made> all = new ArrayList<>();
        children.stream().filter(c -> !c.ticket().equals(child.ticket())).forEach(all::add);
        all.add(child);
        return new FlowState(
                branches,
                last,
                sealed,
                undo,
                hold,
                ending,
                parent,
                all.size() > MOST_CHILDREN ? all.subList(all.size() - MOST_CHILDREN, all.size()) : all,
                making);
    }

    /** With so many more, or fewer, being made for it. */
    public FlowState making(int more) {
        return new FlowState(branches, last, sealed, undo, hold, ending, parent, children, Math.max(0, making + more));
    }

    /** As it is once the ticket has ended. */
    public FlowState ended() {
        return new FlowState(List.of(), last, sealed, List.of(), null, null, parent, children, making);
    }
}
