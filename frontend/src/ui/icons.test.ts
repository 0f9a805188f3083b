import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { iconNames } from "./icons";

/** Every icon the demo's definitions name, with the file that does. */
function* wanted(folder: string): Generator<[string, string]> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* wanted(path);
    else
      for (const [, name] of readFileSync(path, "utf8").matchAll(/^icon: ([a-z0-9-]+)$/gm))
        yield [name ?? "", path];
  }
}

test("every icon of the demo has a picture of its own", () => {
  const all = [...wanted(join(__dirname, "../../../metadata/demo"))];
  expect(all.length).toBeGreaterThan(10);
  expect(all.filter(([name]) => !iconNames.includes(name))).toEqual([]);
});
