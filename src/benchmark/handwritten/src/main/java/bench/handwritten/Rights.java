package bench.handwritten;

import java.util.List;
import java.util.Map;
import java.util.Set;

/** Who may do what with which field in which step: the same table as the demo's access definition, written as code. */
final class Rights {
    enum Level { HIDDEN, READ, EDIT }

    /** In the order of {@code Tickets.Create}. */
    static final List<String> FIELDS = List.of("title", "complaint_text", "reason", "order_no", "customer_name", "contact", "tier", "paid",
            "refund_amount", "items_count", "parcel_weight", "delivered_on", "pickup_at", "fault_codes", "resellable",
            "inspection_result", "inspector", "freight_payer", "warehouse_note", "lifetime_spend");

    private static final Set<String> OF_INSPECTION = Set.of("parcel_weight", "resellable", "inspection_result", "inspector", "warehouse_note");
    private static final Map<String, Set<String>> HIDDEN = Map.of(
            "agent", Set.of("lifetime_spend"),
            "warehouse", Set.of("lifetime_spend", "paid", "refund_amount", "contact"),
            "finance", Set.of("complaint_text", "contact", "lifetime_spend"));
    private static final Map<String, List<String>> ACTIONS = Map.of(
            "review", List.of("approve", "reject"), "inspect", List.of("pass", "fail"), "refund", List.of("pay"));

    private Rights() {}

    /** The most that one of the roles gives; {@code step} is empty for a new ticket. */
    static Level of(Set<String> roles, String step, String field) {
        Level most = Level.HIDDEN;
        for (String role : roles) {
            Level level = of(role, step, field);
            most = level.compareTo(most) > 0 ? level : most;
        }
        return most;
    }

    private static Level of(String role, String step, String field) {
        if (HIDDEN.getOrDefault(role, Set.of()).contains(field)) {
            return Level.HIDDEN;
        }
        return switch (role) {
            case "admin" -> Level.EDIT;
            case "agent" -> step.isEmpty() || step.equals("review") ? Level.EDIT : Level.READ;
            case "warehouse" -> step.equals("inspect") && OF_INSPECTION.contains(field) ? Level.EDIT : Level.READ;
            default -> Level.READ;
        };
    }

    static List<String> actions(Set<String> roles, String step) {
        return roles.contains("agent") || roles.contains("admin") ? ACTIONS.getOrDefault(step, List.of()) : List.of();
    }
}
