import {
  type CSSVariablesResolver,
  createTheme,
  DEFAULT_THEME,
  defaultCssVariablesResolver,
  type MantineColorsTuple,
  mergeMantineTheme,
} from "@mantine/core";
import { createElement, type ReactNode } from "react";
import { Described } from "./Described";

const loom: MantineColorsTuple = [
  "#EDF1FE",
  "#DCE4FD",
  "#C3CFFA",
  "#9DB1FF",
  "#7088F2",
  "#4A67E6",
  "#3451D1",
  "#2C46BD",
  "#2439A0",
  "#1C2D80",
];

// What differs from Mantine's own defaults. Sizes that depend on density are CSS (mantine.css), not props.
export const theme = createTheme({
  primaryColor: "loom",
  primaryShade: { light: 6, dark: 5 },
  colors: { loom },
  fontFamily: "var(--font-text)",
  fontFamilyMonospace: "var(--font-code)",
  headings: { fontFamily: "var(--font-text)", fontWeight: "600" },
  defaultRadius: 6,
  fontSizes: { xs: "12px", sm: "13px", md: "14px", lg: "16px", xl: "20px" },
  lineHeights: { xs: "16px", sm: "20px", md: "20px", lg: "24px", xl: "28px" },
  spacing: { xs: "4px", sm: "8px", md: "12px", lg: "16px", xl: "24px" },
  radius: { xs: "3px", sm: "4px", md: "6px", lg: "8px", xl: "12px" },
  cursorType: "pointer",
  respectReducedMotion: true,
  components: {
    ActionIcon: { defaultProps: { variant: "subtle", size: 28 } },
    Button: { defaultProps: { size: "xs", variant: "default" } },
    Checkbox: { defaultProps: { size: "xs" } },
    Radio: { defaultProps: { size: "xs" } },
    Switch: { defaultProps: { size: "xs" } },
    InputWrapper: {
      defaultProps: { inputContainer: (box: ReactNode) => createElement(Described, null, box) },
    },
    TextInput: { defaultProps: { size: "sm" } },
    PasswordInput: { defaultProps: { size: "sm" } },
    NumberInput: { defaultProps: { size: "sm" } },
    Textarea: { defaultProps: { size: "sm" } },
    Select: {
      defaultProps: {
        size: "sm",
        allowDeselect: false,
        checkIconPosition: "right",
        comboboxProps: { shadow: "xl", offset: 4 },
      },
    },
    MultiSelect: {
      defaultProps: {
        size: "sm",
        checkIconPosition: "right",
        comboboxProps: { shadow: "xl", offset: 4 },
      },
    },
    DateInput: { defaultProps: { size: "sm", highlightToday: true } },
    DateTimePicker: { defaultProps: { size: "sm", highlightToday: true } },
    SegmentedControl: { defaultProps: { size: "xs" } },
    // Scroll locking injects a <style> element, which the Content-Security-Policy forbids.
    ModalRoot: { defaultProps: { lockScroll: false } },
    Modal: { defaultProps: { lockScroll: false, radius: 8, overlayProps: { backgroundOpacity: 0.4 } } },
    Drawer: { defaultProps: { lockScroll: false, overlayProps: { backgroundOpacity: 0.4 } } },
    Menu: {
      defaultProps: {
        radius: 8,
        shadow: "xl",
        offset: 4,
        transitionProps: { duration: 120 },
        // An empty element with a tab stop is nothing a menu may hold.
        withInitialFocusPlaceholder: false,
      },
    },
    Popover: { defaultProps: { radius: 8, shadow: "xl", offset: 4, transitionProps: { duration: 120 } } },
    Tooltip: { defaultProps: { openDelay: 300, radius: 6, transitionProps: { duration: 80 } } },
  },
});

/** Mantine's variables in terms of our tokens, so that one file decides every colour. */
export const resolveVariables: CSSVariablesResolver = (merged) => {
  const base = defaultCssVariablesResolver(merged);
  const both = {
    "--mantine-color-body": "var(--bg)",
    "--mantine-color-text": "var(--ink)",
    "--mantine-color-bright": "var(--ink)",
    "--mantine-color-dimmed": "var(--ink3)",
    "--mantine-color-placeholder": "var(--ink3)",
    "--mantine-color-anchor": "var(--accent-ink)",
    "--mantine-color-default": "var(--surface)",
    "--mantine-color-default-hover": "var(--hover)",
    "--mantine-color-default-color": "var(--ink)",
    "--mantine-color-default-border": "var(--line2)",
    "--mantine-color-error": "var(--bad)",
    "--mantine-color-disabled": "var(--sunken)",
    "--mantine-color-disabled-color": "var(--ink3)",
    "--mantine-color-disabled-border": "var(--line)",
    "--mantine-primary-color-filled": "var(--accent)",
    "--mantine-primary-color-filled-hover": "var(--accent-press)",
    "--mantine-primary-color-light": "var(--accent-soft)",
    "--mantine-primary-color-light-hover": "var(--accent-soft)",
    "--mantine-primary-color-light-color": "var(--accent-ink)",
    "--mantine-color-loom-filled": "var(--accent)",
    "--mantine-color-loom-filled-hover": "var(--accent-press)",
    "--mantine-color-loom-light": "var(--accent-soft)",
    "--mantine-color-loom-light-hover": "var(--accent-soft)",
    "--mantine-color-loom-light-color": "var(--accent-ink)",
    "--mantine-color-loom-outline": "var(--accent)",
    "--mantine-color-loom-text": "var(--accent-ink)",
    "--mantine-shadow-xs": "var(--sh1)",
    "--mantine-shadow-sm": "var(--sh1)",
    "--mantine-shadow-md": "var(--sh2)",
    "--mantine-shadow-lg": "var(--sh2)",
    "--mantine-shadow-xl": "var(--sh3)",
  };
  return {
    variables: base.variables,
    light: { ...base.light, ...both },
    dark: { ...base.dark, ...both },
  };
};

/** The theme variables as a style sheet: a file, because a <style> element would need an unsafe CSP. */
export function themeStyleSheet(): string {
  const merged = mergeMantineTheme(DEFAULT_THEME, theme);
  const { variables, light, dark } = resolveVariables(merged);
  const block = (selector: string, map: Record<string, string>) =>
    `${selector} {\n${Object.entries(map)
      .map(([name, value]) => `  ${name}: ${value};`)
      .join("\n")}\n}\n`;
  return [
    "/* Generated from theme.ts by theme.test.ts: `npx vitest run theme -u`. Do not edit. */\n",
    block(":root", variables),
    block(':root[data-mantine-color-scheme="light"]', light),
    block(':root[data-mantine-color-scheme="dark"]', dark),
  ].join("\n");
}
