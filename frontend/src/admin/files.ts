import type { MetadataFile } from "@/api";

/** The kinds of file a workspace consists of. */
export function readable(file: { name: string }): boolean {
  return /\.(ya?ml|drl)$/i.test(file.name);
}

/**
 * Files as the server names them: relative to the workspace's folder. A chosen folder's own name is not part of it.
 */
export async function readFiles(files: readonly File[], whole: boolean): Promise<MetadataFile[]> {
  const read = await Promise.all(
    files.map(async (file) => ({
      path: pathOf(file.webkitRelativePath || file.name, whole),
      text: await file.text(),
    })),
  );
  return read.sort((a, b) => (a.path < b.path ? -1 : 1));
}

export function pathOf(path: string, whole: boolean): string {
  return whole && path.includes("/") ? path.slice(path.indexOf("/") + 1) : path;
}

/**
 * `all` with the given files in the place of theirs. A file given without its folder replaces the one of that name,
 * if there is exactly one; otherwise it is new, at the path it has.
 */
export function merged(all: readonly MetadataFile[], given: readonly MetadataFile[]): MetadataFile[] {
  const byPath = new Map(all.map((file) => [file.path, file]));
  for (const file of given) {
    const same = file.path.includes("/") ? [] : all.filter((each) => each.path.endsWith(`/${file.path}`));
    const [only] = same;
    const path = !byPath.has(file.path) && same.length === 1 && only ? only.path : file.path;
    byPath.set(path, { path, text: file.text });
  }
  return [...byPath.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
}
