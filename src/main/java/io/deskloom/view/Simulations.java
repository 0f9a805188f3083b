package io.deskloom.view;

import io.deskloom.access.FieldAccess;
import io.deskloom.access.FieldState;
import io.deskloom.access.Redaction;
import io.deskloom.effect.Audience;
import io.deskloom.effect.Effect;
import io.deskloom.effect.Explanation;
import io.deskloom.effect.Reader;
import io.deskloom.field.Value;
import io.deskloom.identity.Actor;
import io.deskloom.kernel.AccountId;
import io.deskloom.kernel.Moment;
import io.deskloom.kernel.Problem;
import io.deskloom.kernel.Rejection;
import io.deskloom.kernel.Result;
import io.deskloom.kernel.TicketId;
import io.deskloom.model.AccessDef.Verb;
import io.deskloom.model.MetadataSnapshot;
import io.deskloom.model.Relations;
import io.deskloom.model.RuleDef;
import io.deskloom.ticket.Event;
import io.deskloom.ticket.Ticket;
import io.deskloom.view.SimulationView.SimulatedEffect;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a simulation came to, told to one reader as if it had happened: with what he may see of it, and no more. */
@ApplicationScoped
public class Simulations {
    /** Somebody whom the reader may not know. */
    private static final String ACCOUNT = "account";

    private final TicketReads tickets;
    private final Whys whys;
    private final Notices notices;

    Simulations(TicketReads tickets, Whys whys, Notices notices) {
        this.tickets = tickets;
        this.whys = whys;
        this.notices = notices;
    }

    /**
     * Why nothing may be tried on this for the reader; empty when it may. What another release makes of it is shown as that one
     * says, so it must not be a way to what the one in force keeps from the reader: all that is looked at has to be open.
     *
     * @param now the release in force, whose rights count
     * @param release it is to run on
     * @param ticket null for one that is not in the database
     * @param named the records that are given for lookups
     */
    public Optional<Rejection> refused(
            Actor reader,
            MetadataSnapshot now,
            MetadataSnapshot release,
            @Nullable TicketId ticket,
            Set<TicketId> named,
            Moment moment) {
        boolean other = !release.release().equals(now.release());
        boolean whole = true;
        Set<TicketId> looked = new HashSet<>(named);
        if (ticket != null) {
            switch (tickets.look(reader, now, ticket, moment)) {
                case Result.Refused<Look>(Rejection why) -> {
                    return Optional.of(why);
                }
                case Result.Ok<Look>(Look look) -> {
                    whole = isWhole(look);
                    looked.addAll(other ? records(look) : List.of());
                }
            }
        }
        for (int hop = 0; hop < Relations.MOST_HOPS && !looked.isEmpty(); hop++) {
            Set<TicketId> further = new HashSet<>();
            for (TicketId id : looked) {
                if (tickets.holder(reader, now, id, moment) instanceof Result.Ok<Look>(Look look)) {
                    whole &= isWhole(look);
                    further.addAll(other ? records(look) : List.of());
                } else if (named.contains(id)) {
                    return Optional.of(Rejection.invalid(
                            List.of(Problem.of("", "field.unknown-record", "There is no such record."))));
                } else {
                    whole = false;
                }
            }
            looked = further;
        }
        return whole || !other
                ? Optional.empty()
                : Optional.of(Rejection.forbidden(
                        "simulate.not-open",
                        "Only who may read all of a ticket can try another release on it; sketch one instead."));
    }

    /** Whether rights keep nothing of it from its reader, conditions of its fields aside. */
    private static boolean isWhole(Look look) {
        Map<String, FieldState> rights =
                FieldAccess.offered(look.type(), look.pinned(), look.actor(), look.ticket(), look.moment());
        return (look.type().isObject() || look.verbs().contains(Verb.READ_INTERNAL))
                && look.type().fields().stream()
                        .filter(field -> !field.kind().type().isWriteOnly())
                        .filter(field -> !look.ticket().field(field.id()).isNull())
                        .allMatch(field -> (field.isArchived()
                                        ? look.past(field)
                                        : rights.getOrDefault(field.key(), FieldAccess.HIDDEN))
                                .level()
                                .canRead());
    }

