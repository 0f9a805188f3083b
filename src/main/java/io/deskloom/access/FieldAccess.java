package io.deskloom.access;

import io.deskloom.expr.Evaluator;
import io.deskloom.expr.Facts;
import io.deskloom.identity.Actor;
import io.deskloom.kernel.Moment;
import io.deskloom.model.AccessDef;
import io.deskloom.model.AccessDef.FieldGrant;
import io.deskloom.model.AccessDef.RoleGrant;
import io.deskloom.model.AccessDef.StepAccess;
import io.deskloom.model.AccessDef.StepField;
import io.deskloom.model.AccessDef.Verb;
import io.deskloom.model.Derivation;
import io.deskloom.model.FieldDef;
import io.deskloom.model.Level;
import io.deskloom.model.TicketTypeDef;
import io.deskloom.ticket.Ticket;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one actor gets of every field of one ticket.
 *
 * <p>The role grants that count on this ticket give the most permissive level among them, unless any role of the actor
 * denies the field: a deny always wins, also one with a condition. What remains is cut down by the step matrix (the
 * pinned one and the current one: the current may only tighten), by the verbs and by the field's own conditions. A field
 * no grant names is hidden.
 */
public final class FieldAccess {
    /** What a caller gets of a field that does not exist, or that it may not know of. */
    public static final FieldState HIDDEN = new FieldState(Level.HIDDEN, false, false, false, false, false);

    /** What the workspace's own rules get. */
    private static final FieldState OPEN = new FieldState(Level.EDIT, true, false, false, true, true);

    private FieldAccess() {}

    /**
     * The state of every field of {@code current}, in its order.
     *
     * @param current the type as the current release has it: fields, grants, denies, record scope
     * @param pinned flow and step matrix of the release the ticket's flow runs on
     * @param ticket null when a new ticket is about to be filled in; with a draft (version 0) conditions see its values
     */
    public static Map<String, FieldState> states(
            TicketTypeDef current, FlowAndAccess pinned, Actor actor, @Nullable Ticket ticket, Moment moment) {
        return states(current, pinned, actor, ticket, moment, true, false);
    }

    /**
     * What the actor may read of each field's past, archived fields among them: history goes on telling of those to whom
     * it could tell before. Only for reading.
     */
    public static Map<String, FieldState> past(
            TicketTypeDef current, FlowAndAccess pinned, Actor actor, Ticket ticket, Moment moment) {
        return states(current, pinned, actor, ticket, moment, true, true);
    }

    /**
     * The same, but as if every field were visible and none read-only by its own condition: what a form may offer once the
     * person filling it in has made those conditions so. Never more than rights and steps allow.
     */
    public static Map<String, FieldState> offered(
            TicketTypeDef current, FlowAndAccess pinned, Actor actor, @Nullable Ticket ticket, Moment moment) {
        return states(current, pinned, actor, ticket, moment, false, false);
    }

    private static Map<String, FieldState> states(
            TicketTypeDef current,
            FlowAndAccess pinned,
            Actor actor,
            @Nullable Ticket ticket,
            Moment moment,
            boolean ownConditions,
            boolean archivedToo) {
        Facts facts = RoleRights.facts(current, actor, ticket, moment);
        boolean draft = ticket == null || ticket.version() == 0;
        AccessDef access = current.access();
        List<RoleGrant> counting = RoleRights.counting(access, actor, draft ? null : ticket, facts);
        List<RoleGrant> all = RoleRights.all(access, actor);
        String step = ticket == null || draft ? "" : Steps.worked(actor, pinned.flow(), ticket);
        Level most = mayWrite(actor, counting, draft) ? Level.EDIT : Level.READ;
        String channel = ticket == null ? null : ticket.channel();
        Map<String, FieldState> out = new LinkedHashMap<>();
        for (FieldDef field : current.fields()) {
            if (field.isArchived() && !archivedToo) {
                out.put(field.key(), HIDDEN);
                continue;
            }
            FieldState granted = actor.isRules() ? OPEN : granted(field.key(), counting, all, facts);
            Level limit = most.mostRestrictive(limit(pinned.access().steps().get(step), field.key()))
                    .mostRestrictive(limit(access.steps().get(step), field.key()));
            boolean toAct = required(pinned.access().steps().get(step), field.key(), channel)
                    || required(access.steps().get(step), field.key(), channel);
            boolean goes = field.life() != FieldDef.Life.ACTIVE
                    && (ticket == null || draft || ticket.field(field.id()).isNull());
            out.put(
                    field.key(),
                    limited(
                            field,
                            granted,
                            goes ? limit.mostRestrictive(Level.READ) : limit,
                            toAct && field.life() == FieldDef.Life.ACTIVE,
                            facts,
                            ownConditions));
        }
        hideClassified(current, out);
        hideDerived(current, actor, out);
        return out;
    }

