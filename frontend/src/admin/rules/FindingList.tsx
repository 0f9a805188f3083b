import { IconAlertTriangle, IconInfoCircle, IconX } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { RuleFinding } from "@/api";
import { labelIn } from "@/ui";
import classes from "./rules.module.css";

const ICONS = { error: IconX, warning: IconAlertTriangle, info: IconInfoCircle };

/** What there is to say about rules, in the reader's language, each with the way to the table it is about. */
export function FindingList({ findings }: { findings: readonly RuleFinding[] }) {
  const { t } = useTranslation();
  const said = useFindingText();
  return (
    <ul className={classes.findings}>
      {findings.map((finding, i) => {
        const Icon = ICONS[finding.severity];
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: findings have no identity but what they say
          <li key={`${i} ${finding.message}`} data-severity={finding.severity}>
            <Icon size={14} stroke={1.9} aria-hidden />
            <span>
              <span className="sr-only">{t(`rules:severity.${finding.severity}`)}: </span>
              {said(finding)}{" "}
              {finding.place?.table && (
                <Link to="/admin/rules/tables/$key" params={{ key: finding.place.table }}>
                  {t("rules:toTable")}
                </Link>
              )}
              {finding.place && !finding.place.table && (
                <code>
                  {finding.place.file}:{finding.place.line}
                </code>
              )}
            </span>
          </li>
        );
      })}
    </ul>
  );
}

/** A finding as a sentence: by its code, else as the server wrote it. */
export function useFindingText(): (finding: RuleFinding) => string {
  const { t, i18n } = useTranslation();
  return (finding) => {
    const params = Object.fromEntries(
      Object.entries(finding.params).map(([name, label]) => [name, labelIn(label, i18n.language)]),
    );
    const example = finding.code === "table.overlap" && !params.example;
    const key = finding.code.replaceAll(".", "_").replaceAll("-", "_") + (example ? "_perhaps" : "");
    return t(`rules:finding.${key}`, { ...params, defaultValue: finding.message });
  };
}
