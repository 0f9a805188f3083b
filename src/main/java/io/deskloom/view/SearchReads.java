package io.deskloom.view;

import io.deskloom.access.ListRequest;
import io.deskloom.access.Planner;
import io.deskloom.identity.Actor;
import io.deskloom.kernel.Moment;
import io.deskloom.kernel.Rejection;
import io.deskloom.kernel.Result;
import io.deskloom.model.MetadataSnapshot;
import io.deskloom.model.TicketTypeDef;
import io.deskloom.search.Wanted;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Gatherers;
import org.jspecify.annotations.Nullable;

/** Words looked for in everything an actor may see: the same lists with the same words, the first few rows of each. */
@ApplicationScoped
public class SearchReads {
    private static final Pattern NUMBER = Pattern.compile("\\s*(?:([A-Za-z]{1,8})[-\\s]?)?#?([0-9]{1,15})\\s*");

    /** So long all types together are looked through; then what was found so far is the answer. */
    private static final Duration PATIENCE = Duration.ofMillis(2_500);

    /** So many types are looked through beside each other: each takes a connection. */
    private static final int AT_ONCE = 4;

    private final TicketReads tickets;
    private final RecordReads records;
    private final Planner planner;
    private final TicketQueries queries;
    private final Clock clock;

    SearchReads(TicketReads tickets, RecordReads records, Planner planner, TicketQueries queries, Clock clock) {
        this.queries = queries;
        this.clock = clock;
        this.tickets = tickets;
        this.records = records;
        this.planner = planner;
    }

    /**
     * What holds the words; 400 for too many of them, 404 for a type out of reach.
     *
     * @param only type keys; empty for all
     * @param limit rows of each type
     */
    public Result<SearchAnswer> search(
            Actor actor, MetadataSnapshot metadata, String text, Set<String> only, int limit, Moment moment) {
        List<TicketTypeDef> types = metadata.everyType()
                .filter(t -> only.isEmpty() || only.contains(t.key()))
                .filter(t -> planner.mayList(actor, t, moment))
                .sorted(Comparator.comparing(TicketTypeDef::isObject).thenComparing(TicketTypeDef::key))
                .toList();
        if (types.size() < only.size()) {
            return Result.refused(Rejection.notFound());
        }
        Instant until = clock.instant().plus(PATIENCE);
        Result<Looked> exact = look(actor, metadata, types, text, limit, new TicketReads.Looking(null, until), moment);
        // Words may be mistyped only where they are nowhere as typed.
        return exact.flatMap(found -> {
            Set<String> meant = found.parts.isEmpty() && found.gap == null ? meant(actor, types, text) : Set.of();
            return meant.isEmpty()
                    ? Result.ok(answer(found))
                    : look(actor, metadata, types, text, limit, new TicketReads.Looking(meant, until), moment)
                            .map(SearchReads::answer);
        });
    }

    /** Which of the words that may be meant any record holds: asked once for all types. */
    private Set<String> meant(Actor actor, List<TicketTypeDef> types, String text) {
        Wanted wanted = Wanted.of(text);
        Set<String> unsure = new LinkedHashSet<>();
        types.stream()
                .map(type -> wanted.withoutPrefix(type.prefix()))
                .distinct()
                .forEach(words -> unsure.addAll(words.similar().unsure()));
        return queries.held(actor.tenant(), unsure).orElse(Set.of());
    }

    private record Part(SearchAnswer.Group group, FoundWords words) {}

    /**
     * @param parts of the types that have anything
     * @param gap as in {@link FoundWords}, of any type that was to be looked through
     */
    private record Looked(List<Part> parts, @Nullable String gap) {}

