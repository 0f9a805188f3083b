package io.deskloom.routing;

import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Where somebody or something is: a region's name, a point, or both.
 *
 * @param region as the workspace calls it, null when it is not known
 * @param point null when it is not known
 */
public record Place(@Nullable String region, @Nullable Point point) {
    /** Mean radius of the earth in metres (IUGG). */
    private static final double EARTH = 6_371_008.8;

    public static final Place UNKNOWN = new Place(null, null);

    /** Degrees, WGS 84. */
    public record Point(double lat, double lon) {
        public Point {
            if (!(Math.abs(lat) <= 90 && Math.abs(lon) <= 180)) {
                throw new IllegalArgumentException("not on earth");
            }
        }

        /** Metres along the great circle (haversine). */
        long metresTo(Point other) {
            double dLat = Math.toRadians(other.lat - lat) / 2;
            double dLon = Math.toRadians(other.lon - lon) / 2;
            double h = Math.pow(Math.sin(dLat), 2)
                    + Math.cos(Math.toRadians(lat)) * Math.cos(Math.toRadians(other.lat)) * Math.pow(Math.sin(dLon), 2);
            return Math.round(2 * EARTH * Math.asin(Math.min(1, Math.sqrt(h))));
        }
    }

    /** Metres between them, none within one region; empty when nobody can tell how far they are apart. */
    public OptionalLong metresTo(Place other) {
        Point here = point;
        Point there = other.point;
        if (here != null && there != null) {
            return OptionalLong.of(here.metresTo(there));
        }
        return region != null && region.equals(other.region) ? OptionalLong.of(0) : OptionalLong.empty();
    }
}
