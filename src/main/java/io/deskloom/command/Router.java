package io.deskloom.command;

import io.deskloom.expr.Evaluator;
import io.deskloom.expr.Expr;
import io.deskloom.expr.Facts;
import io.deskloom.expr.Trees;
import io.deskloom.field.Value;
import io.deskloom.kernel.AccountId;
import io.deskloom.kernel.External;
import io.deskloom.model.RoutingDef;
import io.deskloom.model.RoutingDef.Pick;
import io.deskloom.model.RoutingDef.Target;
import io.deskloom.model.RoutingDef.Way;
import io.deskloom.model.TableDef;
import io.deskloom.routing.Candidate;
import io.deskloom.routing.Capacity;
import io.deskloom.routing.Choice;
import io.deskloom.routing.Chooser;
import io.deskloom.routing.Place;
import io.deskloom.routing.Routed;
import io.deskloom.routing.Routed.Ending;
import io.deskloom.routing.Strategy;
import io.deskloom.routing.Wanted;
import io.deskloom.ticket.Event;
import io.deskloom.ticket.Event.Cause;
import io.deskloom.ticket.Ticket;
import java.math.BigDecimal;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Gives tickets to teams and people as a routing says, and notes why. Whom it gives one is held to their capacity by the
 * transaction: whoever comes too late decides again, on what people hold by then.
 */
final class Router {
    /** Of what goes on when nobody defined how: the team stays, and whoever has least to do gets it. */
    private static final RoutingDef.Choose SPREAD =
            new RoutingDef.Choose(Strategy.LEAST_LOAD, Capacity.UNLIMITED, true, false, "", null);

    private static final Way ANYWHERE = new Way(null, Map.of(), null, null, null);

    private Router() {}

    /** Whether there is such a routing for tickets of this type. */
    static boolean knows(Situation s, String routing) {
        RoutingDef def = s.now().routings().get(routing);
        return def != null && def.way(s.type().key()).isPresent();
    }

    /**
     * As the routing says. The same draft when there is no such routing for the ticket, when it has been asked already, and when the
     * ticket is with somebody of that team.
     */
    static Draft route(Draft draft, String routing, Cause cause) {
        RoutingDef def = draft.situation().now().routings().get(routing);
        Way way = def == null ? null : def.way(draft.situation().type().key()).orElse(null);
        if (def == null || way == null || asked(draft, routing)) {
            return draft;
        }
        return send(draft, routing, def.choose(), way, def.pick(way, facts(draft)), cause);
    }

    /** To where a ticket goes that nobody has taken in time. */
    static Draft overflow(Draft draft, String routing, Cause cause) {
        RoutingDef def = draft.situation().now().routings().get(routing);
        Way way = def == null ? null : def.way(draft.situation().type().key()).orElse(null);
        RoutingDef.Overflow overflow = def == null ? null : def.choose().overflow();
        return def == null
                        || way == null
                        || overflow == null
                        || overflow.team().equals(draft.state().team())
                ? draft
                : send(
                        draft,
                        routing,
                        def.choose(),
                        way,
                        new Pick(null, new Target(overflow.team(), null, List.of())),
                        cause);
    }

    /** Once more, for a ticket that waits in its team: only who gets it is asked. */
    static Draft again(Draft draft, String routing, Cause cause) {
        String team = draft.state().team();
        RoutingDef def = draft.situation().now().routings().get(routing);
        Way way = def == null ? null : def.way(draft.situation().type().key()).orElse(null);
        if (team == null) {
            return draft;
        }
        if (def == null || way == null) {
            return send(draft, "", SPREAD, ANYWHERE, new Pick(null, new Target(team, null, List.of())), cause);
        }
        Pick pick = def.pick(way, facts(draft));
        // What the row says of its own team does not hold for the one it has come to since.
        Pick here = pick.target().team().equals(team) ? pick : new Pick(null, new Target(team, null, List.of()));
        return send(draft, routing, def.choose(), way, here, cause);
    }

    /** From somebody who is away to the substitute or, without one, to whoever of the team has least to do. */
    static Draft away(Draft draft, @Nullable AccountId substitute, Cause cause) {
        if (substitute != null && draft.situation().active().test(substitute)) {
            return draft.assignee(substitute, cause);
        }
        String team = draft.state().team();
        Pick here = new Pick(null, new Target(team == null ? "" : team, null, List.of()));
        return team == null
                ? draft.assignee(null, cause)
                : send(draft, "", SPREAD, ANYWHERE, here, draft.state().assignee(), cause);
    }

    private static Draft send(Draft draft, String routing, RoutingDef.Choose choose, Way way, Pick pick, Cause cause) {
        return send(draft, routing, choose, way, pick, null, cause);
    }

