package io.deskloom.command;

import io.deskloom.access.FlowAndAccess;
import io.deskloom.command.DerivedStore.Progress;
import io.deskloom.command.TicketStore.Batch;
import io.deskloom.effect.Effect;
import io.deskloom.field.Value;
import io.deskloom.identity.Actor;
import io.deskloom.kernel.AccountId;
import io.deskloom.kernel.Moment;
import io.deskloom.kernel.TenantId;
import io.deskloom.kernel.TicketId;
import io.deskloom.model.Derivation;
import io.deskloom.model.FieldDef;
import io.deskloom.model.MetadataSnapshot;
import io.deskloom.model.Snapshots;
import io.deskloom.model.TicketTypeDef;
import io.deskloom.outbox.EffectExecutor;
import io.deskloom.outbox.MailSwitch;
import io.deskloom.outbox.OutboxSignal;
import io.deskloom.rules.RuleEngine;
import io.deskloom.script.Scripts;
import io.deskloom.ticket.RelatedFacts;
import io.deskloom.ticket.RollUps;
import io.deskloom.ticket.Ticket;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Keeps derived fields right when what they rest on changes elsewhere: computes them anew from the truth, never by adding
 * to what is there, so that a job that is lost, doubled or late does no harm. It writes as everything is written, in the name
 * of nobody; rules hear of it.
 */
@ApplicationScoped
public class Derive implements EffectExecutor {
    /** The channel of its events. */
    public static final String CHANNEL = "derived";

    private static final Logger LOG = Logger.getLogger(Derive.class);
    private static final AccountId NOBODY = new AccountId(new UUID(0, 0));
    private static final int ATTEMPTS = 10;

    /** So many that look up one record are done in one go; the rest waits for its turn behind other work. */
    private static final int PAGE = 100;

    private final TicketStore store;
    private final LinkStore links;
    private final DerivedStore derived;
    private final Snapshots snapshots;
    private final Decider decider;
    private final OutboxSignal outbox;
    private final MailSwitch mail;
    private final Clock clock;
    private final Sealer sealer;
    private final ScriptPort scripts;

    Derive(
            TicketStore store,
            LinkStore links,
            DerivedStore derived,
            Snapshots snapshots,
            RuleEngine rules,
            RuleWatch watch,
            OutboxSignal outbox,
            MailSwitch mail,
            Clock clock,
            Sealer sealer,
            Scripts scripts) {
        this.store = store;
        this.links = links;
        this.derived = derived;
        this.snapshots = snapshots;
        this.decider = new Decider(rules, watch);
        this.outbox = outbox;
        this.mail = mail;
        this.clock = clock;
        this.sealer = sealer;
        this.scripts = scripts::run;
    }

    @Override
    public boolean executes(Effect effect) {
        return effect instanceof Effect.Recompute
                || effect instanceof Effect.Spread
                || effect instanceof Effect.Backfill;
    }

    @Override
    public void execute(TenantId tenant, UUID key, Effect effect) {
        switch (effect) {
            case Effect.Recompute one -> recompute(tenant, Set.of(one.record()), one.depth());
            case Effect.Spread spread -> spread(tenant, spread);
            case Effect.Backfill backfill -> backfill(tenant, backfill);
            default -> throw new IllegalArgumentException("not computed here");
        }
    }

    /** Many changes of one record's sources are one computation. */
    @Override
    public Together together() {
        return Together.OR_ALONE;
    }

    @Override
    public void executeAll(TenantId tenant, List<Keyed> effects) {
        Map<TicketId, Integer> once = new LinkedHashMap<>();
        for (Keyed each : effects) {
            if (each.effect() instanceof Effect.Recompute(TicketId record, int depth)) {
                once.merge(record, depth, Math::max);
            } else {
                execute(tenant, each.key(), each.effect());
            }
        }
        Map<Integer, Set<TicketId>> byDepth = new HashMap<>();
        once.forEach((record, depth) ->
                byDepth.computeIfAbsent(depth, _ -> new HashSet<>()).add(record));
        byDepth.forEach((depth, records) -> recompute(tenant, records, depth));
    }

    private void spread(TenantId tenant, Effect.Spread spread) {
        List<TicketId> page = derived.looking(tenant, spread.way().getFirst(), spread.record(), spread.after(), PAGE);
        List<Effect.Hop> rest = spread.way().subList(1, spread.way().size());
        List<Effect> next = new ArrayList<>();
        if (rest.isEmpty()) {
            recompute(tenant, page, spread.depth());
        } else {
            page.forEach(each -> next.add(new Effect.Spread(each, rest, null, spread.depth())));
        }
        if (page.size() == PAGE) {
            next.add(new Effect.Spread(spread.record(), spread.way(), page.getLast(), spread.depth()));
        }
        enqueue(tenant, next);
    }

    private void backfill(TenantId tenant, Effect.Backfill backfill) {
        Optional<Progress> progress = derived.progress(tenant, backfill.type());
        if (progress.isEmpty()) {
            return;
        }
        Progress from = progress.get();
        List<TicketId> page = derived.all(tenant, backfill.type(), from.after(), PAGE);
        if (page.isEmpty()) {
            derived.finish(tenant, backfill.type(), from, clock.instant());
            return;
        }
        recompute(tenant, page, 0);
        // Whoever finds that another has gone on leaves it to that one.
        if (derived.advance(tenant, backfill.type(), from, page.getLast(), page.size())) {
            enqueue(tenant, List.of(backfill));
        }
    }

    /** What of the workspace's derived fields is being computed anew, by type. */
    public List<DerivedStore.Backfill> backfills(TenantId tenant) {
        return derived.backfills(tenant);
    }

