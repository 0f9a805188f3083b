import { expect, test } from "vitest";
import { sentence } from "@/expr";
import { configOf } from "@/fields";

const names = { label: () => "Paid", option: () => null };

/** Those that sentences have a sign for, and one without. TWD is $ or NT$ by language; a sentence always says NT$. */
const CURRENCIES = "CNY JPY USD EUR GBP KRW INR VND HKD SGD AUD CAD NZD PHP RUB BRL SEK CHF".split(" ");

test.each(CURRENCIES)("a sentence writes %s as its field does", (currency) => {
  for (const language of ["en", "zh"] as const) {
    for (const amount of ["1234500", "-3", "0"]) {
      const said = sentence({ lit: { amount, currency }, type: "money" }, names, language);
      const formats = { language, zone: "Asia/Shanghai", currency: "CNY" };
      expect(said).toBe(configOf("money").format({ amount, currency }, {}, formats));
    }
  }
});
