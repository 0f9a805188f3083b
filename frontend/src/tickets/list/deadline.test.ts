import { describe, expect, it } from "vitest";
import type { TypeSchema } from "@/api";
import { deadlineState, isOverdue, OVERDUE } from "./deadline";
import { filterFields, filterText, parseFilter } from "./filter";

describe("the next deadline", () => {
  const noon = Date.parse("2026-11-30T12:00:00Z");

  it("is late from the moment it is over, and soon in the hour before", () => {
    expect(deadlineState("2026-11-30T12:00:00Z", noon)).toBe("late");
    expect(deadlineState("2026-11-30T12:00:01Z", noon)).toBe("soon");
    expect(deadlineState("2026-11-30T13:00:00Z", noon)).toBe("soon");
    expect(deadlineState("2026-11-30T13:00:01Z", noon)).toBe("ahead");
  });

  it("is what a filter for overdue tickets asks of, alone and beside others", () => {
    const column = {
      key: "sla_due",
      label: { en: "Next deadline" },
      kind: "date_time",
      sortable: true,
      filterable: true,
    };
    const status = {
      key: "status",
      label: { en: "Status" },
      kind: "status",
      sortable: false,
      filterable: true,
    };
    const fields = filterFields({ columns: [column, status], fields: [] } as unknown as TypeSchema);
    expect(parseFilter(OVERDUE, fields).map(isOverdue)).toEqual([true]);
    const both = `ticket.status == "open" && ${OVERDUE}`;
    const parts = parseFilter(both, fields);
    expect(parts.map(isOverdue)).toEqual([false, true]);
    expect(filterText(parts, fields)).toBe(both);
  });
});
