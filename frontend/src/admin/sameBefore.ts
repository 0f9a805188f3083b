import type { Release } from "@/api";

/**
 * Releases whose content was in force before, with the number of the first that had it.
 *
 * @param releases newest first
 */
export function sameBefore<R extends Pick<Release, "id" | "revision">>(
  releases: readonly R[],
): ReadonlyMap<R, number> {
  const first = new Map<string, number>();
  const same = new Map<R, number>();
  for (const release of [...releases].reverse()) {
    const before = first.get(release.id);
    if (before === undefined) first.set(release.id, release.revision);
    else same.set(release, before);
  }
  return same;
}
