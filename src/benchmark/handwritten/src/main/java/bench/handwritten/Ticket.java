package bench.handwritten;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;

@Entity
@Table(name = "ticket")
@IdClass(Key.class)
public class Ticket extends PanacheEntityBase {
    @Id
    @Column(name = "tenant_id")
    public int tenantId;

    @Id
    public UUID id;

    public long number;

    @Version
    public int version;

    public short status;
    public short priority;
    public String step;
    public String team;
    public UUID assignee;
    public UUID requester;
    public String title;

    @Column(name = "created_at")
    public Instant createdAt;

    @Column(name = "updated_at")
    public Instant updatedAt;

    @Column(name = "complaint_text")
    public String complaintText;

    public String reason;

    @Column(name = "order_no")
    public String orderNo;

    @Column(name = "customer_name")
    public String customerName;

    public String contact;
    public String tier;

    @Column(name = "lifetime_spend")
    public BigDecimal lifetimeSpend;

    public BigDecimal paid;

    @Column(name = "refund_amount")
    public BigDecimal refundAmount;

    @Column(name = "items_count")
    public Integer itemsCount;

    @Column(name = "parcel_weight")
    public BigDecimal parcelWeight;

    @Column(name = "delivered_on")
    public LocalDate deliveredOn;

    @Column(name = "pickup_at")
    public Instant pickupAt;

    @Column(name = "fault_codes")
    @JdbcTypeCode(SqlTypes.ARRAY)
    public List<String> faultCodes;

    public Boolean resellable;

    @Column(name = "inspection_result")
    public String inspectionResult;

    public UUID inspector;

    @Column(name = "freight_payer")
    public String freightPayer;

    @Column(name = "warehouse_note")
    public String warehouseNote;

    @Column(name = "urgent_reason")
    public String urgentReason;
}
