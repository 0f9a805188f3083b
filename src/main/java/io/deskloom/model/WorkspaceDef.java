package io.deskloom.model;

import io.deskloom.kernel.Label;
import java.time.ZoneId;
import java.util.List;

/**
 * @param zone business time zone
 * @param currency default ISO 4217 currency
 * @param languages offered, first is the default ("en", "zh")
 */
public record WorkspaceDef(String id, String key, Label label, ZoneId zone, String currency, List<String> languages) {
    public WorkspaceDef {
        languages = List.copyOf(languages);
    }
}
