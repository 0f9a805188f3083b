/**
 * Instants and the workspace's wall clock. `Intl` knows every zone's rules; a wall time in a gap (clock put forward)
 * moves forward by the gap, one that exists twice is its first occurrence: as `java.time` does it.
 */

const formatters = new Map<string, Intl.DateTimeFormat>();

function parts(zone: string): Intl.DateTimeFormat {
  let f = formatters.get(zone);
  if (!f) {
    f = new Intl.DateTimeFormat("en-US", {
      timeZone: zone,
      hourCycle: "h23",
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
      hour: "2-digit",
      minute: "2-digit",
      second: "2-digit",
    });
    formatters.set(zone, f);
  }
  return f;
}

/** Milliseconds the zone is ahead of UTC at an instant. */
function offsetAt(epochMs: number, zone: string): number {
  const p = { year: 0, month: 1, day: 1, hour: 0, minute: 0, second: 0 };
  for (const { type, value } of parts(zone).formatToParts(epochMs)) {
    if (type in p) p[type as keyof typeof p] = Number(value);
  }
  const wall = Date.UTC(p.year, p.month - 1, p.day, p.hour, p.minute, p.second);
  return wall - Math.floor(epochMs / 1000) * 1000;
}

/** "2026-11-22T14:05" of the wall clock as an ISO instant with "Z"; null when it is no wall time. */
export function wallToInstant(wall: string, zone: string): string | null {
  const m = /^(\d{4}-\d{2}-\d{2})[T ](([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?)$/.exec(wall);
  if (!m?.[1] || !m[2] || !isDay(m[1])) return null;
  const asUtc = Date.parse(`${m[1]}T${m[2]}Z`);
  // The offset before and after any change that day: the earlier instant wins where both fit, and where neither
  // does (a gap) the offset before the change moves the time forward by the gap.
  const before = offsetAt(asUtc - 86_400_000, zone);
  const after = offsetAt(asUtc + 86_400_000, zone);
  const first = asUtc - Math.max(before, after);
  const second = asUtc - Math.min(before, after);
  const fits = [first, second].find((t) => t + offsetAt(t, zone) === asUtc);
  return toIso(fits ?? asUtc - before);
}

/** An ISO instant as "2026-11-22T14:05" on the wall clock of the zone; empty when it is no instant. */
export function instantToWall(iso: string, zone: string): string {
  const ms = Date.parse(iso);
  if (Number.isNaN(ms)) return "";
  return new Date(ms + offsetAt(ms, zone)).toISOString().slice(0, 16);
}

/** Whether the text is a day that exists. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || text.startsWith("0000")) return false;
  // A day that does not exist either does not parse or comes back as another one (30 February as 1 March).
  const ms = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(text);
}

function toIso(ms: number): string {
  return new Date(ms).toISOString().replace(".000Z", "Z");
}
