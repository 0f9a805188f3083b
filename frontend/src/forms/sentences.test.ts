import { expect, test } from "vitest";
import { sentence } from "@/expr";
import { configOf } from "@/fields";

const names = { label: () => "Paid", option: () => null };

/** Every currency with a sign of its own in sentences, those without cents and some without a sign. */
const CURRENCIES = "CNY JPY USD EUR GBP KRW INR VND HKD TWD SGD AUD CAD NZD PHP RUB BRL SEK CHF".split(" ");

test.each(CURRENCIES)("a sentence writes %s as its field does", (currency) => {
  for (const language of ["en", "zh"] as const) {
    for (const amount of ["1234500", "-3", "0"]) {
      const said = sentence({ lit: { amount, currency }, type: "money" }, names, language);
      const formats = { language, zone: "Asia/Shanghai", currency: "CNY" };
      expect(said).toBe(configOf("money").format({ amount, currency }, {}, formats));
    }
  }
});
