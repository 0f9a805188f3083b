package io.deskloom.field;

import io.deskloom.kernel.Problems;
import java.math.BigDecimal;

/** A share in hundredths: 12.5 is 12.5 %, in conditions too. */
final class PercentType extends NumberKind {
    private static final int DEFAULT_SCALE = 2;

    PercentType() {
        super("percent");
    }

    @Override
    public int scale(Settings settings) {
        Integer own = settings.scale();
        return own == null ? DEFAULT_SCALE : own;
    }

    @Override
    public String format(Value value, Settings settings, Wording wording) {
        return value instanceof Value.Num(BigDecimal number) ? Cells.grouped(number, wording) + "%" : "";
    }

    @Override
    public String toCell(Value value, Settings settings, Wording wording) {
        return value instanceof Value.Num(BigDecimal number) ? number.toPlainString() + "%" : "";
    }

    @Override
    public Value fromCell(String cell, Settings settings, Wording wording, String pointer, Problems problems) {
        String bare = Cells.halfWidth(cell).strip();
        return super.fromCell(
                bare.endsWith("%") ? bare.substring(0, bare.length() - 1) : bare, settings, wording, pointer, problems);
    }
}
