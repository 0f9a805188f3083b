package io.deskloom.command;

import static io.deskloom.testing.TestImages.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.deskloom.attachment.Attachment;
import io.deskloom.attachment.AttachmentStore;
import io.deskloom.attachment.Attachments;
import io.deskloom.attachment.Limits;
import io.deskloom.identity.Actor;
import io.deskloom.identity.Tenant;
import io.deskloom.model.Snapshots;
import io.deskloom.outbox.OutboxSignal;
import io.deskloom.rules.RuleEngine;
import io.deskloom.script.Scripts;
import io.deskloom.testing.Desk;
import io.deskloom.testing.PostgresResource;
import io.deskloom.testing.Refusals;
import io.deskloom.ticket.Ticket;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("database")
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class FilesInTicketsTest {
    private static final Origin API = Origin.of("api");

    @Inject
    LinkStore links;

    @Inject
    Desk desk;

    @Inject
    Attachments attachments;

    @Inject
    AttachmentStore files;

    @Inject
    TicketStore tickets;

    @Inject
    Snapshots snapshots;

    @Inject
    RuleEngine rules;

    @Inject
    OutboxSignal outbox;

    @Inject
    Clock clock;

    @Inject
    Sealer sealer;

    @Inject
    Scripts scripts;

    private Tenant demo;
    private Actor jun;

    @BeforeEach
    void somebody() {
        demo = desk.demo();
        jun = desk.actor(demo, "jun", "agent", "after_sales");
    }

    private Attachment uploaded(String content) throws IOException {
        return attachments
                .upload(jun, "a.txt", -1, new ByteArrayInputStream(text(content)))
                .orThrow();
    }

    private Ticket ticket(Attachment... documents) {
        return desk.create(jun, "return_refund", fields(documents));
    }

    private static Map<String, Object> fields(Attachment... documents) {
        List<String> ids =
                List.of(documents).stream().map(a -> a.id().toString()).toList();
        return Map.of("subject", "K", "reason", "damaged", "complaint_text", "x", "documents", ids);
    }

    private Commands with(AttachmentStore store, Limits limits) {
        return new Commands(
                tickets,
                links,
                store,
                limits,
                snapshots,
                io.deskloom.model.Pilots.NONE,
                rules,
                RuleWatch.NONE,
                outbox,
                () -> true,
                clock,
                sealer,
                scripts);
    }

    /** Somebody who has looked a moment too early: finds every file as it is now, for ever. */
    private AttachmentStore remembering(UUID id) {
        Map<UUID, Attachment> then = files.find(demo.id(), List.of(id));
        return (AttachmentStore) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {AttachmentStore.class},
                (_, method, arguments) -> method.getName().equals("find") ? then : method.invoke(files, arguments));
    }

    @Test
    void oneFileWantedByTwoAtOnceGoesToOne() throws IOException {
        Attachment wanted = uploaded("one");
        AttachmentStore tooEarly = remembering(wanted.id());
        Ticket first = ticket(wanted);
        Command.Create second = new Command.Create(API, "return_refund", fields(wanted), null);
        assertThat(Refusals.of(with(tooEarly, Limits.DEFAULT).handle(jun, second))
                        .code())
                .isEqualTo("ticket-busy");
        assertThat(Desk.count(demo.id(), "record")).isEqualTo(1);
        assertThat(files.find(demo.id(), List.of(wanted.id())).get(wanted.id()).place())
                .isInstanceOfSatisfying(
                        Attachment.InField.class,
                        place -> assertThat(place.ticket()).isEqualTo(first.id()));
    }

    @Test
    void aTicketHoldsSoManyFilesAndNoMore() throws IOException {
        Limits two = new Limits(
                1000, 2, 5000, 1 << 20, 10, 4, Duration.ofMinutes(1), Duration.ofHours(1), Duration.ofDays(1), 1000);
        Ticket ticket = ticket(uploaded("one"), uploaded("two"));
        Command.Comment comment = new Command.Comment(
                API, ticket.id(), true, "", List.of(uploaded("three").id()));
        assertThat(Refusals.of(with(files, two).handle(jun, comment)).problems())
                .singleElement()
                .satisfies(p -> assertThat(p.code()).isEqualTo("ticket.too-many-files"));
        assertThat(with(files, Limits.DEFAULT).handle(jun, comment).isOk()).isTrue();
    }

    @Test
    void aFileThatWaitedTooLongCannotBeUsed() throws IOException {
        Attachment late = uploaded("late");
        Command.Create create = new Command.Create(API, "return_refund", fields(late), null);
        assertThat(Refusals.of(with(files, Limits.DEFAULT)
                                .handle(jun, create, clock.instant().plus(Duration.ofDays(2))))
                        .problems())
                .singleElement()
                .satisfies(p -> assertThat(p.code()).isEqualTo("field.unknown-file"));
    }
}
