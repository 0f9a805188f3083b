package io.deskloom.sheet;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rows of an open file, one after the other. */
public interface RowReader extends Closeable {
    /** The names of the columns, each once and none empty. */
    List<String> columns();

    /**
     * The next row; null after the last.
     *
     * @throws SheetRefused when the file cannot be read any further
     */
    @Nullable
    SheetRow next() throws IOException, SheetRefused;
}
