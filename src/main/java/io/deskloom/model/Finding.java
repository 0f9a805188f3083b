package io.deskloom.model;

import io.deskloom.kernel.Label;
import io.deskloom.kernel.Problem;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Something about rules that their author would rather know: two that contradict each other, one that never acts, a table
 * with a hole.
 *
 * @param code stable name of the kind ("rule.conflict"); the front end translates by it
 * @param rules the rules it is about, the one it hits first; by key, those of packs with their pack
 * @param message one English sentence
 * @param params what stands in the sentence, in the languages it can be said in
 * @param place where it stands in a table or a flow, null for what is about neither
 */
public record Finding(
        String code,
        Severity severity,
        List<About> rules,
        String message,
        Map<String, Label> params,
        @Nullable Place place) {
    public Finding {
        rules = List.copyOf(rules);
        params = Map.copyOf(params);
    }

    /** How bad it is. */
    public enum Severity {
        /** It cannot be meant: it is not published. */
        ERROR,
        /** It is probably not meant. */
        WARNING,
        /** Good to know. */
        INFO;

        public String wire() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /** A rule. @param pack null for the workspace's own */
    public record About(@Nullable String pack, String key, Label label) {
        public static About of(RuleDef rule) {
            return new About(rule.origin().pack(), rule.key(), rule.label());
        }
    }

    /**
     * @param table its key, as the snapshot knows it; "" of what is about a flow
     * @param rows ids of its rows
     * @param columns keys of its inputs, none for the whole row
     * @param file where the rows stand
     * @param pointer the row or cell in it: "/rows/3/when/1", "B7"
     * @param line of a sheet or a flow, 1 elsewhere
     */
    public record Place(String table, List<String> rows, List<String> columns, String file, String pointer, int line) {
        public Place {
            rows = List.copyOf(rows);
            columns = List.copyOf(columns);
        }
    }

    /** What keeps a release from being published. */
    public Problem problem() {
        Map<String, String> texts = new HashMap<>();
        params.forEach((name, label) -> texts.put(name, label.in("en")));
        Place at = place;
        return new Problem(
                at == null ? "" : at.pointer(),
                code,
                message,
                texts,
                null,
                at == null ? null : new Problem.Source(at.file(), at.line(), 1));
    }
}
