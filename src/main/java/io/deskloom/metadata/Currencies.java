package io.deskloom.metadata;

import java.util.Currency;
import java.util.Set;
import java.util.stream.Collectors;

/** ISO 4217, as this Java knows it. */
final class Currencies {
    private static final Set<String> CODES = Currency.getAvailableCurrencies().stream()
            .map(Currency::getCurrencyCode)
            .collect(Collectors.toUnmodifiableSet());

    private Currencies() {}

    static boolean known(String code) {
        return CODES.contains(code);
    }
}
