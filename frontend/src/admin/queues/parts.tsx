import { Link } from "@tanstack/react-router";
import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";
import type { DeadLetterFilter } from "@/api";
import type { OutsideNames } from "../integrations/names";
import classes from "./queues.module.css";

/** What is to be done, in words; a kind of a later version by its own name. */
export const kindText = (t: TFunction, kind: string) =>
  t([`queues:kind.${kind}`, "queues:kind.other"], { kind });

/** What went wrong, as a sentence. */
export const errorText = (t: TFunction, code: string) =>
  t([`queues:error.${code}`, `deliveries:problem.${code}`, "queues:error.other"], { code });

/** A kind and where it goes: "Tell people", "Send a message → mail". */
export const filterText = (t: TFunction, filter: DeadLetterFilter, names: OutsideNames) =>
  [
    filter.kind ? kindText(t, filter.kind) : t("queues:letters.all"),
    filter.destination && names.destination(filter.destination),
  ]
    .filter(Boolean)
    .join(" → ");

/** The way from one of these screens to the other. */
export function Parts() {
  const { t } = useTranslation();
  const marked = { activeProps: { "aria-current": "page" as const } };
  return (
    <nav className={classes.parts} aria-label={t("queues:parts")}>
      <Link to="/admin/jobs" {...marked}>
        {t("queues:jobs.title")}
      </Link>
      <Link to="/admin/dead-letters" {...marked}>
        {t("queues:letters.title")}
      </Link>
      <Link to="/admin/stuck" {...marked}>
        {t("stuck:title")}
      </Link>
    </nav>
  );
}
