package io.deskloom.browser;

import com.microsoft.playwright.Page;
import java.util.ArrayList;
import java.util.List;

/**
 * What a machine can say about a screen before a person looks at it: what scrolls sideways, what is cut off and cannot be
 * read anywhere, what a thumb misses, what stands there in the wrong language, and what the accessibility checker says.
 * Each is a hint and not a verdict.
 */
final class Findings {
    /** The accessibility checker takes longer than all the rest: {@code -Dpictures.axe=false} does without. */
    private static final boolean ASKING = !"false".equals(System.getProperty("pictures.axe"));

    private Findings() {}

    /**
     * @param language what the screen should be in: "en" or "zh"
     * @param first whether this is the screen's first picture in this window: of the others only the colours are looked at
     */
    static List<String> on(Page page, String language, boolean first) {
        List<String> found = new ArrayList<>();
        if (first) {
            Object seen = page.evaluate(SEEN, language);
            ((List<?>) seen).forEach(each -> found.add(each.toString()));
        }
        if (language.equals("en") && ASKING) {
            found.addAll(first ? Browsers.accessibilityProblems(page) : Browsers.paleText(page));
        }
        return found;
    }

    private static final String SEEN = """
            language => {
              const found = new Set();
              const phone = innerWidth < 600;
              const words = e => (e.innerText ?? e.textContent ?? "").trim().replace(/\\s+/g, " ").slice(0, 50);
              const name = e => e.tagName.toLowerCase() + " '" + (words(e) || e.getAttribute("aria-label") || e.className) + "'";
              const shown = e => {
                const box = e.getBoundingClientRect();
                if (box.width < 2 || box.height < 2 || box.bottom < 0 || box.top > innerHeight) return null;
                if (!e.checkVisibility({opacityProperty: true, visibilityProperty: true}) || e.closest(".sr-only")) return null;
                return box;
              };
              const wide = document.documentElement.scrollWidth - innerWidth;
              if (wide > 0) found.add(`the page scrolls sideways by ${wide} px`);
              for (const e of document.querySelectorAll("body *")) {
                const box = shown(e);
                if (!box) continue;
                const style = getComputedStyle(e);
                const own = [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim());
                if (phone && box.right > innerWidth + 1 && own) {
                  let scrolls = false;
                  for (let p = e.parentElement; p; p = p.parentElement)
                    scrolls ||= ["auto", "scroll"].includes(getComputedStyle(p).overflowX);
                  if (!scrolls) found.add(`beyond the right edge: ${name(e)}`);
                }
                // With an ellipsis the whole of it is in the title, see cutText.ts; of a name on a button that is not enough.
                if (own && e.scrollWidth > e.clientWidth + 1 && ["hidden", "clip"].includes(style.overflowX)
                    && !/INPUT|TEXTAREA/.test(e.tagName)
                    && (style.textOverflow !== "ellipsis" || e.closest("button, label, th, h1, h2, h3")))
                  found.add(`cut off: ${name(e)}`);
                if (phone && e.matches("a, button, input, select, textarea, summary, [role=button], [role=option], [role=menuitem]")
                    && style.display !== "inline") {
                  const target = e.matches("input") ? (e.closest("label, .mantine-Input-wrapper, .mantine-Checkbox-body") ?? e) : e;
                  const size = target.getBoundingClientRect();
                  // What is to look small has more to touch around it, see Why.module.css.
                  const around = getComputedStyle(e, "::after");
                  const more = around.position === "absolute" && around.content !== "none" ? Math.min(0, parseFloat(around.top)) : 0;
                  const height = size.height - 2 * (more || 0);
                  if (height < 40 || size.width < 40)
                    found.add(`a small target, ${Math.round(size.width)}x${Math.round(height)}: ${name(e)}`);
                }
                if (own && e.matches("button, label, th, dt, h1, h2, h3, h4, summary, legend, [role=tab], [role=menuitem], p, kbd ~ span")) {
                  const said = words(e);
                  if (/^[a-z]+:[a-z][\\w.]+$/i.test(said)) found.add(`no words: ${name(e)}`);
                  if (language === "zh" && /[A-Za-z]{4,}/.test(said) && !/[\\u4e00-\\u9fff]/.test(said))
                    found.add(`not Chinese: ${name(e)}`);
                  if (language === "en" && /[\\u4e00-\\u9fff]/.test(said)) found.add(`not English: ${name(e)}`);
                }
              }
              return [...found];
            }""";
}
