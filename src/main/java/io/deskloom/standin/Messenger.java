package io.deskloom.standin;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Tells Deskloom of every change, oldest first, until it has heard: what waits is in the books and outlives this process. And asks it,
 * once, what the shop has.
 */
final class Messenger implements AutoCloseable {
    private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(15);

    private final Path file;
    private final BlockingQueue<String> hints = new LinkedBlockingQueue<>(1);
    private final Thread thread;
    private volatile @Nullable Ledger ledger;
    private volatile @Nullable Deskloom deskloom;

    /** @param folder where it remembers whom to tell */
    Messenger(Path folder) throws IOException {
        this.file = folder.resolve("deskloom.json");
        try {
            JsonNode kept = BooksFile.JSON.readTree(Files.readAllBytes(file));
            deskloom =
                    new Deskloom(kept.path("url").asText(), kept.path("token").asText());
        } catch (NoSuchFileException e) {
            deskloom = null;
        }
        this.thread = Thread.ofVirtual().name("messenger").unstarted(this::run);
    }

    void start(Ledger of) {
        ledger = of;
        thread.start();
    }

    /** There may be something to tell. */
    void hint() {
        boolean _ = hints.offer("");
    }

    /** Whom to tell, from now on and after a restart. */
    Answer talkTo(JsonNode body) throws IOException {
        String url = body.path("url").asText("");
        String token = body.path("token").asText("");
        if (!isAddress(url) || token.isBlank()) {
            return Answer.problem(400, "invalid", "A url and a token are needed.", List.of());
        }
        keep(BooksFile.JSON.writeValueAsBytes(Map.of("url", url, "token", token)));
        deskloom = new Deskloom(url, token);
        hint();
        return Answer.ok(Map.of("url", url));
    }

    private static boolean isAddress(String url) {
        try {
            URI uri = URI.create(url);
            return uri.getHost() != null && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    // It holds a token: nobody else's to read.
    private void keep(byte[] bytes) throws IOException {
        Path next = file.resolveSibling("deskloom.json.next");
        Files.deleteIfExists(next);
        Files.createFile(next, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.write(next, bytes, StandardOpenOption.WRITE);
        Files.move(
                next,
                file,
                java.nio.file.StandardCopyOption.ATOMIC_MOVE,
                java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    }

    private void run() {
        Duration pause = FIRST_PAUSE;
        try {
            while (!Thread.currentThread().isInterrupted()) {
                Deskloom to = deskloom;
                Ledger of = ledger;
                if (to == null || of == null || !work(to, of)) {
                    // Nothing to do until somebody says so; the wait ends by itself in case nobody does.
                    String _ = hints.poll(LONGEST_PAUSE.toMillis(), TimeUnit.MILLISECONDS);
                    pause = FIRST_PAUSE;
                    continue;
                }
                pause = FIRST_PAUSE;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** One thing; whether there was one. What fails is tried again, later and later. */
    private boolean work(Deskloom to, Ledger of) throws InterruptedException {
        Duration pause = FIRST_PAUSE;
        while (true) {
            try {
                if (!of.read(Books::isStocked)) {
                    Shop shop = to.shop();
                    of.change(shop::into);
                    System.err.println("stand-in: took over " + shop.size() + " papers of the shop");
                    return true;
                }
                Optional<News> news = of.read(Books::firstNews);
                if (news.isEmpty()) {
                    return false;
                }
                tell(to, news.get());
                of.change(books -> books.told(news.get()));
                return true;
            } catch (Deskloom.Refused e) {
                System.err.println("stand-in: Deskloom does not let it read the shop: " + e.getMessage());
                return false;
            } catch (IOException e) {
                Thread.sleep(pause);
                pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause.multipliedBy(2);
                if (deskloom != to) {
                    // It has moved, or has another token.
                    return true;
                }
            }
        }
    }

    private static void tell(Deskloom to, News news) throws IOException, InterruptedException {
        try {
            to.tell(news);
        } catch (Deskloom.Refused e) {
            System.err.println(
                    "stand-in: Deskloom does not take " + news.type() + " " + news.no() + ": " + e.getMessage());
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }

    /** For a file of its own beside this one's. */
    static String line(Path of) throws IOException {
        return new String(Files.readAllBytes(of), StandardCharsets.UTF_8).strip();
    }
}
