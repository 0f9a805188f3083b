package io.deskloom.view;

import io.deskloom.access.TextSearch;
import io.deskloom.field.FieldType;
import io.deskloom.kernel.External;
import io.deskloom.kernel.TicketId;
import io.deskloom.model.AccessDef.Verb;
import io.deskloom.model.FieldDef;
import io.deskloom.search.Lexemes;
import io.deskloom.search.Marks;
import io.deskloom.search.Wanted;
import io.deskloom.ticket.Event;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Where in what its reader may read of a record the words stand that were looked for. */
final class Highlights {
    /** So many places of one record are shown. */
    private static final int MOST = 4;

    /** Longer texts are shown in part. */
    private static final int LONG = 300;

    private static final int PART = 180;
    private static final int BEFORE = 50;

    /** So many comments of a record are looked through. */
    private static final int COMMENTS = 100;

    private final TicketQueries queries;
    private final TextSearch search;
    private final Set<String> places;
    private final Set<String> words = new LinkedHashSet<>();

    Highlights(TicketQueries queries, TextSearch search) {
        this.queries = queries;
        this.search = search;
        this.places = search.places().stream().map(TextSearch.Place::name).collect(Collectors.toSet());
    }

    /** What to say of a page of looks. */
    FoundWords of(List<Look> looks, TicketQueries.@Nullable Gap gap) {
        Map<UUID, List<Highlight>> out = new LinkedHashMap<>();
        Map<TicketId, Look> open = new LinkedHashMap<>();
        Map<TicketId, Set<Wanted.Term>> found = new LinkedHashMap<>();
        for (Look look : looks) {
            Set<Wanted.Term> here = new HashSet<>();
            out.put(look.ticket().id().value(), inFields(look, here));
            if (!here.containsAll(search.wanted().terms())) {
                open.put(look.ticket().id(), look);
                found.put(look.ticket().id(), here);
            }
        }
        if (places.contains(Lexemes.PUBLIC) || places.contains(Lexemes.INTERNAL)) {
            comments(looks, open.keySet()).forEach((id, said) -> {
                Look look = open.get(id);
                if (look != null) {
                    inComments(look, said, out.computeIfAbsent(id.value(), _ -> new ArrayList<>()));
                }
            });
        }
        out.values().removeIf(List::isEmpty);
        return new FoundWords(
                search.similar(),
                search.similar() ? words.stream().sorted().limit(MOST).toList() : List.of(),
                gap == null
                        ? null
                        : switch (gap) {
                            case SLOW -> "slow";
                            case REBUILDING -> "rebuilding";
                        },
                out);
    }

    private Map<TicketId, List<Event.Commented>> comments(List<Look> looks, Set<TicketId> open) {
        return open.isEmpty()
                ? Map.of()
                : queries.comments(looks.getFirst().actor().tenant(), open, COMMENTS);
    }

    private List<Highlight> inFields(Look look, Set<Wanted.Term> found) {
        List<Highlight> out = new ArrayList<>();
        if (places.contains(Lexemes.NUMBER)) {
            String number = Long.toString(look.ticket().number());
            Marks marks = Marks.in(number, search.wanted());
            String shown = Projector.number(look);
            int prefix = shown.length() - number.length();
            add(out, "number", null, shown, shifted(marks.ranges(), prefix));
            found.addAll(marks.found());
        }
        External external = look.ticket().external();
        if (external != null && places.contains(Lexemes.EXTERNAL)) {
            mark(out, "external_id", null, external.id(), found);
        }
        for (FieldDef field : look.type().fields()) {
            FieldType kind = field.kind().type();
            if (!Lexemes.isSearched(field) || kind.isWriteOnly() || !look.mayRead(field.key())) {
                continue;
            }
            for (String text : kind.texts(look.ticket().field(field.id()))) {
                if (Lexemes.hasWhole(field)
                        && kind.normal(search.wanted().whole()).equals(text)) {
                    add(out, "field", field.key(), text, List.of(new Marks.Range(0, text.length())));
                    found.addAll(search.wanted().terms());
                } else if (places.contains(field.id())) {
                    mark(out, "field", field.key(), text, found);
                }
            }
        }
        return out;
    }

    private void inComments(Look look, Collection<Event.Commented> said, List<Highlight> out) {
        boolean spoken = look.mayReadText() && places.contains(Lexemes.PUBLIC);
        boolean notes = Projector.may(look, Verb.READ_INTERNAL) && places.contains(Lexemes.INTERNAL);
        Set<Wanted.Term> found = new HashSet<>();
        for (Event.Commented comment : said) {
            if (comment.internal() ? notes : spoken) {
                mark(out, comment.internal() ? "internal_comment" : "comment", null, comment.text(), found);
            }
        }
    }

    private void mark(List<Highlight> out, String place, @Nullable String field, String text, Set<Wanted.Term> found) {
        Marks marks = Marks.in(text, search.wanted());
        found.addAll(marks.found());
        words.addAll(marks.words());
        add(out, place, field, text, marks.ranges());
    }

    private static void add(
            List<Highlight> out, String place, @Nullable String field, String text, List<Marks.Range> ranges) {
        if (ranges.isEmpty() || out.size() >= MOST) {
            return;
        }
        int from = 0;
        int end = text.length();
        if (text.length() > LONG) {
            from = whole(text, Math.max(0, Math.min(ranges.getFirst().offset() - BEFORE, text.length() - PART)));
            end = whole(text, Math.min(text.length(), from + PART));
        }
        int begin = from;
        int last = end;
        out.add(new Highlight(
                place,
                field,
                text.substring(begin, last),
                begin,
                text.length(),
                ranges.stream()
                        .filter(r -> r.offset() >= begin && r.offset() + r.length() <= last)
                        .map(r -> new Marks.Range(r.offset() - begin, r.length()))
                        .toList()));
    }

    /** Not in the middle of a character. */
    private static int whole(String text, int at) {
        return at > 0 && at < text.length() && Character.isLowSurrogate(text.charAt(at)) ? at - 1 : at;
    }

    private static List<Marks.Range> shifted(List<Marks.Range> ranges, int by) {
        return ranges.stream()
                .map(r -> new Marks.Range(r.offset() + by, r.length()))
                .toList();
    }
}
