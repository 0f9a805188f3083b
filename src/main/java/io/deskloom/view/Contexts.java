package io.deskloom.view;

import io.deskloom.access.ListRequest;
import io.deskloom.access.Planner;
import io.deskloom.access.QueryPlan;
import io.deskloom.access.TicketAccess;
import io.deskloom.field.Value;
import io.deskloom.identity.Actor;
import io.deskloom.kernel.Moment;
import io.deskloom.kernel.Result;
import io.deskloom.kernel.TicketId;
import io.deskloom.model.FieldDef;
import io.deskloom.model.MetadataSnapshot;
import io.deskloom.model.PanelDef;
import io.deskloom.model.PanelDef.Section;
import io.deskloom.model.StatusCategory;
import io.deskloom.model.TicketTypeDef;
import io.deskloom.ticket.Ticket;
import io.deskloom.view.TicketContext.ContextField;
import io.deskloom.view.TicketContext.ContextRecord;
import io.deskloom.view.TicketContext.ContextSection;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What stands beside a ticket. Every section is one list query by an index, made by the planner like any other list, for
 * all records of the section around it together: a panel costs as many queries as it has sections, however many records.
 */
@ApplicationScoped
public class Contexts {
    /** A page of the planner's: records of all sections around together. */
    private static final int AT_ONCE = ListRequest.MOST;

    private final TicketQueries queries;
    private final TicketReads reads;
    private final Planner planner;

    Contexts(TicketQueries queries, TicketReads reads, Planner planner) {
        this.queries = queries;
        this.reads = reads;
        this.planner = planner;
    }

    /** The panel of the ticket's type, filled; 404 for a ticket this actor may not see. */
    public Result<TicketContext> of(Actor actor, MetadataSnapshot metadata, TicketId id, Moment moment) {
        return reads.look(actor, metadata, id, moment).map(look -> {
            PanelDef panel = metadata.panels().get(look.type().key());
            if (panel == null) {
                return new TicketContext(List.of());
            }
            Asking asking = new Asking(actor, metadata, moment, look);
            return new TicketContext(panel.sections().stream()
                    .flatMap(s -> asking.outer(s).stream())
                    .toList());
        });
    }

    /** One reader at one ticket. */
    private final class Asking {
        private final Actor actor;
        private final MetadataSnapshot metadata;
        private final Moment moment;
        private final Look ticket;
        private final Map<String, Map<String, Planner.ListUse>> uses = new HashMap<>();

        Asking(Actor actor, MetadataSnapshot metadata, Moment moment, Look ticket) {
            this.actor = actor;
            this.metadata = metadata;
            this.moment = moment;
            this.ticket = ticket;
        }

        /** A section beside the ticket; empty when any of what leads there is out of reach. */
        Optional<ContextSection> outer(Section section) {
            String lookup = section.record() != null ? section.record() : section.of();
            if (lookup == null || !ticket.mayRead(lookup)) {
                return Optional.empty();
            }
            String id = looked(ticket, lookup);
            if (section.record() != null) {
                return ones(section, List.of(ticket))
                        .map(found -> found.get(ticket.ticket().id().toString()));
            }
            return metadata.anyType(String.valueOf(section.type()))
                    .flatMap(type -> id == null
                            ? planned(section, type, List.of(NOBODY)).map(_ -> empty(section, type))
                            : inner(section, type, List.of(id))
                                    .map(found -> found.getOrDefault(id, empty(section, type))));
        }

        /** For each of {@code around} the record one of its lookups holds; empty when such records are out of reach. */
        private Optional<Map<String, ContextSection>> ones(Section section, List<Look> around) {
            String lookup = String.valueOf(section.record());
            TicketTypeDef type = around.getFirst()
                    .type()
                    .field(lookup)
                    .flatMap(f -> metadata.object(String.valueOf(f.settings().target())))
                    .filter(t -> planner.mayList(actor, t, moment))
                    .orElse(null);
            if (type == null) {
                return Optional.empty();
            }
            Set<TicketId> ids = new HashSet<>();
            around.forEach(l ->
                    Optional.ofNullable(looked(l, lookup)).ifPresent(id -> ids.add(new TicketId(UUID.fromString(id)))));
            Map<String, Look> records = new HashMap<>();
            if (!ids.isEmpty()) {
                List<Ticket> found = queries.findAll(actor.tenant(), metadata, ids).stream()
                        .filter(t -> t.type().equals(type.id()) && TicketAccess.maySee(actor, type, t, moment))
                        .toList();
                reads.looks(found, type, actor, metadata, moment)
                        .forEach(l -> records.put(l.ticket().id().toString(), l));
            }
            Map<String, List<ContextSection>> deeper = deeper(section, List.copyOf(records.values()));
            Map<String, ContextSection> out = new LinkedHashMap<>();
            for (Look parent : around) {
                String id = looked(parent, lookup);
                Look one = id == null ? null : records.get(id);
                out.put(
                        parent.ticket().id().toString(),
                        section(section, type, one == null ? List.of() : List.of(record(section, one, deeper)), false));
            }
            return Optional.of(out);
        }

