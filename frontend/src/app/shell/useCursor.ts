import { useEffect, useState } from "react";

/** Something the keyboard can stand on. */
export interface Offered {
  id: string;
  /** Comes of the server's answer, or stands behind what does: before the answer nobody can say that it comes first. */
  asked?: boolean;
}

/** How far the answer to what was typed has come. */
export interface Answer {
  /** What is shown of the server belongs to an earlier text, or to none. */
  pending: boolean;
  /** It holds what was typed, and not what only comes close. */
  exact: boolean;
}

/** Where the keyboard stands: on what was chosen, or else on the first that is certain to stay first; -1 is nowhere. */
export function standing(options: readonly Offered[], chosen: string | null, pending: boolean): number {
  if (chosen !== null) return options.findIndex((option) => option.id === chosen);
  const [first] = options;
  return first && !(pending && first.asked) ? 0 : -1;
}

/**
 * The keyboard's place among options that change while they are looked at. What arrives never moves it to something else, and
 * Enter before the answer waits for it: whoever types a number and presses Enter gets what has that number, however slow the
 * server is.
 */
export function useCursor<Option extends Offered>(
  options: readonly Option[],
  { pending, exact }: Answer,
  run: (option: Option) => void,
) {
  // By its id, for places shift.
  const [chosen, setChosen] = useState<string | null>(null);
  const [waiting, setWaiting] = useState(false);
  const at = standing(options, chosen, pending);
  const here = options[at];

  useEffect(() => {
    if (waiting && !pending) {
      setWaiting(false);
      // What only comes close is shown, not opened.
      if (exact && here) {
        run(here);
        return;
      }
    }
    // Once it is marked it is what Enter means, even if the same question is answered otherwise a moment later.
    if (chosen === null && here) setChosen(here.id);
  }, [waiting, pending, exact, chosen, here, run]);

  return {
    at,
    /** Enter was pressed and waits for the answer. */
    waiting: waiting && pending,
    /** Another text: the cursor goes to what comes first of that. */
    typed: () => {
      setChosen(null);
      setWaiting(false);
    },
    point: (option: Option) => {
      setChosen(option.id);
      setWaiting(false);
    },
    step: (by: 1 | -1) => {
      const from = at < 0 && by < 0 ? 0 : at;
      const next = options[(from + by + options.length) % Math.max(options.length, 1)];
      if (next) setChosen(next.id);
      setWaiting(false);
    },
    enter: () => {
      if (here) run(here);
      else {
        setChosen(null);
        setWaiting(pending);
      }
    },
  };
}
