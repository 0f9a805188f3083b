package bench.handwritten;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;

@Entity
@Table(name = "ticket_event")
@IdClass(Key.class)
public class TicketEvent extends PanacheEntityBase {
    @Id
    @Column(name = "tenant_id")
    public int tenantId;

    @Id
    public UUID id;

    @Column(name = "ticket_id")
    public UUID ticketId;

    public String kind;
    public Instant at;
    public UUID actor;
    public String field;

    @Column(name = "old_value")
    public String oldValue;

    @Column(name = "new_value")
    public String newValue;

    public String body;
}
