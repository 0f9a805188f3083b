package io.deskloom.view;

import io.deskloom.effect.Audience;
import io.deskloom.effect.Effect;
import io.deskloom.effect.Explanation;
import io.deskloom.effect.Reader;
import io.deskloom.identity.Actor;
import io.deskloom.kernel.AccountId;
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
        return switch (effect) {
            case Effect.Notify wish -> {
                Optional<RuleDef> rule = rule(release, wish.rule(), wish.pack());
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
                yield new SimulatedEffect(
                        "notify",
                        null,
                        label(rule),
                        wish.to().stream().map(Simulations::to).toList(),
                        text);
            }
            case Effect.Mail mail ->
                new SimulatedEffect(
                        "mail", null, label(rule(release, mail.rule(), mail.pack())), List.of(to(mail.to())), null);
            case Effect.CallConnector call ->
                new SimulatedEffect(
                        "call_connector",
                        call.connector() + "." + call.operation(),
                        label(rule(release, call.rule(), call.pack())),
                        List.of(),
                        null);
            case Effect.CreateTicket made ->
                new SimulatedEffect(
                        "create_ticket",
                        made.type(),
                        label(rule(release, made.by().rule(), made.by().pack())),
                        List.of(),
                        null);
            case Effect.CallWebhook call -> new SimulatedEffect("call_webhook", call.webhook(), null, List.of(), null);
            case Effect.TellAgenda told ->
                new SimulatedEffect(
                        "tell_agenda",
                        null,
                        null,
                        told.to().stream().map(Simulations::to).toList(),
                        null);
            case Effect.TicketChanged _ -> simply("live");
            case Effect.Recompute _, Effect.Spread _ -> simply("compute");
            default -> simply(name(effect));
        };
    }

    private static SimulatedEffect simply(String kind) {
        return new SimulatedEffect(kind, null, null, List.of(), null);
    }

    private static Optional<RuleDef> rule(MetadataSnapshot release, String id, @Nullable String pack) {
        return release.rules().stream()
                .filter(r -> r.id().equals(id) && Objects.equals(r.origin().pack(), pack))
                .findFirst();
    }

    private static @Nullable Map<String, String> label(Optional<RuleDef> rule) {
        return rule.<@Nullable Map<String, String>>map(r -> r.label().byLanguage())
                .orElse(null);
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
            // It may be of a field that the reader must not know.
            case Audience.Address _ -> "address";
        };
    }

    private static String to(Reader reader) {
        return switch (reader) {
            case Reader.Account(AccountId id) -> id.value().toString();
            case Reader.Outsider _ -> "address";
        };
    }
}
