package io.deskloom.command;

import io.deskloom.field.Value;
import io.deskloom.kernel.AccountId;
import io.deskloom.kernel.External;
import io.deskloom.kernel.Moment;
import io.deskloom.kernel.TenantId;
import io.deskloom.kernel.TicketId;
import io.deskloom.model.CounterDef;
import io.deskloom.model.MetadataSnapshot;
import io.deskloom.routing.Candidate;
import io.deskloom.ticket.Event;
import io.deskloom.ticket.Ticket;
import io.deskloom.ticket.TicketFacts;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads what another store has, and one ticket nobody has made; keeps what would be written instead of writing it. */
final class TrialStore implements TicketStore {
    private final TicketStore real;
    private final @Nullable Ticket sketch;
    private final Map<String, Value> facts;
    private @Nullable Ticket found;
    private @Nullable Batch batch;

    /** @param facts what is answered for counters and requesters without looking */
    TrialStore(TicketStore real, @Nullable Ticket sketch, Map<String, Value> facts) {
        this.real = real;
        this.sketch = sketch;
        this.facts = facts;
        this.found = sketch;
    }

    /** What would have been written, null when nothing was to be. */
    @Nullable
    Batch batch() {
        return batch;
    }

    /** The ticket the command was about, null when it was not found. */
    @Nullable
    Ticket found() {
        return found;
    }

    @Override
    public Optional<Ticket> find(TenantId tenant, MetadataSnapshot now, TicketId id) {
        Optional<Ticket> ticket = sketched(id).or(() -> real.find(tenant, now, id));
        ticket.ifPresent(t -> found = t);
        return ticket;
    }

    @Override
    public Optional<Ticket> findEvenDeleted(TenantId tenant, MetadataSnapshot now, TicketId id) {
        return sketched(id).or(() -> real.findEvenDeleted(tenant, now, id));
    }

    private Optional<Ticket> sketched(TicketId id) {
        return Optional.ofNullable(sketch).filter(s -> s.id().equals(id));
    }

    @Override
    public List<Ticket> findAll(TenantId tenant, MetadataSnapshot now, Set<TicketId> ids) {
        return real.findAll(tenant, now, ids);
    }

    @Override
    public Optional<Ticket> findExternal(TenantId tenant, MetadataSnapshot now, String type, External external) {
        return real.findExternal(tenant, now, type, external);
    }

    @Override
    public Map<External, Ticket> findExternals(
            TenantId tenant, MetadataSnapshot now, String type, Collection<External> externals) {
        return real.findExternals(tenant, now, type, externals);
    }

    @Override
    public List<Event> since(TenantId tenant, TicketId id, int version) {
        return sketched(id).isPresent() ? List.of() : real.since(tenant, id, version);
    }

    /** No number is spent: the would-be ticket has none. */
    @Override
    public long nextNumber(TenantId tenant, String type) {
        return 0;
    }

    @Override
    public List<Candidate> candidates(TenantId tenant, String team, Instant now) {
        return real.candidates(tenant, team, now);
    }

    @Override
    public Optional<Candidate> candidate(TenantId tenant, AccountId account, Instant now) {
        return real.candidate(tenant, account, now);
    }

    @Override
    public Optional<AccountId> lastAgent(TenantId tenant, String about) {
        return real.lastAgent(tenant, about);
    }

    @Override
    public Optional<String> waitsFor(TenantId tenant, TicketId ticket) {
        return real.waitsFor(tenant, ticket);
    }

    @Override
    public Set<AccountId> activeAccounts(TenantId tenant, Set<AccountId> ids) {
        return real.activeAccounts(tenant, ids);
    }

    @Override
    public Counted count(
            TenantId tenant,
            MetadataSnapshot now,
            CounterDef counter,
            Map<String, Value> same,
            TicketId except,
            Moment moment) {
        if (facts.get(counter.path()) instanceof Value.Num(var number)) {
            Value latest = facts.get(counter.path() + CounterDef.LATEST);
            return new Counted(
                    number.max(BigDecimal.ZERO)
                            .min(BigDecimal.valueOf(counter.most()))
                            .intValue(),
                    latest instanceof Value.Text(String id) ? new TicketId(UUID.fromString(id)) : null);
        }
        return real.count(tenant, now, counter, same, except, moment);
    }

    @Override
    public Optional<TicketFacts.Viewer> person(TenantId tenant, AccountId account) {
        Value roles = facts.getOrDefault("requester.roles", Value.NULL);
        Value teams = facts.getOrDefault("requester.teams", Value.NULL);
        return roles.isNull() && teams.isNull()
                ? real.person(tenant, account)
                : Optional.of(new TicketFacts.Viewer(account, texts(roles), texts(teams)));
    }

    private static List<String> texts(Value value) {
        return value instanceof Value.Items(List<Value> items)
                ? items.stream()
                        .flatMap(v -> v instanceof Value.Text(String text) ? Stream.of(text) : Stream.of())
                        .toList()
                : List.of();
    }

    @Override
    public Optional<Answer> answer(TenantId tenant, AccountId account, String key, Instant now) {
        return Optional.empty();
    }

    @Override
    public void forget(TenantId tenant, AccountId account, String key, Instant now) {
        throw new UnsupportedOperationException("a trial writes nothing");
    }

    @Override
    public int forgetExpired(TenantId tenant, Instant now) {
        throw new UnsupportedOperationException("a trial writes nothing");
    }

    @Override
    public Outcome append(Batch decided) {
        batch = decided;
        return Outcome.WRITTEN;
    }

    @Override
    public Map<String, TicketId> known(TenantId tenant, String type, String source, Collection<String> ids) {
        return real.known(tenant, type, source, ids);
    }

    @Override
    public Together appendAll(TenantId tenant, String type, List<Batch> batches, @Nullable Beside beside) {
        throw new UnsupportedOperationException("a trial writes nothing");
    }
}
