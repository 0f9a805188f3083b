package io.deskloom.view;

import io.deskloom.access.ListRequest;
import io.deskloom.access.Planner;
import io.deskloom.access.QueryPlan;
import io.deskloom.attachment.Attachment;
import io.deskloom.attachment.AttachmentStore;
import io.deskloom.field.FieldType;
import io.deskloom.field.Kind;
import io.deskloom.field.Settings;
import io.deskloom.field.Value;
import io.deskloom.field.Wording;
import io.deskloom.identity.Actor;
import io.deskloom.kernel.AccountId;
import io.deskloom.kernel.Label;
import io.deskloom.kernel.Moment;
import io.deskloom.kernel.Problem;
import io.deskloom.kernel.Rejection;
import io.deskloom.kernel.Result;
import io.deskloom.kernel.TicketId;
import io.deskloom.model.AccessDef.Verb;
import io.deskloom.model.FieldDef;
import io.deskloom.model.MetadataSnapshot;
import io.deskloom.model.Priority;
import io.deskloom.model.StatusCategory;
import io.deskloom.model.TeamDef;
import io.deskloom.model.ViewDef;
import io.deskloom.sheet.RowWriter;
import io.deskloom.sheet.RowWriter.Cell;
import io.deskloom.ticket.Ticket;
import io.deskloom.view.TypeSchema.ColumnSchema;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Whole lists as files, exactly as their viewer would see them page by page: the same planner, the same projection, masks
 * included. Rows are written as they are read; nothing grows with their number.
 */
@ApplicationScoped
public class TicketExports {
    /** The most rows of one file. */
    public static final int MOST_ROWS = 200_000;

    /** An export that is not over by then is cut off; it holds a connection and sees the tickets of its beginning. */
    public static final Duration LONGEST = Duration.ofMinutes(5);

    /** Nobody waits longer than that to hear whether there will be a file. */
    private static final Duration LONGEST_TO_BEGIN = Duration.ofSeconds(30);

    private static final int MOST_COLUMNS = 500;
    private static final Pattern NUMBER = Pattern.compile("-?[0-9]+(\\.[0-9]+)?");

    private final TicketQueries queries;
    private final TicketReads reads;
    private final Planner planner;
    private final Types types;
    private final Names names;
    private final AttachmentStore attachments;
    private final Clock clock;

    TicketExports(
            TicketQueries queries,
            TicketReads reads,
            Planner planner,
            Types types,
            Names names,
            AttachmentStore attachments,
            Clock clock) {
        this.queries = queries;
        this.reads = reads;
        this.planner = planner;
        this.types = types;
        this.names = names;
        this.attachments = attachments;
        this.clock = clock;
    }

    /** A list that has been found to be one the actor may have, ready to be written. */
    public interface Export {
        /** Names the file in its reader's language, without an ending. */
        String name();

        /** The same in ASCII, for what reads nothing else. */
        String plainName();

        /** Header and rows. */
        void writeTo(RowWriter out) throws IOException;
    }

    /**
     * The list as asked for.
     *
     * @param columns keys in the order wanted; null for the view's, without a view all there are
     * @return 400 and 404 as for the list itself, 422 {@code export-too-large}, and for a list with words 409
     *     {@code export-rebuilding} and 422 {@code export-slow}
     */
    public Result<Export> of(
            Actor actor,
            MetadataSnapshot metadata,
            ListRequest request,
            @Nullable List<String> columns,
            Moment moment) {
        return planner.plan(actor, metadata, request, moment)
                .flatMap(plan -> types.schema(actor, metadata, plan.type().key(), moment)
                        .flatMap(schema -> export(actor, metadata, request, plan, schema, columns, moment)));
    }

    /** The same of the records of an object type; 404 for a type out of reach. */
    public Result<Export> ofRecords(
            Actor actor,
            MetadataSnapshot metadata,
            String object,
            ListRequest request,
            @Nullable List<String> columns,
            Moment moment) {
        return planner.planRecords(actor, metadata, object, request, moment)
                .flatMap(plan -> types.objectSchema(actor, metadata, object, moment)
                        .flatMap(schema -> export(actor, metadata, request, plan, schema, columns, moment)));
    }

    private Result<Export> export(
            Actor actor,
            MetadataSnapshot metadata,
            ListRequest request,
            QueryPlan plan,
            TypeSchema schema,
            @Nullable List<String> columns,
            Moment moment) {
        return columns(schema, metadata, request, columns).flatMap(chosen -> {
            try {
                Instant until = clock.instant().plus(LONGEST_TO_BEGIN);
                QueryPlan shown = shown(plan, metadata, until);
                return queries.hasMore(shown, metadata, MOST_ROWS, until)
                        ? Result.refused(tooLarge())
                        : Result.ok(new OneExport(actor, metadata, shown, request, chosen, moment));
            } catch (TicketQueries.NotAllFound e) {
                return Result.refused(rebuilding());
            } catch (TicketQueries.TookTooLong e) {
                return Result.refused(tooSlow());
            }
        });
    }

