package bench.handwritten;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Tuple;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.WebApplicationException;
import java.math.BigDecimal;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;

/** Everything the benchmark asks, in the plain way: one transaction, entities, explicit checks. */
@ApplicationScoped
public class Tickets {
    private static final BigDecimal LARGE = new BigDecimal("200");
    private static final SecureRandom RANDOM = new SecureRandom();

    @Inject
    EntityManager em;

    record Create(String title, String complaintText, String reason, String orderNo, String customerName, String contact,
            String tier, BigDecimal paid, BigDecimal refundAmount, Integer itemsCount, BigDecimal parcelWeight,
            java.time.LocalDate deliveredOn, Instant pickupAt, List<String> faultCodes, Boolean resellable,
            String inspectionResult, UUID inspector, String freightPayer, String warehouseNote, BigDecimal lifetimeSpend) {
        /** The fields that are there, by name. */
        List<String> given() {
            List<String> out = new ArrayList<>();
            Object[] values = {title, complaintText, reason, orderNo, customerName, contact, tier, paid, refundAmount, itemsCount, parcelWeight,
                deliveredOn, pickupAt, faultCodes, resellable, inspectionResult, inspector, freightPayer, warehouseNote, lifetimeSpend};
            for (int i = 0; i < values.length; i++) {
                if (values[i] != null) {
                    out.add(Rights.FIELDS.get(i));
                }
            }
            return out;
        }
    }

    record Change(Integer version, String freightPayer, BigDecimal refundAmount, String comment) {}

    private Caller caller(String bearer) {
        String[] parts = bearer.split("\\.", 2);
        int tenant = Integer.parseInt(parts[0]);
        em.createNativeQuery("SELECT set_config('app.tenant', :t, true)").setParameter("t", parts[0]).getSingleResult();
        List<?> rows = em.createNativeQuery(
                        "SELECT a.id, a.roles, a.teams FROM token t JOIN account a ON a.tenant_id = t.tenant_id AND a.id = t.account_id"
                                + " JOIN tenant n ON n.id = a.tenant_id WHERE t.tenant_id = :tenant AND t.hash = :hash AND t.expires_at > :now"
                                + " AND t.revoked_at IS NULL AND a.disabled_at IS NULL AND NOT a.must_change_password AND NOT n.suspended",
                        Tuple.class)
                .setParameter("tenant", tenant)
                .setParameter("hash", sha256(bearer))
                .setParameter("now", Instant.now())
                .getResultList();
        if (rows.isEmpty()) {
            throw new WebApplicationException(401);
        }
        Tuple row = (Tuple) rows.getFirst();
        return new Caller(tenant, (UUID) row.get(0), Set.of((String[]) row.get(1)), Set.of((String[]) row.get(2)));
    }