        /** The sections of one kind for all of {@code parents}, by parent's id; empty when they are out of reach. */
        private Optional<Map<String, ContextSection>> inner(Section section, TicketTypeDef type, List<String> parents) {
            return planned(section, type, parents).map(plan -> {
                List<Look> looks = reads.looks(queries.page(plan, metadata).tickets(), type, actor, metadata, moment);
                FieldDef by = type.field(String.valueOf(section.by())).orElseThrow();
                Map<String, List<Look>> grouped = new LinkedHashMap<>();
                for (Look look : looks) {
                    boolean itself = look.ticket().id().equals(ticket.ticket().id());
                    if (!itself && look.ticket().field(by.id()) instanceof Value.Text(String parent)) {
                        grouped.computeIfAbsent(parent, _ -> new ArrayList<>()).add(look);
                    }
                }
                Map<String, ContextSection> out = new LinkedHashMap<>();
                Map<String, List<Look>> kept = new LinkedHashMap<>();
                grouped.forEach((parent, all) ->
                        kept.put(parent, all.subList(0, Math.min(all.size(), section.limit()))));
                Map<String, List<ContextSection>> deeper = deeper(
                        section, kept.values().stream().flatMap(List::stream).toList());
                kept.forEach((parent, some) -> out.put(
                        parent,
                        section(
                                section,
                                type,
                                some.stream()
                                        .map(l -> record(section, l, deeper))
                                        .toList(),
                                grouped.getOrDefault(parent, List.of()).size() > some.size())));
                return out;
            });
        }

        /** What belongs to each of {@code looks}, by its id. */
        private Map<String, List<ContextSection>> deeper(Section around, List<Look> looks) {
            Map<String, List<ContextSection>> out = new LinkedHashMap<>();
            List<String> ids =
                    looks.stream().map(l -> l.ticket().id().toString()).toList();
            for (Section section : ids.isEmpty() ? List.<Section>of() : around.sections()) {
                if (section.record() != null) {
                    ones(section, looks)
                            .ifPresent(
                                    found -> found.forEach((id, one) -> out.computeIfAbsent(id, _ -> new ArrayList<>())
                                            .add(one)));
                } else {
                    metadata.anyType(String.valueOf(section.type()))
                            .ifPresent(type -> inner(section, type, ids)
                                    .ifPresent(found ->
                                            ids.forEach(id -> out.computeIfAbsent(id, _ -> new ArrayList<>())
                                                    .add(found.getOrDefault(id, empty(section, type))))));
                }
            }
            return out;
        }

        private Optional<QueryPlan> planned(Section section, TicketTypeDef type, List<String> parents) {
            ListRequest request = new ListRequest(
                    type.isObject() ? null : type.key(),
                    null,
                    null,
                    Map.of(String.valueOf(section.by()), parents),
                    section.sort(),
                    // One more each, to know whether there are more, and the ticket itself may be among them.
                    Math.min(AT_ONCE, parents.size() * (section.limit() + 2)),
                    null);
            Result<QueryPlan> plan = type.isObject()
                    ? planner.planRecords(actor, metadata, type.key(), request, moment)
                    : planner.plan(actor, metadata, request, moment);
            return plan instanceof Result.Ok<QueryPlan>(QueryPlan ok) ? Optional.of(ok) : Optional.empty();
        }

        /** The id of the record a lookup holds, null when it is empty or not this reader's to know. */
        private static @Nullable String looked(Look look, String lookup) {
            return look.mayRead(lookup)
                            && look.type()
                                            .field(lookup)
                                            .map(f -> look.ticket().field(f.id()))
                                            .orElse(Value.NULL)
                                    instanceof Value.Text(String id)
                    ? id
                    : null;
        }

        private ContextRecord record(Section section, Look look, Map<String, List<ContextSection>> deeper) {
            String id = look.ticket().id().toString();
            boolean object = look.type().isObject();
            String current = section.current();
            return new ContextRecord(
                    look.ticket().id().value(),
                    look.mayReadTitle() ? look.ticket().title() : null,
                    object ? null : Projector.number(look),
                    object
                            ? null
                            : Projector.step(look.pinned().flow(), look.ticket().step()),
                    object
                            ? null
                            : StatusCategory.ofCode(look.ticket().status()).wire(),
                    current != null && id.equals(looked(ticket, current)),
                    look.ticket().updatedAt(),
                    Projector.fields(look),
                    deeper.getOrDefault(id, List.of()));
        }

        private ContextSection empty(Section section, TicketTypeDef type) {
            return section(section, type, List.of(), false);
        }

        private ContextSection section(Section section, TicketTypeDef type, List<ContextRecord> records, boolean more) {
            // One section stands once for each record it belongs to; what its reader may see of it is the same in all.
            Map<String, Planner.ListUse> uses =
                    this.uses.computeIfAbsent(type.id(), _ -> planner.listUses(actor, type, moment));
            List<FieldDef> shown = section.fields().stream()
                    .flatMap(key -> type.field(key).stream())
                    .filter(f -> {
                        Planner.ListUse use = uses.get(f.key());
                        return use != null && use.shown();
                    })
                    .toList();
            List<String> keys = shown.stream().map(FieldDef::key).toList();
            return new ContextSection(
                    section.key(),
                    section.label().byLanguage(),
                    section.show().wire(),
                    type.key(),
                    type.icon(),
                    !type.isObject(),
                    shown.stream()
                            .map(f -> new ContextField(
                                    f.key(), f.kind().wire(), f.label().byLanguage(), Types.settings(f.settings())))
                            .toList(),
                    records.stream().map(r -> only(r, keys)).toList(),
                    more);
        }

        private static ContextRecord only(ContextRecord r, List<String> keys) {
            Map<String, @Nullable Object> fields = new LinkedHashMap<>();
            keys.stream()
                    .filter(r.fields()::containsKey)
                    .forEach(k -> fields.put(k, r.fields().get(k)));
            return new ContextRecord(
                    r.id(),
                    r.title(),
                    r.number(),
                    r.step(),
                    r.status(),
                    r.current(),
                    r.updatedAt(),
                    fields,
                    r.sections());
        }
    }

    /** Nobody's id: to learn whether a section could be answered at all. */
    private static final String NOBODY = "00000000-0000-7000-8000-000000000000";
}
