package io.deskloom.access;

import io.deskloom.expr.Expr;
import io.deskloom.expr.ExprType;
import io.deskloom.expr.Expressions;
import io.deskloom.expr.Trees;
import io.deskloom.expr.TypeEnv;
import io.deskloom.identity.Actor;
import io.deskloom.kernel.Moment;
import io.deskloom.kernel.Problem;
import io.deskloom.kernel.Problems;
import io.deskloom.kernel.Rejection;
import io.deskloom.kernel.Result;
import io.deskloom.model.FieldDef;
import io.deskloom.model.MetadataSnapshot;
import io.deskloom.model.TicketPaths;
import io.deskloom.model.TicketTypeDef;
import io.deskloom.model.ViewDef;
import io.deskloom.search.Lexemes;
import io.deskloom.search.Wanted;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The only maker of query plans: checks what was asked against what the actor reaches, adds the record scope, narrows the
 * list to the tickets on which every field used is the actor's to use, and speaks of field ids from then on.
 */
public final class Planner {
    private final Cursors cursors;
    private final PinnedAccess pinned;
    private final BeingComputed computing;

    /** @param computing what lists can neither filter nor sort by for now, because half of it would be missing */
    public Planner(Cursors cursors, PinnedAccess pinned, BeingComputed computing) {
        this.cursors = cursors;
        this.pinned = pinned;
        this.computing = computing;
    }

    /** Of a workspace whose derived fields are all computed. */
    public Planner(Cursors cursors, PinnedAccess pinned) {
        this(cursors, pinned, BeingComputed.NOTHING);
    }

    /**
     * The plan; or 400 {@code query-invalid} with every problem, {@code cursor-invalid}, 404 for a type or view out of reach,
     * or 409 {@code field-computing} for what cannot be answered for now.
     */
    public Result<QueryPlan> plan(Actor actor, MetadataSnapshot metadata, ListRequest request, Moment moment) {
        return planned(actor, metadata, request, moment).flatMap(plan -> computed(plan, metadata));
    }

    private Result<QueryPlan> planned(Actor actor, MetadataSnapshot metadata, ListRequest request, Moment moment) {
        ViewDef view = null;
        if (request.view() != null) {
            view = metadata.views().get(request.view());
            if (view == null || !offered(view, actor)) {
                return Result.refused(Rejection.notFound());
            }
        }
        Optional<TicketTypeDef> type = type(actor, metadata, request, view, moment);
        if (type.isEmpty()) {
            return Result.refused(
                    request.type() == null && view == null
                            ? invalid(List.of(Problem.of("/type", "query.type", "Say which ticket type to list.")))
                            : Rejection.notFound());
        }
        return plan(actor, metadata, type.get(), view, request, moment);
    }

    /** The same for records of an object type; 404 for one out of reach. The request's own type and view are not looked at. */
    public Result<QueryPlan> planRecords(
            Actor actor, MetadataSnapshot metadata, String object, ListRequest request, Moment moment) {
        return metadata.object(object)
                .filter(t -> mayList(actor, t, moment))
                .map(t -> plan(actor, metadata, t, null, request, moment).flatMap(plan -> computed(plan, metadata)))
                .orElseGet(() -> Result.refused(Rejection.notFound()));
    }

    /** The plan, unless it looks at a field of which some records do not have the value yet. */
    private Result<QueryPlan> computed(QueryPlan plan, MetadataSnapshot metadata) {
        Set<String> names = new LinkedHashSet<>();
        open(plan, metadata, plan.type(), plan.attributes())
                .forEach(id -> plan.type().fieldById(id).map(FieldDef::key).ifPresent(names::add));
        plan.lookups()
                .values()
                .forEach(path -> path.each((type, attributes) -> {
                    if (!open(plan, metadata, type, attributes).isEmpty()) {
                        names.add(path.keys(plan.type()));
                    }
                }));
        List<Problem> problems = names.stream()
                .map(name -> Problem.of(
                        "/filter",
                        "field.computing",
                        "'" + name + "' is being computed for all records; lists can use it once that is done.",
                        Map.of("field", name)))
                .toList();
        return problems.isEmpty()
                ? Result.ok(plan)
                : Result.refused(Rejection.conflict(
                        "field-computing",
                        "A field this list looks at is being computed for all records; try again in a moment.",
                        problems));
    }

