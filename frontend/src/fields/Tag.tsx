import { labelIn, Pill, toneOf } from "@/ui";
import { useFormats } from "./context";
import type { Settings } from "./model";
import { optionOf } from "./single/config";

/** A chosen option: its word on its tone. A toneless one is a plain word, so that a list stays calm. */
export function Tag(props: { settings: Settings; option: string; boxed?: boolean; small?: boolean }) {
  const formats = useFormats();
  const known = optionOf(props.settings, props.option);
  const text = known ? labelIn(known.label, formats.language) : props.option;
  if (!known?.tone && !props.boxed) return <>{text}</>;
  return (
    <Pill tone={toneOf(known?.tone)} small={props.small ?? false}>
      {text}
    </Pill>
  );
}
