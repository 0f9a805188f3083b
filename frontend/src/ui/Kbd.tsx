import { useTranslation } from "react-i18next";
import classes from "./Kbd.module.css";

const isMac = typeof navigator !== "undefined" && /Mac|iPhone|iPad/.test(navigator.platform);

/** "mod+k" as this computer's keyboard names it. */
export function keyName(key: string): string {
  return key
    .split("+")
    .map((part) => {
      if (part === "mod") return isMac ? "⌘" : "Ctrl ";
      if (part === "enter") return "↵";
      if (part === "escape") return "Esc";
      if (part === "shift") return "⇧";
      return part.length === 1 ? part : part[0]?.toUpperCase() + part.slice(1);
    })
    .join("")
    .replace(/(Ctrl )(.)$/, (_, ctrl: string, key: string) => ctrl + key.toUpperCase())
    .replace(/(⌘)(.)$/, (_, command: string, key: string) => command + key.toUpperCase());
}

export function Kbd({ children }: { children: string }) {
  return <kbd className={classes.kbd}>{keyName(children)}</kbd>;
}

export interface KeyHint {
  keys: string[];
  does: string;
}

/** The bar at the foot of a screen: its keys, and at the right what is live. */
export function KeyBar({ hints, children }: { hints: KeyHint[]; children?: React.ReactNode }) {
  const { t } = useTranslation();
  return (
    <footer className={classes.bar}>
      <ul className={classes.hints} aria-label={t("ui:keys.label")}>
        {hints.map((hint) => (
          <li key={hint.does}>
            {hint.keys.map((key) => (
              <Kbd key={key}>{key}</Kbd>
            ))}
            <span>{hint.does}</span>
          </li>
        ))}
      </ul>
      <div className={classes.right}>{children}</div>
    </footer>
  );
}
