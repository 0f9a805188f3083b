package io.deskloom.upkeep;

import io.deskloom.effect.Audience;
import io.deskloom.effect.Effect;
import io.deskloom.identity.Actor;
import io.deskloom.kernel.Moment;
import io.deskloom.kernel.TicketId;
import io.deskloom.model.MetadataSnapshot;
import io.deskloom.model.RuleDef;
import io.deskloom.model.RuleDef.IntentDef;
import io.deskloom.model.Snapshots;
import io.deskloom.upkeep.QueueRows.Dead;
import io.deskloom.upkeep.QueueRows.Filter;
import io.deskloom.upkeep.QueueRows.Position;
import io.deskloom.upkeep.QueueRows.Queue;
import io.deskloom.view.Notices;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What was given up, as an administrator may see it: where it went, what went wrong, and of the ticket no more than he may see of it
 * anyway. Looking after the queues is not a right to read tickets.
 */
@ApplicationScoped
public class DeadLetters {
    private final QueueRows rows;
    private final Notices notices;
    private final Snapshots snapshots;
    private final Clock clock;

    DeadLetters(QueueRows rows, Notices notices, Snapshots snapshots, Clock clock) {
        this.rows = rows;
        this.notices = notices;
        this.snapshots = snapshots;
        this.clock = clock;
    }

    /**
     * One of them.
     *
     * @param ticket what it is about, null when that is out of the reader's sight or no ticket
     * @param ticketId the same, whose id says nothing
     * @param rule name of the rule that wanted it, by language; null for no rule, or one that is gone
     */
    public record Letter(
            Dead row,
            @Nullable TicketId ticketId,
            Notices.@Nullable Named ticket,
            @Nullable Map<String, String> rule) {}

    /**
     * @param text what would be told, as it would be told to the reader; null when it tells nothing, or not him
     * @param to whom, empty when it tells nobody in particular
     */
    public record Whole(Letter letter, @Nullable String text, List<Audience> to) {}

    /** Newest first. */
    public List<Letter> list(Actor reader, Filter filter, @Nullable Position after, int most) {
        return letters(reader, rows.dead(reader.tenant(), filter, after, most));
    }

    public Optional<Whole> find(Actor reader, Queue queue, UUID id) {
        return rows.dead(reader.tenant(), queue, id).map(dead -> {
            Letter letter = letters(reader, List.of(dead)).getFirst();
            return dead.effect() instanceof Effect.Notify wish
                    ? new Whole(letter, text(reader, wish), wish.to())
                    : new Whole(letter, null, List.of());
        });
    }

    /** All of {@code filter} are tried again, from the beginning; answers how many. */
    public int replay(Actor reader, Filter filter) {
        return rows.replay(reader.tenant(), filter, now());
    }

    /** All of {@code filter} are gone for good; answers how many. */
    public int discard(Actor reader, Filter filter) {
        return rows.discard(reader.tenant(), filter);
    }

    public List<QueueRows.Depth> depths(Actor reader) {
        return rows.depths(reader.tenant(), now());
    }

    private List<Letter> letters(Actor reader, List<Dead> found) {
        MetadataSnapshot now = snapshots.current(reader.tenant());
        Map<UUID, TicketId> about = new HashMap<>();
        for (Dead dead : found) {
            TicketId ticket = dead.effect() == null ? dead.record() : about(dead.effect());
            if (ticket != null) {
                about.put(dead.id(), ticket);
            }
        }
        Map<TicketId, Notices.Named> named = notices.named(reader, now, new HashSet<>(about.values()), moment(now));
        return found.stream()
                .map(dead -> {
                    TicketId ticket = about.get(dead.id());
                    return new Letter(
                            dead, ticket, ticket == null ? null : named.get(ticket), rule(now, dead.effect()));
                })
                .toList();
    }

    /** The ticket or record it is about. */
    private static @Nullable TicketId about(Effect effect) {
        return switch (effect) {
            case Effect.Recompute e -> e.record();
            case Effect.Spread e -> e.record();
            case Effect.Notify e -> e.ticket();
            case Effect.Mail e -> e.ticket();
            case Effect.React e -> e.ticket();
            case Effect.Elapse e -> e.ticket();
            case Effect.CallWebhook e -> e.ticket();
            case Effect.CallConnector e -> e.ticket();
            case Effect.FlowCall e -> e.call().ticket();
            case Effect.ChildMoved e -> e.parent();
            case Effect.LinkedEnded e -> e.ticket();
            case Effect.CreateTicket e -> e.from();
            case Effect.LinkBack e -> e.ticket();
            case Effect.TellAgenda e -> e.ticket();
            case Effect.AskByMail e -> e.ticket();
            case Effect.Backfill _,
                    Effect.FillSlots _,
                    Effect.SetTimers _,
                    Effect.MoveTickets _,
                    Effect.ConfirmAddress _ -> null;
        };
    }

    private static @Nullable Map<String, String> rule(MetadataSnapshot now, @Nullable Effect effect) {
        return switch (effect) {
            case Effect.Notify e -> rule(now, e.rule(), e.pack());
            case Effect.Mail e -> rule(now, e.rule(), e.pack());
            case Effect.CallConnector e -> rule(now, e.rule(), e.pack());
            case Effect.FlowCall e -> rule(now, e.call().rule(), e.call().pack());
            case Effect.Elapse e -> rule(now, e.automation(), null);
            case null, default -> null;
        };
    }

    private static @Nullable Map<String, String> rule(MetadataSnapshot now, String id, @Nullable String pack) {
        return now.rule(id, pack).map(r -> r.label().byLanguage()).orElse(null);
    }

    /** What the reader would be told if he were meant: his own eyes are the mask. */
    private @Nullable String text(Actor reader, Effect.Notify wish) {
        MetadataSnapshot now = snapshots.current(reader.tenant());
        Optional<RuleDef> rule = snapshots
                .release(reader.tenant(), wish.release())
                .flatMap(then -> then.rules().stream()
                        .filter(r -> r.id().equals(wish.rule())
                                && Objects.equals(r.origin().pack(), wish.pack())
                                && wish.wish() < r.then().size())
                        .findFirst());
        if (rule.isEmpty() || !(rule.get().then().get(wish.wish()) instanceof IntentDef.Notify what)) {
            return null;
        }
        return notices.ticket(reader.tenant(), now, wish.ticket())
                .flatMap(ticket -> notices.text(reader, now, ticket, what.text(), wish.event(), moment(now)))
                .orElse(null);
    }

    private Moment moment(MetadataSnapshot now) {
        return new Moment(now(), now.workspace().zone());
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
