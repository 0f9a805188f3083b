import { Skeleton } from "@mantine/core";
import { lazy, Suspense } from "react";
import type { InputProps } from "../FieldKind";
import type { Parts } from "../model";

const Editor = lazy(() => import("./Editor"));

export function Input(props: InputProps<Parts>) {
  return (
    <Suspense fallback={<Skeleton height={120} radius={6} />}>
      <Editor {...props} />
    </Suspense>
  );
}
