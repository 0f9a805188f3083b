package io.deskloom.view;

import io.deskloom.access.TicketAccess;
import io.deskloom.agenda.Approver;
import io.deskloom.agenda.Entry;
import io.deskloom.field.FieldTypes;
import io.deskloom.kernel.AccountId;
import io.deskloom.kernel.Label;
import io.deskloom.model.AccessDef.Verb;
import io.deskloom.model.FieldDef;
import io.deskloom.model.FlowDef;
import io.deskloom.model.Level;
import io.deskloom.model.MetadataSnapshot;
import io.deskloom.ticket.Ticket;
import io.deskloom.view.AgendaItem.Act;
import io.deskloom.view.TimelineEvent.EventCause;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A ticket's agenda as one reader may know it: nothing of it to who may not read internal notes. */
record AgendaItems(Look look, Map<AccountId, String> names, MetadataSnapshot now) {
    /** Those of the ticket, the oldest first. */
    static List<AgendaItem> of(Look look, Map<AccountId, String> names, MetadataSnapshot now) {
        if (look.ticket().agenda().isEmpty() || !Projector.may(look, Verb.READ_INTERNAL)) {
            return List.of();
        }
        AgendaItems items = new AgendaItems(look, names, now);
        return look.ticket().agenda().entries().stream().map(items::item).toList();
    }

    /** Whose names are needed to tell of them. */
    static List<AccountId> people(Ticket ticket) {
        return ticket.agenda().entries().stream().flatMap(AgendaItems::people).toList();
    }

    static Stream<AccountId> people(Entry entry) {
        Entry.Approval approval = entry.approval();
        Entry.Closing closing = entry.closing();
        return Stream.of(
                        Stream.ofNullable(entry.by().account()),
                        closing == null
                                ? Stream.<AccountId>of()
                                : Stream.ofNullable(closing.by().account()),
                        approval == null
                                ? Stream.<AccountId>of()
                                : Stream.concat(
                                        approval.of().stream().flatMap(AgendaItems::account),
                                        approval.votes().stream().map(Entry.Vote::account)))
                .flatMap(all -> all);
    }

    private static Stream<AccountId> account(Approver approver) {
        try {
            return approver.kind() == Approver.Kind.ACCOUNT
                    ? Stream.of(new AccountId(UUID.fromString(approver.name())))
                    : Stream.of();
        } catch (IllegalArgumentException e) {
            return Stream.of();
        }
    }

    AgendaItem item(Entry entry) {
        Entry.Approval approval = entry.approval();
        Entry.Remedy remedy = entry.remedy();
        Entry.Closing closing = entry.closing();
        return new AgendaItem(
                entry.id(),
                entry.kind().wire(),
                entry.key(),
                text(look, entry),
                entry.due(),
                AgendaItem.State.valueOf(entry.state().wire()),
                entry.isOverdue(look.moment().now()),
                by(entry.by()),
                entry.since(),
                entry.reminded(),
                approval == null ? List.of() : approvers(entry, approval),
                approval == null || approval.step() == null ? null : signing(entry, approval, approval.step()),
                remedy == null ? null : remedy(entry, remedy),
                may(entry),
                closing == null
                        ? null
                        : new AgendaItem.ClosedView(
                                closing.at(), by(closing.by()), look.mayReadText() ? closing.comment() : null));
    }

    /** What it says; null to who may not know a fact it was made of, nor, when somebody wrote it, what people write. */
    static @Nullable Map<String, String> text(Look look, Entry entry) {
        Label text = entry.text();
        boolean open = entry.by().account() != null
                ? look.mayReadText()
                : entry.rests().stream().allMatch(look::isOpen);
        return text == null || !open ? null : text.byLanguage();
    }

    private List<AgendaItem.ApproverView> approvers(Entry entry, Entry.Approval approval) {
        List<Approver> waits = entry.isOpen() ? approval.waitsFor() : List.of();
        List<AgendaItem.ApproverView> out = new ArrayList<>();
        for (int slot = 0; slot < approval.of().size(); slot++) {
            int own = slot;
            AgendaItem.VoteView vote = approval.votes().stream()
                    .filter(v -> v.slot() == own)
                    .findFirst()
                    .map(v -> new AgendaItem.VoteView(
                            Projector.person(v.account(), names),
                            v.yes(),
                            v.at(),
                            look.mayReadText() ? v.comment() : null))
                    .orElse(null);
            Approver one = approval.of().get(slot);
            out.add(approver(one, vote == null && waits.contains(one), vote));
        }
        return out;
    }

    private AgendaItem.SigningView signing(Entry entry, Entry.Approval approval, String step) {
        FlowPowers powers = new FlowPowers(look, now);
        int yes = (int) approval.votes().stream().filter(Entry.Vote::yes).count();
        return new AgendaItem.SigningView(
                Projector.step(look.pinned().flow(), step),
                approval.needed() == 0 ? 1 : approval.needed(),
                yes,
                approval.votes().size() - yes,
                approval.sequence(),
                powers.mayDelegate(entry),
                powers.mayAddSigner(entry));
    }

