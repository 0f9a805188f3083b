package io.deskloom.field;

import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.owasp.html.Handler;
import org.owasp.html.HtmlPolicyBuilder;
import org.owasp.html.HtmlSanitizer;
import org.owasp.html.HtmlStreamEventReceiver;
import org.owasp.html.HtmlStreamRenderer;

/**
 * HTML of which only formatting is left: no scripts, styles, classes, ids, images, frames or foreign content, and links to
 * http, https, mailto and tel only. Reading and writing are the OWASP sanitizer's, so that what browsers repair while they
 * parse (mutation XSS) has been repaired before anything is judged.
 *
 * @param html balanced, every attribute quoted
 * @param text what a reader sees, blocks on lines of their own
 */
record SafeHtml(String html, String text) {
    private static final Set<String> BLOCKS =
            Set.of("p", "br", "div", "h1", "h2", "h3", "li", "ul", "ol", "blockquote", "pre", "hr");
    private static final Pattern BLANK_LINES = Pattern.compile("\n{2,}");
    private static final HtmlPolicyBuilder POLICY = new HtmlPolicyBuilder()
            .allowElements(
                    "p",
                    "br",
                    "strong",
                    "b",
                    "em",
                    "i",
                    "u",
                    "s",
                    "code",
                    "pre",
                    "blockquote",
                    "ul",
                    "ol",
                    "li",
                    "h1",
                    "h2",
                    "h3",
                    "hr",
                    "a")
            .allowUrlProtocols("http", "https", "mailto", "tel")
            .allowAttributes("href")
            .onElements("a")
            .requireRelsOnLinks("noopener", "noreferrer", "nofollow");

    /** What is kept stays as it is when it is read and sent back: the first pass leaves list items outside of any list. */
    static SafeHtml of(String html) {
        return pass(pass(html).html());
    }

    private static SafeHtml pass(String html) {
        StringBuilder out = new StringBuilder(html.length());
        Said said = new Said(HtmlStreamRenderer.create(out, Handler.DO_NOTHING));
        HtmlSanitizer.sanitize(html, POLICY.build(said));
        return new SafeHtml(out.toString(), said.text());
    }

    /** Plain text as HTML: every line a paragraph. */
    static String paragraphs(String text) {
        StringBuilder out = new StringBuilder();
        text.strip()
                .lines()
                .forEach(line -> out.append("<p>")
                        .append(line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"))
                        .append("</p>"));
        return out.toString();
    }

    /** Hands everything on and listens. */
    private static final class Said implements HtmlStreamEventReceiver {
        private final HtmlStreamEventReceiver next;
        private final StringBuilder text = new StringBuilder();

        Said(HtmlStreamEventReceiver next) {
            this.next = next;
        }

        @Override
        public void openDocument() {
            next.openDocument();
        }

        @Override
        public void closeDocument() {
            next.closeDocument();
        }

        @Override
        public void openTag(String name, List<String> attributes) {
            line(name);
            next.openTag(name, attributes);
        }

        @Override
        public void closeTag(String name) {
            line(name);
            next.closeTag(name);
        }

        @Override
        public void text(String words) {
            text.append(words);
            next.text(words);
        }

        private void line(String name) {
            if (BLOCKS.contains(name) && !text.isEmpty()) {
                text.append('\n');
            }
        }

        String text() {
            return BLANK_LINES.matcher(text.toString().strip()).replaceAll("\n");
        }
    }
}
