import type { FieldConfig } from "../FieldConfig";
import { pathConfig } from "../tree/config";
import { regionsNow } from "./regions";

const base = pathConfig("region", regionsNow);

export const regionConfig: FieldConfig<string> = {
  ...base,
  // A path as it was typed is kept until the list is there to say better.
  parse(text, settings, formats) {
    const t = text.trim();
    return regionsNow().length === 0 && /^[A-Z]{2}(\/\d+)*$/.test(t)
      ? { ok: true, value: t }
      : base.parse(text, settings, formats);
  },
};
