package io.deskloom.field;

import java.util.List;

/** A country, or a province or city of China, by their codes: "CN/44/4403" is Shenzhen. */
final class RegionType extends PathKind {
    RegionType() {
        super("region");
    }

    @Override
    List<Settings.Option> roots(Settings settings) {
        return Regions.all();
    }
}
