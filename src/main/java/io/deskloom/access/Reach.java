package io.deskloom.access;

import io.deskloom.expr.Expr;
import io.deskloom.expr.ExprType;
import io.deskloom.expr.Op;
import io.deskloom.expr.Simplify;
import io.deskloom.expr.Trees;
import io.deskloom.field.Value;
import io.deskloom.identity.Actor;
import io.deskloom.kernel.Moment;
import io.deskloom.model.AccessDef;
import io.deskloom.model.AccessDef.FieldGrant;
import io.deskloom.model.AccessDef.RecordScope;
import io.deskloom.model.AccessDef.RoleGrant;
import io.deskloom.model.AccessDef.StepAccess;
import io.deskloom.model.AccessDef.StepField;
import io.deskloom.model.AccessDef.Verb;
import io.deskloom.model.Derivation;
import io.deskloom.model.FieldDef;
import io.deskloom.model.Level;
import io.deskloom.model.TicketTypeDef;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What one actor reaches in lists of one type: which tickets, and in which of them each field may be used for finding and
 * ordering. A field that is out of reach on some tickets may still be used, but then only on the others: the list is
 * narrowed to them, or the answer would tell what the ticket itself does not.
 *
 * <p>Conditions here are over field keys, with the actor already folded in; null is "always".
 */
final class Reach {
    /** What somebody wants to do with a field in a list. */
    enum Use {
        /** Knowing that it is there, be it masked. */
        SEE,
        /** Any expression. */
        READ,
        /** Equality with a whole value. */
        MATCH,
        /** Order and comparison. */
        RANGE
    }

    private final TicketTypeDef type;
    private final Actor actor;
    private final Moment moment;
    private final Collection<AccessDef> pinned;
    private final Map<String, Expr> scopeByRole = new TreeMap<>();

    /** @param pinned access definitions of older releases that tickets may still run on, for their step matrices */
    Reach(Actor actor, TicketTypeDef type, Collection<AccessDef> pinned, Moment moment) {
        this.type = type;
        this.actor = actor;
        this.moment = moment;
        this.pinned = pinned;
        boolean mayRead = actor.scopes().contains("tickets:read");
        for (String role : new TreeSet<>(actor.roles())) {
            RoleGrant grant = type.access().roles().get(role);
            if (mayRead && grant != null && grant.verbs().contains(Verb.READ)) {
                Expr scope = scopeOf(role);
                if (!isFalse(scope)) {
                    scopeByRole.put(role, scope);
                }
            }
        }
    }

    /** Whether there can be any ticket to see. */
    boolean any() {
        return !scopeByRole.isEmpty();
    }

    /** Which tickets, null for all of the type. */
    @Nullable
    Expr scope() {
        return nullIfTrue(Trees.any(List.copyOf(scopeByRole.values())));
    }

    /** Whether the field may be used that way on any ticket; if not, it does not exist for this actor. */
    boolean may(String key, Use use) {
        return where(key, use).isPresent();
    }

    /** On which tickets the field may be used that way; empty when on none. */
    Optional<Expr> where(String key, Use use) {
        if (type.field(key).filter(FieldDef::isArchived).isPresent()) {
            return Optional.empty();
        }
        List<Expr> parts = new ArrayList<>();
        parts.add(own(key, use));
        if (key.equals(type.titleField()) && !type.classifyText().isEmpty()) {
            // The title speaks of what the classified text says.
            parts.add(own(type.classifyText(), Use.READ));
        }
        inputs(key, parts);
        Expr all = fold(Trees.all(parts));
        return isFalse(all) ? Optional.empty() : Optional.of(all);
    }

    /** What is computed from other fields is there where they may be read, unless it is defined to reveal them. */
    private void inputs(String key, List<Expr> parts) {
        Derivation derivation = type.field(key).map(FieldDef::derivation).orElse(null);
        if (derivation == null || derivation.reveals()) {
            return;
        }
        if (!derivation.sources().stream().allMatch(s -> s.isOpenTo(actor.roles()))) {
            parts.add(Trees.literal(false));
        }
        for (String input : derivation.inputs()) {
            parts.add(where(input, Use.READ).orElse(Trees.literal(false)));
        }
    }

    /** On which records public comments may be read; empty when on none. They speak of what the classified text says. */
    Optional<Expr> publicComments() {
        return type.classifyText().isEmpty() ? Optional.of(Trees.literal(true)) : where(type.classifyText(), Use.READ);
    }

