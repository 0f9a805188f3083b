package io.deskloom.view;

import java.util.Map;

/**
 * A ticket type the caller may see tickets of or create.
 *
 * @param plural what many of them are called, over a list of them
 * @param prefix of its numbers ("RET")
 * @param canCreate whether the caller may create one
 */
public record TypeItem(
        String key,
        Map<String, String> label,
        Map<String, String> plural,
        String icon,
        String prefix,
        boolean canCreate) {}