    private List<String> open(
            QueryPlan plan, MetadataSnapshot metadata, TicketTypeDef type, Collection<String> attributes) {
        if (type.derived().stream().noneMatch(FieldDef::indexed)) {
            return List.of();
        }
        Set<String> open = computing.fields(plan.tenant(), metadata.release(), type.id());
        return attributes.stream().filter(open::contains).distinct().toList();
    }

    /** Whether a saved list would be answered for this actor; one that looks at anything out of reach does not exist. */
    public boolean usable(Actor actor, MetadataSnapshot metadata, ViewDef view, Moment moment) {
        return offered(view, actor)
                && planned(
                                actor,
                                metadata,
                                new ListRequest(
                                        view.type(), view.key(), null, Map.of(), null, ListRequest.DEFAULT_LIMIT, null),
                                moment)
                        .isOk();
    }

    /** What lists of the type can do with its fields for this actor, by field key. */
    public Map<String, ListUse> listUses(Actor actor, TicketTypeDef type, Moment moment) {
        Reach reach = reach(actor, type, moment);
        Map<String, ListUse> out = new TreeMap<>();
        for (FieldDef field : type.fields()) {
            boolean indexed = Filters.indexed(field);
            boolean match = reach.may(field.key(), Reach.Use.MATCH);
            boolean range = reach.may(field.key(), Reach.Use.RANGE);
            out.put(
                    field.key(),
                    new ListUse(
                            reach.may(field.key(), Reach.Use.SEE),
                            match,
                            range,
                            Filters.ordered(field) && range,
                            indexed && match));
        }
        return out;
    }

    /**
     * The fields of records the type's lookups hold that lists of it can be filtered by, for this actor: those over few
     * enough lookups to be offered, in the types' order.
     */
    public List<RelatedUse> relatedUses(Actor actor, MetadataSnapshot metadata, TicketTypeDef type, Moment moment) {
        Reach reach = reach(actor, type, moment);
        Behind behind = behind(actor, metadata, moment);
        List<RelatedUse> out = new ArrayList<>();
        behind.each(type, reach, Filters.SUGGESTED_HOPS, (way, field) -> {
            String path = Behind.path(way, field);
            if (behind.end(type, reach, path, Reach.Use.MATCH)
                    .filter(Behind.End::indexed)
                    .isPresent()) {
                boolean range = behind.end(type, reach, path, Reach.Use.RANGE).isPresent();
                boolean read = behind.end(type, reach, path, Reach.Use.READ).isPresent();
                out.add(new RelatedUse(path, way, field, read, range));
            }
        });
        return out;
    }

    /**
     * The tickets of a type of which the actor may know what only those who work on them know: their agendas, their clocks. Empty when
     * there can be none.
     */
    public Optional<QueryPlan> internal(Actor actor, TicketTypeDef type, Moment moment) {
        Reach reach = reach(actor, type, moment);
        return !reach.any()
                ? Optional.empty()
                : reach.internalComments().map(where -> {
                    Expr scope = reach.scope();
                    Expr both = reach.fold(Trees.all(scope == null ? List.of(where) : List.of(scope, where)));
                    return new QueryPlan(
                            actor.tenant(),
                            type,
                            null,
                            ids(type, both),
                            new QueryPlan.Sort("ticket.created", true),
                            null,
                            ListRequest.MOST,
                            moment,
                            "");
                });
    }

    /** Whether there can be any ticket of the type for this actor. */
    public boolean mayList(Actor actor, TicketTypeDef type, Moment moment) {
        return reach(actor, type, moment).any();
    }

    /**
     * @param shown whether it is there at all for this actor, on some ticket, be it masked
     * @param match may be looked for by whole value
     * @param range may be compared
     * @param sortable whether a list can be ordered by it
     * @param filterable whether a list can be filtered by it
     */
    public record ListUse(boolean shown, boolean match, boolean range, boolean sortable, boolean filterable) {}

    /**
     * A field behind lookups.
     *
     * @param path as filters write it
     * @param way the lookups that lead to it
     * @param read whether any expression may look at it, not only its whole value
     * @param range whether it may be compared
     */
    public record RelatedUse(String path, List<FieldDef> way, FieldDef field, boolean read, boolean range) {
        public RelatedUse {
            way = List.copyOf(way);
        }
    }

