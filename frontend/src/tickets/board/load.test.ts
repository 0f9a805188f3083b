import { expect, test } from "vitest";
import { loadTone, share } from "./load";

test("how full somebody is", () => {
  expect(share(8, 20)).toBe(40);
  expect(share(30, 20)).toBe(100);
  expect(share(0, 0)).toBe(100);
});

test("full is bad, nearly full a warning, and who has no limit is neither", () => {
  expect(loadTone(20, 20)).toBe("bad");
  expect(loadTone(0, 0)).toBe("bad");
  expect(loadTone(16, 20)).toBe("warn");
  expect(loadTone(15, 20)).toBe("accent");
  expect(loadTone(900, null)).toBe("neutral");
});
