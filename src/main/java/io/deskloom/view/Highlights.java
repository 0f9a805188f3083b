package io.deskloom.view;

import io.deskloom.access.TextSearch;
import io.deskloom.field.FieldType;
import io.deskloom.kernel.External;
import io.deskloom.kernel.TenantId;
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
import java.util.Objects;
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
        Map<TicketId, List<Event.Commented>> said = comments(open);
        Map<UUID, String> files = fileNames(open, said);
        open.forEach((id, look) -> {
            List<Highlight> here = out.computeIfAbsent(id.value(), _ -> new ArrayList<>());
            inFiles(look, files, here);
            inComments(said.getOrDefault(id, List.of()), files, here);
        });
        out.values().removeIf(List::isEmpty);
        return new FoundWords(
                search.similar(),
                search.similar() ? words.stream().sorted().limit(MOST).toList() : List.of(),
                gap == null
                        ? null
                        : switch (gap) {
                            case SLOW -> FoundWords.SLOW;
                            case REBUILDING -> FoundWords.REBUILDING;
                        },
                out);
    }

    /** The comments their reader may read. */
    private Map<TicketId, List<Event.Commented>> comments(Map<TicketId, Look> open) {
        boolean any = places.contains(Lexemes.PUBLIC) || places.contains(Lexemes.INTERNAL);
        Map<TicketId, List<Event.Commented>> out = new LinkedHashMap<>();
        if (any && !open.isEmpty()) {
            queries.comments(tenant(open), open.keySet(), COMMENTS).forEach((id, said) -> {
                Look look = Objects.requireNonNull(open.get(id));
                boolean spoken = look.mayReadText() && places.contains(Lexemes.PUBLIC);
                boolean notes = Projector.may(look, Verb.READ_INTERNAL) && places.contains(Lexemes.INTERNAL);
                out.put(
                        id,
                        said.stream().filter(c -> c.internal() ? notes : spoken).toList());
            });
        }
        return out;
    }

    /** The names of the files in these fields and comments. */
    private Map<UUID, String> fileNames(Map<TicketId, Look> open, Map<TicketId, List<Event.Commented>> said) {
        Set<UUID> ids = new HashSet<>();
        open.values().forEach(look -> read(look).forEach(field -> ids.addAll(files(look, field))));
        said.values().forEach(some -> some.forEach(comment -> ids.addAll(comment.attachments())));
        return ids.isEmpty() ? Map.of() : queries.fileNames(tenant(open), ids);
    }

    private static TenantId tenant(Map<TicketId, Look> open) {
        return open.values().iterator().next().actor().tenant();
    }

    /** The fields that were looked through and that their reader reads. */
    private static List<FieldDef> read(Look look) {
        return look.type().fields().stream()
                .filter(field ->
                        Lexemes.isSearched(field) && !field.kind().type().isWriteOnly() && look.mayRead(field.key()))
                .toList();
    }

    private static List<UUID> files(Look look, FieldDef field) {
        return field.kind().type().files(look.ticket().field(field.id()));
    }

    private void inFiles(Look look, Map<UUID, String> names, List<Highlight> out) {
        for (FieldDef field : read(look)) {
            if (places.contains(field.id())) {
                files(look, field).forEach(id -> mark(out, "field", field.key(), names.getOrDefault(id, "")));
            }
        }
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
        for (FieldDef field : read(look)) {
            FieldType kind = field.kind().type();
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

    private void inComments(Collection<Event.Commented> said, Map<UUID, String> names, List<Highlight> out) {
        for (Event.Commented comment : said) {
            mark(out, comment.internal() ? "internal_comment" : "comment", null, comment.text());
            for (UUID id : comment.attachments()) {
                mark(out, comment.internal() ? "internal_file" : "file", null, names.getOrDefault(id, ""));
            }
        }
    }

    private void mark(List<Highlight> out, String place, @Nullable String field, String text) {
        mark(out, place, field, text, new HashSet<>());
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