    private Result<QueryPlan> plan(
            Actor actor,
            MetadataSnapshot metadata,
            TicketTypeDef type,
            @Nullable ViewDef view,
            ListRequest request,
            Moment moment) {
        Reach reach = reach(actor, type, moment);
        Filters filters = new Filters(type, reach, behind(actor, metadata, moment));
        TypeEnv env = filters.env();
        Problems problems = new Problems();
        Map<String, Reach.Use> uses = new TreeMap<>();
        List<Expr> where = new ArrayList<>();
        String sortText = request.sort();
        if (view != null) {
            Problems own = new Problems();
            Expr filter = view.filter();
            if (filter != null) {
                where.add(filters.normal(filter));
                if (!Trees.paths(filter).stream().allMatch(p -> env.typeOf(p).isPresent())) {
                    return Result.refused(Rejection.notFound());
                }
                merge(uses, filters.uses(filter, "/view", own));
            }
            if (sortText == null) {
                sort(view.sort(), filters, reach, uses, own);
                sortText = view.sort();
            }
            if (!own.isEmpty()) {
                return Result.refused(Rejection.notFound());
            }
        }
        if (request.filter() != null && !request.filter().isBlank()) {
            Expr filter = Expressions.parse(request.filter(), env, ExprType.BOOL, "/filter", problems);
            if (filter != null) {
                merge(uses, filters.uses(filter, "/filter", problems));
                where.add(filters.normal(filter));
            }
        }
        Conditions conditions = new Conditions(type, filters, actor);
        for (Map.Entry<String, List<String>> entry : new TreeMap<>(request.equal()).entrySet()) {
            Expr equal = conditions.equal(entry.getKey(), entry.getValue(), problems);
            if (equal != null) {
                merge(uses, filters.uses(equal, "/" + entry.getKey(), problems));
                where.add(equal);
            }
        }
        QueryPlan.Sort sort =
                sort(sortText == null || sortText.isEmpty() ? "-updated" : sortText, filters, reach, uses, problems);
        if (request.limit() < 1 || request.limit() > ListRequest.MOST) {
            problems.add(Problem.of(
                    "/limit",
                    "query.limit",
                    "A page has 1 to " + ListRequest.MOST + " rows.",
                    Map.of("most", String.valueOf(ListRequest.MOST))));
        }
        if (request.columns() != null) {
            columns(request.columns(), type, reach, problems);
        }
        if (where.stream().mapToInt(filters::lookups).sum() > Filters.MOST_LOOKUPS) {
            problems.add(Problem.of(
                    "/filter",
                    "filter.lookups",
                    "One list can ask for fields of other records at most " + Filters.MOST_LOOKUPS + " times.",
                    Map.of("most", String.valueOf(Filters.MOST_LOOKUPS))));
        }
        TextSearch text = request.text() == null ? null : text(type, reach, request.text(), problems);
        if (!problems.isEmpty() || sort == null) {
            return Result.refused(invalid(problems.list()));
        }
        String bound = bound(actor, metadata, type, request);
        Map<String, LookupPath> paths = new TreeMap<>();
        uses.forEach((name, use) -> filters.end(name, use).ifPresent(e -> paths.put(name, e.path())));
        Map<String, LookupPath> lookups = new TreeMap<>();
        paths.values().forEach(path -> lookups.put(path.name(), path));
        QueryPlan first = new QueryPlan(
                actor.tenant(),
                type,
                Reach.nullIfTrue(renamed(type, paths, reach.fold(Trees.all(where)))),
                ids(type, narrowed(reach, uses)),
                sort,
                null,
                request.limit(),
                moment,
                bound,
                text,
                lookups);
        return request.cursor() == null ? Result.ok(first) : goOn(first, request.cursor());
    }

    /** The plan from where a cursor says; one of the same words as they may have been meant goes on with those. */
    private Result<QueryPlan> goOn(QueryPlan plan, String cursor) {
        QueryPlan meant = plan.asMeant();
        return switch (cursors.read(cursor, plan.bound())) {
            case Result.Ok<QueryPlan.Position>(QueryPlan.Position after) -> Result.ok(plan.after(after));
            case Result.Refused<QueryPlan.Position>(Rejection refused) ->
                meant == null
                        ? Result.refused(refused)
                        : cursors.read(cursor, meant.bound()).map(meant::after);
        };
    }

