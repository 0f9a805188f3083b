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

    @Test
    void filesKnownFromBeforeAreCheckedAgainstTheOthersAsEver() {
        read(Snapshots.demoFiles()).orThrow();
        List<SourceFile> changed = new ArrayList<>(Snapshots.demoFiles());
        // Two files are wrong by themselves, and what others say of a team and a role no longer fits.
        changed.removeIf(f -> f.path().equals("teams/vip_desk.yaml"));
        changed.replaceAll(f -> f.path().equals("roles/agent.yaml")
                ? new SourceFile(f.path(), f.text().replace("key: agent", "key: agents\nsurprise: 1"))
                : f);
        changed.add(new SourceFile("triggers/broken.yaml", "nonsense: ["));
        ReadOutcome asEver = MetadataReader.read(changed, new SafeDrl());
        assertThat(asEver.problems())
                .extracting(p -> p.code())
                .contains("reference.team", "schema.unknown", "file.name", "yaml.syntax");
        assertThat(read(changed).problems()).isEqualTo(asEver.problems());
        assertThat(read(new ArrayList<>(changed.reversed())).problems())
                .as("what is wrong is not taken for known")
                .isEqualTo(asEver.problems());
        assertThat(read(Snapshots.demoFiles()).orThrow().release())
                .isEqualTo(MetadataReader.read(Snapshots.demoFiles(), new SafeDrl())
                        .orThrow()
                        .release());
    }

    @Test
    void aChangedFileIsReadAndTheOthersAreKept() {
        KnownFiles known = new KnownFiles();
        List<SourceFile> files = Snapshots.acmeFiles();
        MetadataReader.read(files, new SafeDrl(), known).orThrow();
        SourceFile team = files.stream()
                .filter(f -> f.path().startsWith("teams/"))
                .findFirst()
                .orElseThrow();
        SourceFile renamed = new SourceFile(team.path(), team.text().replaceFirst("label:.*", "label: {en: Renamed}"));
        assertThat(renamed).isNotEqualTo(team);
        assertThat(known.get(team)).isNotNull();
        assertThat(known.get(renamed)).isNull();
        List<SourceFile> changed = new ArrayList<>(files);
        changed.replaceAll(f -> f.equals(team) ? renamed : f);
        assertThat(MetadataReader.read(changed, new SafeDrl(), known)
                        .orThrow()
                        .teams()
                        .values())
                .extracting(t -> t.label().in("en"))
                .contains("Renamed");
        assertThat(known.get(renamed)).isNotNull();
    }
}
