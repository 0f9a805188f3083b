import classes from "./Avatar.module.css";

// White on each of these is at least 4.98 : 1.
const HUES = ["#3451D1", "#14756B", "#A2590F", "#B24A86", "#7A56C9", "#A04132", "#17703F", "#5B6472"];

/** One Han character, or up to two initials. */
export function initialsOf(name: string): string {
  const trimmed = name.trim();
  const han = /\p{Script=Han}/u.exec(trimmed);
  if (han) return han[0];
  const words = trimmed.split(/[\s._-]+/).filter(Boolean);
  const letters = words.length > 1 ? [words[0], words[words.length - 1]] : [words[0]];
  return letters.map((word) => [...(word ?? "?")][0]?.toUpperCase() ?? "?").join("");
}

/** Always the same colour for the same id, so that people are recognised by it. */
export function hueOf(id: string): string {
  let hash = 7;
  for (const char of id) hash = (Math.imul(hash, 31) + (char.codePointAt(0) ?? 0)) >>> 0;
  return HUES[hash % HUES.length] as string;
}

export function Avatar({
  id,
  name,
  size = 20,
  present = false,
  label = true,
}: {
  id: string;
  name: string;
  size?: number;
  present?: boolean;
  /** False where the name stands beside it and would be read twice. */
  label?: boolean;
}) {
  return (
    <span
      className={classes.avatar}
      style={{ width: size, height: size, background: hueOf(id), fontSize: Math.round(size * 0.46) }}
      title={label ? name : undefined}
      {...(label ? { role: "img", "aria-label": name } : { "aria-hidden": true })}
    >
      {initialsOf(name)}
      {present && <span className={classes.present} />}
    </span>
  );
}
