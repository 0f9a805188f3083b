package io.deskloom.field;

import java.util.List;

/** One of the options of a tree, by the keys on the way to it. {@code depth} says how many levels must be chosen. */
final class TreeType extends PathKind {
    TreeType() {
        super("tree");
    }

    @Override
    List<Settings.Option> roots(Settings settings) {
        return settings.options();
    }
}
