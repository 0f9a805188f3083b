package io.deskloom.metadata;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a file defines, said by where it lies. The groups of {@link #path} are the folder and file names that matter. */
public enum DefinitionKind {
    WORKSPACE("workspace", "workspace\\.yaml"),
    ROLE("role", "roles/(?<name>NAME)\\.yaml"),
    TEAM("team", "teams/(?<name>NAME)\\.yaml"),
    TICKET_TYPE("ticketType", "types/(?<folder>NAME)/type\\.yaml"),
    FORM("form", "types/(?<folder>NAME)/form-(?<name>NAME)\\.yaml"),
    FLOW("flow", "types/(?<folder>NAME)/flow\\.yaml"),
    ACCESS("access", "types/(?<folder>NAME)/access\\.yaml"),
    CASES("cases", "types/(?<folder>NAME)/cases/(?<name>NAME)\\.yaml"),
    PANEL("panel", "types/(?<folder>NAME)/panel\\.yaml"),
    OBJECT_TYPE("objectType", "objects/(?<folder>NAME)/type\\.yaml"),
    OBJECT_FORM("form", "objects/(?<folder>NAME)/form-(?<name>NAME)\\.yaml"),
    OBJECT_ACCESS("objectAccess", "objects/(?<folder>NAME)/access\\.yaml"),
    TRIGGER("trigger", "triggers/(?<name>NAME)\\.yaml"),
    MAIL("mail", "mails/(?<name>NAME)\\.yaml"),
    COUNTER("counter", "counters/(?<name>NAME)\\.yaml"),
    ROUTING("routing", "routings/(?<name>NAME)\\.yaml"),
    MACRO("macro", "macros/(?<name>NAME)\\.yaml"),
    TABLE("table", "tables/(?<name>NAME)\\.yaml"),
    TABLE_SHEET("", "tables/(?<name>NAME)\\.(csv|xlsx)"),
    WEBHOOK("webhook", "webhooks/(?<name>NAME)\\.yaml"),
    CONNECTOR("connector", "connectors/(?<name>NAME)\\.yaml"),
    AUTOMATION("automation", "automations/(?<name>NAME)\\.yaml"),
    CALENDAR("calendar", "calendars/(?<name>NAME)\\.yaml"),
    SLA("sla", "slas/(?<name>NAME)\\.yaml"),
    VIEW("view", "views/(?<name>NAME)\\.yaml"),
    SCRIPT("script", "scripts/(?<name>NAME)\\.yaml"),
    SCRIPT_TEXT("", "scripts/(?<name>NAME)\\.js"),
    PACK("pack", "rule-packs/(?<folder>NAME)/pack\\.yaml"),
    PACK_SCRIPT("script", "rule-packs/(?<folder>NAME)/scripts/(?<name>NAME)\\.yaml"),
    PACK_SCRIPT_TEXT("", "rule-packs/(?<folder>NAME)/scripts/(?<name>NAME)\\.js"),
    PACK_CASES("cases", "rule-packs/(?<folder>NAME)/cases/(?<name>NAME)\\.yaml"),
    PACK_TABLE("table", "rule-packs/(?<folder>NAME)/tables/(?<name>NAME)\\.yaml"),
    PACK_TABLE_SHEET("", "rule-packs/(?<folder>NAME)/tables/(?<name>NAME)\\.(csv|xlsx)"),
    PACK_RULES("", "rule-packs/(?<folder>NAME)/(?<name>(NAME/)?NAME)\\.drl");

    private final String schema;
    private final Pattern path;

    /** What every such path begins with: most paths are told apart by it alone. */
    private final String begins;

    DefinitionKind(String schema, String path) {
        this.schema = schema;
        this.begins = path.contains("(") ? path.substring(0, path.indexOf('(')) : "";
        // No name begins with a dot, so no path can climb out of its folder.
        this.path = Pattern.compile(path.replace("NAME", "[A-Za-z0-9_][A-Za-z0-9_.-]{0,79}"));
    }

    /** Whether it is a sheet that holds rows of a table. */
    boolean isSheet() {
        return this == TABLE_SHEET || this == PACK_TABLE_SHEET;
    }

    /** Name of its schema ("ticketType"), "" for files that are not YAML. */
    public String schema() {
        return schema;
    }

    /**
     * A path's meaning.
     *
     * @param folder the type's or pack's folder, "" if it has none
     * @param name what the file's name says, "" where it says nothing
     */
    public record Placed(DefinitionKind kind, String folder, String name) {}

    public static Optional<Placed> of(String path) {
        for (DefinitionKind kind : values()) {
            if (!path.startsWith(kind.begins)) {
                continue;
            }
            Matcher m = kind.path.matcher(path);
            if (m.matches()) {
                return Optional.of(new Placed(kind, group(kind, m, "folder"), group(kind, m, "name")));
            }
        }
        return Optional.empty();
    }

    private static String group(DefinitionKind kind, Matcher m, String name) {
        Integer index = kind.path.namedGroups().get(name);
        return index == null ? "" : m.group(index);
    }
}
