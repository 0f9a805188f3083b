package io.deskloom.store;

import io.deskloom.access.TextSearch;
import io.deskloom.expr.Expr;
import io.deskloom.search.Lexemes;
import io.deskloom.search.Wanted;
import io.deskloom.store.SqlColumn.SqlPart;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The words of a list as SQL. Two forms of the same question: {@code candidates} asks the index for every record that may
 * hold the words anywhere the actor reads on <em>some</em> record; {@code probe} tests one row of {@code record} exactly.
 *
 * @param candidates a tsquery
 * @param probe a condition about the row {@code record}
 * @param exact whether the two mean the same, because no place depends on the record
 * @param heavy whether it is of many words in every place, as for a mistyped one: then looking at one row costs more than
 *     finding one by the index
 */
record TextSql(String candidates, SqlPart probe, boolean exact, boolean heavy) {
    private static final int HEAVY = 64;

    static TextSql of(TextSearch search, TicketColumns columns, io.deskloom.kernel.Moment moment) {
        Map<Optional<Expr>, List<String>> places = new LinkedHashMap<>();
        places.put(Optional.empty(), new ArrayList<>());
        search.places()
                .forEach(p -> places.computeIfAbsent(Optional.ofNullable(p.where()), _ -> new ArrayList<>())
                        .add(p.name()));
        Map<Optional<Expr>, List<String>> wholes = new LinkedHashMap<>();
        search.wholes()
                .forEach(w -> wholes.computeIfAbsent(Optional.ofNullable(w.where()), _ -> new ArrayList<>())
                        .add(lexeme(Lexemes.whole(w.name(), w.value()))));
        List<String> everywhere =
                search.places().stream().map(TextSearch.Place::name).toList();
        List<String> wholesAnywhere =
                wholes.values().stream().flatMap(List::stream).toList();
        String candidates = search.wanted().terms().stream()
                .map(term -> anywhere(term, everywhere))
                .collect(Collectors.joining(" & "));
        if (!wholesAnywhere.isEmpty()) {
            candidates = "(" + candidates + ") | " + String.join(" | ", wholesAnywhere);
        }
        boolean exact =
                places.size() == 1 && (wholes.isEmpty() || wholes.keySet().equals(places.keySet()));
        Probe probe = new Probe(columns, moment);
        if (exact) {
            probe.found(candidates);
        } else {
            probe.sql.append("(");
            String and = "";
            for (Wanted.Term term : search.wanted().terms()) {
                probe.sql.append(and).append("(");
                Map<Optional<Expr>, String> queries = new LinkedHashMap<>();
                places.forEach((where, names) -> {
                    if (!names.isEmpty()) {
                        queries.put(where, anywhere(term, names));
                    }
                });
                probe.anyOf(queries);
                probe.sql.append(")");
                and = " AND ";
            }
            if (!wholes.isEmpty()) {
                probe.sql.append(" OR ");
                Map<Optional<Expr>, String> queries = new LinkedHashMap<>();
                wholes.forEach((where, lexemes) -> queries.put(where, String.join(" | ", lexemes)));
                probe.anyOf(queries);
            }
            probe.sql.append(")");
        }
        boolean heavy = search.wanted().terms().stream()
                .anyMatch(term -> term instanceof Wanted.Similar s
                        && s.asked().size() * search.places().size() > HEAVY);
        return new TextSql(candidates, probe.done(), exact, heavy);
    }

    /** What is asked of one row. */
    private static final class Probe {
        private final TicketColumns columns;
        private final io.deskloom.kernel.Moment moment;
        private final StringBuilder sql = new StringBuilder();
        private final List<Object> parameters = new ArrayList<>();

        Probe(TicketColumns columns, io.deskloom.kernel.Moment moment) {
            this.columns = columns;
            this.moment = moment;
        }

        void found(String query) {
            sql.append("x.tokens @@ ?::tsquery");
            parameters.add(query);
        }

        void anyOf(Map<Optional<Expr>, String> queries) {
            String or = "";
            for (Map.Entry<Optional<Expr>, String> one : queries.entrySet()) {
                sql.append(or).append("(");
                condition(one.getKey().orElse(null));
                found(one.getValue());
                sql.append(")");
                or = " OR ";
            }
        }

        private void condition(@Nullable Expr where) {
            if (where != null) {
                SqlPart part = ExprSql.filter(where, columns, moment);
                sql.append(part.sql()).append(" AND ");
                parameters.addAll(part.parameters());
            }
        }

        /** OFFSET 0 keeps it a question about each row; turned into a join it could begin with every row of the tenant. */
        SqlPart done() {
            return new SqlPart(
                    "EXISTS (SELECT FROM record_search x WHERE x.tenant_id = record.tenant_id AND x.record_id = record.id"
                            + " AND " + sql + " OFFSET 0)",
                    parameters);
        }
    }

    private static String anywhere(Wanted.Term term, List<String> places) {
        return places.stream().map(place -> in(place, term)).collect(Collectors.joining(" | ", "(", ")"));
    }

    private static String in(String place, Wanted.Term term) {
        return switch (term) {
            case Wanted.Word w ->
                w.begins() ? token(place, w.stem()) + " | " + token(place, w.word()) + ":*" : token(place, w.stem());
            case Wanted.Run r ->
                r.pairs().stream().map(pair -> token(place, pair)).collect(Collectors.joining(" & ", "(", ")"));
            case Wanted.Single s -> token(place, s.character()) + ":*";
            case Wanted.Similar s ->
                s.asked().stream().sorted().map(word -> token(place, word)).collect(Collectors.joining(" | "));
        };
    }

    private static String token(String place, String token) {
        return lexeme(Lexemes.token(place, token));
    }

    private static String lexeme(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "''") + "'";
    }
}
