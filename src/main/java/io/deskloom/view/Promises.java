package io.deskloom.view;

import io.deskloom.access.Cursors;
import io.deskloom.access.Fingerprint;
import io.deskloom.access.Planner;
import io.deskloom.access.QueryPlan;
import io.deskloom.identity.Actor;
import io.deskloom.kernel.AccountId;
import io.deskloom.kernel.Moment;
import io.deskloom.kernel.Rejection;
import io.deskloom.kernel.Result;
import io.deskloom.kernel.TicketId;
import io.deskloom.model.MetadataSnapshot;
import io.deskloom.model.TeamDef;
import io.deskloom.model.TicketTypeDef;
import io.deskloom.view.PromiseQueries.Counted;
import io.deskloom.view.PromiseQueries.Figures;
import io.deskloom.view.PromiseQueries.Group;
import io.deskloom.view.PromiseQueries.Outcome;
import io.deskloom.view.PromiseQueries.Period;
import io.deskloom.view.PromiseQueries.Row;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How promises are kept, of the tickets that the reader's lists show and whose agenda he may read: whoever may know of no promise of a
 * ticket may not count it either.
 */
@ApplicationScoped
public class Promises {
    /** The rate that is aimed at, in percent. */
    public static final int TARGET = 98;

    private final PromiseQueries queries;
    private final Planner planner;
    private final Agendas agendas;
    private final Names names;
    private final Cursors cursors;

    Promises(PromiseQueries queries, Planner planner, Agendas agendas, Names names, Cursors cursors) {
        this.queries = queries;
        this.planner = planner;
        this.agendas = agendas;
        this.names = names;
        this.cursors = cursors;
    }

    /** @param from the first day; @param to the last, in the zone of {@code moment} */
    public record Days(LocalDate from, LocalDate to) {
        Period period(Moment moment) {
            return new Period(begin(from, moment), begin(to.plusDays(1), moment));
        }

        private static Instant begin(LocalDate day, Moment moment) {
            return day.atStartOfDay(moment.zone()).toInstant();
        }
    }

    public PromiseReport report(Actor actor, MetadataSnapshot metadata, Days days, Moment moment) {
        Counted counted = queries.count(actor.tenant(), plans(actor, metadata, null, moment), days.period(moment));
        List<Group> groups = counted.groups();
        Map<AccountId, String> called = names.of(
                actor.tenant(),
                groups.stream().map(Group::person).filter(Objects::nonNull).collect(Collectors.toSet()));
        return new PromiseReport(
                days.from(),
                days.to(),
                TARGET,
                told(groups.stream().map(Group::figures).reduce(Figures.NONE, Figures::plus)),
                lines(
                        groups,
                        Group::team,
                        (team, figures) -> new PromiseReport.Line(
                                team, null, team == null ? null : team(metadata, team), null, figures)),
                lines(
                        groups,
                        Group::person,
                        (person, figures) -> new PromiseReport.Line(
                                null,
                                person == null ? null : person.value(),
                                null,
                                person == null ? null : called.getOrDefault(person, ""),
                                figures)),
                lines(groups, Group::type, (id, figures) -> {
                    TicketTypeDef type =
                            metadata.typeById(Objects.requireNonNull(id)).orElseThrow();
                    return new PromiseReport.Line(type.key(), null, type.label().byLanguage(), null, figures);
                }),
                counted.more());
    }

    @FunctionalInterface
    private interface AsLine<K> {
        PromiseReport.Line of(@Nullable K key, PromiseReport.Figures figures);
    }

    /** The worst kept first, since that is what one looks for; of as bad ones those with more promises. */
    private static <K> List<PromiseReport.Line> lines(
            List<Group> groups, Function<Group, @Nullable K> by, AsLine<K> line) {
        Map<Optional<K>, Figures> sums = new HashMap<>();
        groups.forEach(group -> sums.merge(Optional.ofNullable(by.apply(group)), group.figures(), Figures::plus));
        return sums.entrySet().stream()
                .map(sum -> line.of(sum.getKey().orElse(null), told(sum.getValue())))
                .sorted(Comparator.<PromiseReport.Line, BigDecimal>comparing(
                                l -> l.figures().rate(), Comparator.nullsLast(Comparator.naturalOrder()))
                        .thenComparing(l -> -l.figures().made())
                        .thenComparing(l -> String.valueOf(l.key()) + l.id()))
                .toList();
    }

