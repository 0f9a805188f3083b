package io.deskloom.view;

import io.deskloom.access.FieldAccess;
import io.deskloom.access.FieldState;
import io.deskloom.access.Redaction;
import io.deskloom.expr.Expr;
import io.deskloom.expr.ExprJson;
import io.deskloom.expr.Facts;
import io.deskloom.expr.Simplify;
import io.deskloom.field.Value;
import io.deskloom.model.Derivation;
import io.deskloom.model.FieldDef;
import io.deskloom.model.Level;
import io.deskloom.ticket.Formulas;
import io.deskloom.ticket.TicketFacts;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The fields of a ticket's form. */
final class FieldViews {
    private FieldViews() {}

    /** Every field the caller may at least see masked: those of {@code layout} first, the others after. */
    static List<FieldView> of(Look look, List<String> layout) {
        Map<String, FieldState> offered =
                FieldAccess.offered(look.type(), look.pinned(), look.actor(), look.ticket(), look.moment());
        Facts facts = TicketFacts.of(
                look.ticket(),
                look.type(),
                new TicketFacts.Viewer(
                        look.actor().account(),
                        look.actor().roles(),
                        look.actor().teams()),
                look.moment());
        Set<String> order = new LinkedHashSet<>(layout);
        look.type().fields().forEach(f -> order.add(f.key()));
        List<FieldView> out = new ArrayList<>();
        for (String key : order) {
            FieldDef field = look.type().byKey().get(key);
            // A field that is going is shown only where it has something to show.
            boolean gone = field != null
                    && field.life() == FieldDef.Life.DEPRECATED
                    && look.ticket().field(field.id()).isNull();
            if (field != null && !gone && look.state(key).level() != Level.HIDDEN) {
                out.add(view(look, field, offered.getOrDefault(key, FieldAccess.HIDDEN), facts));
            }
        }
        return out;
    }

    private static FieldView view(Look look, FieldDef field, FieldState offered, Facts facts) {
        FieldState now = look.state(field.key());
        Expr visibleWhen = live(field.visibleWhen(), look, facts);
        Expr readOnlyWhen = live(field.readOnlyWhen(), look, facts);
        Expr requiredWhen = live(field.requiredWhen(), look, facts);
        // A condition the form can follow decides there; one judged here has already decided.
        boolean open = (visibleWhen != null || now.visible()) && (readOnlyWhen != null || !readOnly(now, offered));
        FieldState state = open ? offered : now;
        boolean needed = requiredWhen == null
                ? state.required()
                : field.required() && state.level().canWrite();
        Value value = look.ticket().field(field.id());
        String masked = Values.masked(field, value, now, look.targets());
        return new FieldView(
                field.key(),
                state.level().wire(),
                now.visible(),
                needed,
                state.requiredToAct(),
                !now.level().canWrite(),
                masked,
                now.level().canRead() && masked == null ? Values.json(field, value, now, look.targets()) : null,
                json(visibleWhen),
                json(requiredWhen),
                json(readOnlyWhen),
                rules(field, look::isOpen),
                json(formula(field, look, facts)),
                emptyBecause(field, value, look));
    }

    /** What the form can compute itself while somebody types. */
    private static @Nullable Expr formula(FieldDef field, Look look, Facts facts) {
        return field.derivation() instanceof Derivation.Computed formula
                        && Redaction.isOpen(formula.value(), look::isOpen)
                ? known(formula.value(), look, facts)
                : null;
    }

    private static @Nullable String emptyBecause(FieldDef field, Value value, Look look) {
        if (field.derivation() instanceof Derivation.RollUp && value.isNull() && look.mayRead(field.key())) {
            Formulas.Why why = look.empty().get(field.id());
            return why == null ? null : why.wire();
        }
        if (!(field.derivation() instanceof Derivation.Computed formula)
                || !value.isNull()
                || !Redaction.isOpen(formula.value(), look::isOpen)) {
            return null;
        }
        Formulas.Why why = Formulas.why(field, formula, Formulas.facts(look.ticket(), look.type(), look.moment()));
        return why == null ? null : why.wire();
    }

    /** With everything but the form's own fields as it is: a form knows its fields only. */
    private static Expr known(Expr e, Look look, Facts facts) {
        return Simplify.fold(
                e, path -> look.type().field(path).isPresent() ? Optional.empty() : Optional.of(facts.get(path)));
    }

    private static boolean readOnly(FieldState now, FieldState offered) {
        return now.visible() && !now.level().canWrite() && offered.level().canWrite();
    }

    /** What of a condition still depends on the form's own fields; null when nothing does. */
    private static @Nullable Expr live(@Nullable Expr condition, Look look, Facts facts) {
        if (condition == null) {
            return null;
        }
        Expr open = Redaction.redact(condition, facts, look::isOpen);
        if (open == null) {
            return null;
        }
        // Only now: everything else that is left is the caller's to know.
        Expr folded = known(open, look, facts);
        return folded instanceof Expr.Literal ? null : folded;
    }

    static List<FieldRule> rules(FieldDef field, java.util.function.Predicate<String> open) {
        return field.rules().stream()
                .filter(rule -> Redaction.isOpen(rule.check(), open))
                .map(rule -> new FieldRule(
                        ExprJson.write(rule.check()), rule.message().byLanguage()))
                .toList();
    }

    static @Nullable Map<String, @Nullable Object> json(@Nullable Expr e) {
        return e == null ? null : ExprJson.write(e);
    }
}
