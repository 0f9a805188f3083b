import { InputWrapperContext } from "@mantine/core";
import { createContext, type ReactNode, use, useMemo } from "react";

/** The ids of what stands below a field's box: its help, and what is wrong with it. */
export const DescribedBy = createContext<string | undefined>(undefined);

/** Ties a box to them: Mantine knows only of descriptions it draws itself, and drops every other from the box. */
export function Described({ children }: { children: ReactNode }) {
  const below = use(DescribedBy);
  const wrapper = use(InputWrapperContext);
  const value = useMemo(
    () => ({
      ...wrapper,
      describedBy: [wrapper.describedBy, below].filter(Boolean).join(" ") || undefined,
    }),
    [wrapper, below],
  );
  return <InputWrapperContext value={value}>{children}</InputWrapperContext>;
}
