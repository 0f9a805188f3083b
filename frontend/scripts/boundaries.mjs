// Import boundaries: the table in docs/architecture.md, read by `npm run check`.
// An area may import its own files and those of the areas listed here; only `app` sees everything.
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";

const src = resolve(dirname(fileURLToPath(import.meta.url)), "../src");

const screen = ["forms", "fields", "why", "expr", "actions", "ui", "api", "abilities"];
const MAY_IMPORT = {
  api: [],
  ui: [],
  expr: [],
  abilities: ["api"],
  fields: ["ui", "api"],
  why: ["fields", "ui", "api"],
  forms: ["fields", "expr", "ui"],
  actions: ["abilities", "api"],
  tickets: screen,
  portal: screen,
  insight: screen,
  knowledge: screen,
  admin: screen,
  testing: ["api", "ui"],
};

function* files(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* files(path);
    else if (/\.tsx?$/.test(entry.name)) yield path;
  }
}

const problems = [];
for (const file of files(src)) {
  const area = relative(src, file).split(sep)[0];
  if (area === "app" || !relative(src, file).includes(sep)) continue;
  const allowed = MAY_IMPORT[area];
  if (!allowed) {
    problems.push(`${relative(src, file)}: area "${area}" is not in the table of scripts/boundaries.mjs`);
    continue;
  }
  const isTest = /\.test\.tsx?$/.test(file);
  const text = readFileSync(file, "utf8");
  for (const match of text.matchAll(/(?:from|import)\s*\(?\s*["']([^"']+)["']/g)) {
    const spec = match[1];
    const target = spec.startsWith("@/")
      ? spec.slice(2)
      : spec.startsWith(".")
        ? relative(src, resolve(dirname(file), spec))
        : null;
    if (target === null || target.startsWith("..")) continue;
    const other = target.split(/[/\\]/)[0];
    if (other === area || allowed.includes(other) || (isTest && other === "testing")) continue;
    const line = text.slice(0, match.index).split("\n").length;
    problems.push(
      `${relative(src, file)}:${line}: "${area}" may not import "${other}" (it may import: ${allowed.join(", ") || "nothing"})`,
    );
  }
}
if (problems.length > 0) {
  console.error(problems.join("\n"));
  process.exit(1);
}
