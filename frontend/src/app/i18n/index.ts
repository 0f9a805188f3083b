import i18next from "i18next";
import { initReactI18next } from "react-i18next";

/** One file per area and language; an area adds its file, nothing else. The file's name is the namespace. */
const files = import.meta.glob<{ default: Record<string, unknown> }>("./{en,zh}/*.json", { eager: true });

export type Bundle = Record<string, Record<string, unknown>>;

export function bundles(): Record<"en" | "zh", Bundle> {
  const all: Record<"en" | "zh", Bundle> = { en: {}, zh: {} };
  for (const [path, module] of Object.entries(files)) {
    const match = /^\.\/(en|zh)\/(.+)\.json$/.exec(path);
    if (match) all[match[1] as "en" | "zh"][match[2] as string] = module.default;
  }
  return all;
}

const REMEMBERED = "deskloom.language";

/** Before anybody has logged in: what was used here last, else what the browser asks for. */
export function guessLanguage(): "en" | "zh" {
  const remembered = localStorage.getItem(REMEMBERED);
  if (remembered === "en" || remembered === "zh") return remembered;
  return navigator.languages.some((tag) => tag.toLowerCase().startsWith("zh")) ? "zh" : "en";
}

export function setLanguage(language: "en" | "zh"): void {
  localStorage.setItem(REMEMBERED, language);
  document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
  void i18next.changeLanguage(language);
}

export function startI18n(language: "en" | "zh" = guessLanguage()) {
  document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
  const resources = bundles();
  void i18next.use(initReactI18next).init({
    resources,
    lng: language,
    fallbackLng: "en",
    ns: Object.keys(resources.en),
    defaultNS: "common",
    interpolation: { escapeValue: false },
    returnNull: false,
    initAsync: false,
  });
  return i18next;
}
