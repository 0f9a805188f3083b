import type { Tone } from "@/ui";

/** How full somebody is, from 0 to 100. */
export const share = (load: number, capacity: number): number =>
  capacity <= 0 ? 100 : Math.min(100, Math.round((load / capacity) * 100));

/** Full is bad, nearly full a warning. */
export function loadTone(load: number, capacity: number | null | undefined): Tone {
  if (capacity == null) return "neutral";
  if (load >= capacity) return "bad";
  return share(load, capacity) >= 80 ? "warn" : "accent";
}
