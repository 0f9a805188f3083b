import { useEffect } from "react";

/** How far above what the pointer is on the element that cuts may be. */
const LEVELS = 4;
/** Marks a title as ours, to be written anew: what stands there may be another text by now. */
const OURS = "cut";

/** Gives the nearest element that cuts its text off a title with the whole of it; others keep theirs or get none. */
export function titleCutText(target: EventTarget | null): void {
  let at = target instanceof HTMLElement ? target : null;
  for (let level = 0; at && level < LEVELS; level++, at = at.parentElement) {
    const ours = at.dataset[OURS] !== undefined;
    if (at.title && !ours) return;
    if (at.scrollWidth > at.clientWidth && getComputedStyle(at).textOverflow === "ellipsis") {
      at.title = at.textContent ?? "";
      at.dataset[OURS] = "";
      return;
    }
    if (ours) {
      at.removeAttribute("title");
      delete at.dataset[OURS];
    }
  }
}

/** Whatever is cut off for want of room can be read whole with the pointer on it, on every screen. */
export function useTitlesOfCutText(): void {
  useEffect(() => {
    const over = (event: Event) => titleCutText(event.target);
    document.addEventListener("pointerover", over, { passive: true });
    return () => document.removeEventListener("pointerover", over);
  }, []);
}
