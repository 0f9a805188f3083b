package io.deskloom.ticket;

import io.deskloom.expr.Evaluator;
import io.deskloom.expr.Expr;
import io.deskloom.expr.Facts;
import io.deskloom.expr.Op;
import io.deskloom.field.FieldType;
import io.deskloom.field.Value;
import io.deskloom.kernel.Moment;
import io.deskloom.kernel.Problems;
import io.deskloom.model.Derivation;
import io.deskloom.model.FieldDef;
import io.deskloom.model.TicketTypeDef;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What formulas give. Pure and total: where there is no value the field is empty, and {@link #why} says why; a write is
 * never refused for it.
 */
public final class Formulas {
    private static final TicketFacts.Viewer NOBODY = new TicketFacts.Viewer(null, List.of(), List.of());

    private Formulas() {}

    /** Why a derived field has no value. */
    public enum Why {
        /** Something it rests on is empty. */
        MISSING,
        DIVIDED_BY_ZERO,
        /** The result cannot be kept: too large, too long, no option of the field, amounts of several currencies. */
        OUT_OF_RANGE,
        /** Some of the amounts it would sum up are of another currency, since their field has been defined otherwise. */
        SEVERAL_CURRENCIES;

        public String wire() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** The value by these facts, rounded half-even to what the field keeps; {@link Value#NULL} where there is none. */
    public static Value value(FieldDef field, Derivation.Computed formula, Facts facts) {
        return kept(field, Evaluator.evaluate(formula.value(), facts));
    }

    /** Why {@link #value} is empty; null when it is not, or when the formula says it should be. */
    public static @Nullable Why why(FieldDef field, Derivation.Computed formula, Facts facts) {
        Value exact = Evaluator.evaluate(formula.value(), facts);
        if (exact.isNull()) {
            return why(formula.value(), facts);
        }
        return kept(field, exact).isNull() ? Why.OUT_OF_RANGE : null;
    }

    /** The facts formulas are computed on: the record's, whoever looks. */
    public static Facts facts(Ticket ticket, TicketTypeDef type, Moment moment) {
        return TicketFacts.of(ticket, type, NOBODY, moment);
    }

    /**
     * The record with its formulas computed anew: right also for one that has not been written since a formula was defined
     * otherwise. The same object when nothing differs.
     */
    public static Ticket fresh(Ticket ticket, TicketTypeDef type, Moment moment) {
        return fresh(ticket, type, moment, false);
    }

    /** The same with what is computed from the records it looks up, whose facts the ticket has. */
    public static Ticket freshWithRelated(Ticket ticket, TicketTypeDef type, Moment moment) {
        return fresh(ticket, type, moment, true);
    }

    private static Ticket fresh(Ticket ticket, TicketTypeDef type, Moment moment, boolean related) {
        Ticket fresh = ticket;
        for (FieldDef field : type.derived()) {
            if (field.derivation() instanceof Derivation.Computed formula
                    && !field.isArchived()
                    && (related || formula.sources().isEmpty())) {
                Value value = shown(field, fresh, type, moment)
                        ? value(field, formula, facts(fresh, type, moment))
                        : Value.NULL;
                fresh = value.equals(fresh.field(field.id())) ? fresh : with(fresh, field, value);
            }
        }
        return fresh;
    }

    /** Whether the field keeps a value: one that is hidden and cleared then has none. */
    public static boolean shown(FieldDef field, Ticket ticket, TicketTypeDef type, Moment moment) {
        Expr visible = field.visibleWhen();
        return visible == null
                || field.whenHidden() == FieldDef.WhenHidden.KEEP
                || Evaluator.test(visible, facts(ticket, type, moment));
    }

    static Ticket with(Ticket ticket, FieldDef field, Value value) {
        if (ticket.fields() instanceof StoredFields stored) {
            return ticket.withFields(stored.with(field.id(), value));
        }
        Map<String, Value> fields = new HashMap<>(ticket.fields());
        if (value.isNull()) {
            fields.remove(field.id());
        } else {
            fields.put(field.id(), value);
        }
        return ticket.withFields(fields);
    }

    /** The value as the field keeps it; empty when it cannot. */
    static Value kept(FieldDef field, Value exact) {
        FieldType type = field.kind().type();
        Value rounded = rounded(exact, type.scale(field.settings()));
        Problems problems = new Problems();
        Value read = type.parse(type.toJson(rounded), field.settings(), "", problems);
        type.validate(read, field.settings(), "", problems);
        return problems.isEmpty() ? read : Value.NULL;
    }

    private static Value rounded(Value exact, int scale) {
        return switch (exact) {
            case Value.Num(BigDecimal n) -> Value.num(n.setScale(scale, RoundingMode.HALF_EVEN));
            case Value.Money(BigDecimal amount, String currency) ->
                new Value.Money(amount.setScale(scale, RoundingMode.HALF_EVEN), currency);
            // Durations are kept in whole seconds.
            case Value.Span(Duration length) ->
                new Value.Span(Duration.ofSeconds(BigDecimal.valueOf(length.getSeconds())
                        .add(BigDecimal.valueOf(length.getNano(), 9))
                        .setScale(0, RoundingMode.HALF_EVEN)
                        .longValueExact()));
            case Value.Null _,
                    Value.Text _,
                    Value.Bool _,
                    Value.Date _,
                    Value.Timestamp _,
                    Value.Items _,
                    Value.Parts _ -> exact;
        };
    }

    /** Why an expression without a value has none: the innermost part that is empty though all it needs is there. */
    private static @Nullable Why why(Expr e, Facts facts) {
        return switch (e) {
            case Expr.Literal _ -> null;
            case Expr.Attribute _ -> Why.MISSING;
            case Expr.Apply a
            when a.op() == Op.COND -> why(a.args().get(Evaluator.test(a.args().getFirst(), facts) ? 1 : 2), facts);
            case Expr.Apply a when a.op() == Op.COALESCE -> why(a.args().getLast(), facts);
            case Expr.Apply a -> {
                for (Expr part : a.args()) {
                    if (Evaluator.evaluate(part, facts).isNull()) {
                        yield why(part, facts);
                    }
                }
                boolean divides = a.op() == Op.DIV || a.op() == Op.MOD;
                yield divides && isZero(Evaluator.evaluate(a.args().get(1), facts))
                        ? Why.DIVIDED_BY_ZERO
                        : Why.OUT_OF_RANGE;
            }
        };
    }

    private static boolean isZero(Value v) {
        return switch (v) {
            case Value.Num(BigDecimal n) -> n.signum() == 0;
            case Value.Money(BigDecimal amount, String _) -> amount.signum() == 0;
            default -> false;
        };
    }
}
