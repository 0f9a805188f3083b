import { type FieldConfig, parsed, refused } from "../FieldConfig";
import type { Kind } from "../model";

const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** What the kinds share that hold several files: the ids of their attachments, in order. */
export function filesConfig(kind: Kind): FieldConfig<readonly string[]> {
  return {
    kind,
    compare: "none",
    fromJson(json) {
      if (!Array.isArray(json)) return null;
      const ids = json.filter((id): id is string => typeof id === "string");
      return ids.length > 0 ? ids : null;
    },
    toJson: (value) => (value == null || value.length === 0 ? null : [...value]),
    parse(text) {
      const ids = text
        .split(/[,，、\s]+/)
        .map((id) => id.toLowerCase())
        .filter((id) => id !== "");
      return ids.every((id) => ID.test(id))
        ? parsed(ids.length > 0 ? [...new Set(ids)] : null)
        : refused("field.wrong-type");
    },
    edit: (value) => (value ?? []).join(", "),
    format(value, _settings, { language }) {
      const count = value?.length ?? 0;
      if (count === 0) return "";
      if (language === "zh") return `${count} 个文件`;
      return count === 1 ? "1 file" : `${count} files`;
    },
    isEmpty: (value) => value == null || value.length === 0,
    equal: (a, b) => (a ?? []).join() === (b ?? []).join(),
    validate(value, settings) {
      const most = settings.maxItems;
      return most != null && (value ?? []).length > most
        ? [{ code: "field.too-many", params: { max: most } }]
        : [];
    },
  };
}
