import type { Parts } from "./model";

/** The texts of an object's named parts; null when it is none or nothing of it is there. */
export function partsFromJson(
  json: unknown,
  names: readonly string[],
  read: (value: unknown) => string | null,
): Parts | null {
  if (json == null || typeof json !== "object" || Array.isArray(json)) return null;
  const parts: Record<string, string> = {};
  for (const name of names) {
    const value = read((json as Record<string, unknown>)[name]);
    if (value != null && value !== "") parts[name] = value;
  }
  return Object.keys(parts).length > 0 ? parts : null;
}

/** A part set or taken away; nothing left is null. */
export function withPart(value: Parts | null, name: string, part: string | null): Parts | null {
  const { [name]: _, ...rest } = value ?? {};
  const next: Parts = part == null || part === "" ? rest : { ...rest, [name]: part };
  return Object.values(next).some((v) => v !== undefined) ? next : null;
}

export function sameParts(a: Parts | null, b: Parts | null, names: readonly string[]): boolean {
  return names.every((name) => (a?.[name] ?? "") === (b?.[name] ?? ""));
}
