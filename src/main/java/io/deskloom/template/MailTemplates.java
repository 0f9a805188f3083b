package io.deskloom.template;

import io.quarkus.qute.Engine;
import io.quarkus.qute.HtmlEscaper;
import io.quarkus.qute.Template;
import io.quarkus.qute.Variant;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Mails and pages from the templates in {@code /mail}. A template is never made of what somebody wrote. */
@ApplicationScoped
public class MailTemplates {
    private static final Set<String> LANGUAGES = Set.of("en", "zh");
    private static final List<String> FILES = List.of(
            "layout.html",
            "layout.txt",
            "en.html",
            "en.txt",
            "zh.html",
            "zh.txt",
            "page.html",
            "page.en.html",
            "page.zh.html");

    /** Made when it is first needed: most starts send no mail. */
    private @Nullable Engine engine;

    /** Why somebody gets a mail. */
    public enum Kind {
        /** A rule tells him. */
        NOTICE("notice"),
        /** It is about a request of his, and he has no account. */
        OUTSIDE("outside"),
        /** His address is to be confirmed. */
        CONFIRM("confirm"),
        /** He is asked for a decision. */
        ASKED("asked");

        private final String wire;

        Kind(String wire) {
            this.wire = wire;
        }
    }

    /**
     * What stands in a mail.
     *
     * @param language "en" or "zh"; anything else is English
     * @param workspace who writes
     * @param subject of the mail
     * @param number of the ticket, null for none
     * @param heading in large letters
     * @param text an empty line begins a paragraph
     * @param rule what had it sent, "" for nothing
     * @param url where its button leads, null for no button
     * @param stop where no more of them are asked for, null for nowhere
     * @param answers where what it asks is answered, none when it asks nothing
     */
    public record Content(
            Kind kind,
            String language,
            String workspace,
            String subject,
            @Nullable String number,
            String heading,
            String text,
            String rule,
            @Nullable String url,
            @Nullable String stop,
            List<Answer> answers) {
        /** Which asks nothing. */
        public Content(
                Kind kind,
                String language,
                String workspace,
                String subject,
                @Nullable String number,
                String heading,
                String text,
                String rule,
                @Nullable String url,
                @Nullable String stop) {
            this(kind, language, workspace, subject, number, heading, text, rule, url, stop, List.of());
        }
    }

    /** A button that answers. @param main whether it stands out */
    public record Answer(String label, String url, boolean main) {}

    /** A mail's two forms. */
    public record Rendered(String html, String text) {}

    public Rendered mail(Content content) {
        Map<String, @Nullable Object> data = new HashMap<>();
        data.put("kind", content.kind().wire);
        data.put("language", content.language());
        data.put("workspace", content.workspace());
        data.put("subject", content.subject());
        data.put("preview", preview(content.text()));
        data.put("number", content.number());
        data.put("heading", content.heading());
        data.put("paragraphs", paragraphs(content.text()));
        data.put("rule", content.rule());
        // A line of nothing but sections is taken out with its end.
        data.put("newline", "\n");
        data.put("url", content.url());
        data.put("stop", content.stop());
        // A template knows maps and lists, and no class.
        data.put(
                "answers",
                content.answers().stream()
                        .map(answer -> Map.of("label", answer.label(), "url", answer.url(), "main", answer.main()))
                        .toList());
        String language = LANGUAGES.contains(content.language()) ? content.language() : "en";
        return new Rendered(render(language + ".html", data), render(language + ".txt", data));
    }

    /** What a page behind a link says. */
    public enum Says {
        STOP("stop", true),
        STOPPED("stopped", false),
        CONFIRM("confirm", true),
        CONFIRMED("confirmed", false),
        APPROVE("approve", true),
        REFUSE("refuse", true),
        APPROVED("approved", false),
        REFUSED("refused", false),
        /** The link was used before. */
        USED("used", false),
        /** It has been decided meanwhile. */
        DECIDED("decided", false),
        /** It is not for the reader to decide any more. */
        NOT_YOURS("not-yours", false),
        /** Just now it cannot be decided. */
        NOT_NOW("not-now", false),
        BAD("bad", false);

        private final String wire;
        private final boolean asks;

        Says(String wire, boolean asks) {
            this.wire = wire;
            this.asks = asks;
        }
    }

    /**
     * A page behind a link of a mail, as HTML.
     *
     * @param subject the rule, the address or the request it is about
     */
    public String page(Says says, String language, String workspace, String subject) {
        String known = LANGUAGES.contains(language) ? language : "en";
        return render(
                "page." + known + ".html",
                Map.of(
                        "kind", says.wire,
                        "asks", says.asks,
                        "comments", says == Says.APPROVE || says == Says.REFUSE,
                        "language", known,
                        "workspace", workspace,
                        "rule", subject,
                        "address", subject,
                        "request", subject));
    }

    private static List<List<String>> paragraphs(String text) {
        return Arrays.stream(text.strip().split("\\R\\s*\\R"))
                .filter(paragraph -> !paragraph.isBlank())
                .map(paragraph -> paragraph.strip().lines().toList())
                .toList();
    }

    /** What a list of mails shows beside the subject. */
    private static String preview(String text) {
        String line = text.strip().lines().collect(Collectors.joining(" "));
        return line.codePointCount(0, line.length()) <= 120 ? line : line.substring(0, line.offsetByCodePoints(0, 120));
    }

    private String render(String name, Map<String, ?> data) {
        return Objects.requireNonNull(engine().getTemplate(name)).render(data);
    }

    private synchronized Engine engine() {
        Engine known = engine;
        if (known == null) {
            known = made();
            engine = known;
        }
        return known;
    }

    private static Engine made() {
        Engine made = Engine.builder()
                .addDefaults()
                .addResultMapper(new HtmlEscaper(List.of(Variant.TEXT_HTML)))
                .removeStandaloneLines(true)
                .strictRendering(true)
                .build();
        Function<String, Template> parse = name -> made.parse(
                read(name),
                Variant.forContentType(name.endsWith(".html") ? Variant.TEXT_HTML : Variant.TEXT_PLAIN),
                name);
        FILES.forEach(name -> made.putTemplate(name, parse.apply(name)));
        return made;
    }

    private static String read(String name) {
        try (InputStream in = MailTemplates.class.getResourceAsStream("/mail/" + name)) {
            return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
