import { useMediaQuery } from "@mantine/hooks";

/** Fingers or a narrow screen: large targets, choices laid out instead of a list to open. */
export function useTouch(): boolean {
  // Known from the first moment on: what is focused or asked for then is not taken back.
  return (
    useMediaQuery("(max-width: 599px), (pointer: coarse)", undefined, { getInitialValueInEffect: false }) ??
    false
  );
}