    /** A field that this actor sees on no ticket is as unknown as one that is not there. */
    private static void columns(List<String> columns, TicketTypeDef type, Reach reach, Problems problems) {
        if (columns.size() > ListRequest.MOST) {
            problems.add(Problem.of(
                    "/columns",
                    "columns.many",
                    "Ask for at most " + ListRequest.MOST + " columns.",
                    Map.of("most", String.valueOf(ListRequest.MOST))));
            return;
        }
        for (String name : columns) {
            if (!ViewDef.SYSTEM_COLUMNS.contains(name)
                    && type.field(name)
                            .filter(f -> reach.may(f.key(), Reach.Use.SEE))
                            .isEmpty()) {
                problems.add(Problem.of(
                        "/columns",
                        "columns.unknown",
                        "There is no column called '" + name + "'.",
                        Map.of("name", name)));
            }
        }
    }

    /** The words of a query and every place in which the actor may read, or may ask for a whole value. */
    private static TextSearch text(TicketTypeDef type, Reach reach, String text, Problems problems) {
        if (text.length() > Wanted.LONGEST) {
            problems.add(Problem.of(
                    "/q",
                    "query.text-long",
                    "Look for at most " + Wanted.LONGEST + " characters.",
                    Map.of("most", String.valueOf(Wanted.LONGEST))));
            return new TextSearch(new Wanted(List.of(), ""), List.of(), List.of(), false);
        }
        Wanted wanted = Wanted.of(text).withoutPrefix(type.prefix());
        if (wanted.terms().size() > Wanted.MOST) {
            problems.add(Problem.of(
                    "/q",
                    "query.text-words",
                    "Look for at most " + Wanted.MOST + " words.",
                    Map.of("most", String.valueOf(Wanted.MOST))));
        }
        List<TextSearch.Place> places = new ArrayList<>();
        List<TextSearch.Whole> wholes = new ArrayList<>();
        places.add(new TextSearch.Place(type.isObject() ? Lexemes.EXTERNAL : Lexemes.NUMBER, null));
        for (FieldDef field : type.fields()) {
            if (!Lexemes.isSearched(field)) {
                continue;
            }
            reach.where(field.key(), Reach.Use.READ)
                    .ifPresent(e -> places.add(new TextSearch.Place(field.id(), ids(type, e))));
            if (Lexemes.hasWhole(field)) {
                String value = field.kind().type().normal(wanted.whole());
                reach.where(field.key(), Reach.Use.MATCH)
                        .filter(_ -> !value.isEmpty())
                        .ifPresent(e -> wholes.add(new TextSearch.Whole(field.id(), value, ids(type, e))));
            }
        }
        reach.publicComments().ifPresent(e -> places.add(new TextSearch.Place(Lexemes.PUBLIC, ids(type, e))));
        reach.internalComments().ifPresent(e -> places.add(new TextSearch.Place(Lexemes.INTERNAL, ids(type, e))));
        return new TextSearch(wanted, places, wholes, false);
    }

    /** The record scope, and for every field used the tickets on which it is the actor's to use. */
    private static Expr narrowed(Reach reach, Map<String, Reach.Use> uses) {
        List<Expr> all = new ArrayList<>();
        Expr scope = reach.scope();
        if (scope != null) {
            all.add(scope);
        }
        uses.forEach((key, use) -> {
            // What is behind a lookup narrows the record it leads to, not this one.
            if (key.equals(TicketPaths.SLA_DUE)) {
                all.add(reach.internalComments().orElse(Trees.literal(false)));
            } else if (!Filters.isBehind(key)) {
                all.add(reach.where(key, use).orElse(Trees.literal(false)));
            }
        });
        return reach.fold(Trees.all(all.stream().distinct().toList()));
    }