    private static List<TicketId> records(Look look) {
        return look.type().fields().stream()
                .filter(field -> field.settings().target() != null)
                .flatMap(field -> records(look.ticket().field(field.id())))
                .toList();
    }

    private static Stream<TicketId> records(Value value) {
        return switch (value) {
            case Value.Text(String id) -> Stream.of(new TicketId(UUID.fromString(id)));
            case Value.Items(List<Value> items) -> items.stream().flatMap(Simulations::records);
            default -> Stream.of();
        };
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
        Look look = after != null && tickets.look(after, reader, release, moment) instanceof Result.Ok<Look>(Look sight)
                ? sight
                : null;
        List<SimulatedEffect> done = new ArrayList<>();
        effects.forEach(effect -> done.add(effect(effect, reader, release, after, look, moment)));
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
            Effect effect,
            Actor reader,
            MetadataSnapshot release,
            @Nullable Ticket after,
            @Nullable Look look,
            Moment moment) {
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
                        "notify", null, label(rule), to(wish.to(), isNamed(rule, wish.wish(), look)), text);
            }
            case Effect.Mail mail -> {
                Optional<RuleDef> rule = rule(release, mail.rule(), mail.pack());
                String to = to(mail.to(), isNamed(rule, mail.wish(), look));
                yield new SimulatedEffect("mail", null, label(rule), List.of(to), null);
            }
            case Effect.CallConnector call ->
                new SimulatedEffect(
                        "call_connector",
                        call.connector() + "." + call.operation(),
                        label(rule(release, call.rule(), call.pack())),
                        List.of(),
                        null);
            case Effect.FlowCall(Effect.CallConnector call, var _, var _, var _, var _, var _) ->
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
                        to(told.to(), look != null && look.verbs().contains(Verb.READ_INTERNAL)),
                        null);
            case Effect.Recompute _, Effect.Spread _ -> simply("compute");
            default -> simply(name(effect));
        };
    }

    private static SimulatedEffect simply(String kind) {
        return new SimulatedEffect(kind, null, null, List.of(), null);
    }

    private static Optional<RuleDef> rule(MetadataSnapshot release, String id, @Nullable String pack) {
        return release.rule(id, pack);
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

    /** Whom a rule computes says what it is computed from: an account is named to whom that is open. */
    private static boolean isNamed(Optional<RuleDef> rule, int wish, @Nullable Look look) {
        List<RuleDef.To> to = rule.filter(r -> wish < r.then().size())
                .<List<RuleDef.To>>map(r -> switch (r.then().get(wish)) {
                    case RuleDef.IntentDef.Notify notify -> notify.to();
                    case RuleDef.IntentDef.Mail mail -> mail.to();
                    default -> List.of();
                })
                .orElse(List.of());
        return look != null
                && to.stream()
                        .filter(RuleDef.To.Account.class::isInstance)
                        .flatMap(RuleDef.To::expressions)
                        .allMatch(e -> Redaction.isOpen(e, look::isOpen));
    }

    private static List<String> to(List<Audience> all, boolean named) {
        return all.stream().map(one -> to(one, named)).toList();
    }

    private static String to(Audience audience, boolean named) {
        return switch (audience) {
            case Audience.Assignee _ -> "assignee";
            case Audience.Requester _ -> "requester";
            case Audience.Team(String key) -> key == null ? "team" : "team " + key;
            case Audience.Role(String key) -> "role " + key;
            case Audience.Account(String id) -> named ? id : ACCOUNT;
            // It may be of a field that the reader must not know.
            case Audience.Address _ -> "address";
        };
    }

    private static String to(Reader reader, boolean named) {
        return switch (reader) {
            case Reader.Account(AccountId id) -> named ? id.value().toString() : ACCOUNT;
            case Reader.Outsider _ -> "address";
        };
    }
}