    private Result<Looked> look(
            Actor actor,
            MetadataSnapshot metadata,
            List<TicketTypeDef> types,
            String text,
            int limit,
            TicketReads.Looking looking,
            Moment moment) {
        // One after the other a workspace of many types would keep everybody waiting for their sum.
        List<Optional<Result<Part>>> looked = types.stream()
                .gather(Gatherers.mapConcurrent(
                        AT_ONCE,
                        type -> clock.instant().isBefore(looking.until())
                                ? Optional.of(part(actor, metadata, type, text, limit, looking, moment))
                                : Optional.<Result<Part>>empty()))
                .toList();
        List<Part> out = new ArrayList<>();
        String gap = null;
        for (Optional<Result<Part>> one : looked) {
            switch (one.orElse(null)) {
                case null -> gap = FoundWords.SLOW;
                case Result.Ok<Part>(Part part) -> {
                    if (!part.group.items().isEmpty()) {
                        out.add(part);
                    }
                    gap = gap == null || FoundWords.SLOW.equals(part.words.gap()) ? part.words.gap() : gap;
                }
                case Result.Refused<Part>(Rejection rejection) -> {
                    return Result.refused(rejection);
                }
            }
        }
        return Result.ok(new Looked(out, gap));
    }

    private Result<Part> part(
            Actor actor,
            MetadataSnapshot metadata,
            TicketTypeDef type,
            String text,
            int limit,
            TicketReads.Looking looking,
            Moment moment) {
        ListRequest request = new ListRequest(type.key(), null, null, Map.of(), "-updated", limit, null, text);
        return type.isObject()
                ? records.found(actor, metadata, type.key(), request, looking, moment)
                        .map(page -> records(type, page))
                : tickets.found(actor, metadata, request, looking, moment)
                        .map(page -> tickets(type, page, numbered(actor, metadata, type, text, moment), limit));
    }

    /** The ticket of the very number that was typed, which may be an old one. */
    private List<TicketRow> numbered(
            Actor actor, MetadataSnapshot metadata, TicketTypeDef type, String text, Moment moment) {
        Matcher number = NUMBER.matcher(text);
        if (!number.matches()) {
            return List.of();
        }
        String prefix = number.group(1);
        if (prefix != null && !prefix.toUpperCase(Locale.ROOT).equals(type.prefix())) {
            return List.of();
        }
        ListRequest request = new ListRequest(
                type.key(), null, null, Map.of("number", List.of(number.group(2))), "-updated", 1, null);
        return tickets.list(actor, metadata, request, moment) instanceof Result.Ok<TicketPage>(TicketPage page)
                ? page.items()
                : List.of();
    }

    private static Part tickets(TicketTypeDef type, TicketPage page, List<TicketRow> first, int limit) {
        FoundWords words = words(page.search());
        Map<UUID, SearchAnswer.Hit> hits = new LinkedHashMap<>();
        List<TicketRow> rows = new ArrayList<>(first);
        rows.addAll(page.items());
        for (TicketRow row : rows) {
            if (hits.size() < limit) {
                hits.putIfAbsent(
                        row.id(),
                        new SearchAnswer.Hit(
                                row.id(),
                                row.type(),
                                row.number(),
                                row.title(),
                                row.step(),
                                row.status(),
                                row.priority(),
                                null,
                                row.updatedAt(),
                                words.highlights().getOrDefault(row.id(), List.of())));
            }
        }
        return new Part(new SearchAnswer.Group(type.key(), false, List.copyOf(hits.values()), page.count()), words);
    }

    private static Part records(TicketTypeDef type, RecordPage page) {
        FoundWords words = words(page.search());
        List<SearchAnswer.Hit> hits = page.items().stream()
                .map(row -> new SearchAnswer.Hit(
                        row.id(),
                        row.type(),
                        null,
                        row.title(),
                        null,
                        null,
                        null,
                        row.externalId(),
                        row.updatedAt(),
                        words.highlights().getOrDefault(row.id(), List.of())))
                .toList();
        return new Part(new SearchAnswer.Group(type.key(), true, hits, page.count()), words);
    }

    private static FoundWords words(@Nullable FoundWords words) {
        return words == null ? new FoundWords(false, List.of(), null, Map.of()) : words;
    }

    private static SearchAnswer answer(Looked found) {
        Set<String> words = new LinkedHashSet<>();
        found.parts.forEach(p -> words.addAll(p.words.words()));
        return new SearchAnswer(
                found.parts.stream().map(Part::group).toList(),
                found.parts.stream().anyMatch(p -> p.words.similar()),
                List.copyOf(words),
                found.gap);
    }
}
