package io.deskloom.imports;

import io.deskloom.imports.Step.Counts;
import io.deskloom.kernel.AccountId;
import io.deskloom.kernel.Problem;
import io.deskloom.sheet.Layout;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One import, from the first part of its file to its end.
 *
 * @param account whose it is; every row is written with that account's rights at that moment
 * @param scopes what the token it was begun with may do; all of them for a session
 * @param type key of the type the rows become
 * @param size bytes of the whole file
 * @param stored bytes that are here
 * @param layout how the file is written, null before it was looked at
 * @param columns of the file, empty before
 * @param total rows of the file, 0 before
 * @param done rows that have been gone through, by the try or the run that is under way
 * @param counts what they became
 * @param check what the last try said, null when there was none since the mapping changed
 * @param failure why it stands still for good, null when it does not
 */
public record ImportJob(
        UUID id,
        AccountId account,
        Set<String> scopes,
        String type,
        String fileName,
        long size,
        long stored,
        JobState state,
        @Nullable Layout layout,
        List<Column> columns,
        Mapping mapping,
        long total,
        long done,
        Counts counts,
        @Nullable Check check,
        @Nullable Problem failure,
        Instant createdAt,
        @Nullable Instant startedAt,
        @Nullable Instant endedAt) {

    /**
     * A column of the file.
     *
     * @param samples some of its values, shortened
     * @param filled in how many rows there is something
     */
    public record Column(String name, List<String> samples, long filled) {
        public Column {
            samples = List.copyOf(samples);
        }
    }

    /**
     * What a try found.
     *
     * @param reasons why rows would be refused, the most frequent first
     * @param samples the first rows that would be written
     */
    public record Check(Counts counts, List<Reason> reasons, List<Sample> samples, Instant at) {
        public Check {
            reasons = List.copyOf(reasons);
            samples = List.copyOf(samples);
        }
    }

    /** @param lines the first few of them */
    public record Reason(Problem problem, long rows, List<Long> lines) {
        public Reason {
            lines = List.copyOf(lines);
        }
    }

    /** @param fields field key to its text, as it would be written; days and moments as ISO 8601 has them */
    public record Sample(long line, java.util.Map<String, String> fields) {}
}
