package io.deskloom.ticket;

import io.deskloom.agenda.Agenda;
import io.deskloom.field.Value;
import io.deskloom.kernel.AccountId;
import io.deskloom.kernel.ReleaseId;
import io.deskloom.model.StatusCategory;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The fold: state from events. */
public final class Tickets {
    private Tickets() {}

    /**
     * The state after {@code events}; the version grows by one for the whole batch, since a batch is one command.
     *
     * @param before null exactly when the first event is {@link Event.Created}
     */
    public static Ticket apply(@Nullable Ticket before, List<Event> events) {
        Builder now = before == null ? null : new Builder(before);
        for (Event event : events) {
            if (event instanceof Event.Created created) {
                if (now != null) {
                    throw new IllegalArgumentException("created twice");
                }
                now = new Builder(born(created));
            } else if (now == null) {
                throw new IllegalArgumentException("the first event must be Created");
            } else {
                now.apply(event);
            }
        }
        if (now == null) {
            throw new IllegalArgumentException("no events and no ticket");
        }
        return now.build(before == null ? 1 : before.version() + 1);
    }

    private static Ticket born(Event.Created c) {
        return new Ticket(
                c.meta().ticket(),
                c.type(),
                c.number(),
                0,
                c.title(),
                "",
                1,
                c.priority(),
                null,
                null,
                c.requester(),
                person(c.meta()),
                c.flowRelease(),
                c.fields(),
                List.of(),
                c.meta().at(),
                c.meta().at(),
                c.external(),
                null,
                c.requester() == null ? null : c.meta().at(),
                null,
                Map.of(),
                Agenda.NONE,
                FlowState.NONE,
                Clocks.NONE,
                c.meta().channel());
    }

    private static @Nullable AccountId person(Event.Meta meta) {
        return meta.cause() instanceof Event.Cause.Person(AccountId account, var _) ? account : null;
    }

    private static final class Builder {
        private final Ticket t;
        private int priority;
        private int status;
        private String step;
        private String title;
        private @Nullable String team;
        private @Nullable AccountId assignee;
        private Instant updatedAt;
        private @Nullable Instant deletedAt;
        private Agenda agenda;
        private FlowState flow;
        private ReleaseId flowRelease;
        private Clocks clocks;
        private @Nullable Instant waitingSince;
        private @Nullable Instant answeredAt;
        // Copied by the first event that changes them: most do not.
        private @Nullable Map<String, Value> fields;
        private @Nullable List<Visit> path;

        Builder(Ticket t) {
            this.t = t;
            this.priority = t.priority();
            this.status = t.status();
            this.step = t.step();
            this.title = t.title();
            this.team = t.team();
            this.assignee = t.assignee();
            this.updatedAt = t.updatedAt();
            this.deletedAt = t.deletedAt();
            this.agenda = t.agenda();
            this.flow = t.flow();
            this.flowRelease = t.flowRelease();
            this.clocks = t.clocks();
            this.waitingSince = t.waitingSince();
            this.answeredAt = t.answeredAt();
        }

        void apply(Event event) {
            updatedAt = event.meta().at();
            switch (event) {
                case Event.Created _ -> throw new IllegalArgumentException("created twice");
                case Event.FieldChanged e -> {
                    Map<String, Value> all = fields == null ? new HashMap<>(t.fields()) : fields;
                    if (e.to().isNull()) {
                        all.remove(e.field());
                    } else {
                        all.put(e.field(), e.to());
                    }
                    fields = all;
                }
                case Event.PriorityChanged e -> priority = e.to();
                case Event.TeamChanged e -> team = e.to();
                case Event.AssigneeChanged e -> assignee = e.to();
                case Event.TitleChanged e -> title = e.to();
                case Event.StepEntered e -> {
                    waiting(e.status(), e.meta().at());
                    step = e.to();
                    status = e.status();
                    List<Visit> all = path == null ? new ArrayList<>(t.path()) : path;
                    all.add(new Visit(e.to(), e.meta().at(), person(e.meta())));
                    if (all.size() > Ticket.LONGEST_PATH) {
                        all.removeFirst();
                    }
                    path = all;
                }
                case Event.Commented e -> said(e);
                case Event.RulesRan _ -> {}
                // What came of it follows.
                case Event.Routed _ -> {}
                case Event.AgendaChanged e -> agenda = agenda.with(e.to());
                case Event.FlowChanged e -> {
                    waiting(e.status(), e.meta().at());
                    status = e.status();
                    flow = e.to();
                }
                case Event.Migrated e -> {
                    waiting(e.status(), e.meta().at());
                    flowRelease = e.to();
                    step = e.step();
                    status = e.status();
                    flow = e.flow();
                    path = known(path == null ? t.path() : path, e.path());
                }
                case Event.ClockChanged e -> clocks = clocks.with(e.to());
                // Which tickets hang together is kept beside them.
                case Event.Linked _, Event.Unlinked _ -> {}
                case Event.Deleted e -> deletedAt = e.meta().at();
                case Event.Restored _ -> deletedAt = null;
            }
        }

        /** The same visits, of the nodes another revision knows; those after them are taken back. */
        private static List<Visit> known(List<Visit> path, List<String> nodes) {
            List<Visit> all = new ArrayList<>();
            for (int i = 0; i < Math.min(path.size(), nodes.size()); i++) {
                Visit visit = path.get(i);
                all.add(new Visit(nodes.get(i), visit.at(), visit.by()));
            }
            return all;
        }

        /** Who is left waiting for the requester has answered; a ticket that has ended leaves nobody waiting. */
        private void waiting(int newStatus, Instant at) {
            StatusCategory to = StatusCategory.ofCode(newStatus);
            boolean waits = t.requester() != null && to.isOpen() && to != StatusCategory.WAITING;
            if (!waits) {
                waitingSince = null;
            } else if (StatusCategory.ofCode(status) == StatusCategory.WAITING) {
                waitingSince = waitingSince == null ? at : waitingSince;
            }
            if (to == StatusCategory.WAITING || to == StatusCategory.SOLVED) {
                answeredAt = answeredAt == null ? at : answeredAt;
            }
        }

        /** What rules say answers nobody: an acknowledgement is not what the requester waits for. */
        private void said(Event.Commented e) {
            AccountId by = person(e.meta());
            if (e.internal() || by == null || t.requester() == null) {
                return;
            }
            if (by.equals(t.requester()) && !by.equals(assignee)) {
                waitingSince = waitingSince == null ? e.meta().at() : waitingSince;
            } else {
                waitingSince = null;
                answeredAt = answeredAt == null ? e.meta().at() : answeredAt;
            }
        }

        Ticket build(int version) {
            return new Ticket(
                    t.id(),
                    t.type(),
                    t.number(),
                    version,
                    title,
                    step,
                    status,
                    priority,
                    assignee,
                    team,
                    t.requester(),
                    t.createdBy(),
                    flowRelease,
                    fields == null ? t.fields() : fields,
                    path == null ? t.path() : path,
                    t.createdAt(),
                    updatedAt,
                    t.external(),
                    deletedAt,
                    waitingSince,
                    answeredAt,
                    t.related(),
                    agenda,
                    flow,
                    clocks,
                    t.channel());
        }
    }
}
