package io.deskloom.view;

import io.deskloom.access.FieldState;
import io.deskloom.access.TicketAccess;
import io.deskloom.field.Value;
import io.deskloom.kernel.AccountId;
import io.deskloom.kernel.External;
import io.deskloom.kernel.Label;
import io.deskloom.kernel.ReleaseId;
import io.deskloom.model.AccessDef.Verb;
import io.deskloom.model.FieldDef;
import io.deskloom.model.FlowDef;
import io.deskloom.model.FormDef;
import io.deskloom.model.Level;
import io.deskloom.model.MetadataSnapshot;
import io.deskloom.model.Priority;
import io.deskloom.model.StatusCategory;
import io.deskloom.ticket.Ticket;
import io.deskloom.ticket.Visit;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Tickets and object records as one actor may see them: the one place where a ticket's values leave the house. */
final class Projector {
    private Projector() {}

    static TicketRow row(Look look, Map<AccountId, String> names) {
        return row(look, names, _ -> true);
    }

    /** @param wanted whether a field's value, by its key, is to be sent */
    static TicketRow row(Look look, Map<AccountId, String> names, Predicate<String> wanted) {
        return row(look, names, wanted, look.ticket().clocks().firstDue().orElse(null));
    }

    /** @param due when the first of its running clocks is over, whoever may know */
    static TicketRow row(Look look, Map<AccountId, String> names, Predicate<String> wanted, @Nullable Instant due) {
        Ticket t = look.ticket();
        return new TicketRow(
                t.id().value(),
                number(look),
                look.type().key(),
                look.mayReadTitle() ? t.title() : null,
                step(look.pinned().flow(), t.step()),
                StatusCategory.ofCode(t.status()).wire(),
                Priority.ofCode(t.priority()).wire(),
                person(t.assignee(), names),
                t.team(),
                t.createdAt(),
                t.updatedAt(),
                t.version(),
                FlowProgress.of(look.pinned().flow(), t.step()),
                look.verbs().contains(Verb.READ_INTERNAL) ? due : null,
                fields(look, wanted));
    }

    static TicketDetail detail(
            Look look,
            Map<AccountId, String> names,
            MetadataSnapshot metadata,
            Function<ReleaseId, Optional<MetadataSnapshot>> releases) {
        Ticket t = look.ticket();
        TicketRow row = row(look, names);
        FormDef form = form(look);
        return new TicketDetail(
                row.id(),
                row.number(),
                row.type(),
                row.title(),
                row.step(),
                row.status(),
                row.priority(),
                row.assignee(),
                row.team(),
                row.createdAt(),
                row.updatedAt(),
                row.version(),
                row.progress(),
                t.channel(),
                row.fields(),
                person(t.requester(), names),
                person(t.createdBy(), names),
                FlowViews.of(look, names, metadata),
                new TicketDetail.TicketForm(form.key(), FieldViews.of(look, form.fields())),
                actions(look),
                rights(look),
                look.actor().can("metadata.publish") ? hidden(look) : null,
                AgendaItems.of(look, names, metadata),
                ClockItems.of(look, metadata, releases));
    }

    static RecordRow record(Look look) {
        return record(look, _ -> true);
    }

    static RecordRow record(Look look, Predicate<String> wanted) {
        Ticket t = look.ticket();
        External external = t.external();
        return new RecordRow(
                t.id().value(),
                look.type().key(),
                look.mayReadTitle() ? t.title() : null,
                external == null ? null : external.source(),
                external == null ? null : external.id(),
                t.createdAt(),
                t.updatedAt(),
                t.version(),
                fields(look, wanted));
    }

    static RecordDetail recordDetail(Look look, Map<AccountId, String> names) {
        RecordRow row = record(look);
        FormDef form = form(look);
        return new RecordDetail(
                row.id(),
                row.type(),
                row.title(),
                row.source(),
                row.externalId(),
                row.createdAt(),
                row.updatedAt(),
                row.version(),
                row.fields(),
                person(look.ticket().createdBy(), names),
                new TicketDetail.TicketForm(form.key(), FieldViews.of(look, form.fields())),
                new RecordDetail.RecordRights(may(look, Verb.UPDATE), may(look, Verb.DELETE)),
                look.actor().can("metadata.publish") ? hidden(look) : null);
    }

