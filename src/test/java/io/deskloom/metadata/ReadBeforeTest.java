package io.deskloom.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import io.deskloom.model.MetadataSnapshot;
import io.deskloom.rules.SafeDrl;
import io.deskloom.testing.Snapshots;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReadBeforeTest {
    private final ReadBefore before = new ReadBefore();

    private ReadOutcome read(List<SourceFile> files) {
        return before.read(files, new SafeDrl(), script -> List.of());
    }

    private static List<SourceFile> other(int number) {
        List<SourceFile> files = new ArrayList<>(Snapshots.acmeFiles());
        SourceFile first = files.getFirst();
        files.set(0, new SourceFile(first.path(), first.text() + "# " + number + "\n"));
        return files;
    }

    @Test
    void theSameFilesAreReadOnce() {
        MetadataSnapshot first = read(Snapshots.acmeFiles()).orThrow();
        assertThat(read(new ArrayList<>(Snapshots.acmeFiles())).orThrow()).isSameAs(first);
    }

    @Test
    void anotherTextIsReadAnew() {
        ReadOutcome good = read(Snapshots.acmeFiles());
        List<SourceFile> bad = new ArrayList<>(Snapshots.acmeFiles());
        bad.set(0, new SourceFile(bad.getFirst().path(), "nonsense: ["));
        assertThat(read(bad).isOk()).isFalse();
        assertThat(read(bad)).isSameAs(read(bad));
        assertThat(read(Snapshots.acmeFiles())).isSameAs(good);
    }

    @Test
    void onlyTheLastOnesAreKept() {
        ReadOutcome first = read(Snapshots.acmeFiles());
        for (int i = 0; i < 8; i++) {
            read(other(i));
        }
        assertThat(read(Snapshots.acmeFiles())).isNotSameAs(first);
    }
}
