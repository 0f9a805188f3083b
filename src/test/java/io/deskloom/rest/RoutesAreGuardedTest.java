package io.deskloom.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import io.deskloom.testing.CompiledClasses;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.lang.annotation.Annotation;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.junit.jupiter.api.Test;

/** Nobody adds a route without saying who may call it. */
class RoutesAreGuardedTest {
    private static final List<Class<? extends Annotation>> GUARDS =
            List.of(Open.class, LoggedIn.class, Needs.class, OperatorOnly.class);
    private static final Set<String> OPEN = Set.of(
            "MailLinkResource.askToStop",
            "MailLinkResource.stop",
            "MailLinkResource.askToConfirm",
            "MailLinkResource.confirm",
            "MailAnswerResource.ask",
            "MailAnswerResource.answer",
            "SessionResource.signIn",
            "OperatorResource.signIn");

    private final List<JavaMethod> routes = CompiledClasses.main().stream()
            .filter(c -> c.isAnnotatedWith(Path.class))
            .flatMap(c -> c.getMethods().stream())
            .filter(m -> m.isMetaAnnotatedWith(HttpMethod.class))
            .toList();

    @Test
    void everyRouteSaysOnceWhoMayCallIt() {
        assertThat(routes).hasSizeGreaterThan(15);
        assertThat(routes)
                .allSatisfy(route -> assertThat(GUARDS.stream().filter(route::isAnnotatedWith))
                        .as(route.getFullName())
                        .hasSize(1));
    }

    @Test
    void onlySigningInAndTheLinksOfMailsAreOpenToAnybody() {
        assertThat(routes.stream()
                        .filter(r -> r.isAnnotatedWith(Open.class))
                        .map(r -> r.getOwner().getSimpleName() + "." + r.getName()))
                .containsExactlyInAnyOrderElementsOf(OPEN);
    }

    // The filters that let a request in read the database, which an event loop must not wait for.
    @Test
    void aRouteThatAnswersLaterIsMarkedBlocking() {
        assertThat(routes.stream().filter(RoutesAreGuardedTest::answersLater))
                .allSatisfy(r -> assertThat(r.isAnnotatedWith(Blocking.class))
                        .as(r.getFullName())
                        .isTrue());
    }

    private static boolean answersLater(JavaMethod route) {
        JavaClass type = route.getRawReturnType();
        return type.isAssignableTo(CompletionStage.class)
                || type.isAssignableTo(Flow.Publisher.class)
                || type.isAssignableTo("io.smallrye.mutiny.Uni")
                || type.isAssignableTo("io.smallrye.mutiny.Multi");
    }
}
