import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { bundles } from ".";

const java = join(__dirname, "../../../../src/main/java/io/deskloom");
const source = (area: string) =>
  readdirSync(join(java, area))
    .filter((name) => name.endsWith(".java"))
    .map((name) => readFileSync(join(java, area, name), "utf8"))
    .join("\n");

const { en, zh } = bundles();
type Texts = Record<string, Record<string, unknown>>;
const flows = [en.flow, zh.flow] as Texts[];

/** What the first group finds in the server's sources, once each. */
const found = (text: string, pattern: RegExp) =>
  [...new Set([...text.matchAll(pattern)].map((match) => match[1] ?? ""))].sort();

test("all that happens in an SOP is told in words", () => {
  const command = source("command");
  const whats = [
    ...found(command, /\.flow\(\s*"([a-z-]+)"/g),
    ...found(command, /place\([^;]*?, "([a-z-]+)"\)/g),
    // Chosen by how it went.
    "undoing",
    "repaired",
    "call-failed",
    "undone",
  ];
  expect(whats.length).toBeGreaterThan(15);
  const key = (what: string) => (what === "call-failed" ? "call_failed" : what);
  for (const flow of flows)
    expect(whats.filter((what) => typeof flow.event?.[key(what)] !== "string" && what !== "forked")).toEqual(
      [],
    );
  for (const flow of flows) expect(typeof flow.event?.forked_other).toBe("string");
});

test("whatever stands still has a reason in words", () => {
  const codes = [
    ...found(source("command"), /new Stuck\(\s*"([a-z-]+)"/g),
    ...found(source("command"), /(?:FlowRun\.)?stuck\([^;"]*"([a-z-]+)"/g),
    ...found(source("command"), /mark\([^;"]*"([a-z-]+)"/g),
    ...found(source("view"), /"(nobody-answers|out-of-sight|moved-on)"/g),
  ];
  expect(codes).toContain("call-failed");
  for (const flow of flows)
    expect(codes.filter((code) => code !== "not-stuck" && typeof flow.stuck?.[code] !== "string")).toEqual(
      [],
    );
});

test("why somebody may not is said for every reason", () => {
  const codes = found(source("view"), /because\(\s*(?:[^)"]*\? )?"([a-z-]+)"/g);
  expect(codes).toContain("past-no-return");
  for (const flow of flows) expect(codes.filter((code) => typeof flow.why?.[code] !== "string")).toEqual([]);
});