    /** Whose names a detail needs. */
    static List<AccountId> people(Ticket ticket) {
        List<AccountId> out = new ArrayList<>();
        if (ticket.assignee() != null) {
            out.add(ticket.assignee());
        }
        if (ticket.requester() != null) {
            out.add(ticket.requester());
        }
        if (ticket.createdBy() != null) {
            out.add(ticket.createdBy());
        }
        for (Visit visit : ticket.path()) {
            if (visit.by() != null) {
                out.add(visit.by());
            }
        }
        out.addAll(AgendaItems.people(ticket));
        out.addAll(FlowViews.people(ticket));
        return out;
    }

    static String number(Look look) {
        return look.type().prefix() + "-" + look.ticket().number();
    }

    static @Nullable Person person(@Nullable AccountId id, Map<AccountId, String> names) {
        return id == null ? null : new Person(id.value(), names.getOrDefault(id, ""));
    }

    static StepRef step(FlowDef flow, String id) {
        Label label = flow.nodes().stream()
                .filter(n -> n.id().equals(id))
                .findFirst()
                .map(FlowDef.Node::label)
                .orElse(Label.of(id));
        return new StepRef(id, label.byLanguage());
    }

    /** Every field the reader may at least see masked, by key. */
    static Map<String, @Nullable Object> fields(Look look) {
        return fields(look, _ -> true);
    }

    private static Map<String, @Nullable Object> fields(Look look, Predicate<String> wanted) {
        Map<String, @Nullable Object> out = new LinkedHashMap<>();
        for (FieldDef field : look.type().fields()) {
            if (!wanted.test(field.key())) {
                continue;
            }
            Value value = look.ticket().field(field.id());
            Object json = Values.json(field, value, look.state(field.key()), look.targets());
            if (json != null) {
                out.put(field.key(), json);
            }
        }
        return out;
    }

    /** The step's form where the current release still has it, else the type's first that is looked at and not walked through. */
    private static FormDef form(Look look) {
        String wanted = look.pinned().flow().nodes().stream()
                .filter(n -> n.id().equals(look.ticket().step()))
                .findFirst()
                .map(n -> switch (n) {
                    case FlowDef.Task task -> task.form();
                    case FlowDef.Signing signing -> signing.form();
                    case FlowDef.Wait wait -> wait.form();
                    default -> null;
                })
                .orElse(null);
        List<FormDef> forms = look.type().forms();
        return forms.stream()
                .filter(f -> f.key().equals(wanted))
                .findFirst()
                .or(() -> forms.stream()
                        .filter(f -> !(f.layout() instanceof FormDef.Pages))
                        .findFirst())
                .orElseGet(forms::getFirst);
    }

    private static List<TicketDetail.TicketAction> actions(Look look) {
        return TicketAccess.actions(look.actor(), look.type(), look.pinned().flow(), look.ticket(), look.moment())
                .stream()
                .map(a -> action(look, a))
                .toList();
    }

    /** A button as it stands in the step the ticket is looked at in. */
    static TicketDetail.TicketAction action(Look look, FlowDef.Action action) {
        List<String> missing = new ArrayList<>();
        boolean stuck = false;
        List<String> needed = action.requiredOf(look.ticket().channel());
        for (FieldDef field : look.type().fields()) {
            FieldState state = look.state(field.key());
            boolean asked = state.requiredToAct() || needed.contains(field.key());
            // Nothing is said of fields the caller cannot read: that one is empty is a value, too.
            if (asked
                    && state.visible()
                    && state.level().canRead()
                    && look.ticket().field(field.id()).isNull()) {
                if (state.level().canWrite()) {
                    missing.add(field.key());
                } else {
                    stuck = true;
                }
            }
        }
        return new TicketDetail.TicketAction(
                action.key(),
                action.label().byLanguage(),
                action.tone(),
                missing,
                !stuck,
                stuck ? "action.field-not-yours" : null);
    }

    private static TicketDetail.TicketRights rights(Look look) {
        return new TicketDetail.TicketRights(
                may(look, Verb.UPDATE),
                may(look, Verb.COMMENT_PUBLIC),
                may(look, Verb.COMMENT_INTERNAL),
                may(look, Verb.READ_INTERNAL),
                may(look, Verb.ASSIGN),
                may(look, Verb.CLAIM)
                        && look.ticket().assignee() == null
                        && StatusCategory.ofCode(look.ticket().status()).isOpen());
    }

    static boolean may(Look look, Verb verb) {
        return look.verbs().contains(verb);
    }

    private static int hidden(Look look) {
        return (int) look.states().values().stream()
                .filter(s -> s.level() == Level.HIDDEN)
                .count();
    }

    static @Nullable UUID id(@Nullable AccountId account) {
        return account == null ? null : account.value();
    }
}
