import MarkdownIt from "markdown-it";
import { useMemo } from "react";
import { Html } from "../rich_text/Html";

// No HTML of its own: what looks like a tag is shown as typed. Links go to web and mail addresses only.
const markdown = new MarkdownIt({ html: false, linkify: true, breaks: true }).disable("image");

export default function Rendered({ text }: { text: string }) {
  const html = useMemo(() => markdown.render(text), [text]);
  return <Html html={html} />;
}