    private QueryPlan.@Nullable Sort sort(
            String text, Filters filters, Reach reach, Map<String, Reach.Use> uses, Problems problems) {
        boolean descending = text.startsWith("-");
        String name = descending ? text.substring(1) : text;
        String system = filters.sort(name);
        if (system != null) {
            if (system.equals(TicketPaths.SLA_DUE)) {
                uses.merge(system, Reach.Use.RANGE, Filters::stricter);
            }
            return new QueryPlan.Sort(system, descending);
        }
        Optional<FieldDef> field = filters.field(name).filter(f -> reach.may(f.key(), Reach.Use.MATCH));
        if (field.isEmpty()) {
            problems.add(Problem.of(
                    "/sort",
                    "sort.unknown",
                    "There is nothing called '" + name + "' to sort by.",
                    Map.of("name", name)));
            return null;
        }
        String key = field.get().key();
        if (!reach.may(key, Reach.Use.RANGE)) {
            problems.add(Problem.of(
                    "/sort", "field.match-only", "You may not sort by '" + key + "'.", Map.of("field", key)));
            return null;
        }
        if (!Filters.ordered(field.get())) {
            problems.add(Problem.of(
                    "/sort",
                    "field.not-indexed",
                    "'" + key + "' is not indexed, so lists cannot be filtered or sorted by it.",
                    Map.of("field", key)));
            return null;
        }
        uses.merge(key, Reach.Use.RANGE, Filters::stricter);
        return new QueryPlan.Sort(field.get().id(), descending);
    }

    private static void merge(Map<String, Reach.Use> all, Map<String, Reach.Use> more) {
        more.forEach((key, use) -> all.merge(key, use, Filters::stricter));
    }

    private Optional<TicketTypeDef> type(
            Actor actor, MetadataSnapshot metadata, ListRequest request, @Nullable ViewDef view, Moment moment) {
        String key = request.type() != null ? request.type() : view != null ? view.type() : null;
        if (view != null && !view.type().equals(key)) {
            return Optional.empty();
        }
        if (key != null) {
            return metadata.type(key).filter(t -> mayList(actor, t, moment));
        }
        List<TicketTypeDef> all = metadata.types().values().stream()
                .filter(t -> mayList(actor, t, moment))
                .toList();
        return all.size() == 1 ? Optional.of(all.getFirst()) : Optional.empty();
    }

    private Behind behind(Actor actor, MetadataSnapshot metadata, Moment moment) {
        return new Behind(metadata, type -> reach(actor, type, moment));
    }

    private Reach reach(Actor actor, TicketTypeDef type, Moment moment) {
        return new Reach(actor, type, pinned.of(actor.tenant(), type.id()), moment);
    }

    private static boolean offered(ViewDef view, Actor actor) {
        return view.roles().isEmpty() || view.roles().stream().anyMatch(actor.roles()::contains);
    }

    /** The condition over field ids; null for "always". */
    static @Nullable Expr ids(TicketTypeDef type, Expr e) {
        return Reach.nullIfTrue(renamed(type, Map.of(), e));
    }

    private static Expr renamed(TicketTypeDef type, Map<String, LookupPath> paths, Expr e) {
        return switch (e) {
            case Expr.Literal _ -> e;
            case Expr.Attribute a -> {
                LookupPath path = paths.get(a.path());
                yield new Expr.Attribute(
                        path != null
                                ? path.name()
                                : type.field(a.path()).map(FieldDef::id).orElseGet(() -> TicketPaths.planned(a.path())),
                        a.type());
            }
            case Expr.Apply a ->
                new Expr.Apply(
                        a.op(),
                        a.args().stream().map(x -> renamed(type, paths, x)).toList(),
                        a.type());
        };
    }

    private static String bound(Actor actor, MetadataSnapshot metadata, TicketTypeDef type, ListRequest r) {
        String query = String.join(
                "\n",
                type.id(),
                String.valueOf(r.view()),
                String.valueOf(r.filter()),
                new TreeMap<>(r.equal()).toString(),
                String.valueOf(r.sort()),
                String.valueOf(r.text()));
        return actor.tenant().value() + "|" + Fingerprint.of(actor, metadata.release()) + "|" + Fingerprint.hash(query);
    }

    private static Rejection invalid(List<Problem> problems) {
        return new Rejection(
                Rejection.Kind.MALFORMED, "query-invalid", "This list cannot be answered as asked.", problems);
    }
}
