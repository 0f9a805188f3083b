package io.deskloom.model;

import io.deskloom.expr.Evaluator;
import io.deskloom.expr.Expr;
import io.deskloom.expr.Facts;
import io.deskloom.kernel.Label;
import io.deskloom.routing.Capacity;
import io.deskloom.routing.Strategy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Who gets a ticket: a grid that says which team, and how one of its people is chosen.
 *
 * @param byType its grid and expressions, read for each type it is for, by type key
 */
public record RoutingDef(String id, String key, Label label, Map<String, Way> byType, Choose choose) {
    /** How long a ticket may wait before it goes elsewhere. */
    public static final Duration LONGEST_WAIT = Duration.ofDays(30);

    public RoutingDef {
        byType = Map.copyOf(byType);
    }

    /**
     * For tickets of one type.
     *
     * @param grid its rows assign a team each; null without a grid: then it is the fallback
     * @param targets what else the rows say, by row id
     * @param skills what it takes: a text or a list of texts, null for nothing in particular
     * @param location where it is about: a region or a point; null for nowhere in particular
     * @param last whom or what it is about: who had the last one about the same is the last agent; null for nobody
     */
    public record Way(
            @Nullable TableDef grid,
            Map<String, Target> targets,
            @Nullable Expr skills,
            @Nullable Expr location,
            @Nullable Expr last) {
        public Way {
            targets = Map.copyOf(targets);
        }

        /** All that is looked at. */
        public Stream<Expr> expressions() {
            Stream<Expr> rows =
                    grid == null ? Stream.empty() : grid.rows().stream().map(grid::condition);
            return Stream.concat(rows, Stream.of(skills, location, last).flatMap(Stream::ofNullable));
        }

        /** The rows that hold, from the top; of a grid whose topmost acts at most one. */
        public List<TableDef.Row> holding(Facts facts) {
            List<TableDef.Row> rows = new ArrayList<>();
            for (TableDef.Row row : grid == null ? List.<TableDef.Row>of() : grid.rows()) {
                if (Evaluator.test(java.util.Objects.requireNonNull(grid).condition(row), facts)) {
                    rows.add(row);
                    if (grid.hit() == TableDef.Hit.FIRST) {
                        break;
                    }
                }
            }
            return rows;
        }
    }

    /**
     * What a row says.
     *
     * @param strategy null for that of the routing
     * @param skills wanted beside those of the routing
     */
    public record Target(String team, @Nullable Strategy strategy, List<String> skills) {
        public Target {
            skills = List.copyOf(skills);
        }
    }

    /**
     * @param capacity of people who have none of their own
     * @param workingHours whether only who is on shift is given tickets
     * @param presence whether only who is online is given tickets
     * @param fallback the team when no row says one, or several do of which one only may
     * @param overflow null when tickets wait for as long as it takes
     */
    public record Choose(
            Strategy strategy,
            Capacity capacity,
            boolean workingHours,
            boolean presence,
            String fallback,
            @Nullable Overflow overflow) {}

    /** Where a ticket goes that nobody has taken for so long. */
    public record Overflow(String team, Duration after) {}

    /** Where a ticket goes. @param row null for the fallback */
    public record Pick(@Nullable String row, Target target) {}

    /** The way for tickets of a type; empty when it is not for them. */
    public Optional<Way> way(String type) {
        return Optional.ofNullable(byType.get(type));
    }

    /** Where a ticket goes of which these are the facts. */
    public Pick pick(Way way, Facts facts) {
        List<TableDef.Row> rows = way.holding(facts);
        // Of a grid where one row at most may hold, several say nothing.
        return rows.size() == 1
                ? new Pick(
                        rows.getFirst().id(),
                        java.util.Objects.requireNonNull(
                                way.targets().get(rows.getFirst().id())))
                : new Pick(null, new Target(choose.fallback(), null, List.of()));
    }

    /** By the paths its expressions mention, for all types. */
    public static Map<String, List<Expr>> expressions(Map<String, RoutingDef> routings) {
        Map<String, List<Expr>> byType = new LinkedHashMap<>();
        routings.values()
                .forEach(routing -> routing.byType()
                        .forEach((type, way) -> byType.computeIfAbsent(type, _ -> new ArrayList<>())
                                .addAll(way.expressions().toList())));
        return byType;
    }
}
