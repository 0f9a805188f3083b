package io.deskloom.field;

/** An exact decimal of at most 15 digits, 0 to 9 of them after the point. */
final class DecimalType extends NumberKind {
    private static final int DEFAULT_SCALE = 2;

    DecimalType() {
        super("decimal");
    }

    @Override
    public int scale(Settings settings) {
        Integer own = settings.scale();
        return own == null ? DEFAULT_SCALE : own;
    }
}
