import { describe, expect, it } from "vitest";
import type { MacroStep, TicketDetail, TicketMacro } from "@/api";
import { wayBack } from "./wayBack";

const step = (kind: MacroStep["kind"], field: string | null = null): MacroStep => ({
  kind,
  field,
  label: null,
  person: null,
  value: null,
});
const macro = (changes: MacroStep[], comment: TicketMacro["comment"] = null) =>
  ({ key: "m", label: { en: "M" }, help: null, changes, comment, requires: [] }) as TicketMacro;
const before = {
  priority: "low",
  team: "returns",
  assignee: null,
  fields: { reason: "size", secret: { masked: "•••" } },
  form: {
    key: "f",
    fields: [
      { key: "reason", level: "edit" },
      { key: "payer", level: "edit" },
      { key: "secret", level: "masked" },
    ],
  },
} as unknown as TicketDetail;

describe("the way back from a macro", () => {
  it("brings values back, also that there was none", () => {
    expect(wayBack(macro([step("field", "reason"), step("field", "payer")]), before)).toEqual({
      update: { fields: { reason: "size", payer: null } },
      assign: null,
    });
  });

  it("brings priority, team and assignee back", () => {
    expect(wayBack(macro([step("priority"), step("team"), step("assignee")]), before)).toEqual({
      update: { priority: "low" },
      assign: { team: "returns", assignee: null },
    });
  });

  it("is none after a step, after a word to the customer, and of what was out of sight", () => {
    expect(wayBack(macro([step("priority"), step("action")]), before)).toBeNull();
    expect(wayBack(macro([step("priority")], { visibility: "public", text: "Hello" }), before)).toBeNull();
    expect(wayBack(macro([step("field", "secret")]), before)).toBeNull();
    expect(wayBack(macro([step("field", "elsewhere")]), before)).toBeNull();
    expect(wayBack(macro([], { visibility: "internal", text: "Noted" }), before)).toBeNull();
  });

  it("leaves a note for colleagues where it is", () => {
    const noted = macro([step("priority")], { visibility: "internal", text: "Noted" });
    expect(wayBack(noted, before)).toEqual({ update: { priority: "low" }, assign: null });
  });
});