    /** As lists do it: words may be mistyped only where they are nowhere as typed. */
    private QueryPlan shown(QueryPlan plan, MetadataSnapshot metadata, Instant until) {
        QueryPlan meant = plan.asMeant();
        return meant == null || queries.hasMore(plan, metadata, 0, until) ? plan : meant;
    }

    private static Result<List<ColumnSchema>> columns(
            TypeSchema schema, MetadataSnapshot metadata, ListRequest request, @Nullable List<String> wanted) {
        Map<String, ColumnSchema> known = new HashMap<>();
        schema.columns().forEach(c -> known.put(c.key(), c));
        if (wanted == null) {
            ViewDef view = request.view() == null ? null : metadata.views().get(request.view());
            return Result.ok(
                    view == null
                            ? schema.columns()
                            : view.columns().stream()
                                    .filter(known::containsKey)
                                    .map(key -> java.util.Objects.requireNonNull(known.get(key)))
                                    .toList());
        }
        List<Problem> unknown = wanted.stream()
                .filter(key -> !known.containsKey(key))
                .map(key -> Problem.of(
                        "/columns", "column.unknown", "There is no column called '" + key + "'.", Map.of("name", key)))
                .toList();
        if (!unknown.isEmpty() || wanted.isEmpty() || wanted.size() > MOST_COLUMNS) {
            return Result.refused(new Rejection(
                    Rejection.Kind.MALFORMED, "query-invalid", "This list cannot be answered as asked.", unknown));
        }
        return Result.ok(wanted.stream()
                .map(key -> java.util.Objects.requireNonNull(known.get(key)))
                .toList());
    }

    private static Rejection tooLarge() {
        return new Rejection(
                Rejection.Kind.INVALID,
                "export-too-large",
                "The list has more than " + MOST_ROWS + " rows; filter it and export it in parts.",
                List.of());
    }

    private static Rejection rebuilding() {
        return Rejection.conflict(
                "export-rebuilding",
                "What records are found by is being made anew, so that some would be missing; try again in a moment.",
                List.of());
    }

    private static Rejection tooSlow() {
        return new Rejection(
                Rejection.Kind.INVALID,
                "export-slow",
                "Looking for these words in the whole list takes too long; filter the list.",
                List.of());
    }

    /** What is called by an id in some rows: people, and the files of fields that may be read. */
    private record Called(Map<AccountId, String> people, Map<UUID, Attachment> files, Map<TicketId, Instant> due) {
        /** The name of a file; nothing when it was erased. */
        String file(UUID id) {
            Attachment file = files.get(id);
            return file == null ? "" : file.name();
        }
    }

    private final class OneExport implements Export {
        private final Actor actor;
        private final MetadataSnapshot metadata;
        private final QueryPlan plan;
        private final ListRequest request;
        private final List<ColumnSchema> columns;
        private final Moment moment;
        private final String language;
        private final Wording wording;

        OneExport(
                Actor actor,
                MetadataSnapshot metadata,
                QueryPlan plan,
                ListRequest request,
                List<ColumnSchema> columns,
                Moment moment) {
            this.actor = actor;
            this.metadata = metadata;
            this.plan = plan;
            this.request = request;
            this.columns = columns;
            this.moment = moment;
            this.language = actor.language();
            this.wording = new Wording(language, moment.zone());
        }

        @Override
        public String name() {
            ViewDef view = request.view() == null ? null : metadata.views().get(request.view());
            return ExportName.of(plan.type(), view, request, language, day());
        }

        @Override
        public String plainName() {
            return plan.type().key() + "-" + day();
        }

        private LocalDate day() {
            return moment.now().atZone(moment.zone()).toLocalDate();
        }

        @Override
        public void writeTo(RowWriter out) throws IOException {
            out.header(
                    columns.stream().map(c -> new Label(c.label()).in(language)).toList());
            Instant until = clock.instant().plus(LONGEST);
            try {
                queries.each(plan, metadata, until, tickets -> write(tickets, out));
            } catch (UncheckedIOException e) {
                throw e.getCause();
            }
        }

