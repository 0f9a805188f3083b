import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { TypeSchema } from "@/api";
import { KINDS } from "@/fields";
import { compareOf, filterFields, type Operator } from "./filter";

const PAGES = join(__dirname, "../../../../docs/guide/fields");
const WORDS = JSON.parse(readFileSync(join(__dirname, "../../app/i18n/en/list.json"), "utf8"));
const { plain, date } = WORDS.filter.op as Readonly<
  Record<"plain" | "date", Readonly<Record<string, string>>>
>;

const said = (kind: string, op: Operator) =>
  (["date", "timestamp", "period"].includes(compareOf(kind)) ? date[op] : undefined) ?? plain[op];

/** What the filter offers for a field of a kind to somebody who may read it. */
function offered(kind: string): string {
  const schema = {
    fields: [],
    columns: [{ key: "x", kind, label: { en: "X" }, sortable: true, filterable: true }],
  } as unknown as TypeSchema;
  return filterFields(schema)
    .flatMap((field) => field.operators.map((op) => said(kind, op)))
    .join(", ");
}

// That a page says rightly whether there is an index is FieldPagesTest's affair.
describe.each(KINDS)("the guide page of %s", (kind) => {
  const page = readFileSync(join(PAGES, `${kind}.md`), "utf8");
  const line = /^- \*\*Filter:\*\* (.*)$/m.exec(page)?.[1] ?? "";

  test("says what the filter offers", () => {
    if (/^- \*\*Index:\*\* no/m.test(page)) expect(line).toMatch(/^not offered/);
    else expect(line).toBe(offered(kind));
  });
});
