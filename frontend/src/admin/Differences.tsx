import { IconMinus, IconPencil, IconPlus } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { MetadataChange } from "@/api";
import classes from "./Differences.module.css";

const ICONS = { added: IconPlus, removed: IconMinus, changed: IconPencil };

/** What differs between two sets of definitions, one entry per definition. */
export function Differences({ diff }: { diff: readonly MetadataChange[] }) {
  const { t } = useTranslation();
  if (diff.length === 0) return <p className={classes.none}>{t("releases:noChanges")}</p>;
  return (
    <ul className={classes.list}>
      {diff.map((each) => {
        const Icon = ICONS[each.change];
        return (
          <li key={each.path}>
            <header>
              <span className={classes.mark} data-change={each.change}>
                <Icon size={12} stroke={2.2} aria-hidden />
              </span>
              <b>
                {t(`releases:one.${each.kind}`, { defaultValue: each.kind })} {each.key}
              </b>
              <span className="sr-only">{t(`releases:change.${each.change}`)}</span>
              <code className="ellipsis" title={each.path}>
                {each.path}
              </code>
            </header>
            {each.lines.length > 0 ? (
              <pre>
                {each.lines.map((line, i) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: lines of a text have no identity but their place
                  <span key={i} data-sign={line[0] === "+" || line[0] === "-" ? line[0] : undefined}>
                    {line}
                  </span>
                ))}
              </pre>
            ) : (
              each.change === "changed" && <p className={classes.none}>{t("releases:layoutOnly")}</p>
            )}
          </li>
        );
      })}
    </ul>
  );
}
