package io.deskloom.field;

import io.deskloom.kernel.Problems;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A place by latitude and longitude (WGS 84), in degrees with six digits after the point: a hand's breadth. */
final class GeoPointType extends PartsKind {
    private static final int DIGITS = 6;
    private static final BigDecimal POLE = BigDecimal.valueOf(90);
    private static final BigDecimal DATE_LINE = BigDecimal.valueOf(180);

    GeoPointType() {
        super("geo_point", List.of("lat", "lon"));
    }

    @Override
    public Map<String, Shape> parts() {
        return Map.of("lat", Shape.NUMBER, "lon", Shape.NUMBER);
    }

    @Override
    Value part(String part, @Nullable Object json, String pointer, Problems problems) {
        if (json == null) {
            return Value.NULL;
        }
        BigDecimal degrees = Numbers.read(json);
        BigDecimal most = part.equals("lat") ? POLE : DATE_LINE;
        if (degrees == null || degrees.abs().compareTo(most) > 0) {
            problems.add(pointer, "field.degrees", "Latitudes go from -90 to 90, longitudes from -180 to 180.");
            return Value.NULL;
        }
        return Value.num(degrees.scale() > DIGITS ? degrees.setScale(DIGITS, RoundingMode.HALF_EVEN) : degrees);
    }

    @Override
    @Nullable
    Object partJson(Value value) {
        return value instanceof Value.Num(BigDecimal number) ? number : null;
    }

    @Override
    public void validate(Value value, Settings settings, String pointer, Problems problems) {
        if (value instanceof Value.Parts p && p.parts().size() < 2) {
            problems.add(pointer, "field.degrees-both", "A place needs latitude and longitude.");
        }
    }

    @Override
    public Map<String, Object> jsonSchema(Settings settings) {
        return Map.of(
                "type",
                "object",
                "required",
                List.of("lat", "lon"),
                "additionalProperties",
                false,
                "properties",
                Map.of(
                        "lat", Map.of("type", "number", "minimum", -90, "maximum", 90),
                        "lon", Map.of("type", "number", "minimum", -180, "maximum", 180)));
    }

    @Override
    public String format(Value value, Settings settings, Wording wording) {
        return toCell(value, settings, wording);
    }

    @Override
    public String toCell(Value value, Settings settings, Wording wording) {
        return value instanceof Value.Parts p ? degrees(p.part("lat")) + ", " + degrees(p.part("lon")) : "";
    }

    private static String degrees(Value value) {
        return value instanceof Value.Num(BigDecimal number) ? number.toPlainString() : "";
    }

    @Override
    public Value fromCell(String cell, Settings settings, Wording wording, String pointer, Problems problems) {
        if (cell.isBlank()) {
            return Value.NULL;
        }
        String[] degrees = Cells.halfWidth(cell).strip().split("\\s*[,;]\\s*|\\s+", 3);
        BigDecimal lat = degrees.length == 2 ? Cells.number(degrees[0]) : null;
        BigDecimal lon = degrees.length == 2 ? Cells.number(degrees[1]) : null;
        if (lat == null || lon == null) {
            problems.add(Texts.wrongType(pointer, "geo_point"));
            return Value.NULL;
        }
        return parse(Map.of("lat", lat, "lon", lon), settings, pointer, problems);
    }
}
