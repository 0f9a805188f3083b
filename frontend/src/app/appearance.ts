import type { MantineColorSchemeManager } from "@mantine/core";

export type Density = "dense" | "comfortable";

const SCHEME = "deskloom.theme";
const DENSITY = "deskloom.density";

/** Before React draws anything, so that a dark screen never flashes white. */
export function applyAppearance(): void {
  const wanted = localStorage.getItem(SCHEME);
  const dark =
    wanted === "dark" || (wanted !== "light" && window.matchMedia("(prefers-color-scheme: dark)").matches);
  document.documentElement.dataset.mantineColorScheme = dark ? "dark" : "light";
  document.documentElement.dataset.density = density();
}

export function density(): Density {
  return localStorage.getItem(DENSITY) === "comfortable" ? "comfortable" : "dense";
}

/** A choice of this device, not of the account: a phone and a wall screen want different ones. */
export function setDensity(value: Density): void {
  localStorage.setItem(DENSITY, value);
  document.documentElement.dataset.density = value;
}

/** Mantine's colour scheme kept under our key, shared between tabs. */
export function schemeManager(): MantineColorSchemeManager {
  let listener: ((event: StorageEvent) => void) | undefined;
  return {
    get: (fallback) => {
      const stored = localStorage.getItem(SCHEME);
      return stored === "light" || stored === "dark" || stored === "auto" ? stored : fallback;
    },
    set: (value) => localStorage.setItem(SCHEME, value),
    subscribe: (onUpdate) => {
      listener = (event) => {
        if (event.key === SCHEME && (event.newValue === "light" || event.newValue === "dark"))
          onUpdate(event.newValue);
      };
      window.addEventListener("storage", listener);
    },
    unsubscribe: () => {
      if (listener) window.removeEventListener("storage", listener);
    },
    clear: () => localStorage.removeItem(SCHEME),
  };
}
