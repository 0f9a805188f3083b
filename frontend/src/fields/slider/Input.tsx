import { Slider } from "@mantine/core";
import { useFormats } from "../context";
import type { InputProps } from "../FieldKind";
import { NO_SETTINGS } from "../FieldSpec";
import styles from "../fields.module.css";
import { ParsedText } from "../ParsedText";
import { sliderConfig, stops } from "./config";

/** Drawn or typed: the slider is quick, the box beside it exact. */
export function Input(props: InputProps<string>) {
  const formats = useFormats();
  const { min, max, step } = stops(props.field.settings ?? NO_SETTINGS);
  const shown = Math.min(max, Math.max(min, Number(props.value ?? min)));
  return (
    <div className={styles.slider} data-unset={props.value == null || undefined}>
      <Slider
        className={styles.track as string}
        value={shown}
        min={min}
        max={max}
        step={step}
        label={null}
        onChange={(value) => props.onChange({ value: sliderConfig.fromJson(value, NO_SETTINGS) })}
        thumbProps={{
          "aria-labelledby": props.labelledBy,
          "aria-valuetext":
            props.value == null ? "–" : sliderConfig.format(props.value, NO_SETTINGS, formats),
        }}
      />
      <div className={styles.exact}>
        <ParsedText {...props} config={sliderConfig} inputMode="decimal" numeric />
      </div>
    </div>
  );
}