    private static Map<String, String> team(MetadataSnapshot metadata, String key) {
        TeamDef team = metadata.teams().get(key);
        return team == null ? Map.of("en", key) : team.label().byLanguage();
    }

    private static PromiseReport.Figures told(Figures f) {
        int settled = f.kept() + f.late() + f.broken();
        BigDecimal rate = settled == 0
                ? null
                : BigDecimal.valueOf(100L * f.kept()).divide(BigDecimal.valueOf(settled), 1, RoundingMode.HALF_EVEN);
        return new PromiseReport.Figures(f.made(), f.kept(), f.late(), f.broken(), f.open(), f.withdrawn(), rate);
    }

    /**
     * Which promises a list shows.
     *
     * @param type only of tickets of this type, by key
     * @param team only of this team's, by key; @param person only of this one's; @param nobody only what nobody had
     */
    public record Wanted(
            Days days,
            Set<Outcome> outcomes,
            @Nullable String type,
            @Nullable String team,
            @Nullable AccountId person,
            boolean nobody) {}

    /** The promises, the newest first; 400 for a cursor of another list. */
    public Result<PromiseItem.Page> page(
            Actor actor, MetadataSnapshot metadata, Wanted wanted, int limit, @Nullable String cursor, Moment moment) {
        String bound = actor.tenant().value() + "|" + Fingerprint.of(actor, metadata.release()) + "|promises|" + wanted;
        PromiseQueries.Position after = null;
        if (cursor != null) {
            switch (cursors.read(cursor, bound)) {
                case Result.Ok<QueryPlan.Position>(QueryPlan.Position at) ->
                    after = new PromiseQueries.Position(
                            (Instant) Objects.requireNonNull(at.keys().getFirst()), at.id());
                case Result.Refused<QueryPlan.Position>(Rejection refused) -> {
                    return Result.refused(refused);
                }
            }
        }
        List<Row> rows = queries.find(
                actor.tenant(),
                plans(actor, metadata, wanted.type(), moment),
                new PromiseQueries.Wanted(
                        wanted.days().period(moment),
                        wanted.outcomes(),
                        wanted.team(),
                        wanted.person(),
                        wanted.nobody()),
                after,
                limit + 1);
        List<Row> page = rows.subList(0, Math.min(limit, rows.size()));
        Map<TicketId, Look> looks =
                agendas.looks(actor, metadata, page.stream().map(Row::ticket).collect(Collectors.toSet()), moment);
        Map<AccountId, String> called = names.of(
                actor.tenant(),
                page.stream().map(Row::person).filter(Objects::nonNull).collect(Collectors.toSet()));
        Row last = rows.size() > limit ? page.getLast() : null;
        return Result.ok(new PromiseItem.Page(
                page.stream()
                        .flatMap(row ->
                                Stream.ofNullable(looks.get(row.ticket())).map(look -> item(look, row, called)))
                        .toList(),
                last == null
                        ? null
                        : cursors.write(new QueryPlan.Position(List.of(last.made()), last.entry()), bound)));
    }

    private static PromiseItem item(Look look, Row row, Map<AccountId, String> called) {
        return new PromiseItem(
                row.entry(),
                TicketReads.other(look),
                look.ticket()
                        .agenda()
                        .find(row.entry())
                        .map(entry -> AgendaItems.text(look, entry))
                        .orElse(null),
                row.outcome().name().toLowerCase(Locale.ROOT),
                row.made(),
                row.due(),
                row.ended(),
                row.team(),
                row.person() == null ? null : Projector.person(row.person(), called));
    }

    private List<QueryPlan> plans(Actor actor, MetadataSnapshot metadata, @Nullable String type, Moment moment) {
        return metadata.types().values().stream()
                .filter(one -> type == null || one.key().equals(type))
                .sorted(Comparator.comparing(TicketTypeDef::key))
                .flatMap(one -> planner.internal(actor, one, moment).stream())
                .toList();
    }
}
