package io.deskloom.rest;

import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.annotations.Components;
import org.eclipse.microprofile.openapi.annotations.OpenAPIDefinition;
import org.eclipse.microprofile.openapi.annotations.info.Info;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.PathItem;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;
import org.eclipse.microprofile.openapi.models.responses.APIResponses;
import org.eclipse.microprofile.openapi.models.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.models.security.SecurityScheme;
import org.jboss.jandex.AnnotationInstance;
import org.jboss.jandex.ClassInfo;
import org.jboss.jandex.DotName;
import org.jboss.jandex.IndexView;
import org.jboss.jandex.MethodInfo;
import org.jspecify.annotations.Nullable;

/**
 * Completes the OpenAPI document while the application is built: who may call what, the problem every operation may
 * answer with, and which properties are always there: those that are not {@code @Nullable}.
 */
@OpenAPIDefinition(
        info = @Info(title = "Deskloom API", version = "1"),
        components =
                @Components(
                        schemas =
                                @org.eclipse.microprofile.openapi.annotations.media.Schema(
                                        name = "Problem",
                                        implementation = ProblemBody.class)))
@OpenApiFilter(OpenApiFilter.RunStage.BUILD)
public final class ApiDocument implements OASFilter {
    private static final String PROBLEM = "#/components/schemas/Problem";
    private static final String SESSION = "session";
    private static final String TOKEN = "token";
    private static final String OPERATOR = "operator";
    private static final DotName PATH = DotName.createSimple("jakarta.ws.rs.Path");
    private static final DotName STATUS = DotName.createSimple("org.jboss.resteasy.reactive.ResponseStatus");
    private static final List<String> VERBS = List.of("GET", "POST", "PUT", "PATCH", "DELETE");

    private final IndexView index;

    public ApiDocument(IndexView index) {
        this.index = index;
    }

    @Override
    public void filterOpenAPI(OpenAPI api) {
        if (api.getPaths() == null) {
            // A package is built without one: it carries the document of docs/api as it is.
            return;
        }
        schemes(api);
        ApiShapes.complete(api, index);
        Map<String, MethodInfo> routes = routes();
        api.getPaths()
                .getPathItems()
                .forEach((path, item) -> item.getOperations()
                        .forEach((verb, operation) -> complete(operation, routes.get(verb + " " + path), verb)));
    }

    private static void schemes(OpenAPI api) {
        if (api.getComponents() == null) {
            api.setComponents(OASFactory.createComponents());
        }
        api.getComponents()
                .addSecurityScheme(
                        SESSION,
                        cookie(
                                Cookies.SESSION,
                                "A browser session; what changes something also needs the header X-CSRF-Token."))
                .addSecurityScheme(
                        OPERATOR,
                        cookie(
                                Cookies.OPERATOR,
                                "The operator's session; what changes something also needs the header X-CSRF-Token."))
                .addSecurityScheme(
                        TOKEN,
                        OASFactory.createSecurityScheme()
                                .type(SecurityScheme.Type.HTTP)
                                .scheme("bearer")
                                .description("An API token, dlk_…; its scopes say what it may do."));
    }

    private static SecurityScheme cookie(String name, String description) {
        return OASFactory.createSecurityScheme()
                .type(SecurityScheme.Type.APIKEY)
                .in(SecurityScheme.In.COOKIE)
                .name(name)
                .description(description);
    }

    private static void complete(Operation operation, @Nullable MethodInfo route, PathItem.HttpMethod verb) {
        if (route == null) {
            return;
        }
        operation.setOperationId(operationId(route));
        operation.setSecurity(security(route));
        operation
                .getResponses()
                .setDefaultValue(OASFactory.createAPIResponse()
                        .description("A problem")
                        .content(OASFactory.createContent()
                                .addMediaType(
                                        ProblemBody.MEDIA_TYPE,
                                        OASFactory.createMediaType()
                                                .schema(OASFactory.createSchema()
                                                        .ref(PROBLEM)))));
        status(operation, route);
        operation.getResponses().removeAPIResponse("400");
        operation.getResponses().removeAPIResponse("401");
        operation.getResponses().removeAPIResponse("403");
    }

    /** The generator takes the status from the verb, and knows nothing of the annotation that says another. */
    private static void status(Operation operation, MethodInfo route) {
        AnnotationInstance told = route.annotation(STATUS);
        APIResponses responses = operation.getResponses();
        if (told == null) {
            return;
        }
        for (String guessed : List.of("200", "201", "204")) {
            APIResponse answer = responses.getAPIResponse(guessed);
            if (answer != null) {
                responses.removeAPIResponse(guessed);
                responses.addAPIResponse(told.value().asString(), answer);
                return;
            }
        }
    }

    private static String operationId(MethodInfo route) {
        String resource = route.declaringClass().simpleName().replaceFirst("Resource$", "");
        String first = resource.substring(0, 1).toLowerCase(Locale.ROOT) + resource.substring(1);
        return first + "_" + route.name();
    }

    private static List<SecurityRequirement> security(MethodInfo route) {
        List<SecurityRequirement> any = new ArrayList<>();
        if (route.hasAnnotation(DotName.createSimple(OperatorOnly.class))) {
            any.add(OASFactory.createSecurityRequirement().addScheme(OPERATOR));
        }
        AnnotationInstance loggedIn = route.annotation(DotName.createSimple(LoggedIn.class));
        AnnotationInstance needs = route.annotation(DotName.createSimple(Needs.class));
        if (loggedIn != null || needs != null) {
            any.add(OASFactory.createSecurityRequirement().addScheme(SESSION));
        }
        if (needs != null) {
            any.add(OASFactory.createSecurityRequirement().addScheme(TOKEN));
        }
        if (loggedIn != null && loggedIn.value() != null) {
            String scope = loggedIn.value().asString();
            List<String> scopes = scope.equals(LoggedIn.ANY_SCOPE) ? List.of() : List.of(scope);
            any.add(OASFactory.createSecurityRequirement().addScheme(TOKEN, scopes));
        }
        return any;
    }

    private Map<String, MethodInfo> routes() {
        Map<String, MethodInfo> out = new TreeMap<>();
        for (AnnotationInstance path : index.getAnnotations(PATH)) {
            ClassInfo resource = switch (path.target().kind()) {
                case CLASS -> path.target().asClass();
                default -> path.target().asMethod().declaringClass();
            };
            String base = pathOf(resource.declaredAnnotation(PATH));
            for (MethodInfo method : resource.methods()) {
                for (String verb : VERBS) {
                    if (method.hasAnnotation(DotName.createSimple("jakarta.ws.rs." + verb))) {
                        out.put(verb + " " + base + pathOf(method.annotation(PATH)), method);
                    }
                }
            }
        }
        return out;
    }

    private static String pathOf(@Nullable AnnotationInstance path) {
        if (path == null || path.value() == null) {
            return "";
        }
        // The document names a parameter without its pattern.
        String text = path.value().asString().replaceAll("\\{\\s*(\\w+)\\s*:[^}]*}", "{$1}");
        return text.startsWith("/") ? text : "/" + text;
    }
}