    @Transactional
    public Map<String, Object> create(String bearer, String key, Create in) {
        Caller caller = caller(bearer);
        require(caller.roles().contains("agent"));
        if (in.title() == null || in.title().isBlank() || in.title().length() > 255 || in.reason() == null) {
            throw new WebApplicationException(422);
        }
        if (in.refundAmount() != null && in.paid() != null && in.refundAmount().compareTo(in.paid()) > 0) {
            throw new WebApplicationException(422);
        }
        requireWritable(caller, "", in.given());
        Instant now = Instant.now();
        Ticket t = new Ticket();
        t.tenantId = caller.tenant();
        t.id = uuid7(now);
        t.number = ((Number) em.createNativeQuery("SELECT nextval('ticket_number')").getSingleResult()).longValue();
        t.title = in.title();
        t.complaintText = in.complaintText();
        t.reason = in.reason();
        t.orderNo = in.orderNo();
        t.customerName = in.customerName();
        t.contact = in.contact();
        t.tier = in.tier();
        t.paid = in.paid();
        t.refundAmount = in.refundAmount();
        t.itemsCount = in.itemsCount();
        t.parcelWeight = in.parcelWeight();
        t.deliveredOn = in.deliveredOn();
        t.pickupAt = in.pickupAt();
        t.faultCodes = in.faultCodes();
        t.resellable = in.resellable();
        t.inspectionResult = in.inspectionResult();
        t.inspector = in.inspector();
        t.freightPayer = in.freightPayer();
        t.warehouseNote = in.warehouseNote();
        t.lifetimeSpend = in.lifetimeSpend();
        t.requester = caller.account();
        t.step = "review";
        t.team = "after_sales";
        t.status = 1;
        t.priority = 2;
        t.createdAt = now;
        t.updatedAt = now;
        List<TicketEvent> events = new ArrayList<>();
        events.add(event(t, caller, "created", null, null, null, now));
        events.add(event(t, caller, "step", "step", null, "review", now));
        events.add(event(t, caller, "step", "team", null, "after_sales", now));
        if ("vip".equals(t.tier)) {
            events.add(event(t, caller, "rule", "priority", "2", "3", now));
            events.add(event(t, caller, "rule", "team", "after_sales", "vip_desk", now));
            t.priority = 3;
            t.team = "vip_desk";
        }
        if ("damaged".equals(t.reason) && t.paid != null && t.paid.compareTo(LARGE) > 0) {
            events.add(event(t, caller, "rule", "priority", Short.toString(t.priority), "4", now));
            t.priority = 4;
        }
        t.persist();
        events.forEach(e -> e.persist());
        em.createNativeQuery("INSERT INTO ticket_search VALUES (:t, :id, array_to_tsvector(:tokens))")
                .setParameter("t", t.tenantId).setParameter("id", t.id).setParameter("tokens", tokens(t)).executeUpdate();
        outbox(t, now);
        em.createNativeQuery("INSERT INTO idempotency VALUES (:t, :k, :id, :at)")
                .setParameter("t", t.tenantId).setParameter("k", key).setParameter("id", t.id).setParameter("at", now).executeUpdate();
        return view(t, caller);
    }

    @Transactional
    public Map<String, Object> read(String bearer, UUID id) {
        Caller caller = caller(bearer);
        return view(find(caller, id), caller);
    }

    @Transactional
    public Map<String, Object> update(String bearer, UUID id, Change in) {
        Caller caller = caller(bearer);
        Ticket t = find(caller, id);
        if (in.version() == null || in.version() != t.version) {
            throw new WebApplicationException(409);
        }
        requireWritable(caller, t.step, List.of("freight_payer", "refund_amount"));
        Instant now = Instant.now();
        if (!Objects.equals(t.freightPayer, in.freightPayer())) {
            event(t, caller, "field", "freight_payer", t.freightPayer, in.freightPayer(), now).persist();
            t.freightPayer = in.freightPayer();
        }
        if (in.refundAmount() != null && (t.refundAmount == null || t.refundAmount.compareTo(in.refundAmount()) != 0)) {
            if (t.paid != null && in.refundAmount().compareTo(t.paid) > 0) {
                throw new WebApplicationException(422);
            }
            event(t, caller, "field", "refund_amount", String.valueOf(t.refundAmount), in.refundAmount().toPlainString(), now).persist();
            t.refundAmount = in.refundAmount();
        }
        t.updatedAt = now;
        outbox(t, now);
        em.flush();
        return view(t, caller);
    }

    @Transactional
    public Map<String, Object> comment(String bearer, UUID id, Change in) {
        Caller caller = caller(bearer);
        Ticket t = find(caller, id);
        Instant now = Instant.now();
        TicketEvent e = event(t, caller, "comment", null, null, null, now);
        e.body = in.comment();
        e.persist();
        t.updatedAt = now;
        em.createNativeQuery("UPDATE ticket_search SET tokens = tokens || array_to_tsvector(:tokens) WHERE tenant_id = :t AND ticket_id = :id")
                .setParameter("tokens", tokens(in.comment())).setParameter("t", t.tenantId).setParameter("id", t.id).executeUpdate();
        outbox(t, now);
        em.flush();
        return Map.of("id", e.id, "at", now, "text", in.comment());
    }

    private Ticket find(Caller caller, UUID id) {
        Ticket t = Ticket.findById(new Key(caller.tenant(), id));
        if (t == null || !(caller.teams().contains(t.team) || caller.account().equals(t.assignee) || caller.account().equals(t.requester))) {
            throw new WebApplicationException(404);
        }
        return t;
    }

