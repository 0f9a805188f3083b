package io.deskloom.field;

/** The field kinds there are. The behaviour of each is its {@link FieldType}, found in {@link FieldTypes}. */
public enum Kind {
    TEXT("text"),
    LONG_TEXT("long_text"),
    INTEGER("integer"),
    DECIMAL("decimal"),
    MONEY("money"),
    BOOLEAN("boolean"),
    SINGLE("single"),
    MULTI("multi"),
    DATE("date"),
    DATE_TIME("date_time"),
    ACCOUNT("account"),
    PHONE("phone"),
    LOOKUP("lookup"),
    MULTI_LOOKUP("multi_lookup"),
    FILE("file"),
    IMAGE("image"),
    SIGNATURE("signature");

    private final String wire;

    Kind(String wire) {
        this.wire = wire;
    }

    /** The name in metadata and API. */
    public String wire() {
        return wire;
    }
}
