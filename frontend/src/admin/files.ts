import type { MetadataFile } from "@/api";

/** The kinds of file a workspace consists of. */
export function readable(file: { name: string }): boolean {
  return /\.(ya?ml|drl|csv|xlsx)$/i.test(file.name);
}

/**
 * Files as the server names them: relative to the workspace's folder. A chosen folder's own name is not part of it.
 */
export async function readFiles(files: readonly File[], whole: boolean): Promise<MetadataFile[]> {
  const read = await Promise.all(
    files.map(async (file) => ({
      path: pathOf(file.webkitRelativePath || file.name, whole),
      text: await textOf(file),
    })),
  );
  return read.sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** A file as the server keeps it: a text, or a workbook in Base64. */
export async function textOf(file: File): Promise<string> {
  if (!/\.xlsx$/i.test(file.name)) return file.text();
  const bytes = new Uint8Array(await file.arrayBuffer());
  let binary = "";
  // Not all at once: a function takes only so many arguments.
  for (let i = 0; i < bytes.length; i += 8192) {
    binary += String.fromCharCode(...bytes.subarray(i, i + 8192));
  }
  return btoa(binary);
}

export function pathOf(path: string, whole: boolean): string {
  return whole && path.includes("/") ? path.slice(path.indexOf("/") + 1) : path;
}

/**
 * `all` with the given files in the place of theirs. A file given without its folder replaces the one of that name, or,
 * if there are several of that name, the one whose definition has the same id; otherwise it is new, at the path it has.
 */
export function merged(all: readonly MetadataFile[], given: readonly MetadataFile[]): MetadataFile[] {
  const byPath = new Map(all.map((file) => [file.path, file]));
  for (const file of given) {
    const path = byPath.has(file.path) ? file.path : (placeOf(file, all) ?? file.path);
    byPath.set(path, { path, text: file.text });
  }
  return [...byPath.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
}

function placeOf(file: MetadataFile, all: readonly MetadataFile[]): string | undefined {
  if (file.path.includes("/")) return undefined;
  const named = all.filter((each) => each.path.endsWith(`/${file.path}`));
  const id = idOf(file.text);
  const same = named.length > 1 && id ? named.filter((each) => idOf(each.text) === id) : named;
  return same.length === 1 ? same[0]?.path : undefined;
}

/** The definition's own id, as its first lines say it. */
function idOf(text: string): string | undefined {
  return /^id:\s*(\S+)/m.exec(text)?.[1];
}