    /** On which records internal comments may be read; empty when on none. */
    Optional<Expr> internalComments() {
        List<Expr> granting = new ArrayList<>();
        for (String role : new TreeSet<>(actor.roles())) {
            RoleGrant grant = type.access().roles().get(role);
            if (grant != null && grant.verbs().contains(Verb.READ_INTERNAL)) {
                granting.add(scopeOf(role));
            }
        }
        // Granted with every role that shows records: then the scope of the list says it already.
        boolean everywhere = scopeByRole.keySet().stream()
                .allMatch(role -> Optional.ofNullable(type.access().roles().get(role))
                        .filter(g -> g.verbs().contains(Verb.READ_INTERNAL))
                        .isPresent());
        Expr where = everywhere && any() ? Trees.literal(true) : fold(Trees.any(granting));
        return isFalse(where) ? Optional.empty() : Optional.of(where);
    }

    private Expr own(String key, Use use) {
        if (RoleRights.all(type.access(), actor).stream()
                .map(g -> g.fields().get(key))
                .anyMatch(g -> g != null && g.deny())) {
            return Trees.literal(false);
        }
        List<Expr> granting = new ArrayList<>();
        for (Map.Entry<String, Expr> role : scopeByRole.entrySet()) {
            RoleGrant rights = type.access().roles().get(role.getKey());
            FieldGrant grant = rights == null ? null : rights.fields().get(key);
            if (grant != null && allows(grant, use)) {
                granting.add(
                        grant.when() == null ? role.getValue() : Trees.all(List.of(role.getValue(), grant.when())));
            }
        }
        // When every role that shows tickets grants it unconditionally, it narrows nothing and the scope says it
        // already.
        boolean everywhere = granting.size() == scopeByRole.size()
                && scopeByRole.keySet().stream().allMatch(role -> unconditional(role, key));
        Expr granted = everywhere && !granting.isEmpty() ? Trees.literal(true) : fold(Trees.any(granting));
        List<Value> closed = stepsThatHide(key, use).stream().map(Value::text).toList();
        if (closed.isEmpty()) {
            return granted;
        }
        Expr steps = new Expr.Literal(new Value.Items(closed), ExprType.LIST);
        Expr hidden =
                new Expr.Apply(Op.IN, List.of(new Expr.Attribute("ticket.step", ExprType.TEXT), steps), ExprType.BOOL);
        return Trees.all(List.of(granted, new Expr.Apply(Op.NOT, List.of(hidden), ExprType.BOOL)));
    }

    private boolean unconditional(String role, String key) {
        RoleGrant rights = type.access().roles().get(role);
        FieldGrant grant = rights == null ? null : rights.fields().get(key);
        return grant != null && grant.when() == null;
    }

    private static boolean allows(FieldGrant grant, Use use) {
        if (grant.level() == Level.HIDDEN) {
            return false;
        }
        return switch (use) {
            case SEE -> true;
            case READ -> grant.level().canRead();
            case MATCH -> grant.level().canRead() || grant.match() || grant.range();
            case RANGE -> grant.level().canRead() || grant.range();
        };
    }

    /** Steps whose matrix, of any release in use, takes away what the role grants. */
    private List<String> stepsThatHide(String key, Use use) {
        TreeSet<String> out = new TreeSet<>();
        List<AccessDef> all = new ArrayList<>(pinned);
        all.add(type.access());
        for (AccessDef access : all) {
            for (Map.Entry<String, StepAccess> step : access.steps().entrySet()) {
                StepField named = step.getValue().fields().get(key);
                Level most = named == null ? null : named.level();
                if (most == Level.HIDDEN || (most == Level.MASKED && use != Use.SEE)) {
                    out.add(step.getKey());
                }
            }
        }
        return List.copyOf(out);
    }

    private Expr scopeOf(String role) {
        List<Expr> any = new ArrayList<>();
        for (RecordScope scope : type.access().records()) {
            if (scope.role().equals(role)) {
                Expr where = scope.where();
                any.add(where == null ? Trees.literal(true) : fold(where));
            }
        }
        return fold(Trees.any(any));
    }

    /** With the actor, today and the like as literals. */
    Expr fold(Expr e) {
        return Simplify.fold(e, this::actorFact, moment);
    }

    private Optional<Value> actorFact(String path) {
        return switch (path) {
            case "actor" -> Optional.of(Value.text(actor.account().toString()));
            case "actor.roles" -> Optional.of(Value.texts(List.copyOf(new TreeSet<>(actor.roles()))));
            case "actor.teams" -> Optional.of(Value.texts(List.copyOf(new TreeSet<>(actor.teams()))));
            case "ticket.type", "record.type" -> Optional.of(Value.text(type.key()));
            case "event.kind", "event.changed" -> Optional.of(Value.NULL);
            default -> Optional.empty();
        };
    }

    static @Nullable Expr nullIfTrue(Expr e) {
        return e instanceof Expr.Literal(Value.Bool(boolean is), ExprType _) && is ? null : e;
    }

    static boolean isFalse(Expr e) {
        return e instanceof Expr.Literal l && !(l.value() instanceof Value.Bool(boolean is) && is);
    }
}
