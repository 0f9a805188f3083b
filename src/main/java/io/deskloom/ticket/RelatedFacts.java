package io.deskloom.ticket;

import io.deskloom.field.Value;
import io.deskloom.kernel.TicketId;
import io.deskloom.model.FieldDef;
import io.deskloom.model.MetadataSnapshot;
import io.deskloom.model.Relations;
import io.deskloom.model.TicketTypeDef;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Function;

/**
 * Gives tickets the facts of the records they look up, as far as their type's definitions mention them: one question for
 * each lookup on the way, whatever the number of tickets. Facts are what the records hold, not what a reader may see of
 * them: conditions are judged here, and nobody is told a value by that.
 */
public final class RelatedFacts {
    private RelatedFacts() {}

    /**
     * The same tickets, in order, with their facts.
     *
     * @param paths which facts, "order.shipment.status"; of the ticket's own type
     * @param find those of the records there are
     */
    public static List<Ticket> of(
            List<Ticket> tickets,
            TicketTypeDef type,
            Set<String> paths,
            MetadataSnapshot now,
            Function<Set<TicketId>, List<Ticket>> find) {
        if (paths.isEmpty() || tickets.isEmpty()) {
            return tickets;
        }
        Map<TicketId, Map<String, Value>> facts = new HashMap<>();
        tickets.forEach(t -> facts.put(t.id(), new HashMap<>()));
        Map<String, Set<String>> byLookup = new HashMap<>();
        paths.forEach(path -> Relations.first(type, path)
                .ifPresent(f ->
                        byLookup.computeIfAbsent(f.key(), _ -> new TreeSet<>()).add(path)));
        byLookup.forEach((key, some) -> {
            FieldDef lookup = type.field(key).orElseThrow();
            Optional<TicketTypeDef> target =
                    now.object(String.valueOf(lookup.settings().target()));
            Set<TicketId> ids = new HashSet<>();
            tickets.forEach(t -> looked(t, lookup).ifPresent(ids::add));
            if (target.isEmpty() || ids.isEmpty()) {
                return;
            }
            Set<String> rests = new TreeSet<>();
            some.forEach(path -> rests.add(Relations.rest(path)));
            Map<TicketId, Ticket> records = new HashMap<>();
            List<Ticket> found = find.apply(ids).stream()
                    .filter(r -> r.type().equals(target.get().id()))
                    .toList();
            of(new ArrayList<>(found), target.get(), deeper(target.get(), rests), now, find)
                    .forEach(r -> records.put(r.id(), r));
            for (Ticket ticket : tickets) {
                looked(ticket, lookup)
                        .map(records::get)
                        .ifPresent(record -> rests.forEach(rest -> facts.getOrDefault(ticket.id(), new HashMap<>())
                                .put(key + "." + rest, fact(record, target.get(), rest))));
            }
        });
        return tickets.stream()
                .map(t -> t.with(facts.getOrDefault(t.id(), Map.of())))
                .toList();
    }

    private static Set<String> deeper(TicketTypeDef type, Set<String> rests) {
        Set<String> out = new TreeSet<>();
        rests.stream().filter(r -> Relations.first(type, r).isPresent()).forEach(out::add);
        return out;
    }

    private static Value fact(Ticket record, TicketTypeDef type, String rest) {
        return type.field(rest)
                .map(f -> record.field(f.id()))
                .orElseGet(() -> record.related().getOrDefault(rest, Value.NULL));
    }

    private static Optional<TicketId> looked(Ticket ticket, FieldDef lookup) {
        return ticket.field(lookup.id()) instanceof Value.Text(String id)
                ? Optional.of(new TicketId(UUID.fromString(id)))
                : Optional.empty();
    }
}