    private AgendaItem.ApproverView approver(Approver approver, boolean asked, AgendaItem.@Nullable VoteView vote) {
        Map<String, String> label = switch (approver.kind()) {
            case ROLE ->
                now.roles().containsKey(approver.name())
                        ? now.roles().get(approver.name()).label().byLanguage()
                        : Map.of("en", approver.name());
            case TEAM ->
                now.teams().containsKey(approver.name())
                        ? now.teams().get(approver.name()).label().byLanguage()
                        : Map.of("en", approver.name());
            case ACCOUNT ->
                Map.of(
                        "en",
                        account(approver)
                                .map(id -> names.getOrDefault(id, ""))
                                .findFirst()
                                .orElse(""));
        };
        return new AgendaItem.ApproverView(approver.kind().wire(), approver.name(), label, asked, vote);
    }

    private AgendaItem.RemedyView remedy(Entry entry, Entry.Remedy remedy) {
        List<AgendaItem.RemedyField> fields = new ArrayList<>();
        remedy.set().entrySet().stream()
                .sorted(Comparator.comparing(Map.Entry::getKey))
                .forEach(one -> {
                    FieldDef field = look.type().fieldById(one.getKey()).orElse(null);
                    if (field != null && look.state(field.key()).level() != Level.HIDDEN) {
                        fields.add(new AgendaItem.RemedyField(
                                field.key(),
                                field.label().byLanguage(),
                                look.mayRead(field.key())
                                                && !field.kind().type().isWriteOnly()
                                        ? FieldTypes.of(field.kind()).toJson(one.getValue())
                                        : null));
                    }
                });
        Label comment = remedy.comment();
        return new AgendaItem.RemedyView(
                remedy.action() == null ? null : button(remedy.action()),
                fields,
                comment == null || text(look, entry) == null ? null : comment.byLanguage());
    }

    private Map<String, String> button(String action) {
        return look.pinned().flow().nodes().stream()
                .flatMap(n -> n instanceof FlowDef.Task task ? task.actions().stream() : Stream.of())
                .filter(a -> a.key().equals(action))
                .findFirst()
                .map(a -> a.label().byLanguage())
                .orElse(Map.of("en", action));
    }

    private List<Act> may(Entry entry) {
        boolean update = Projector.may(look, Verb.UPDATE);
        List<Act> may = new ArrayList<>();
        if (!entry.isOpen()) {
            return update && entry.isLapsed() ? List.of(Act.kept) : may;
        }
        switch (entry.kind()) {
            case CLOCK -> {}
            case PROMISE -> {
                if (update) {
                    may.addAll(List.of(Act.kept, Act.broken, Act.withdraw));
                }
            }
            case APPROVAL -> {
                boolean ofStep = entry.approval() != null && entry.approval().step() != null;
                boolean rests = look.ticket().flow().hold() != null
                        || look.ticket().flow().ending() != null;
                if (isAsked(entry) && !(ofStep && rests)) {
                    may.addAll(List.of(Act.approve, Act.refuse));
                }
                // What a step asks ends with the step.
                if (update && !ofStep) {
                    may.add(Act.withdraw);
                }
            }
            case REMEDY -> {
                if (isAppliable(Objects.requireNonNull(entry.remedy()))) {
                    may.add(Act.apply);
                }
                if (update) {
                    may.add(Act.dismiss);
                }
            }
        }
        return may;
    }

    private boolean isAsked(Entry entry) {
        Entry.Approval approval = Objects.requireNonNull(entry.approval());
        return approval.mayDecide(
                look.actor().account(), look.actor().roles(), look.actor().teams());
    }

    private boolean isAppliable(Entry.Remedy remedy) {
        boolean writes = remedy.set().keySet().stream()
                .flatMap(id -> look.type().fieldById(id).stream())
                .allMatch(field -> look.state(field.key()).level().canWrite());
        if (!writes || (remedy.comment() != null && !Projector.may(look, Verb.COMMENT_PUBLIC))) {
            return false;
        }
        if (remedy.action() == null) {
            return Projector.may(look, Verb.UPDATE);
        }
        return TicketAccess.actions(look.actor(), look.type(), look.pinned().flow(), look.ticket(), look.moment())
                .stream()
                .anyMatch(action -> action.key().equals(remedy.action()));
    }

    private EventCause by(Entry.By by) {
        AccountId account = by.account();
        String rule = by.rule();
        if (account != null) {
            return new EventCause(
                    "person", account.toString(), names.getOrDefault(account, ""), null, null, null, null);
        }
        if (rule == null) {
            return new EventCause("system", null, "time", null, null, null, null);
        }
        Map<String, String> label = now.rules().stream()
                .filter(r -> r.id().equals(rule) && Objects.equals(r.origin().pack(), by.pack()))
                .findFirst()
                .map(r -> r.label().byLanguage())
                .orElse(null);
        return new EventCause("rule", rule, by.label() == null ? rule : by.label(), label, by.pack(), null, null);
    }
}
