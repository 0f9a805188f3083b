package io.deskloom.metadata;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a file defines, said by where it lies. The groups of {@link #path} are the folder and file names that matter. */
public enum DefinitionKind {
    WORKSPACE("workspace", "workspace\\.yaml"),
    ROLE("role", "roles/(?<name>[^/]+)\\.yaml"),
    TEAM("team", "teams/(?<name>[^/]+)\\.yaml"),
    TICKET_TYPE("ticketType", "types/(?<folder>[^/]+)/type\\.yaml"),
    FORM("form", "types/(?<folder>[^/]+)/form-(?<name>[^/]+)\\.yaml"),
    FLOW("flow", "types/(?<folder>[^/]+)/flow\\.yaml"),
    ACCESS("access", "types/(?<folder>[^/]+)/access\\.yaml"),
    CASES("cases", "types/(?<folder>[^/]+)/cases/(?<name>[^/]+)\\.yaml"),
    TRIGGER("trigger", "triggers/(?<name>[^/]+)\\.yaml"),
    VIEW("view", "views/(?<name>[^/]+)\\.yaml"),
    PACK("pack", "rule-packs/(?<folder>[^/]+)/pack\\.yaml"),
    PACK_CASES("cases", "rule-packs/(?<folder>[^/]+)/cases/(?<name>[^/]+)\\.yaml"),
    PACK_RULES("", "rule-packs/(?<folder>[^/]+)/(?<name>([^/]+/)?[^/]+)\\.drl");

    private final String schema;
    private final Pattern path;

    DefinitionKind(String schema, String path) {
        this.schema = schema;
        this.path = Pattern.compile(path);
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
