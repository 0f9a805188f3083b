package io.deskloom.rest;

import io.deskloom.kernel.Label;
import io.deskloom.model.Finding;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Something about rules that their author would rather know.
 *
 * @param code stable; the front end has a sentence for it
 * @param message the same in English
 * @param params what stands in the sentence, by language tag
 * @param rules the rules it is about, the one it hits first
 * @param place where in a table or a flow, null elsewhere
 */
@Schema(name = "RuleFinding")
record FindingBody(
        @Schema(examples = "rule.conflict") String code,

        @Schema(enumeration = {"error", "warning", "info"}) String severity,

        String message,
        Map<String, Map<String, String>> params,
        List<About> rules,
        @Nullable Place place) {

    /** @param pack null for the workspace's own */
    @Schema(name = "RuleReference")
    record About(@Nullable String pack, String key, Map<String, String> label) {}

    /**
     * @param table its key; "" for what is about a flow
     * @param rows ids of the rows
     * @param columns keys of the inputs, none for whole rows
     * @param line of the file, from 1
     */
    @Schema(name = "RulePlace")
    record Place(String table, List<String> rows, List<String> columns, String file, String pointer, int line) {}

    static List<FindingBody> of(List<Finding> findings) {
        return findings.stream().map(FindingBody::of).toList();
    }

    private static FindingBody of(Finding f) {
        Map<String, Map<String, String>> params = new TreeMap<>();
        f.params().forEach((name, label) -> params.put(name, texts(label)));
        Finding.Place at = f.place();
        return new FindingBody(
                f.code(),
                f.severity().wire(),
                f.message(),
                params,
                f.rules().stream()
                        .map(r -> new About(r.pack(), r.key(), texts(r.label())))
                        .toList(),
                at == null ? null : new Place(at.table(), at.rows(), at.columns(), at.file(), at.pointer(), at.line()));
    }

    private static Map<String, String> texts(Label label) {
        return label.byLanguage();
    }
}