    /** Whether text that belongs to {@code classifyText} (title, public messages) may be read, given these states. */
    public static boolean mayReadText(TicketTypeDef type, Map<String, FieldState> states) {
        return type.classifyText().isEmpty()
                || states.getOrDefault(type.classifyText(), HIDDEN).level().canRead();
    }

    /** Whether whoever gets {@code states} of a ticket's own fields may know what stands at this path of it. */
    public static boolean isOpen(TicketTypeDef type, Map<String, FieldState> states, String path) {
        if (type.field(path).isPresent()) {
            return states.getOrDefault(path, HIDDEN).level().canRead();
        }
        return !path.equals("ticket.title") || mayReadTitle(type, states);
    }

    /** Whether the title may be read: neither the customer's words nor the title's own field may be out of reach. */
    public static boolean mayReadTitle(TicketTypeDef type, Map<String, FieldState> states) {
        return mayReadText(type, states)
                && states.getOrDefault(type.titleField(), HIDDEN).level().canRead();
    }

    private static boolean mayWrite(Actor actor, List<RoleGrant> counting, boolean draft) {
        return actor.isRules()
                || actor.scopes().contains("tickets:write")
                        && counting.stream()
                                .anyMatch(g -> draft
                                        ? g.verbs().contains(Verb.CREATE)
                                        : g.verbs().contains(Verb.UPDATE)
                                                || g.verbs().contains(Verb.ACT));
    }

    private static FieldState granted(String key, List<RoleGrant> counting, List<RoleGrant> all, Facts facts) {
        for (RoleGrant role : all) {
            FieldGrant grant = role.fields().get(key);
            if (grant != null && grant.deny()) {
                return HIDDEN;
            }
        }
        Level level = Level.HIDDEN;
        boolean match = false;
        boolean range = false;
        for (RoleGrant role : counting) {
            FieldGrant grant = role.fields().get(key);
            if (grant == null || grant.level() == Level.HIDDEN) {
                continue;
            }
            if (grant.when() == null || Evaluator.test(grant.when(), facts)) {
                level = grant.level().compareTo(level) > 0 ? grant.level() : level;
                match |= grant.match();
                range |= grant.range();
            }
        }
        return new FieldState(level, true, false, false, match, range);
    }

    private static FieldState limited(
            FieldDef field, FieldState granted, Level limit, boolean toAct, Facts facts, boolean ownConditions) {
        boolean visible = !ownConditions || field.visibleWhen() == null || Evaluator.test(field.visibleWhen(), facts);
        boolean readOnly = !visible
                || field.isAssigned()
                || (ownConditions && field.readOnlyWhen() != null && Evaluator.test(field.readOnlyWhen(), facts));
        Level level = granted.level().mostRestrictive(limit).mostRestrictive(readOnly ? Level.READ : Level.EDIT);
        if (level == Level.HIDDEN) {
            return HIDDEN;
        }
        boolean needed = field.life() == FieldDef.Life.ACTIVE
                && (field.required() || (field.requiredWhen() != null && Evaluator.test(field.requiredWhen(), facts)));
        return new FieldState(
                level,
                visible,
                needed && level.canWrite(),
                (needed || toAct) && level.canWrite(),
                granted.match() || level.canRead(),
                granted.range() || level.canRead());
    }

    private static Level limit(@Nullable StepAccess step, String key) {
        if (step == null) {
            return Level.EDIT;
        }
        StepField named = step.fields().get(key);
        if (named == null) {
            return step.othersReadOnly() ? Level.READ : Level.EDIT;
        }
        Level level = named.level();
        return level == null ? Level.EDIT : level;
    }

    private static boolean required(@Nullable StepAccess step, String key, @Nullable String channel) {
        StepField named = step == null ? null : step.fields().get(key);
        return named != null && named.isRequired(channel);
    }

    /** What is computed from a field nobody may read of whom it is computed is as far out of reach as that field. */
    private static void hideDerived(TicketTypeDef type, Actor actor, Map<String, FieldState> states) {
        for (FieldDef field : type.derived()) {
            Derivation derivation = field.derivation();
            if (derivation != null
                    && !derivation.reveals()
                    && !(derivation.sources().stream().allMatch(s -> s.isOpenTo(actor.roles()))
                            && derivation.inputs().stream()
                                    .allMatch(key -> states.getOrDefault(key, HIDDEN)
                                            .level()
                                            .canRead()))) {
                states.put(field.key(), HIDDEN);
            }
        }
    }

    /** Who may not read the customer's words gets the title's field no more than the title. */
    private static void hideClassified(TicketTypeDef type, Map<String, FieldState> states) {
        if (!mayReadText(type, states)) {
            states.computeIfPresent(type.titleField(), (_, _) -> HIDDEN);
        }
    }
}
