package io.deskloom.view;

import io.deskloom.access.FieldAccess;
import io.deskloom.access.FlowAndAccess;
import io.deskloom.access.TicketAccess;
import io.deskloom.field.Value;
import io.deskloom.identity.Actor;
import io.deskloom.kernel.Moment;
import io.deskloom.kernel.TicketId;
import io.deskloom.model.FieldDef;
import io.deskloom.model.MetadataSnapshot;
import io.deskloom.model.TicketTypeDef;
import io.deskloom.ticket.Event;
import io.deskloom.ticket.Ticket;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;

/** What the records are called that lookups hold, as their reader may know them; a page asks once for all of its rows. */
@ApplicationScoped
class Targets {
    private static final int AT_ONCE = 1_000;

    private final TicketQueries queries;

    Targets(TicketQueries queries) {
        this.queries = queries;
    }

    /** The same looks with what their lookups hold. */
    List<Look> of(List<Look> looks, MetadataSnapshot metadata) {
        return of(looks, metadata, _ -> true);
    }

    /** @param wanted whether the lookup of this key is asked about */
    List<Look> of(List<Look> looks, MetadataSnapshot metadata, Predicate<String> wanted) {
        Set<TicketId> ids = new LinkedHashSet<>();
        for (Look look : looks) {
            for (FieldDef field : look.type().fields()) {
                if (field.settings().target() != null && wanted.test(field.key()) && look.mayRead(field.key())) {
                    collect(look.ticket().field(field.id()), ids);
                }
            }
        }
        if (ids.isEmpty()) {
            return looks;
        }
        Look any = looks.getFirst();
        Map<String, RecordRef> known = refs(any.actor(), metadata, ids, any.moment());
        return looks.stream().map(look -> look.with(known)).toList();
    }

    Look of(Look look, MetadataSnapshot metadata) {
        return of(List.of(look), metadata).getFirst();
    }

    /** The look with what the lookups of its ticket and of what happened to it hold. */
    Look of(Look look, Collection<Event> events, MetadataSnapshot metadata) {
        Set<TicketId> ids = new LinkedHashSet<>();
        for (Event event : events) {
            if (event instanceof Event.FieldChanged e) {
                look.type()
                        .fieldById(e.field())
                        .filter(f -> f.settings().target() != null && look.mayRead(f.key()))
                        .ifPresent(_ -> {
                            collect(e.from(), ids);
                            collect(e.to(), ids);
                        });
            }
        }
        return ids.isEmpty() ? look : look.with(refs(look.actor(), metadata, ids, look.moment()));
    }

    private Map<String, RecordRef> refs(Actor actor, MetadataSnapshot metadata, Set<TicketId> ids, Moment moment) {
        Map<String, RecordRef> known = new HashMap<>();
        List<TicketId> all = new ArrayList<>(ids);
        for (int from = 0; from < all.size(); from += AT_ONCE) {
            Set<TicketId> some = new LinkedHashSet<>(all.subList(from, Math.min(all.size(), from + AT_ONCE)));
            for (Ticket record : queries.findAll(actor.tenant(), metadata, some)) {
                TicketTypeDef type = metadata.typeById(record.type()).orElseThrow();
                if (type.isObject() && TicketAccess.maySee(actor, type, record, moment)) {
                    boolean titled = FieldAccess.mayReadTitle(
                            type, FieldAccess.states(type, FlowAndAccess.of(type), actor, record, moment));
                    known.put(
                            record.id().toString(),
                            new RecordRef(record.id().value(), type.key(), titled ? record.title() : null));
                }
            }
        }
        return known;
    }

    private static void collect(Value value, Set<TicketId> ids) {
        if (value instanceof Value.Text(String id)) {
            ids.add(new TicketId(UUID.fromString(id)));
        } else if (value instanceof Value.Items(List<Value> items)) {
            items.forEach(item -> collect(item, ids));
        }
    }
}
