package io.deskloom.view;

import io.deskloom.effect.Audience;
import io.deskloom.effect.Effect;
import io.deskloom.effect.Explanation;
import io.deskloom.identity.Actor;
import io.deskloom.kernel.Moment;
import io.deskloom.kernel.Result;
import io.deskloom.model.MetadataSnapshot;
import io.deskloom.model.RuleDef;
import io.deskloom.ticket.Event;
import io.deskloom.ticket.Ticket;
import io.deskloom.view.SimulationView.SimulatedEffect;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What a simulation came to, told to one reader as if it had happened: with what he may see of it, and no more. */
@ApplicationScoped
public class Simulations {
    private final TicketReads tickets;
    private final Whys whys;
    private final Notices notices;

    Simulations(TicketReads tickets, Whys whys, Notices notices) {
        this.tickets = tickets;
        this.whys = whys;
        this.notices = notices;
    }

    /**
     * @param release it ran on
     * @param state what rules were asked about last: {@code after}, or what would have been refused; null when none was
     * @param why of each time they were asked
     */
    public SimulationView of(
            Actor reader,
            MetadataSnapshot release,
            @Nullable Ticket before,
            @Nullable Ticket after,
            @Nullable Ticket state,
            List<Event> events,
            List<Effect> effects,
            List<Explanation> why,
            Moment moment) {
        List<TimelineEvent> told = new ArrayList<>();
        if (after != null) {
            events.forEach(event -> {
                if (tickets.event(reader, release, after, event, moment) instanceof Result.Ok<TimelineEvent>(var one)) {
                    told.add(one);
                }
            });
        }
        List<SimulatedEffect> done = new ArrayList<>();
        effects.forEach(effect -> done.add(effect(effect, reader, release, after, moment)));
        return new SimulationView(
                detail(reader, release, before, moment),
                detail(reader, release, after, moment),
                told,
                done,
                why(reader, release, state, why, moment));
    }

    private @Nullable TicketDetail detail(
            Actor reader, MetadataSnapshot release, @Nullable Ticket ticket, Moment moment) {
        return ticket != null
                        && tickets.ticket(reader, release, ticket, moment)
                                instanceof Result.Ok<TicketDetail>(TicketDetail detail)
                ? detail
                : null;
    }

    /** Everything rules had to say, one asking after the other. */
    private @Nullable WhyView why(
            Actor reader, MetadataSnapshot release, @Nullable Ticket state, List<Explanation> all, Moment moment) {
        if (state == null
                || all.isEmpty()
                || !(tickets.look(state, reader, release, moment) instanceof Result.Ok<Look>(Look look))) {
            return null;
        }
        List<WhyView> parts = all.stream()
                .map(one -> whys.of(look, release, look.type(), one, new UUID(0, 0), moment.now()))
                .toList();
        Map<String, WhyView.FactView> facts = new LinkedHashMap<>();
        parts.forEach(part -> part.facts().forEach(fact -> facts.putIfAbsent(fact.path(), fact)));
        return new WhyView(
                release.release().hash(),
                new UUID(0, 0),
                moment.now(),
                parts.stream().flatMap(part -> part.fired().stream()).toList(),
                parts.stream().flatMap(part -> part.notFired().stream()).toList(),
                List.copyOf(facts.values()));
    }

    private SimulatedEffect effect(
            Effect effect, Actor reader, MetadataSnapshot release, @Nullable Ticket after, Moment moment) {
        if (effect instanceof Effect.Notify wish) {
            Optional<RuleDef> rule = release.rules().stream()
                    .filter(r -> r.id().equals(wish.rule())
                            && Objects.equals(r.origin().pack(), wish.pack()))
                    .findFirst();
            String text = rule.filter(r -> wish.wish() < r.then().size())
                    .map(r -> r.then().get(wish.wish()))
                    .filter(RuleDef.IntentDef.Notify.class::isInstance)
                    .flatMap(r -> after == null
                            ? Optional.<String>empty()
                            : notices.text(
                                    reader,
                                    release,
                                    after,
                                    ((RuleDef.IntentDef.Notify) r).text(),
                                    wish.event(),
                                    moment))
                    .orElse(null);
            return new SimulatedEffect(
                    "notify",
                    rule.<@Nullable Map<String, String>>map(r -> r.label().byLanguage())
                            .orElse(null),
                    wish.to().stream().map(Simulations::to).toList(),
                    text);
        }
        String kind = effect instanceof Effect.TicketChanged
                ? "live"
                : effect instanceof Effect.Recompute || effect instanceof Effect.Spread ? "compute" : name(effect);
        return new SimulatedEffect(kind, null, List.of(), null);
    }

    private static String name(Effect effect) {
        return effect.getClass()
                .getSimpleName()
                .replaceAll("(?<=[a-z])(?=[A-Z])", "_")
                .toLowerCase(Locale.ROOT);
    }

    private static String to(Audience audience) {
        return switch (audience) {
            case Audience.Assignee _ -> "assignee";
            case Audience.Requester _ -> "requester";
            case Audience.Team(String key) -> key == null ? "team" : "team " + key;
            case Audience.Role(String key) -> "role " + key;
            case Audience.Account(String id) -> id;
        };
    }
}