    /** @param except who is to have it no longer, null for nobody in particular */
    private static Draft send(
            Draft draft,
            String routing,
            RoutingDef.Choose choose,
            Way way,
            Pick pick,
            @Nullable AccountId except,
            Cause cause) {
        Ticket ticket = draft.state();
        Target target = pick.target();
        boolean there = target.team().equals(ticket.team());
        if (there && ticket.assignee() != null && except == null) {
            return draft;
        }
        Situation s = draft.situation();
        Facts facts = facts(draft);
        Wanted wanted = wanted(s, ticket, choose, way, target, facts);
        List<Candidate> candidates = s.asked().candidates(target.team()).stream()
                .filter(c -> !c.account().equals(except))
                .toList();
        Choice choice = Chooser.choose(wanted, candidates);
        Value about = way.last() == null ? Value.NULL : Evaluator.evaluate(way.last(), facts);
        Routed routed = Routed.of(
                routing,
                pick.row(),
                target.team(),
                choice,
                wanted.skills(),
                looked(way, facts),
                about instanceof Value.Text(String text) ? text : null);
        if (there && except == null && !isNews(draft, routed)) {
            return draft;
        }
        AccountId chosen = choice.chosen();
        if (chosen != null) {
            s.asked().gave(chosen, wanted);
        }
        return draft.routed(routed, cause).team(target.team(), cause).assignee(chosen, cause);
    }

    /** Whether anything comes of it: a ticket that waits as it did is not told of every time somebody looks. */
    private static boolean isNews(Draft draft, Routed routed) {
        boolean born = draft.events().stream().anyMatch(Event.Created.class::isInstance);
        return routed.chosen() != null
                || born
                || routed.ending() == Ending.WAITS
                        && !draft.situation()
                                .asked()
                                .waitsFor(draft.state().id())
                                .equals(Optional.of(routed.routing()));
    }

    private static boolean asked(Draft draft, String routing) {
        return draft.events().stream()
                .anyMatch(e -> e instanceof Event.Routed(var _, Routed how)
                        && how.routing().equals(routing));
    }

    private static Facts facts(Draft draft) {
        Situation s = draft.situation();
        return s.asked().over(s.facts(draft.state()), draft.state());
    }

    private static Wanted wanted(
            Situation s, Ticket ticket, RoutingDef.Choose choose, Way way, Target target, Facts facts) {
        Strategy strategy = target.strategy() == null ? choose.strategy() : target.strategy();
        Set<String> skills = new LinkedHashSet<>(target.skills());
        if (way.skills() != null) {
            skills.addAll(texts(Evaluator.evaluate(way.skills(), facts)));
        }
        AccountId last = strategy == Strategy.LAST_AGENT
                        && way.last() != null
                        && Evaluator.evaluate(way.last(), facts) instanceof Value.Text(String about)
                ? s.asked().lastAgent(about).orElse(null)
                : null;
        return new Wanted(
                strategy,
                List.copyOf(skills),
                place(way.location(), facts),
                s.type().key(),
                s.type().id(),
                channel(ticket),
                choose.capacity(),
                choose.workingHours(),
                choose.presence(),
                last,
                s.moment().now());
    }

    /** Where a ticket came from; "" when it was made here. */
    static String channel(Ticket ticket) {
        External external = ticket.external();
        return external == null ? "" : external.source();
    }

    private static List<String> texts(Value value) {
        return switch (value) {
            case Value.Text(String text) -> List.of(text);
            case Value.Items(List<Value> items) ->
                items.stream().flatMap(item -> texts(item).stream()).distinct().toList();
            default -> List.of();
        };
    }

    private static Place place(@Nullable Expr location, Facts facts) {
        return switch (location == null ? Value.NULL : Evaluator.evaluate(location, facts)) {
            case Value.Text(String region) -> new Place(region, null);
            case Value.Parts parts
            when parts.part("lat") instanceof Value.Num(BigDecimal lat)
                    && parts.part("lon") instanceof Value.Num(BigDecimal lon) ->
                new Place(null, new Place.Point(lat.doubleValue(), lon.doubleValue()));
            default -> Place.UNKNOWN;
        };
    }

    /** What the grid looked at. */
    private static Map<String, Value> looked(Way way, Facts facts) {
        Map<String, Value> looked = new TreeMap<>();
        TableDef grid = way.grid();
        if (grid != null) {
            grid.inputs().stream()
                    .flatMap(input -> Trees.paths(input.value()).stream())
                    .forEach(path -> looked.put(path, facts.get(path)));
        }
        looked.values().removeIf(Value::isNull);
        return looked;
    }

    /** What somebody may hold who takes a ticket of this type himself. */
    static Map<String, Integer> limits(Situation s, Ticket ticket, Candidate own) {
        String routing = s.asked().waitsFor(ticket.id()).orElse("");
        RoutingDef def = s.now().routings().get(routing);
        Capacity otherwise = def == null ? Capacity.UNLIMITED : def.choose().capacity();
        return own.profile()
                .capacity()
                .or(otherwise)
                .limits(s.type().key(), s.type().id(), channel(ticket));
    }
}
