package io.deskloom.app;

import io.deskloom.agenda.Entry;
import io.deskloom.app.DemoStory.Move;
import io.deskloom.command.Command;
import io.deskloom.command.Commands;
import io.deskloom.command.Done;
import io.deskloom.command.Origin;
import io.deskloom.command.TicketStore;
import io.deskloom.identity.Actor;
import io.deskloom.identity.Tenant;
import io.deskloom.kernel.Rejection;
import io.deskloom.kernel.Result;
import io.deskloom.kernel.TicketId;
import io.deskloom.metadata.CurrentSnapshots;
import io.deskloom.routing.Capacity;
import io.deskloom.ticket.Event;
import io.deskloom.ticket.FlowState;
import io.deskloom.ticket.Ticket;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Has tickets of the demo live their stories, each from wherever a start before this one has left it. */
final class DemoLife {
    private static final UUID NOTHING = new UUID(0, 0);

    private final Tenant tenant;
    private final DemoSeed.Team team;
    private final Commands commands;
    private final TicketStore tickets;
    private final CurrentSnapshots snapshots;
    private final DemoSeed.Beat beat;

    DemoLife(
            Tenant tenant,
            DemoSeed.Team team,
            Commands commands,
            TicketStore tickets,
            CurrentSnapshots snapshots,
            DemoSeed.Beat beat) {
        this.tenant = tenant;
        this.team = team;
        this.commands = commands;
        this.tickets = tickets;
        this.snapshots = snapshots;
        this.beat = beat;
    }

    /** What of it has been done before, by a start that was cut off, is not done again. */
    void live(DemoStory story, DemoEnclosures enclosures, TicketId ticket, Timeline time) {
        List<Move> moves = story.moves();
        int done = done(moves, ticket, time.copy());
        for (int i = 0; i < moves.size(); i++) {
            boolean behind = i < done;
            boolean goesOn = switch (moves.get(i)) {
                case Move.Later _ -> {
                    time.skip();
                    yield true;
                }
                case Move.Served(var answers) -> {
                    Instant at = time.next();
                    yield behind || served(ticket, answers, at);
                }
                case Move.Deed deed -> {
                    Instant at = time.next();
                    yield behind || done(story, enclosures, ticket, deed, key(ticket, i), at);
                }
            };
            if (!goesOn) {
                // Somebody looking around was faster with this ticket: it is theirs now.
                return;
            }
        }
    }

    /** How many of its moves lie behind the ticket. What changed nothing left no trace, and is done once more. */
    private int done(List<Move> moves, TicketId ticket, Timeline time) {
        int done = 0;
        for (int i = 0; i < moves.size(); i++) {
            switch (moves.get(i)) {
                case Move.Later _ -> time.skip();
                case Move.Served _ -> time.next();
                case Move.Deed deed -> {
                    Instant at = time.next();
                    Actor who = team.of(deed.who());
                    if (tickets.answer(tenant.id(), who.account(), key(ticket, i), at)
                            .isPresent()) {
                        done = i + 1;
                    }
                }
            }
        }
        return done;
    }

    private static String key(TicketId ticket, int move) {
        return "demo/" + ticket + "/" + move;
    }

    private boolean done(
            DemoStory story, DemoEnclosures enclosures, TicketId ticket, Move.Deed deed, String key, Instant at) {
        beat.next();
        Origin told = new Origin(Origin.TOLD, key);
        Command command = switch (deed) {
            case Move.Say(var who, boolean internal, String text) ->
                new Command.Comment(told, ticket, internal, text, enclosures.beside(story, internal, team.of(who)));
            case Move.Take _ -> new Command.Claim(told, ticket);
            case Move.Act(var _, String action, var values) ->
                new Command.Act(told, ticket, action, null, values, null);
            case Move.Fill(var _, var values) ->
                new Command.Update(told, ticket, now(ticket).version(), values, null);
            case Move.Arrived _ ->
                new Command.Update(
                        told,
                        ticket,
                        now(ticket).version(),
                        Map.of(
                                "arrived_on",
                                LocalDate.ofInstant(at, ZoneOffset.UTC).toString()),
                        null);
            case Move.Sign(var _, String step) ->
                new Command.Settle(told, ticket, asked(ticket, step), Command.Settle.How.APPROVE, null);
        };
        return handled(ticket, team.of(deed.who()), command, at);
    }

    /** The entry of the agenda by which people are asked in a step. */
    private UUID asked(TicketId ticket, String step) {
        return now(ticket)
                .agenda()
                .open()
                .filter(entry ->
                        entry.approval() != null && step.equals(entry.approval().step()))
                .map(Entry::id)
                .findFirst()
                .orElse(NOTHING);
    }

    /** One after the other, until nothing is asked any more. */
    private boolean served(TicketId ticket, Map<String, String> answers, Instant at) {
        Actor services = Actor.ofRules(tenant.id(), "en");
        boolean goesOn = true;
        for (Optional<Command> next = called(ticket, answers);
                goesOn && next.isPresent();
                next = called(ticket, answers)) {
            beat.next();
            goesOn = handled(ticket, services, next.get(), at);
        }
        return goesOn;
    }

    /** The first thing that a service outside was asked for, done. */
    private Optional<Command> called(TicketId ticket, Map<String, String> answers) {
        return now(ticket).flow().branches().stream()
                .flatMap(branch -> branch.calls().stream()
                        .filter(call -> call.state() == FlowState.Call.State.ASKED)
                        .limit(1)
                        .map(call -> (Command) new Command.CallEnded(
                                DemoSeed.SEEDED,
                                ticket,
                                branch.id(),
                                branch.node(),
                                call.wish(),
                                call.attempt(),
                                false,
                                null,
                                null,
                                answers)))
                .findFirst();
    }

    private Ticket now(TicketId ticket) {
        return tickets.find(tenant.id(), snapshots.current(tenant.id()), ticket)
                .orElseThrow(() -> new StartFailure("The demo workspace has lost a ticket."));
    }

    /** @return false when somebody else has gone on with it */
    private boolean handled(TicketId ticket, Actor who, Command command, Instant at) {
        if (commands.handle(who, command, at) instanceof Result.Refused<Done>(Rejection why)) {
            if (command instanceof Command.Claim && why.code().equals(Capacity.REACHED)) {
                // Whoever has their hands full leaves it to the team, whose work it stays.
                return true;
            }
            if (tickets.since(tenant.id(), ticket, 0).stream().allMatch(DemoLife::seeded)) {
                throw new StartFailure("The demo workspace cannot be made: " + why);
            }
            return false;
        }
        return true;
    }

    private static boolean seeded(Event event) {
        return event.meta().channel().equals(DemoSeed.SEEDED.channel())
                || !(event.meta().cause() instanceof Event.Cause.Person);
    }

    /** Moments of one ticket's life: some hours apart, never in the future. */
    static final class Timeline {
        private static final Duration STEP = Duration.ofMinutes(137);
        private static final Duration LATE = Duration.ofHours(9);
        private final Instant last;
        private Instant at;

        Timeline(Instant first, Instant last) {
            this.at = first.minus(STEP);
            this.last = last;
        }

        /** One that goes on from here by itself. */
        Timeline copy() {
            Timeline copy = new Timeline(at, last);
            copy.at = at;
            return copy;
        }

        /** To some hours before the end. */
        void skip() {
            Instant late = last.minus(LATE);
            at = at.isBefore(late) ? late : at;
        }

        Instant next() {
            Instant wanted = at.plus(STEP);
            at = wanted.isBefore(last) ? wanted : at.plusMillis(1);
            return at;
        }
    }
}
