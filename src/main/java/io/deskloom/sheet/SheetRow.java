package io.deskloom.sheet;

import io.deskloom.kernel.Problem;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One row of a file.
 *
 * @param line where it begins in the file, from 1, as an editor or a spreadsheet counts
 * @param cells one for each column, null where empty; text, or of JSON lines what JSON holds
 * @param problem why the row cannot be used as it is, null when it can
 */
public record SheetRow(
        long line, List<@Nullable Object> cells, @Nullable Problem problem) {
    public SheetRow {
        cells = Collections.unmodifiableList(new ArrayList<>(cells));
    }

    /** Whether there is nothing in it. */
    public boolean isBlank() {
        return problem == null && cells.stream().allMatch(c -> c == null || (c instanceof String s && s.isBlank()));
    }
}
