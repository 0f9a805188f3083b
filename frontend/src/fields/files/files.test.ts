import { describe, expect, test } from "vitest";
import type { Attachment } from "@/api";
import { chooserTypes, refusal, tooLarge } from "./accept";
import { filesConfig } from "./ids";
import { formatSize } from "./size";

const photo: Attachment = {
  id: "00000000-0000-4000-8000-000000000001",
  name: "kettle.jpg",
  size: 48_211,
  type: "image/jpeg",
  state: "ready",
  hasPictures: true,
  width: 640,
  height: 480,
  createdAt: "2026-11-22T06:30:00Z",
  expiresAt: null,
};

describe("what may come in", () => {
  test("types and families", () => {
    expect(refusal("file", {}, photo)).toBeNull();
    expect(refusal("file", { accept: ["image/*"] }, photo)).toBeNull();
    expect(refusal("file", { accept: ["application/pdf"] }, photo)?.code).toBe("field.file-type");
    expect(refusal("file", { accept: ["image/*"], refuse: ["image/jpeg"] }, photo)?.code).toBe(
      "field.file-type",
    );
  });
  test("an image field takes only what can be looked at", () => {
    expect(refusal("image", {}, { ...photo, hasPictures: false })?.code).toBe("field.not-an-image");
    expect(refusal("file", {}, { ...photo, hasPictures: false })).toBeNull();
  });
  test("the chooser offers what the field takes", () => {
    expect(chooserTypes("file", {})).toBeUndefined();
    expect(chooserTypes("image", {})).toContain("image/jpeg");
    expect(chooserTypes("file", { accept: ["application/pdf"] })).toBe("application/pdf");
  });
  test("size", () => {
    expect(tooLarge({ maxBytes: 1000 }, 1001)?.code).toBe("field.file-too-large");
    expect(tooLarge({ maxBytes: 1000 }, 1000)).toBeNull();
    expect(tooLarge({}, 1e12)).toBeNull();
  });
  test("how many", () => {
    const config = filesConfig("file");
    expect(config.validate(["a", "b"], { maxItems: 1 })).toEqual([
      { code: "field.too-many", params: { max: 1 } },
    ]);
    expect(config.validate(["a"], { maxItems: 1 })).toEqual([]);
  });
});

test("sizes in people's units", () => {
  expect(formatSize(999, "en")).toBe("999 bytes");
  expect(formatSize(1500, "en")).toBe("1.5 kB");
  expect(formatSize(48_211, "zh")).toBe("48 kB");
  expect(formatSize(104_857_600, "en")).toBe("105 MB");
});
