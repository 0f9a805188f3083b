package io.deskloom.command;

import io.deskloom.agenda.Link;
import io.deskloom.kernel.TenantId;
import io.deskloom.kernel.TicketId;
import io.deskloom.model.MetadataSnapshot;
import io.deskloom.ticket.Ticket;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The workspace's other tickets, from the store. */
record OtherTickets(TenantId tenant, MetadataSnapshot now, TicketStore store, LinkStore stored) implements Others {
    private static final Pattern ID = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");
    private static final Pattern NUMBER = Pattern.compile("([A-Za-z][A-Za-z0-9]{0,9})-([0-9]{1,18})");

    @Override
    public Optional<Ticket> find(String idOrNumber) {
        String text = idOrNumber.strip();
        return (ID.matcher(text).matches() ? Optional.of(new TicketId(UUID.fromString(text))) : numbered(text))
                .flatMap(id -> store.find(tenant, now, id))
                .filter(ticket -> now.typeById(ticket.type())
                        .filter(type -> !type.isObject())
                        .isPresent());
    }

    private Optional<TicketId> numbered(String text) {
        Matcher number = NUMBER.matcher(text);
        return number.matches()
                ? now.types().values().stream()
                        .filter(type -> type.prefix().equalsIgnoreCase(number.group(1)))
                        .findFirst()
                        .flatMap(type -> stored.numbered(tenant, type.id(), Long.parseLong(number.group(2))))
                : Optional.empty();
    }

    @Override
    public List<Link> links(TicketId ticket) {
        return stored.of(tenant, ticket);
    }
}
