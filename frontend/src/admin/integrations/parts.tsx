import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";
import type { Delivery } from "@/api";
import { Pill, type Tone } from "@/ui";

const tones: Record<Delivery["result"], Tone> = {
  delivered: "good",
  failed: "warn",
  refused: "bad",
  unsent: "bad",
};

/** What became of an attempt, in a word. */
export function ResultPill({ result }: { result: Delivery["result"] }) {
  const { t } = useTranslation();
  return <Pill tone={tones[result]}>{t(`deliveries:result.${result}`)}</Pill>;
}

/** Why it went wrong, in a sentence. */
export function problemSentence(t: TFunction, code: string): string {
  return t([`deliveries:problem.${code}`, "deliveries:problem.other"], { code });
}
