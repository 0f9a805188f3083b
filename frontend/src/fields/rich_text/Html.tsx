import DOMPurify from "dompurify";
import { useMemo } from "react";
import styles from "../fields.module.css";

const TAGS = [
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
  "a",
];

/** Formatting that the server has sanitised, sanitised once more where it becomes elements. */
export function Html({ html }: { html: string }) {
  const safe = useMemo(
    () =>
      DOMPurify.sanitize(html, {
        ALLOWED_TAGS: TAGS,
        ALLOWED_ATTR: ["href", "rel"],
        // Otherwise it is judged as if it were an address, and the server's "noopener" is lost.
        ADD_URI_SAFE_ATTR: ["rel"],
        ALLOWED_URI_REGEXP: /^(?:https?|mailto|tel):/i,
      }),
    [html],
  );
  // biome-ignore lint/security/noDangerouslySetInnerHtml: sanitised on the server and again above
  return <div className={styles.prose} dangerouslySetInnerHTML={{ __html: safe }} />;
}
