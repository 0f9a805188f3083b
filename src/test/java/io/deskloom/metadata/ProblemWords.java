package io.deskloom.metadata;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.deskloom.kernel.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Whether the front end has words of each of its languages for a problem of a definition, and all that stands in them. */
final class ProblemWords {
    private static final Pattern PLACE = Pattern.compile("\\{\\{(\\w+)}}");

    private ProblemWords() {}

    static List<String> missing(Problem problem) {
        List<String> missing = new ArrayList<>();
        for (String language : List.of("en", "zh")) {
            String sentence = sentence(language, problem);
            if (sentence.isEmpty()) {
                missing.add(language + ": no sentence");
            }
            Matcher places = PLACE.matcher(sentence);
            while (places.find()) {
                if (!problem.params().containsKey(places.group(1))) {
                    missing.add(language + ": {{" + places.group(1) + "}} has no value");
                }
            }
        }
        return missing;
    }

    /** As frontend/src/ui/problem.ts looks for it. */
    private static String sentence(String language, Problem problem) {
        JsonNode texts = texts(language);
        String key = problem.code().replace('.', '_').replace('-', '_');
        String group = problem.code().split("\\.")[0];
        String context = problem.params().getOrDefault("context", "");
        List<String> tried = context.isEmpty()
                ? List.of(key, group)
                : List.of(key + "_" + context, key, group + "_" + context, group);
        return tried.stream()
                .map(k -> texts.path("sentence").path(k).asText(""))
                .filter(t -> !t.isEmpty())
                .findFirst()
                .orElseGet(() -> texts.path("item").path(key).asText(""));
    }

    private static JsonNode texts(String language) {
        try {
            return new ObjectMapper()
                    .readTree(Path.of("frontend/src/app/i18n", language, "problems.json")
                            .toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
