package io.deskloom.intake;

import io.deskloom.agenda.LinkKind;
import io.deskloom.command.Command;
import io.deskloom.kernel.Problem;
import io.deskloom.kernel.Result;
import io.deskloom.kernel.TicketId;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** JSON bodies about a ticket's agenda and its links as commands. */
public final class AgendaIntake {
    private static final int LONGEST_NUMBER = 40;

    private AgendaIntake() {}

    /** {@code {ticket: id or number, kind}} */
    public static Result<Command.LinkTo> link(
            TicketId ticket, Map<String, @Nullable Object> body, String channel, @Nullable String key) {
        return TicketIntake.read(body, Set.of("ticket", "kind"), channel, key, (in, origin) -> {
            String other = in.text("ticket", true, LONGEST_NUMBER);
            String given = in.text("kind", true, LONGEST_NUMBER);
            LinkKind kind = given == null ? null : LinkKind.of(given).orElse(null);
            if (given != null && kind == null) {
                in.problems().add("/kind", "field.unknown-option", "There is no such kind of link.");
            }
            return () -> new Command.LinkTo(origin, ticket, TicketIntake.sure(other), TicketIntake.sure(kind));
        });
    }

    /** {@code {text, due}} */
    public static Result<Command> promise(
            TicketId ticket, Map<String, @Nullable Object> body, String channel, @Nullable String key) {
        return TicketIntake.read(body, Set.of("text", "due"), channel, key, (in, origin) -> {
            String text = shortText(in, "text", true);
            Instant due = moment(in, "due", true);
            return () -> new Command.Promise(origin, ticket, TicketIntake.sure(text), TicketIntake.sure(due));
        });
    }

    /** {@code {act, comment?}} */
    public static Result<Command> settle(
            TicketId ticket, UUID entry, Map<String, @Nullable Object> body, String channel, @Nullable String key) {
        return TicketIntake.read(body, Set.of("act", "comment"), channel, key, (in, origin) -> {
            String given = in.text("act", true, LONGEST_NUMBER);
            Command.Settle.How how =
                    given == null ? null : Command.Settle.How.of(given).orElse(null);
            if (given != null && how == null) {
                in.problems().add("/act", "field.unknown-option", "There is nothing of this name to be done.");
            }
            String comment = shortText(in, "comment", false);
            return () -> new Command.Settle(origin, ticket, entry, TicketIntake.sure(how), comment);
        });
    }

    static @Nullable String shortText(TicketIntake in, String name, boolean needed) {
        Object value = in.body().get(name);
        if (value instanceof String text && Command.isShort(text)) {
            return text.strip();
        }
        if (value != null) {
            in.problems()
                    .add(Problem.of(
                            "/" + name,
                            "text.short",
                            "This is a text of 1 to " + Command.LONGEST_SHORT + " characters.",
                            Map.of("max", Integer.toString(Command.LONGEST_SHORT))));
        } else if (needed) {
            in.problems().add("/" + name, "field.required", "This must be given.");
        }
        return null;
    }

    static @Nullable Instant moment(TicketIntake in, String name, boolean needed) {
        Object value = in.body().get(name);
        if (value == null) {
            if (needed) {
                in.problems().add("/" + name, "field.required", "This must be given.");
            }
            return null;
        }
        try {
            if (value instanceof String text) {
                return OffsetDateTime.parse(text).toInstant().truncatedTo(ChronoUnit.MICROS);
            }
        } catch (DateTimeException wrong) {
            // Said below, as for what is no text at all.
        }
        in.problems().add("/" + name, "field.wrong-type", "This must be a moment, such as 2026-03-01T15:00:00Z.");
        return null;
    }
}
