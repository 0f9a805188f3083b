import { useMemo } from "react";
import { useFormats } from "../context";
import type { InputProps } from "../FieldKind";
import { PathSelect } from "../tree/PathSelect";
import { byName, useRegions } from "./regions";

export function Input(props: InputProps<string>) {
  const { language } = useFormats();
  const regions = useRegions();
  const options = useMemo(() => byName(regions, language), [regions, language]);
  return <PathSelect {...props} options={options} />;
}
