package io.deskloom.model;

import io.deskloom.expr.Expr;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who may do what with tickets of a type. A role that is not named gets nothing; a field that is not named is hidden.
 *
 * @param roles per role key
 * @param steps per flow node id: what the step demands of its fields, which can only restrict levels
 * @param records which tickets a role sees; a role without an entry sees none
 */
public record AccessDef(
        String id, Map<String, RoleGrant> roles, Map<String, StepAccess> steps, List<RecordScope> records) {
    public AccessDef {
        roles = Map.copyOf(roles);
        steps = Map.copyOf(steps);
        records = List.copyOf(records);
    }

    /**
     * One role's rights on the type.
     *
     * @param verbs what it may do with whole tickets
     * @param fields grant per field key; absent is hidden
     */
    public record RoleGrant(Set<Verb> verbs, Map<String, FieldGrant> fields) {
        public RoleGrant {
            verbs = Set.copyOf(verbs);
            fields = Map.copyOf(fields);
        }
    }

    /** Rights on whole tickets. {@code act} is further limited by the step's role. */
    public enum Verb {
        CREATE,
        READ,
        UPDATE,
        COMMENT_PUBLIC,
        COMMENT_INTERNAL,
        READ_INTERNAL,
        ACT,
        ASSIGN,
        CLAIM,
        /** Take an object record away, and bring it back; tickets end, they are not deleted. */
        DELETE
    }

    /**
     * A role's grant on one field.
     *
     * @param deny an explicit deny: wins over every other role the actor has
     * @param match may filter by equality without reading (implied by read)
     * @param range may order and compare without reading (implied by read)
     * @param when grant holds only where true; otherwise the field is hidden for this role
     */
    public record FieldGrant(
            Level level,
            boolean deny,
            boolean match,
            boolean range,
            @Nullable Expr when) {}

    /** Step matrix: field key to its rule; and whether a field not named here keeps its level or becomes read-only. */
    public record StepAccess(Map<String, StepField> fields, boolean othersReadOnly) {
        public StepAccess {
            fields = Map.copyOf(fields);
        }
    }

    /**
     * @param level the most anybody gets in this step, or null for no limit
     * @param required needed to leave the step by an action
     * @param channels for tickets that came by one of these channels only; empty for all
     */
    public record StepField(@Nullable Level level, boolean required, Set<String> channels) {
        public StepField {
            channels = Set.copyOf(channels);
        }

        /** The same for tickets of all channels. */
        public StepField(@Nullable Level level, boolean required) {
            this(level, required, Set.of());
        }

        /** @param channel by which the ticket came, null when that is not known */
        public boolean isRequired(@Nullable String channel) {
            return required && (channels.isEmpty() || channel != null && channels.contains(channel));
        }
    }

    /** Tickets {@code role} sees: those where the condition holds; null is all. */
    public record RecordScope(String role, @Nullable Expr where) {}
}
