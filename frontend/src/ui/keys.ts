import { useLayoutEffect, useRef } from "react";

export type KeyMap = Readonly<Record<string, (event: KeyboardEvent) => void>>;

/** "mod+k", "shift+enter", "?", "j": a key as shortcuts are written. */
export function keyOf(event: KeyboardEvent): string {
  const mod = event.metaKey || event.ctrlKey ? "mod+" : "";
  const alt = event.altKey ? "alt+" : "";
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key.replace("Arrow", "").toLowerCase();
  // Shift already changed a printed character ("?"), so it is only named for other keys.
  const shift = event.shiftKey && event.key.length > 1 ? "shift+" : "";
  return mod + alt + shift + key;
}

/** Whether the person is writing; single keys then belong to the text. */
export function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    target.closest("input:not([type=checkbox]), textarea, select, [contenteditable='true']") !== null
  );
}

/** Binds keys while the component is shown. Nothing fires while typing, in a dialog or in a menu, except mod+ keys. */
export function useKeys(map: KeyMap, enabled = true): void {
  const latest = useRef(map);
  latest.current = map;
  // Before the screen is painted: a key pressed at the first sight of a page must not be lost.
  useLayoutEffect(() => {
    if (!enabled) return;
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing) return;
      const key = keyOf(event);
      const handler = latest.current[key];
      if (!handler) return;
      const target = event.target;
      const elsewhere =
        isTyping(target) ||
        (target instanceof HTMLElement &&
          target.closest("[role='dialog'], [role='menu'], [role='listbox']") !== null);
      if (elsewhere && !key.startsWith("mod+")) return;
      event.preventDefault();
      handler(event);
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, [enabled]);
}
