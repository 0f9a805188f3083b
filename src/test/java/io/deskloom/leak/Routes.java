package io.deskloom.leak;

import com.tngtech.archunit.core.domain.JavaMethod;
import io.deskloom.testing.CompiledClasses;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import java.io.InputStream;
import java.lang.annotation.Annotation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.yaml.snakeyaml.Yaml;

/** The routes there are, and the ones {@code routes.yaml} tries. */
final class Routes {
    private static final Map<Class<? extends Annotation>, String> VERBS = Map.of(
            GET.class, "GET", POST.class, "POST", PATCH.class, "PATCH", DELETE.class, "DELETE", PUT.class, "PUT");

    private Routes() {}

    /**
     * A request to try.
     *
     * @param path may hold placeholders, as may the query's names and values and the body
     * @param pages whether to follow the cursor
     * @param changes whether it may change something
     * @param some whether a few of its variants are enough
     * @param stream whether the answer has no end
     */
    record Try(
            String method,
            String path,
            Map<String, Object> query,
            Map<String, Object> body,
            boolean pages,
            boolean changes,
            boolean some,
            boolean stream) {}

    /** "GET /api/v1/tickets/{id}" of every resource method on the class path. */
    static Set<String> existing() {
        Set<String> out = new TreeSet<>();
        CompiledClasses.main().stream()
                .filter(c -> c.isAnnotatedWith(Path.class))
                .forEach(c -> c.getMethods().stream()
                        .filter(m -> m.isMetaAnnotatedWith(HttpMethod.class))
                        .forEach(m -> out.add(verb(m) + " "
                                + path(c.getAnnotationOfType(Path.class).value(), m))));
        return out;
    }

    private static String verb(JavaMethod m) {
        return VERBS.entrySet().stream()
                .filter(e -> m.isAnnotatedWith(e.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("a verb this test does not know: " + m.getFullName()));
    }

    private static String path(String base, JavaMethod m) {
        String own = m.isAnnotatedWith(Path.class)
                ? m.getAnnotationOfType(Path.class).value()
                : "";
        return base + (own.isEmpty() || own.startsWith("/") ? own : "/" + own);
    }

    static Set<String> covered() {
        Set<String> out = new TreeSet<>();
        entries().forEach(e -> out.add((String) e.get("route")));
        return out;
    }

    @SuppressWarnings("unchecked")
    static List<Try> tries() {
        List<Try> out = new ArrayList<>();
        for (Map<String, Object> entry : entries()) {
            String[] route = ((String) entry.get("route")).split(" ");
            for (Map<String, Object> r : (List<Map<String, Object>>) entry.get("requests")) {
                out.add(new Try(
                        route[0],
                        (String) r.getOrDefault("path", route[1]),
                        (Map<String, Object>) r.getOrDefault("query", Map.of()),
                        (Map<String, Object>) r.get("body"),
                        Boolean.TRUE.equals(r.get("pages")),
                        Boolean.TRUE.equals(r.get("changes")),
                        Boolean.TRUE.equals(r.get("some")),
                        Boolean.TRUE.equals(r.get("stream"))));
            }
        }
        return out;
    }

    private static List<Map<String, Object>> entries() {
        InputStream file = Routes.class.getResourceAsStream("/routes.yaml");
        return new Yaml().load(file);
    }
}
