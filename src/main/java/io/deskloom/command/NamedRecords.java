package io.deskloom.command;

import io.deskloom.kernel.TenantId;
import io.deskloom.kernel.TicketId;
import io.deskloom.model.MetadataSnapshot;
import io.deskloom.model.TicketTypeDef;
import io.deskloom.ticket.Ticket;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which records somebody names who has something tried: what is tried as somebody else must not find them for him. */
@ApplicationScoped
public class NamedRecords {
    private final TicketStore store;

    NamedRecords(TicketStore store) {
        this.store = store;
    }

    /** Those in the lookups of {@code sketch}. */
    public Set<TicketId> in(MetadataSnapshot release, @Nullable Ticket sketch) {
        Set<TicketId> ids = new HashSet<>();
        Optional.ofNullable(sketch)
                .ifPresent(ticket -> release.typeById(ticket.type()).stream()
                        .flatMap(type -> type.fields().stream())
                        .filter(field -> field.settings().target() != null)
                        .forEach(field -> ids.addAll(FieldWrites.records(ticket.field(field.id())))));
        return ids;
    }

    /** Those in the fields of {@code command}. */
    public Set<TicketId> in(TenantId tenant, MetadataSnapshot release, @Nullable Ticket sketch, Command command) {
        return switch (command) {
            case Command.Create c -> in(Optional.ofNullable(release.types().get(c.type())), c.fields());
            case Command.Update c -> in(type(tenant, release, sketch, c.ticket()), c.fields());
            case Command.Act c -> in(type(tenant, release, sketch, c.ticket()), c.fields());
            case Command.Macro c -> in(type(tenant, release, sketch, c.ticket()), c.fields());
            default -> Set.of();
        };
    }

    private Optional<TicketTypeDef> type(
            TenantId tenant, MetadataSnapshot release, @Nullable Ticket sketch, TicketId ticket) {
        return Optional.ofNullable(sketch)
                .or(() -> store.find(tenant, release, ticket))
                .flatMap(found -> release.typeById(found.type()));
    }

    private static Set<TicketId> in(Optional<TicketTypeDef> type, Map<String, @Nullable Object> fields) {
        return type.map(t -> Set.copyOf(FieldWrites.records(t.fields(), fields)))
                .orElse(Set.of());
    }
}
