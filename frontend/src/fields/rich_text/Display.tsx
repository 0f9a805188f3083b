import { lazy, Suspense } from "react";
import type { DisplayProps } from "../FieldKind";
import type { Parts } from "../model";
import { plainDisplay } from "../PlainDisplay";
import { richTextConfig } from "./config";

const Html = lazy(() => import("./LazyHtml"));
const Line = plainDisplay(richTextConfig);

export function Display(props: DisplayProps<Parts>) {
  if (props.mode === "cell" || !props.value.html) return <Line {...props} />;
  return (
    <Suspense fallback={<Line {...props} />}>
      <Html html={props.value.html} />
    </Suspense>
  );
}
