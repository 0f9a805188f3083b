package io.deskloom.command;

import io.deskloom.access.FlowAndAccess;
import io.deskloom.command.TicketStore.Outcome;
import io.deskloom.expr.ExprType;
import io.deskloom.field.FieldTypes;
import io.deskloom.field.Value;
import io.deskloom.identity.Actor;
import io.deskloom.kernel.AccountId;
import io.deskloom.kernel.Moment;
import io.deskloom.kernel.Problems;
import io.deskloom.kernel.TenantId;
import io.deskloom.kernel.TicketId;
import io.deskloom.model.FieldDef;
import io.deskloom.model.MetadataSnapshot;
import io.deskloom.model.Snapshots;
import io.deskloom.model.TicketPaths;
import io.deskloom.model.TicketTypeDef;
import io.deskloom.outbox.MailSwitch;
import io.deskloom.outbox.OutboxSignal;
import io.deskloom.ticket.Event.Cause;
import io.deskloom.ticket.RelatedFacts;
import io.deskloom.ticket.Ticket;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Writes what a service outside has answered into the fields that the rule which asked has named, as that rule's doing. No rule is
 * asked about it: one that asks again, and is answered otherwise each time, would never come to an end.
 */
@ApplicationScoped
public class KeepAnswers {
    private static final AccountId NOBODY = new AccountId(new UUID(0, 0));
    private static final String CHANNEL = "rule";
    private static final int ATTEMPTS = 10;

    /** No rule is asked about an answer, so nothing is mailed because of it. */
    private static final MailSwitch NO_MAIL = () -> false;

    private final TicketStore store;
    private final Snapshots snapshots;
    private final OutboxSignal outbox;
    private final Clock clock;
    private final Sealer sealer;

    KeepAnswers(TicketStore store, Snapshots snapshots, OutboxSignal outbox, Clock clock, Sealer sealer) {
        this.store = store;
        this.snapshots = snapshots;
        this.outbox = outbox;
        this.clock = clock;
        this.sealer = sealer;
    }

    /**
     * Keeping the same twice changes nothing the second time; what a field cannot hold is left out.
     *
     * @param values by field key, as text
     */
    public void keep(TenantId tenant, TicketId id, Cause.Rule by, Map<String, String> values) {
        for (int i = 0; i < ATTEMPTS; i++) {
            MetadataSnapshot now = snapshots.current(tenant);
            Optional<Ticket> ticket = store.find(tenant, now, id);
            if (ticket.isEmpty()) {
                return;
            }
            Situation s =
                    situation(tenant, now, now.typeById(ticket.get().type()).orElseThrow());
            Ticket before = s.relate().apply(ticket.get());
            Draft draft = Draft.of(s, before);
            for (Map.Entry<String, String> each : values.entrySet()) {
                Value value = value(s.type().byKey().get(each.getKey()), each.getValue());
                if (!value.isNull()
                        && RuleIntents.set(draft, each.getKey(), value, by) instanceof RuleIntents.Done(Draft after)) {
                    draft = after;
                }
            }
            if (draft.events().isEmpty()) {
                return;
            }
            Decided decided = Decided.of(before, Consequences.settle(draft, by), null);
            if (store.append(Commands.batch(tenant, decided, NO_MAIL, null)) == Outcome.WRITTEN) {
                outbox.filled(tenant);
                return;
            }
        }
        throw new IllegalStateException("the ticket changes too often; it is tried again later");
    }

    /** The value that a text is to a field, null when it is none. */
    static Value value(@Nullable FieldDef field, String text) {
        if (field == null) {
            return Value.NULL;
        }
        try {
            Object json = switch (TicketPaths.typeOf(field.kind())) {
                case ExprType.TEXT, ExprType.DATE, ExprType.TIMESTAMP -> text;
                case ExprType.NUMBER -> new BigDecimal(text);
                case ExprType.BOOL -> Boolean.valueOf(text);
                default -> null;
            };
            Problems problems = new Problems();
            Value value =
                    json == null ? Value.NULL : FieldTypes.of(field.kind()).parse(json, field.settings(), "", problems);
            return problems.isEmpty() ? value : Value.NULL;
        } catch (NumberFormatException e) {
            return Value.NULL;
        }
    }

    private Situation situation(TenantId tenant, MetadataSnapshot now, TicketTypeDef type) {
        Actor nobody = new Actor(
                tenant,
                NOBODY,
                "",
                "",
                Set.of(),
                Set.of(),
                Set.of(),
                Set.of(),
                now.workspace().languages().getFirst());
        Set<String> paths = now.relations().getOrDefault(type.key(), Set.of());
        Moment moment = new Moment(
                clock.instant().truncatedTo(ChronoUnit.MICROS), now.workspace().zone());
        return new Situation(
                now,
                type,
                FlowAndAccess.of(type),
                nobody,
                Origin.of(CHANNEL),
                moment,
                Set.of(),
                _ -> false,
                Map.of(),
                ticket -> paths.isEmpty()
                        ? ticket
                        : RelatedFacts.of(List.of(ticket), type, paths, now, ids -> store.findAll(tenant, now, ids))
                                .getFirst(),
                sealer,
                ScriptPort.NONE,
                NamedFiles.NONE,
                Others.NONE,
                new AskedFacts(store, nobody, now, type, moment),
                release -> snapshots.release(tenant, release));
    }
}