        private void write(List<Ticket> tickets, RowWriter out) {
            List<Look> looks = reads.looks(tickets, plan.type(), actor, metadata, moment);
            Called called = called(looks);
            try {
                for (Look look : looks) {
                    List<Cell> row = new ArrayList<>(columns.size());
                    for (ColumnSchema column : columns) {
                        row.add(cell(look, column.key(), called));
                    }
                    out.write(row);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private Called called(List<Look> looks) {
            Set<AccountId> ids = new HashSet<>();
            Set<UUID> files = new HashSet<>();
            for (Look look : looks) {
                if (look.ticket().assignee() != null) {
                    ids.add(look.ticket().assignee());
                }
                for (FieldDef field : look.type().fields()) {
                    if (field.kind().type().holdsFiles() && look.mayRead(field.key())) {
                        files.addAll(field.kind().type().files(look.ticket().field(field.id())));
                    }
                    if (names(field) && look.mayRead(field.key())) {
                        texts(look.ticket().field(field.id())).forEach(id -> ids.add(account(id)));
                    }
                }
            }
            return new Called(
                    ids.isEmpty() ? Map.of() : names.of(actor.tenant(), ids),
                    attachments.find(actor.tenant(), files),
                    columns.stream().anyMatch(c -> c.key().equals(ViewDef.SLA_DUE))
                            ? queries.deadlines(
                                    actor.tenant(),
                                    looks.stream().map(l -> l.ticket().id()).collect(Collectors.toSet()))
                            : Map.of());
        }

        private Cell cell(Look look, String column, Called called) {
            Ticket t = look.ticket();
            return switch (column) {
                case "number" -> Cell.text(Projector.number(look));
                case "title" -> Cell.text(look.mayReadTitle() ? t.title() : "");
                case "source" ->
                    Cell.text(t.external() == null ? "" : t.external().source());
                case "external_id" ->
                    Cell.text(t.external() == null ? "" : t.external().id());
                case "step" ->
                    Cell.text(new Label(Projector.step(look.pinned().flow(), t.step())
                                    .label())
                            .in(language));
                case "status" ->
                    Cell.text(StatusCategory.ofCode(t.status()).label().in(language));
                case "priority" ->
                    Cell.text(Priority.ofCode(t.priority()).label().in(language));
                case "assignee" ->
                    Cell.text(t.assignee() == null ? "" : called.people().getOrDefault(t.assignee(), ""));
                case "team" -> Cell.text(team(t.team()));
                case "created" -> moment(t.createdAt());
                case "updated" -> moment(t.updatedAt());
                case ViewDef.SLA_DUE -> {
                    Instant due = called.due().get(t.id());
                    yield due == null || !look.verbs().contains(Verb.READ_INTERNAL) ? Cell.EMPTY : moment(due);
                }
                default ->
                    look.type().field(column).map(f -> field(look, f, called)).orElse(Cell.EMPTY);
            };
        }

        private Cell field(Look look, FieldDef field, Called called) {
            Value value = look.ticket().field(field.id());
            FieldType type = field.kind().type();
            if (!look.mayRead(field.key()) || type.isWriteOnly()) {
                String masked = Values.masked(field, value, look.state(field.key()), look.targets());
                return masked == null ? Cell.EMPTY : Cell.text(masked);
            }
            if (type.holdsFiles()) {
                return Cell.text(joined(type.files(value).stream().map(called::file)));
            }
            if (field.settings().target() != null) {
                return Cell.text(joined(texts(value).map(id -> looked(id, value, look.targets()))));
            }
            return switch (type.refers()) {
                case ACCOUNTS ->
                    Cell.text(joined(texts(value).map(id -> called.people().getOrDefault(account(id), id))));
                case TEAMS -> Cell.text(joined(texts(value).map(this::team)));
                case NOTHING -> cell(value, type.toCell(value, field.settings(), wording));
            };
        }

        private static boolean names(FieldDef field) {
            return field.kind().type().refers() == FieldType.Refers.ACCOUNTS;
        }

        private static AccountId account(String id) {
            return new AccountId(UUID.fromString(id));
        }

        private static Stream<String> texts(Value value) {
            return switch (value) {
                case Value.Text(String text) -> Stream.of(text);
                case Value.Items(List<Value> items) -> items.stream().flatMap(OneExport::texts);
                case Value.Null _,
                        Value.Num _,
                        Value.Money _,
                        Value.Bool _,
                        Value.Date _,
                        Value.Timestamp _,
                        Value.Span _,
                        Value.Parts _ -> Stream.empty();
            };
        }

        private static String joined(Stream<String> several) {
            return several.filter(one -> !one.isEmpty()).collect(Collectors.joining("; "));
        }

        /** A number to count with and a day to sort by where the text is nothing more than that. */
        private static Cell cell(Value value, String text) {
            return switch (value) {
                case Value.Num _, Value.Money _ ->
                    NUMBER.matcher(text).matches() ? new Cell(text, Cell.Kind.NUMBER) : Cell.text(text);
                case Value.Date _ -> new Cell(text, Cell.Kind.DAY);
                case Value.Null _,
                        Value.Text _,
                        Value.Bool _,
                        Value.Timestamp _,
                        Value.Span _,
                        Value.Items _,
                        Value.Parts _ -> Cell.text(text);
            };
        }

        /** What a record is called; of one out of sight only that it is there, and among several not even that. */
        private static String looked(String id, Value value, Map<String, RecordRef> targets) {
            RecordRef known = targets.get(id);
            if (known == null) {
                return value instanceof Value.Items ? "" : "•••";
            }
            return known.title() == null ? known.id().toString() : known.title();
        }

        private Cell moment(Instant at) {
            return Cell.text(Kind.DATE_TIME.type().toCell(new Value.Timestamp(at), Settings.NONE, wording));
        }

        private String team(@Nullable String key) {
            TeamDef team = key == null ? null : metadata.teams().get(key);
            return team == null ? "" : team.label().in(language);
        }
    }
}
