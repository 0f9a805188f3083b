import { createContext, type ReactNode, useContext } from "react";
import type { Formats } from "./model";

const FormatsContext = createContext<Formats>({ language: "en", zone: "UTC", currency: "CNY" });

/** How values below are worded. The shell gives the reader's language and the workspace's zone and currency. */
export function FormatsProvider({ formats, children }: { formats: Formats; children: ReactNode }) {
  return <FormatsContext value={formats}>{children}</FormatsContext>;
}

export function useFormats(): Formats {
  return useContext(FormatsContext);
}
