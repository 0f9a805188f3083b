import { expect, test } from "vitest";
import type { ColumnSchema } from "@/api";
import { isRight, tracksOf } from "./cells";

const column = (key: string, kind: string) =>
  ({ key, kind, label: {}, sortable: true }) as unknown as ColumnSchema;

test("an age is narrow and stands at the right; a date with its time has room and stands at the left", () => {
  const updated = column("updated", "date_time");
  const planned = column("planned_at", "date_time");
  expect(tracksOf([column("title", "title"), updated, planned])).toEqual([
    "minmax(200px, 1fr)",
    "60px",
    "160px",
  ]);
  expect([isRight(updated), isRight(planned)]).toEqual([true, false]);
});

test("without a title the last text takes what is left", () => {
  expect(tracksOf([column("order_no", "text"), column("channel", "text"), column("team", "team")])[1]).toBe(
    "minmax(200px, 1fr)",
  );
});

test("the number of a ticket has room for a prefix and six digits in one line", () => {
  expect(tracksOf([column("number", "number"), column("title", "title")])[0]).toBe("96px");
});
