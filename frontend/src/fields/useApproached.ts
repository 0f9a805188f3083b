import { useLayoutEffect, useState } from "react";
import { flushSync } from "react-dom";

/**
 * For a control that is heavy to make: it is made when somebody comes near, by pointer or by keyboard; until then a plain
 * box that looks the same stands in its place. A form of five hundred fields has hundreds, of which a person opens ten.
 *
 * @param id the DOM id of both; the focus goes from the one to the other
 * @param started whether the control is needed from the start
 */
export function useApproached(id: string, started: boolean) {
  const [near, setNear] = useState<"no" | "pointer" | "focus">("no");
  useLayoutEffect(() => {
    if (near === "focus") document.getElementById(id)?.focus();
  }, [near, id]);
  // Before the press that follows arrives: it is meant for the control.
  const come = (how: "pointer" | "focus") => flushSync(() => setNear(how));
  return {
    there: started || near !== "no",
    standIn: { onPointerEnter: () => come("pointer"), onFocus: () => come("focus") },
  };
}