    private void enqueue(TenantId tenant, List<Effect> effects) {
        if (!effects.isEmpty()) {
            derived.enqueue(tenant, effects, clock.instant());
            outbox.filled(tenant);
        }
    }

    /** Computes the derived fields of those of {@code ids} there are. */
    void recompute(TenantId tenant, Collection<TicketId> ids, int depth) {
        if (ids.isEmpty()) {
            return;
        }
        if (depth >= Decider.MOST_COMPUTED) {
            LOG.warnf("computed changes of tenant %d follow each other without end", tenant.value());
        }
        MetadataSnapshot now = snapshots.current(tenant);
        // First the records, then the figures: a change in between makes the record newer, and it is decided again.
        Map<String, List<Ticket>> byType = new HashMap<>();
        store.findAll(tenant, now, Set.copyOf(ids))
                .forEach(t ->
                        byType.computeIfAbsent(t.type(), _ -> new ArrayList<>()).add(t));
        byType.forEach((type, records) -> {
            List<Batch> batches = decide(tenant, now, now.typeById(type).orElseThrow(), records, depth);
            if (batches.isEmpty()) {
                return;
            }
            boolean together = store.appendAll(tenant, type, batches, null) == TicketStore.Together.WRITTEN;
            Set<TicketId> written = new HashSet<>();
            batches.forEach(batch -> written.add(batch.after().id()));
            if (together) {
                lookAgain(tenant, now, written, depth);
            } else {
                written.forEach(id -> recomputeAlone(tenant, id, depth));
            }
            outbox.filled(tenant);
        });
    }

    /**
     * What was just written may be older than what somebody else has found since: who computes what is there already writes nothing,
     * and nobody sees that he was there. Whoever writes last looks last.
     */
    private void lookAgain(TenantId tenant, MetadataSnapshot now, Set<TicketId> written, int depth) {
        store.findAll(tenant, now, written).stream()
                .collect(Collectors.groupingBy(Ticket::type))
                .forEach((type, records) -> decide(
                                tenant, now, now.typeById(type).orElseThrow(), records, depth)
                        .forEach(batch -> recomputeAlone(tenant, batch.after().id(), depth)));
    }

    /** One of several that somebody else is changing meanwhile. */
    private void recomputeAlone(TenantId tenant, TicketId id, int depth) {
        for (int i = 0; i < ATTEMPTS; i++) {
            MetadataSnapshot now = snapshots.current(tenant);
            List<Ticket> found = store.findAll(tenant, now, Set.of(id));
            if (found.isEmpty()) {
                return;
            }
            TicketTypeDef type = now.typeById(found.getFirst().type()).orElseThrow();
            List<Batch> batches = decide(tenant, now, type, found, depth);
            if (batches.isEmpty()) {
                return;
            }
            // Written or not: it is looked at once more.
            store.append(batches.getFirst());
        }
        throw new IllegalStateException("a record changes too often to be computed; it is tried again later");
    }

    private List<Batch> decide(
            TenantId tenant, MetadataSnapshot now, TicketTypeDef type, List<Ticket> records, int depth) {
        if (type.derived().stream().allMatch(FieldDef::isArchived)) {
            return List.of();
        }
        Map<FieldDef, Map<TicketId, RollUps.Figures>> figures = figures(tenant, now, type, records);
        Situation s = situation(tenant, now, type);
        List<Batch> batches = new ArrayList<>();
        for (Ticket record : related(tenant, now, type, records)) {
            Map<FieldDef, Value> rolledUp = new LinkedHashMap<>();
            figures.forEach((field, byRecord) -> {
                if (field.derivation() instanceof Derivation.RollUp rollUp) {
                    rolledUp.put(
                            field,
                            RollUps.value(field, rollUp, byRecord.getOrDefault(record.id(), RollUps.Figures.NONE)));
                }
            });
            Decided decided = decider.derive(s, record, rolledUp, depth);
            if (!decided.decision().events().isEmpty()) {
                batches.add(Commands.batch(tenant, decided, mail, null));
            }
        }
        return batches;
    }

    private Map<FieldDef, Map<TicketId, RollUps.Figures>> figures(
            TenantId tenant, MetadataSnapshot now, TicketTypeDef type, List<Ticket> records) {
        Set<TicketId> ids = new HashSet<>();
        records.forEach(r -> ids.add(r.id()));
        Map<FieldDef, Map<TicketId, RollUps.Figures>> figures = new LinkedHashMap<>();
        for (FieldDef field : type.derived()) {
            if (field.derivation() instanceof Derivation.RollUp rollUp && !field.isArchived()) {
                figures.put(field, derived.figures(tenant, now, rollUp, ids));
            }
        }
        return figures;
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
        UnaryOperator<Ticket> relate =
                ticket -> related(tenant, now, type, List.of(ticket)).getFirst();
        Moment moment = new Moment(
                clock.instant().truncatedTo(java.time.temporal.ChronoUnit.MICROS),
                now.workspace().zone());
        return new Situation(
                now,
                type,
                FlowAndAccess.of(type),
                nobody,
                Origin.of(CHANNEL),
                moment,
                Set.of(),
                id -> !store.activeAccounts(tenant, Set.of(id)).isEmpty(),
                Map.of(),
                relate,
                sealer,
                scripts,
                NamedFiles.NONE,
                new OtherTickets(tenant, now, store, links),
                new AskedFacts(store, nobody, now, type, moment),
                release -> snapshots.release(tenant, release));
    }

    private List<Ticket> related(TenantId tenant, MetadataSnapshot now, TicketTypeDef type, List<Ticket> records) {
        Set<String> paths = now.relations().getOrDefault(type.key(), Set.of());
        return paths.isEmpty()
                ? records
                : RelatedFacts.of(records, type, paths, now, ids -> store.findAll(tenant, now, ids));
    }
}
