import type { ReactNode } from "react";
import classes from "./Marked.module.css";

/** A part of a text, in UTF-16 units. */
export interface TextRange {
  offset: number;
  length: number;
}

/** A text in which something was found: the ranges stand out by weight as well as by colour. */
export function Marked({ text, ranges }: { text: string; ranges: readonly TextRange[] }) {
  const parts: ReactNode[] = [];
  let at = 0;
  for (const { offset, length } of [...ranges].sort((a, b) => a.offset - b.offset)) {
    if (offset < at || offset + length > text.length) continue;
    if (offset > at) parts.push(text.slice(at, offset));
    parts.push(
      <mark key={offset} className={classes.mark}>
        {text.slice(offset, offset + length)}
      </mark>,
    );
    at = offset + length;
  }
  parts.push(text.slice(at));
  return <>{parts}</>;
}
