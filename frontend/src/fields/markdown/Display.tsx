import { lazy, Suspense } from "react";
import type { DisplayProps } from "../FieldKind";
import { plainDisplay } from "../PlainDisplay";
import { markdownConfig } from "./config";

const Rendered = lazy(() => import("./Rendered"));
const Line = plainDisplay(markdownConfig);

export function Display(props: DisplayProps<string>) {
  if (props.mode === "cell") return <Line {...props} />;
  return (
    <Suspense fallback={<Line {...props} />}>
      <Rendered text={props.value} />
    </Suspense>
  );
}