    private TicketEvent event(Ticket t, Caller caller, String kind, String field, String from, String to, Instant now) {
        TicketEvent e = new TicketEvent();
        e.tenantId = t.tenantId;
        e.id = uuid7(now);
        e.ticketId = t.id;
        e.kind = kind;
        e.at = now;
        e.actor = caller.account();
        e.field = field;
        e.oldValue = from;
        e.newValue = to;
        return e;
    }

    private void outbox(Ticket t, Instant now) {
        em.createNativeQuery("INSERT INTO outbox VALUES (:t, :id, :p, :at)")
                .setParameter("t", t.tenantId).setParameter("id", uuid7(now)).setParameter("p", t.id + ":" + t.version)
                .setParameter("at", now).executeUpdate();
    }

    /** The ticket as this caller may see it: an agent does not see the lifetime spend. */
    private static Map<String, Object> view(Ticket t, Caller caller) {
        Map<String, Object> v = new LinkedHashMap<>();
        v.put("id", t.id);
        v.put("number", "RET-" + t.number);
        v.put("version", t.version);
        v.put("title", t.title);
        v.put("status", t.status);
        v.put("step", t.step);
        v.put("priority", t.priority);
        v.put("team", t.team);
        v.put("assignee", t.assignee);
        v.put("createdAt", t.createdAt);
        v.put("updatedAt", t.updatedAt);
        Map<String, Object> f = new LinkedHashMap<>();
        f.put("complaint_text", t.complaintText);
        f.put("reason", t.reason);
        f.put("order_no", t.orderNo);
        f.put("customer_name", t.customerName);
        f.put("contact", t.contact);
        f.put("tier", t.tier);
        f.put("paid", t.paid);
        f.put("refund_amount", t.refundAmount);
        f.put("items_count", t.itemsCount);
        f.put("parcel_weight", t.parcelWeight);
        f.put("delivered_on", t.deliveredOn);
        f.put("pickup_at", t.pickupAt);
        f.put("fault_codes", t.faultCodes);
        f.put("resellable", t.resellable);
        f.put("inspection_result", t.inspectionResult);
        f.put("inspector", t.inspector);
        f.put("freight_payer", t.freightPayer);
        f.put("warehouse_note", t.warehouseNote);
        f.put("lifetime_spend", t.lifetimeSpend);
        // What the caller may do with each field is what a form is drawn from; what it may not even read is not there.
        Map<String, Object> levels = new LinkedHashMap<>();
        for (String field : Rights.FIELDS) {
            Rights.Level level = Rights.of(caller.roles(), t.step, field);
            if (level == Rights.Level.HIDDEN) {
                f.remove(field);
            } else {
                levels.put(field, level.name());
            }
        }
        v.put("fields", f);
        v.put("levels", levels);
        v.put("actions", Rights.actions(caller.roles(), t.step));
        return v;
    }

    private static String[] tokens(Ticket t) {
        return tokens(t.title, t.complaintText, t.orderNo, t.customerName, t.warehouseNote);
    }

    /** The words, and those that a mistyped one may mean once more in a place of their own. */
    private static String[] tokens(String... texts) {
        List<String> out = new ArrayList<>();
        for (String text : texts) {
            if (text != null) {
                for (String word : text.toLowerCase(Locale.ROOT).split("\\W+")) {
                    if (!word.isEmpty() && !out.contains(word)) {
                        out.add(word);
                        if (word.length() >= 4 && word.chars().allMatch(c -> c >= 'a' && c <= 'z')) {
                            out.add(":" + word);
                        }
                    }
                }
            }
        }
        return out.toArray(String[]::new);
    }

    private static void requireWritable(Caller caller, String step, List<String> fields) {
        for (String field : fields) {
            require(Rights.of(caller.roles(), step, field) == Rights.Level.EDIT);
        }
    }

    private static void require(boolean allowed) {
        if (!allowed) {
            throw new WebApplicationException(403);
        }
    }

    private static UUID uuid7(Instant now) {
        return new UUID((now.toEpochMilli() << 16) | 0x7000L | RANDOM.nextInt(4096), (RANDOM.nextLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L);
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
