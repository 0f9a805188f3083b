import { type FieldConfig, parsed } from "../FieldConfig";

/** One image, by the id of its attachment; its file is called like the one who signed. */
export const signatureConfig: FieldConfig<string> = {
  kind: "signature",
  compare: "none",
  fromJson: (json) => (typeof json === "string" && json !== "" ? json : null),
  toJson: (value) => value,
  parse: (text) => parsed(text.trim() === "" ? null : text.trim()),
  edit: (value) => value ?? "",
  format: (value, _settings, { language }) => (value ? (language === "zh" ? "已签名" : "Signed") : ""),
  isEmpty: (value) => value == null || value === "",
  equal: (a, b) => (a ?? "") === (b ?? ""),
  validate: () => [],
};

/** The signer of a signature's file: "Lin Hai.png" is Lin Hai. */
export const signerOf = (name: string) => name.replace(/\.png$/i, "");
