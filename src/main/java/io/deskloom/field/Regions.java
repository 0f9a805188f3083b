package io.deskloom.field;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.deskloom.kernel.Label;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Countries (ISO 3166-1, as the JDK knows them) and, of China, provinces and cities by their codes (GB/T 2260; the districts
 * of the four municipalities stand in the place of cities).
 */
final class Regions {
    private static final Set<String> COUNTRIES = Set.of(Locale.getISOCountries());

    private Regions() {}

    static boolean isCountry(String code) {
        return COUNTRIES.contains(code);
    }

    /** A country's name. */
    static String word(String country, Wording wording) {
        return isCountry(country) ? Locale.of("", country).getDisplayCountry(wording.locale()) : country;
    }

    /** The regions below a path of codes, as options. */
    static List<Settings.Option> all() {
        return Loaded.ALL;
    }

    private static final class Loaded {
        static final List<Settings.Option> ALL = read();

        private static List<Settings.Option> read() {
            try (InputStream in = Regions.class.getResourceAsStream("/regions/cn.json")) {
                List<Settings.Option> provinces = new ArrayList<>();
                for (Object row : new ObjectMapper().readValue(in, List.class)) {
                    provinces.add(option((List<?>) row));
                }
                return Locale.getISOCountries().length == 0 ? List.of() : countries(provinces);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static List<Settings.Option> countries(List<Settings.Option> provinces) {
            List<Settings.Option> countries = new ArrayList<>();
            for (String code : Locale.getISOCountries()) {
                Locale country = Locale.of("", code);
                countries.add(new Settings.Option(
                        code,
                        Label.of(
                                country.getDisplayCountry(Locale.US),
                                country.getDisplayCountry(Locale.SIMPLIFIED_CHINESE)),
                        null,
                        code.equals("CN") ? provinces : List.of()));
            }
            return countries;
        }

        private static Settings.Option option(List<?> row) {
            List<Settings.Option> below = new ArrayList<>();
            if (row.size() > 3) {
                ((List<?>) row.get(3)).forEach(r -> below.add(option((List<?>) r)));
            }
            return new Settings.Option(
                    (String) row.get(0), Label.of((String) row.get(2), (String) row.get(1)), null, below);
        }
    }
}
