package io.deskloom.view;

import io.deskloom.access.FieldAccess;
import io.deskloom.attachment.Attachment;
import io.deskloom.attachment.AttachmentStore;
import io.deskloom.attachment.Attachments;
import io.deskloom.identity.Actor;
import io.deskloom.kernel.Moment;
import io.deskloom.kernel.Rejection;
import io.deskloom.kernel.Result;
import io.deskloom.kernel.TicketId;
import io.deskloom.model.AccessDef.Verb;
import io.deskloom.model.MetadataSnapshot;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Files as one actor may see them: who may read the field they are in, or the comment they came with, on that ticket, now. A file out
 * of reach is answered like one there is not, whatever is asked of it: its name, its bytes, a part of them, its picture.
 */
@ApplicationScoped
public class AttachmentReads {
    private final AttachmentStore store;
    private final Attachments attachments;
    private final TicketReads tickets;

    AttachmentReads(AttachmentStore store, Attachments attachments, TicketReads tickets) {
        this.store = store;
        this.attachments = attachments;
        this.tickets = tickets;
    }

    /** The file, if {@code actor} may see it; else 404. */
    public Result<Attachment> find(Actor actor, MetadataSnapshot metadata, UUID id, Moment moment) {
        List<Attachment> seen = seen(actor, metadata, List.of(id), moment);
        return seen.isEmpty() ? Result.refused(Rejection.notFound()) : Result.ok(seen.getFirst());
    }

    /** Those of {@code ids} that {@code actor} may see, in that order; the others are left out. */
    public List<AttachmentView> list(Actor actor, MetadataSnapshot metadata, List<UUID> ids, Moment moment) {
        return seen(actor, metadata, ids, moment).stream().map(this::view).toList();
    }

    public AttachmentView view(Attachment file) {
        Attachment.Content content = file.content();
        return new AttachmentView(
                file.id(),
                file.name(),
                file.size(),
                file.type(),
                attachments.state(file).name().toLowerCase(Locale.ROOT),
                content != null && content.pictured() && attachments.state(file) == Attachments.State.READY,
                content == null ? 0 : content.width(),
                content == null ? 0 : content.height(),
                file.createdAt(),
                file.place() instanceof Attachment.Unbound unbound ? unbound.expires() : null);
    }

    private List<Attachment> seen(Actor actor, MetadataSnapshot metadata, Collection<UUID> ids, Moment moment) {
        Map<UUID, Attachment> found = store.find(actor.tenant(), ids);
        // One look at each ticket: the files of one are asked for together.
        Map<TicketId, Optional<Look>> looks = new HashMap<>();
        List<Attachment> out = new ArrayList<>();
        for (UUID id : ids) {
            Attachment file = found.get(id);
            if (file != null && maySee(actor, metadata, file, looks, moment)) {
                out.add(file);
            }
        }
        return out;
    }

    private boolean maySee(
            Actor actor,
            MetadataSnapshot metadata,
            Attachment file,
            Map<TicketId, Optional<Look>> looks,
            Moment moment) {
        return switch (file.place()) {
            case Attachment.Unbound _ -> file.isFreeFor(actor.account(), moment.now());
            case Attachment.InField(TicketId ticket, String field, var _) ->
                look(actor, metadata, ticket, looks, moment)
                        .filter(look -> look.type()
                                .fieldById(field)
                                .filter(f -> look.mayRead(f.key()))
                                .isPresent())
                        .isPresent();
            case Attachment.InComment(TicketId ticket, UUID _, boolean internal) ->
                look(actor, metadata, ticket, looks, moment)
                        .filter(look -> internal
                                ? Projector.may(look, Verb.READ_INTERNAL)
                                : FieldAccess.mayReadText(look.type(), look.states()))
                        .isPresent();
        };
    }

    private Optional<Look> look(
            Actor actor,
            MetadataSnapshot metadata,
            TicketId ticket,
            Map<TicketId, Optional<Look>> looks,
            Moment moment) {
        return looks.computeIfAbsent(
                ticket,
                id -> tickets.holder(actor, metadata, id, moment) instanceof Result.Ok<Look>(Look look)
                        ? Optional.of(look)
                        : Optional.empty());
    }
}
