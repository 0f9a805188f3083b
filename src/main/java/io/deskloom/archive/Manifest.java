package io.deskloom.archive;

import java.util.List;
import java.util.Optional;

/**
 * An archive's list of itself.
 *
 * @param madeAt when, ISO 8601 in UTC: the moment all rows are of
 * @param schema version of the database's schema the rows fit
 * @param whole everything there was, operators and numbers of deleted workspaces too; false for one workspace
 */
public record Manifest(
        String format,
        int version,
        String madeAt,
        String schema,
        boolean whole,
        List<Workspace> workspaces,
        List<Part> parts) {
    /** What every archive of ours calls itself. */
    public static final String FORMAT = "deskloom-archive";

    /** Grows when an older Deskloom could not read it any more. */
    public static final int VERSION = 1;

    static final String ENTRY = "manifest.json";
    static final String ENTRY_HASH = "manifest.sha256";

    public Manifest {
        workspaces = List.copyOf(workspaces);
        parts = List.copyOf(parts);
    }

    /** @param id its number where the archive was made */
    public record Workspace(int id, String slug, String name) {}

    /**
     * Rows of one table: CSV as PostgreSQL writes it, UTF-8, a header, an empty cell without quotes is null.
     *
     * @param workspace whose rows, without their tenant_id; 0 for rows outside all workspaces
     * @param bytes of the CSV
     * @param sha256 of the CSV, hex
     */
    public record Part(
            String path, String table, int workspace, List<String> columns, long rows, long bytes, String sha256) {
        public Part {
            columns = List.copyOf(columns);
        }
    }

    public Optional<Workspace> workspace(String slug) {
        return workspaces.stream().filter(w -> w.slug().equals(slug)).findFirst();
    }

    /** Of all parts. */
    public long rows() {
        return parts.stream().mapToLong(Part::rows).sum();
    }
}
