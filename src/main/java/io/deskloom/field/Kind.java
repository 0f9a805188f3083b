package io.deskloom.field;

import java.util.Arrays;
import java.util.Optional;

/** The field kinds there are, each with its behaviour: the one place where a kind is registered. */
public enum Kind {
    TEXT("text", new TextType()),
    LONG_TEXT("long_text", new LongTextType()),
    RICH_TEXT("rich_text", new RichTextType()),
    MARKDOWN("markdown", new MarkdownType()),
    EMAIL("email", new EmailType()),
    PHONE("phone", new PhoneType()),
    URL("url", new UrlType()),
    BARCODE("barcode", new BarcodeType()),
    SECRET("secret", new SecretType()),
    INTEGER("integer", new IntegerType()),
    DECIMAL("decimal", new DecimalType()),
    MONEY("money", new MoneyType()),
    PERCENT("percent", new PercentType()),
    RATING("rating", new RatingType()),
    SLIDER("slider", new SliderType()),
    DURATION("duration", new DurationType()),
    AUTONUMBER("autonumber", new AutonumberType()),
    BOOLEAN("boolean", new BooleanType()),
    SINGLE("single", new SingleType()),
    MULTI("multi", new MultiType()),
    TREE("tree", new TreeType()),
    TAGS("tags", new TagsType()),
    DATE("date", new DateType()),
    DATE_TIME("date_time", new DateTimeType()),
    TIME("time", new TimeType()),
    DATE_RANGE("date_range", new DateRangeType()),
    ACCOUNT("account", new AccountType()),
    ACCOUNTS("accounts", new AccountsType()),
    TEAM("team", new TeamType()),
    GEO_POINT("geo_point", new GeoPointType()),
    ADDRESS("address", new AddressType()),
    REGION("region", new RegionType()),
    TABLE("table", new TableType()),
    LOOKUP("lookup", new LookupType()),
    MULTI_LOOKUP("multi_lookup", new MultiLookupType()),
    FILE("file", new FileType()),
    IMAGE("image", new ImageType()),
    SIGNATURE("signature", new SignatureType());

    private final String wire;
    private final FieldType type;

    Kind(String wire, FieldType type) {
        this.wire = wire;
        this.type = type;
    }

    /** The name in metadata and API. */
    public String wire() {
        return wire;
    }

    /** What a field of this kind does. */
    public FieldType type() {
        return type;
    }

    public static Optional<Kind> of(String wire) {
        return Arrays.stream(values()).filter(k -> k.wire.equals(wire)).findFirst();
    }
}
