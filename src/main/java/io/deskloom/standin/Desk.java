package io.deskloom.standin;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What most calls have in common: find a paper, see whether it is where it must be, replace it. Done twice, it is done once. */
final class Desk {
    private Desk() {}

    /** What becomes of a paper that was found. */
    @FunctionalInterface
    interface Next {
        Answer of(Books books, Paper paper, Asked asked);
    }

    /** @param part of the path that names the paper; @param what it is called when there is none */
    static Route.Work on(Kind kind, String part, String what, Next next) {
        return (books, asked) -> books.find(kind, asked.at(part))
                .map(paper -> next.of(books, paper, asked))
                .orElseGet(() -> Answer.notFound(what));
    }

    /** The same for what takes something back: of what was never made there is nothing to take back, and that is well. */
    static Route.Work back(Kind kind, String part, Next next) {
        return (books, asked) -> books.find(kind, asked.at(part))
                .map(paper -> next.of(books, paper, asked))
                .orElseGet(() -> Answer.ok(Map.of("status", "none")));
    }

    static Route.Work show(Kind kind, String part, String what) {
        return on(kind, part, what, (_, paper, _) -> Answer.ok(paper));
    }

    /** Takes a paper from one of some states to another; one that is there already stays as it is. */
    static Answer move(
            Books books, Kind kind, Paper paper, String to, String no, UnaryOperator<Paper> otherwise, String... from) {
        if (paper.is(to)) {
            return Answer.ok(paper);
        }
        return paper.is(from)
                ? Answer.ok(books.put(kind, otherwise.apply(paper).in(to)))
                : Answer.refused(no, state(paper));
    }

    static String state(Paper paper) {
        return paper.no() + " is " + paper.status().replace('_', ' ') + ".";
    }

    /** Makes a paper with the next number. @param ref what the caller calls it */
    static Paper made(
            Books books,
            Kind kind,
            String no,
            String ref,
            String status,
            Map<String, @Nullable Object> values,
            Instant at) {
        Map<String, @Nullable Object> all = new LinkedHashMap<>(values);
        all.put("at", at.toString());
        return books.put(kind, new Paper(no, ref, status, all));
    }

    /** An order that is asked about, by the parameter of the body; the problem is noted when there is none. */
    static Optional<Paper> order(Books books, Asked asked) {
        String no = asked.text("order");
        return books.find(Kind.ORDER, no);
    }

    /** Does something with the order the body names, or says that there is none. */
    static Answer ofOrder(Books books, Asked asked, Function<Paper, Answer> work) {
        return order(books, asked).map(work).orElseGet(() -> Answer.notFound("order"));
    }

    static Answer full() {
        return Answer.problem(507, "full", "The books hold no more of these.", java.util.List.of());
    }
}
