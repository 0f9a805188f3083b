package io.deskloom.command;

import io.deskloom.attachment.Attachment;
import io.deskloom.attachment.ContentType;
import io.deskloom.attachment.Scan;
import io.deskloom.field.FieldType;
import io.deskloom.field.FieldTypes;
import io.deskloom.field.Settings;
import io.deskloom.field.Value;
import io.deskloom.kernel.Problem;
import io.deskloom.kernel.Problems;
import io.deskloom.kernel.TicketId;
import io.deskloom.model.FieldDef;
import io.deskloom.ticket.Ticket;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Whether the files a command names may go where it wants them. Who names a file must have uploaded it, and not used it; or put
 * back what the same field of the same ticket held. Anything else is answered like a file there is not.
 */
final class FileChecks {
    private FileChecks() {}

    /** The raw ids in {@code json}, to be looked up before anything is judged. */
    static Set<UUID> named(List<FieldDef> fields, Map<String, @Nullable Object> json) {
        Set<UUID> ids = new HashSet<>();
        for (FieldDef field : fields) {
            FieldType kind = FieldTypes.of(field.kind());
            Object given = json.get(field.key());
            if (given != null && kind.holdsFiles()) {
                ids.addAll(kind.files(kind.parse(given, field.settings(), "", new Problems())));
            }
        }
        return ids;
    }

    /** Adds a problem for each file that may not come into {@code field}. */
    static void check(
            Situation s,
            @Nullable Ticket ticket,
            FieldDef field,
            Value old,
            Value value,
            String pointer,
            Problems problems) {
        FieldType kind = FieldTypes.of(field.kind());
        List<UUID> before = kind.files(old);
        List<UUID> ids = kind.files(value);
        for (int i = 0; i < ids.size(); i++) {
            if (!before.contains(ids.get(i))) {
                String at = value instanceof Value.Items ? pointer + "/" + i : pointer;
                Attachment file = s.files().found().get(ids.get(i));
                if (file == null || !(isFree(s, file) || wasHere(file, ticket, field))) {
                    problems.add(unknown(at));
                } else {
                    check(kind, field.settings().files(), file, at, problems);
                }
            }
        }
    }

    private static void check(
            FieldType kind, Settings.FileSettings settings, Attachment file, String at, Problems problems) {
        Attachment.Content content = file.content();
        if (content == null) {
            problems.add(unknown(at));
        } else if (content.scan() == Scan.INFECTED) {
            problems.add(at, "field.file-infected", "The virus scanner found something in this file.");
        } else if (!accepts(settings, file.type())) {
            problems.add(Problem.of(
                    at,
                    "field.file-type",
                    "This kind of file is not accepted here: " + file.type() + ".",
                    Map.of("type", file.type(), "accept", String.join(", ", settings.accept()))));
        } else if (kind.wantsPictures() && !content.pictured()) {
            problems.add(at, "field.not-an-image", "This is not an image that can be shown, or it is too large.");
        }
        Long most = settings.mostBytes();
        if (most != null && file.size() > most) {
            problems.add(Problem.of(
                    at,
                    "field.file-too-large",
                    "A file here has at most " + most + " bytes.",
                    Map.of("max", Long.toString(most), "size", Long.toString(file.size()))));
        }
    }

    private static boolean accepts(Settings.FileSettings settings, String type) {
        return (settings.accept().isEmpty() || settings.accept().stream().anyMatch(p -> ContentType.matches(p, type)))
                && settings.refuse().stream().noneMatch(p -> ContentType.matches(p, type));
    }

    /** Adds a problem for each file that may not go with a comment. */
    static void check(Situation s, List<UUID> ids, Problems problems) {
        for (int i = 0; i < ids.size(); i++) {
            String at = "/attachments/" + i;
            Attachment file = s.files().found().get(ids.get(i));
            if (file == null || !isFree(s, file) || file.content() == null) {
                problems.add(unknown(at));
            } else if (file.content().scan() == Scan.INFECTED) {
                problems.add(at, "field.file-infected", "The virus scanner found something in this file.");
            }
        }
        checkRoom(s, new HashSet<>(ids), "/attachments", problems);
    }

    /** Adds a problem when one file is wanted in two fields, or when the ticket would hold too much. */
    static void checkTogether(Situation s, Map<FieldDef, Value> values, @Nullable Ticket before, Problems problems) {
        Map<UUID, String> wanted = new LinkedHashMap<>();
        for (Map.Entry<FieldDef, Value> one : values.entrySet()) {
            FieldDef field = one.getKey();
            FieldType kind = FieldTypes.of(field.kind());
            List<UUID> added = new ArrayList<>(kind.files(one.getValue()));
            if (before != null) {
                added.removeAll(kind.files(before.field(field.id())));
            }
            for (UUID id : added) {
                if (wanted.putIfAbsent(id, field.key()) != null) {
                    problems.add(
                            FieldWrites.pointer(field.key()),
                            "field.file-used-twice",
                            "This file is in another field already; upload it again.");
                }
            }
        }
        if (!wanted.isEmpty()) {
            String last = List.copyOf(wanted.values()).getLast();
            checkRoom(s, wanted.keySet(), FieldWrites.pointer(last), problems);
        }
    }

    private static void checkRoom(Situation s, Set<UUID> added, String pointer, Problems problems) {
        NamedFiles files = s.files();
        long bytes = added.stream()
                .map(files.found()::get)
                .mapToLong(file -> file == null ? 0 : file.size())
                .sum();
        if (files.held().files() + added.size() > files.limits().ticketFiles()) {
            problems.add(Problem.of(
                    pointer,
                    "ticket.too-many-files",
                    "A ticket holds at most " + files.limits().ticketFiles() + " files.",
                    Map.of("max", Integer.toString(files.limits().ticketFiles()))));
        }
        if (files.held().bytes() + bytes > files.limits().ticketBytes()) {
            problems.add(Problem.of(
                    pointer,
                    "ticket.files-too-large",
                    "The files of this ticket would be too large together.",
                    Map.of("max", Long.toString(files.limits().ticketBytes()))));
        }
    }

    private static boolean isFree(Situation s, Attachment file) {
        return file.isFreeFor(s.actor().account(), s.moment().now());
    }

    /** Taken out before, and now put back where it was. */
    private static boolean wasHere(Attachment file, @Nullable Ticket ticket, FieldDef field) {
        return ticket != null
                && file.place() instanceof Attachment.InField(TicketId of, String in, var _)
                && of.equals(ticket.id())
                && in.equals(field.id());
    }

    private static Problem unknown(String pointer) {
        return Problem.of(pointer, "field.unknown-file", "There is no such file, or it has expired; upload it again.");
    }
}
