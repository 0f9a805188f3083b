import { type RefObject, useEffect, useRef } from "react";

/** How much of the chip before it is left to be seen, in pixels: there is more in that direction. */
const PEEK = 48;

/**
 * For a line of chips that may be longer than the screen: what is current in it is brought into sight.
 *
 * @param since another value, another look: which one is current, and whether the chips are there yet
 */
export function useCurrentInSight<E extends HTMLElement>(since: string): RefObject<E | null> {
  const line = useRef<E>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: that something else is current is the reason
  useEffect(() => {
    const current = line.current?.querySelector<HTMLElement>("[aria-current], [aria-selected=true]");
    if (line.current && current)
      line.current.scrollLeft = current.offsetLeft - line.current.offsetLeft - PEEK;
  }, [since]);
  return line;
}
