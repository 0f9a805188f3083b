package io.deskloom.standin;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Everything there is: the papers, what was answered under which key, and what Deskloom has not heard of yet. A call works on a copy,
 * which takes the place of the original once it is in the file, or is thrown away. Not for several threads at once.
 */
final class Books {
    /** So many answers are remembered; the oldest go first. */
    static final int ANSWERS = 5_000;

    /** So many papers of a kind are kept: an API that takes more would grow without end. */
    static final int PAPERS = 100_000;

    private final Map<Kind, Map<String, Paper>> papers = new EnumMap<>(Kind.class);
    private final Map<String, Kept> answers = new LinkedHashMap<>();
    private final List<News> news = new ArrayList<>();
    private long counter;
    private boolean stocked;

    /**
     * An answer that was given.
     *
     * @param asked what it answered, as a hash
     */
    record Kept(String asked, int status, String body) {}

    /** All of it as it stands in the file. */
    record Written(
            Map<Kind, Map<String, Paper>> papers,
            Map<String, Kept> answers,
            List<News> news,
            long counter,
            boolean stocked) {}

    Books() {}

    static Books of(Written written) {
        Books books = new Books();
        written.papers().forEach((kind, all) -> books.papers.put(kind, new LinkedHashMap<>(all)));
        books.answers.putAll(written.answers());
        books.news.addAll(written.news());
        books.counter = written.counter();
        books.stocked = written.stocked();
        return books;
    }

    Written written() {
        return new Written(papers, answers, news, counter, stocked);
    }

    Books copy() {
        return of(written());
    }

    /** Whether it has been told what the shop has: until then nothing it is asked can be answered. */
    boolean isStocked() {
        return stocked;
    }

    void stocked() {
        stocked = true;
    }

    Collection<Paper> all(Kind kind) {
        return papers.getOrDefault(kind, Map.of()).values();
    }

    /** By its number, or by the newest that its reference names. */
    Optional<Paper> find(Kind kind, String noOrRef) {
        Map<String, Paper> all = papers.getOrDefault(kind, Map.of());
        Paper exact = all.get(noOrRef);
        if (exact != null || noOrRef.isEmpty()) {
            return Optional.ofNullable(exact);
        }
        Paper newest = null;
        for (Paper paper : all.values()) {
            if (paper.ref().equals(noOrRef)) {
                newest = paper;
            }
        }
        return Optional.ofNullable(newest);
    }

    boolean isFull(Kind kind) {
        return all(kind).size() >= PAPERS;
    }

    /** Writes a paper in, instead of the one with its number; whoever is told of such papers will be. */
    Paper put(Kind kind, Paper paper) {
        Paper before = papers.computeIfAbsent(kind, _ -> new LinkedHashMap<>()).put(paper.no(), paper);
        News of = News.of(counter + 1, kind, before, paper);
        if (of != null) {
            counter++;
            news.add(of);
        }
        return paper;
    }

    /** Writes in what was there before it opened, unless it is there already. Nobody is told. */
    void learn(Kind kind, Paper paper) {
        papers.computeIfAbsent(kind, _ -> new LinkedHashMap<>()).putIfAbsent(paper.no(), paper);
    }

    /** A number nothing has had. */
    String number(Kind kind) {
        return kind.prefix() + "-" + (10_000 + ++counter);
    }

    @Nullable
    Kept answered(String key) {
        return answers.get(key);
    }

    void answered(String key, Kept answer) {
        answers.put(key, answer);
        while (answers.size() > ANSWERS) {
            answers.remove(answers.keySet().iterator().next());
        }
    }

    Optional<News> firstNews() {
        return news.stream().findFirst();
    }

    int newsCount() {
        return news.size();
    }

    void told(News one) {
        news.removeIf(n -> n.id() == one.id());
    }

    /** The news from {@code first} on once more: as somebody tells who does not know whether he was heard. */
    void repeatNews(int first) {
        List<News> again = List.copyOf(news.subList(Math.min(first, news.size()), news.size()));
        for (News one : again) {
            news.add(new News(++counter, one.type(), one.no(), one.fields(), one.lookups()));
        }
    }
}
