package io.deskloom.metadata;

import com.fasterxml.jackson.databind.JsonNode;
import io.deskloom.kernel.Problem;
import io.deskloom.kernel.Problems;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** YAML that is no definition, read as carefully as one: data only, no key twice, numbers exact. */
public final class PlainYaml {
    private PlainYaml() {}

    /** @param json null when there are problems */
    public record Read(@Nullable JsonNode json, List<Problem> problems) {}

    public static Read read(String name, String text) {
        Problems problems = new Problems();
        Doc doc = YamlReader.read(new SourceFile(name, text), problems);
        return new Read(doc == null || !problems.isEmpty() ? null : doc.root(), problems.list());
    }
}
