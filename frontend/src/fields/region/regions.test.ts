import { expect, it } from "vitest";
import { byName } from "./regions";

const country = (key: string, en: string, zh: string) => ({
  key,
  label: { en, zh },
  tone: null,
  options: [],
});

it("has countries by their names in the reader's language, not by their codes", () => {
  const all = [
    country("AE", "United Arab Emirates", "阿联酋"),
    country("AF", "Afghanistan", "阿富汗"),
    country("CN", "China", "中国"),
    country("DE", "Germany", "德国"),
  ];
  const keys = (language: string) => byName(all, language).map((each) => each.key);
  expect(keys("en")).toEqual(["AF", "CN", "DE", "AE"]);
  expect(keys("zh")).toEqual(["AF", "AE", "DE", "CN"]);
});
