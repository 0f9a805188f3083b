package io.deskloom.field;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The one place where field kinds are registered. */
public final class FieldTypes {
    private static final Map<Kind, FieldType> ALL = new EnumMap<>(Kind.class);

    static {
        List.of(
                        new TextType(),
                        new LongTextType(),
                        new IntegerType(),
                        new DecimalType(),
                        new MoneyType(),
                        new BooleanType(),
                        new SingleType(),
                        new MultiType(),
                        new DateType(),
                        new DateTimeType(),
                        new AccountType(),
                        new PhoneType(),
                        new LookupType(),
                        new MultiLookupType(),
                        new FileType(),
                        new ImageType(),
                        new SignatureType())
                .forEach(type -> ALL.put(type.kind(), type));
    }

    private FieldTypes() {}

    public static FieldType of(Kind kind) {
        FieldType type = ALL.get(kind);
        if (type == null) {
            throw new IllegalStateException("no field type registered for " + kind);
        }
        return type;
    }

    public static Optional<Kind> kind(String wire) {
        return ALL.keySet().stream().filter(k -> k.wire().equals(wire)).findFirst();
    }

    /** A phone number in its stored form, for looking one up by any way of writing it. */
    public static String normalPhone(String text) {
        return PhoneType.normal(text);
    }
}
