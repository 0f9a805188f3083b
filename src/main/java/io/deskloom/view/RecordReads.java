package io.deskloom.view;

import io.deskloom.access.Cursors;
import io.deskloom.access.ListRequest;
import io.deskloom.access.Planner;
import io.deskloom.access.QueryPlan;
import io.deskloom.field.Kind;
import io.deskloom.identity.Actor;
import io.deskloom.kernel.Moment;
import io.deskloom.kernel.Rejection;
import io.deskloom.kernel.Result;
import io.deskloom.kernel.TicketId;
import io.deskloom.model.FieldDef;
import io.deskloom.model.MetadataSnapshot;
import io.deskloom.model.TicketTypeDef;
import io.deskloom.ticket.Ticket;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Lists of object records, single ones and their history, as one actor may see them: by the same way as tickets. */
@ApplicationScoped
public class RecordReads {
    private final TicketQueries queries;
    private final TicketReads reads;
    private final Planner planner;
    private final Cursors cursors;
    private final Targets targets;
    private final FieldsAsked asked;

    RecordReads(
            TicketQueries queries,
            TicketReads reads,
            Planner planner,
            Cursors cursors,
            Targets targets,
            FieldsAsked asked) {
        this.asked = asked;
        this.targets = targets;
        this.queries = queries;
        this.reads = reads;
        this.planner = planner;
        this.cursors = cursors;
    }

    /** One page of the list asked for; 400 with every problem, 404 for a type that is out of reach. */
    public Result<RecordPage> list(
            Actor actor, MetadataSnapshot metadata, String object, ListRequest request, Moment moment) {
        return planner.planRecords(actor, metadata, object, request, moment)
                .map(plan -> asked.of(plan, request, metadata.release(), which -> {
                    TicketReads.Answered answered = reads.answered(which, metadata);
                    return new FieldsAsked.Answer<>(
                            page(answered.plan(), answered.page(), actor, metadata, request::wants, moment),
                            answered.page().tickets());
                }));
    }

    /** As {@link TicketReads#found}. */
    Result<RecordPage> found(
            Actor actor,
            MetadataSnapshot metadata,
            String object,
            ListRequest request,
            TicketReads.Looking looking,
            Moment moment) {
        return planner.planRecords(actor, metadata, object, request, moment).map(plan -> {
            QueryPlan which = looking.at(plan);
            TicketQueries.Page page =
                    which == null ? TicketReads.NOTHING : queries.page(which, metadata, looking.until());
            return page(which == null ? plan : which, page, actor, metadata, request::wants, moment);
        });
    }

    private RecordPage page(
            QueryPlan plan,
            TicketQueries.Page page,
            Actor actor,
            MetadataSnapshot metadata,
            Predicate<String> wanted,
            Moment moment) {
        List<Look> looks = reads.looks(page.tickets(), plan.type(), actor, metadata, wanted, moment);
        QueryPlan.Position last = page.last();
        return new RecordPage(
                looks.stream().map(look -> Projector.record(look, wanted)).toList(),
                last == null ? null : cursors.write(last, plan.bound()),
                TicketReads.count(page),
                reads.words(plan, looks, page));
    }

    /** The record; 404 when there is none of that type this actor may see. */
    public Result<RecordDetail> record(
            Actor actor, MetadataSnapshot metadata, String object, TicketId id, Moment moment) {
        return reads.record(actor, metadata, object, id, moment).map(look -> detail(look, metadata));
    }

    /** The same for a record as a command has just left it; 404 for one it has taken away. */
    public Result<RecordDetail> record(Actor actor, MetadataSnapshot metadata, Ticket record, Moment moment) {
        return record.deletedAt() != null
                ? Result.refused(Rejection.notFound())
                : reads.look(record, actor, metadata, moment).map(look -> detail(look, metadata));
    }

    /**
     * Records somebody may mean by {@code q}, for a picker: those whose indexed texts begin with it, or that have it as
     * their phone number or id elsewhere, then those that hold its words, however they are written; the last changed ones
     * when it is empty. 404 for a type out of reach.
     *
     * @param limit most records
     */
    public Result<List<RecordRow>> choices(
            Actor actor, MetadataSnapshot metadata, String object, String q, int limit, Moment moment) {
        return metadata.object(object)
                .filter(type -> planner.mayList(actor, type, moment))
                .map(type -> {
                    List<ListRequest> asked = new ArrayList<>(requests(type, q, limit));
                    if (!q.isEmpty()) {
                        asked.add(new ListRequest(null, null, null, Map.of(), "-updated", limit, null, q, null));
                    }
                    return Result.ok(asked(actor, metadata, object, asked, limit, moment));
                })
                .orElseGet(() -> Result.refused(Rejection.notFound()));
    }

    private List<RecordRow> asked(
            Actor actor,
            MetadataSnapshot metadata,
            String object,
            List<ListRequest> requests,
            int limit,
            Moment moment) {
        Map<TicketId, RecordRow> found = new LinkedHashMap<>();
        for (ListRequest request : requests) {
            if (found.size() < limit
                    && list(actor, metadata, object, request, moment)
                            instanceof Result.Ok<RecordPage>(RecordPage page)) {
                page.items().forEach(row -> found.putIfAbsent(new TicketId(row.id()), row));
            }
        }
        return found.values().stream().limit(limit).toList();
    }

    /** A few of every object type the actor may see: an order number, a phone or how a name begins finds its record. */
    public List<RecordRow> find(Actor actor, MetadataSnapshot metadata, String q, int limit, Moment moment) {
        List<RecordRow> found = new ArrayList<>();
        for (TicketTypeDef type : metadata.objects().values().stream()
                .sorted(Comparator.comparing(TicketTypeDef::key))
                .toList()) {
            if (planner.mayList(actor, type, moment)) {
                found.addAll(asked(actor, metadata, type.key(), requests(type, q, limit), limit, moment));
            }
        }
        return found;
    }

    /** What is asked for {@code q}, best first; what the actor may not ask is refused by the planner and finds nothing. */
    private static List<ListRequest> requests(TicketTypeDef type, String q, int limit) {
        if (q.isEmpty()) {
            return List.of(new ListRequest(null, null, null, Map.of(), "-updated", limit, null));
        }
        List<ListRequest> out = new ArrayList<>();
        List<FieldDef> texts = new ArrayList<>(type.fields());
        texts.sort(Comparator.comparing(f -> !f.key().equals(type.titleField())));
        for (FieldDef field : texts) {
            if (!field.indexed()) {
                continue;
            }
            if (field.kind() == Kind.PHONE || field.kind() == Kind.TEXT) {
                out.add(new ListRequest(null, null, null, Map.of(field.key(), List.of(q)), "-updated", limit, null));
            }
            if (field.kind() == Kind.TEXT) {
                String begins = field.key() + ".startsWith(" + quoted(q) + ")";
                out.add(new ListRequest(null, null, begins, Map.of(), "-updated", limit, null));
            }
        }
        return out;
    }

    private static String quoted(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }

    /** One page of the record's history, newest first. */
    public Result<TimelinePage> events(
            Actor actor,
            MetadataSnapshot metadata,
            String object,
            TicketId id,
            @Nullable Integer limit,
            @Nullable String cursor,
            Moment moment) {
        return reads.record(actor, metadata, object, id, moment)
                .flatMap(look -> reads.events(look, metadata, limit, cursor));
    }

    private RecordDetail detail(Look look, MetadataSnapshot metadata) {
        return Projector.recordDetail(
                targets.of(look, metadata), reads.names(look.actor(), Projector.people(look.ticket())));
    }
}
