package io.deskloom.rest;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.Path;
import java.lang.reflect.Method;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What a resource method's annotations say, read once.
 *
 * @param template the path with its parameters' names
 * @param takesBody whether the method cannot do without a JSON body
 * @param takesOther whether the method itself says which media types it takes
 * @param streams whether its body is not for the filters to read
 * @param who who may call it; null if nobody said, and then nobody may
 */
record Route(
        String template,
        boolean takesBody,
        boolean takesOther,
        boolean streams,
        @Nullable Who who) {
    sealed interface Who {
        record Anybody() implements Who {}

        record Account(String scope, boolean beforePasswordChange) implements Who {}

        record Able(String ability) implements Who {}

        record TheOperator() implements Who {}
    }

    static Route of(Class<?> resource, Method method) {
        boolean body = Arrays.stream(method.getParameters())
                .anyMatch(p -> p.getAnnotations().length == 0
                        && (p.getType().isRecord() || JsonNode.class.isAssignableFrom(p.getType())));
        Consumes consumes = method.getAnnotation(Consumes.class);
        return new Route(
                path(resource.getAnnotation(Path.class)) + path(method.getAnnotation(Path.class)),
                body,
                consumes != null,
                method.isAnnotationPresent(Streamed.class),
                who(method));
    }

    private static @Nullable Who who(Method method) {
        LoggedIn loggedIn = method.getAnnotation(LoggedIn.class);
        Needs needs = method.getAnnotation(Needs.class);
        if (method.isAnnotationPresent(OperatorOnly.class)) {
            return new Who.TheOperator();
        }
        if (needs != null) {
            return new Who.Able(needs.value());
        }
        if (loggedIn != null) {
            return new Who.Account(loggedIn.value(), loggedIn.beforePasswordChange());
        }
        return method.isAnnotationPresent(Open.class) ? new Who.Anybody() : null;
    }

    private static String path(@Nullable Path path) {
        if (path == null) {
            return "";
        }
        return path.value().startsWith("/") ? path.value() : "/" + path.value();
    }
}
