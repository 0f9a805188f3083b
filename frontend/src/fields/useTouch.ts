import { useMediaQuery } from "@mantine/hooks";

/** Fingers or a narrow screen: large targets, choices laid out instead of a list to open. */
export function useTouch(): boolean {
  return useMediaQuery("(max-width: 599px), (pointer: coarse)") ?? false;
}
