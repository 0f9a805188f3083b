package io.deskloom.view;

import io.deskloom.kernel.TenantId;
import io.deskloom.kernel.TicketId;
import io.deskloom.model.Derivation;
import io.deskloom.model.MetadataSnapshot;
import io.deskloom.ticket.RollUps;
import java.util.Map;
import java.util.Set;

/** The figures roll-ups are made of, as they are now: for records whose stored ones are not to be trusted yet. */
public interface RollUpFigures {
    /** Of each of {@code records}; who has none is left out. */
    Map<TicketId, RollUps.Figures> figures(
            TenantId tenant, MetadataSnapshot now, Derivation.RollUp rollUp, Set<TicketId> records);
}
