package io.deskloom.metadata;

import io.deskloom.field.FieldTypes;
import io.deskloom.field.Kind;
import io.deskloom.model.PanelDef;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads panel.yaml: every section must be one that can be asked for by an index. */
final class PanelReader {
    private static final int USUAL = 5;
    private static final Set<String> SORTS = Set.of("updated", "created");

    private final Reading reading;
    private final Map<String, TypeReader> types;
    private final TypeReader ticket;

    /** @param types ticket and object types by key; @param ticket the type the panel stands beside */
    PanelReader(Reading reading, Map<String, TypeReader> types, TypeReader ticket) {
        this.reading = reading;
        this.types = types;
        this.ticket = ticket;
    }

    PanelDef read(At at) {
        reading.uniqueId("panel", at.get("id"));
        return new PanelDef(at.get("id").text(), sections(at.get("sections"), null));
    }

    /** @param around type key of the records the sections are about; null beside the ticket */
    private List<PanelDef.Section> sections(At at, @Nullable String around) {
        List<PanelDef.Section> out = new ArrayList<>();
        Set<String> keys = new HashSet<>();
        for (At section : at.items()) {
            reading.unique("sections", section.get("key"), keys);
            out.add(section(section, around));
        }
        return out;
    }

    private PanelDef.Section section(At at, @Nullable String around) {
        At record = at.get("record");
        TypeReader from = around == null ? ticket : types.get(around);
        String target = around;
        if (record.present()) {
            target = from == null ? null : target(from, record);
        } else if (at.get("of").present()) {
            target = target(ticket, at.get("of"));
        }
        TypeReader shown = shown(at, target);
        checkBy(at, shown, target);
        if (at.get("current").present()) {
            target(ticket, at.get("current"));
        }
        if (shown != null) {
            at.get("fields").items().forEach(f -> reading.known("field", f, shown.keys()));
            checkSort(at.get("sort"), shown);
        }
        String type = at.get("type").textOrNull();
        return new PanelDef.Section(
                at.get("key").text(),
                reading.label(at.get("label")),
                show(at.get("show").text("lines")),
                record.textOrNull(),
                type,
                at.get("by").textOrNull(),
                at.get("of").textOrNull(),
                at.get("current").textOrNull(),
                at.get("fields").texts(),
                at.get("sort").text("-updated"),
                at.get("limit").number(USUAL),
                sections(at.get("sections"), type == null ? target : type));
    }

    private @Nullable TypeReader shown(At at, @Nullable String target) {
        At type = at.get("type");
        if (type.present()) {
            reading.known("type", type, types.keySet());
            return types.get(type.text());
        }
        return target == null ? null : types.get(target);
    }

    /** The object type a lookup of {@code type} holds, null with a problem when it is no single lookup. */
    private @Nullable String target(TypeReader type, At lookup) {
        if (!reading.known("field", lookup, type.keys())) {
            return null;
        }
        if (type.kind(lookup.text()) != Kind.LOOKUP) {
            reading.problems.add(lookup.problem(
                    "panel.lookup", Said.of("'{field}' is not a lookup of one record", "field", lookup.text())));
            return null;
        }
        return type.field(lookup.text()).get("target").text();
    }

    /** Only by an index, and only by a lookup of what is at hand. */
    private void checkBy(At at, @Nullable TypeReader shown, @Nullable String target) {
        At by = at.get("by");
        if (!by.present() || shown == null) {
            return;
        }
        String holds = target(shown, by);
        if (holds == null) {
            return;
        }
        if (target != null && !holds.equals(target)) {
            reading.problems.add(by.problem(
                    "panel.by",
                    Said.of(
                            "'{field}' looks up {holds}, but what is at hand here is {target}",
                            "field",
                            by.text(),
                            "holds",
                            holds,
                            "target",
                            target)));
        } else if (!shown.field(by.text()).get("indexed").isTrue()) {
            reading.problems.add(by.problem(
                    "panel.not_indexed",
                    Said.of("'{field}' is not indexed; add 'indexed: true' to the field", "field", by.text())));
        }
    }

    private void checkSort(At sort, TypeReader shown) {
        String by = sort.text().startsWith("-") ? sort.text().substring(1) : sort.text();
        if (!sort.present() || SORTS.contains(by)) {
            return;
        }
        Kind kind = shown.kind(by);
        if (kind == null || kind == Kind.LOOKUP || FieldTypes.of(kind).slot() == null) {
            reading.known("field", sort, shown.keys());
        } else if (!shown.field(by).get("indexed").isTrue()) {
            reading.problems.add(sort.problem(
                    "panel.not_indexed",
                    Said.of("'{field}' is not indexed; add 'indexed: true' to the field", "field", by)));
        }
    }

    private static PanelDef.Show show(String text) {
        for (PanelDef.Show show : PanelDef.Show.values()) {
            if (show.name().toLowerCase(Locale.ROOT).equals(text)) {
                return show;
            }
        }
        return PanelDef.Show.LINES;
    }
}
