package io.deskloom.view;

import io.deskloom.access.FlowAndAccess;
import io.deskloom.field.Value;
import io.deskloom.identity.Actor;
import io.deskloom.kernel.AccountId;
import io.deskloom.kernel.Moment;
import io.deskloom.kernel.TenantId;
import io.deskloom.kernel.TicketId;
import io.deskloom.model.MetadataSnapshot;
import io.deskloom.model.TicketTypeDef;
import io.deskloom.testing.Snapshots;
import io.deskloom.ticket.Event;
import io.deskloom.ticket.Ticket;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** A ticket of the demo with something in it for everybody not to see, and somebody who looks at it. */
final class Seen {
    static final MetadataSnapshot DEMO = Snapshots.demo();
    static final TicketTypeDef TYPE = DEMO.types().get("return_refund");
    static final Moment NOON = new Moment(Instant.parse("2026-11-22T04:00:00Z"), ZoneId.of("Asia/Shanghai"));
    static final String COMPLAINT = "The kettle burnt my hand";
    static final String PHONE = "13800135520";
    static final BigDecimal SPEND = new BigDecimal("77777.00");
    static final TicketId ID = new TicketId(new UUID(0x0193_0000_0000_7000L, 0x8000_0000_0000_0001L));

    private Seen() {}

    static Ticket ticket(String step, String team) {
        return new Ticket(
                ID,
                TYPE.id(),
                10422,
                3,
                COMPLAINT,
                step,
                2,
                2,
                null,
                team,
                null,
                null,
                DEMO.release(),
                Map.of(
                        "f_subject", Value.text(COMPLAINT),
                        "f_complaint", Value.text(COMPLAINT),
                        "f_reason", Value.text("size"),
                        "f_tier", Value.text("vip"),
                        "f_phone", Value.text(PHONE),
                        "f_spend", new Value.Money(SPEND, "CNY")),
                List.of(),
                NOON.now(),
                NOON.now());
    }

    static Look by(Actor actor, String step, String team) {
        return Look.at(ticket(step, team), TYPE, FlowAndAccess.of(TYPE), actor, NOON);
    }

    static Event.Meta meta(int n) {
        return new Event.Meta(
                new UUID(0x0193_0000_0000_7000L, 0x8000_0000_0000_0100L + n),
                ID,
                NOON.now(),
                new Event.Cause.Person(new AccountId(new UUID(7, 7))),
                "web",
                DEMO.release());
    }

    /** A database that holds the one ticket, whoever asks. */
    static TicketQueries queries(Ticket ticket, List<Event> events, TicketQueries.Explained explained) {
        return new TicketQueries() {
            @Override
            public Page page(io.deskloom.access.QueryPlan plan, MetadataSnapshot now) {
                return new Page(List.of(ticket), null, 1);
            }

            @Override
            public Counted count(io.deskloom.access.QueryPlan plan, MetadataSnapshot now) {
                return new Counted(1, false);
            }

            @Override
            public List<Ticket> findAll(TenantId tenant, MetadataSnapshot now, java.util.Set<TicketId> ids) {
                return List.of();
            }

            @Override
            public boolean hasMore(
                    io.deskloom.access.QueryPlan plan, MetadataSnapshot now, int most, java.time.Instant until) {
                return most < 1;
            }

            @Override
            public void each(
                    io.deskloom.access.QueryPlan plan,
                    MetadataSnapshot now,
                    java.time.Instant until,
                    java.util.function.Consumer<List<Ticket>> some) {
                some.accept(List.of(ticket));
            }

            @Override
            public java.util.Optional<Ticket> find(TenantId tenant, MetadataSnapshot now, TicketId id) {
                return java.util.Optional.of(ticket);
            }

            @Override
            public List<Happened> history(TenantId tenant, TicketId id, UUID before, int limit) {
                return before == null
                        ? events.stream().map(e -> new Happened(e, false)).toList()
                        : List.of();
            }

            @Override
            public java.util.Optional<Explained> explanation(TenantId tenant, TicketId id, UUID event) {
                return java.util.Optional.ofNullable(explained);
            }
        };
    }

    static TicketReads reads(TicketQueries queries) {
        io.deskloom.access.Cursors cursors = new io.deskloom.access.Cursors(purpose -> new byte[32]);
        return new TicketReads(
                queries,
                SNAPSHOTS,
                new io.deskloom.access.Planner(cursors, (_, _) -> List.of()),
                cursors,
                (_, _) -> Map.of(),
                new Targets(queries),
                io.deskloom.access.BeingComputed.NOTHING,
                (_, _, _, _) -> Map.of(),
                new FieldsAsked());
    }

    static final io.deskloom.model.Snapshots SNAPSHOTS = new io.deskloom.model.Snapshots() {
        @Override
        public MetadataSnapshot current(TenantId tenant) {
            return DEMO;
        }

        @Override
        public java.util.Optional<MetadataSnapshot> release(TenantId tenant, io.deskloom.kernel.ReleaseId release) {
            return java.util.Optional.of(DEMO);
        }
    };
}
