package io.deskloom.view;

import io.deskloom.access.TicketAccess;
import io.deskloom.identity.Actor;
import io.deskloom.kernel.Moment;
import io.deskloom.model.AccessDef.Verb;
import io.deskloom.model.MetadataSnapshot;
import io.deskloom.model.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** When something of tickets in a list is due, a clock of its service level or an entry of its agenda, and the order that follows: urgent ones first, then what is due first, then the oldest. */
@ApplicationScoped
class Dues {
    private final AgendaQueries agendas;

    Dues(AgendaQueries agendas) {
        this.agendas = agendas;
    }

    /** Of those whose agenda the actor may read: to others it is as if nothing were due. */
    Map<UUID, Instant> of(Actor actor, MetadataSnapshot metadata, Collection<TicketRow> rows, Moment moment) {
        Map<String, Boolean> readable = rows.stream()
                .map(TicketRow::type)
                .distinct()
                .collect(Collectors.toMap(
                        key -> key,
                        key -> metadata.type(key)
                                .filter(type -> TicketAccess.may(actor, type, Verb.READ_INTERNAL, null, moment))
                                .isPresent()));
        return agendas.dues(
                actor.tenant(),
                rows.stream()
                        .filter(row -> Boolean.TRUE.equals(readable.get(row.type())))
                        .map(TicketRow::id)
                        .collect(Collectors.toSet()));
    }

    static Comparator<TicketRow> order(Map<UUID, Instant> dues) {
        return Comparator.comparingInt((TicketRow row) -> -code(row.priority()))
                .thenComparing(row -> Optional.ofNullable(dues.get(row.id())).orElse(Instant.MAX))
                .thenComparing(TicketRow::createdAt)
                .thenComparing(row -> row.id().toString());
    }

    private static int code(String priority) {
        return Stream.of(Priority.values())
                .filter(p -> p.wire().equals(priority))
                .mapToInt(Priority::code)
                .findFirst()
                .orElse(0);
    }
}
