import { Progress } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api, keys } from "@/api";
import { useFormats } from "@/fields";
import { Card, labelIn, listed } from "@/ui";
import classes from "./ReleasesPage.module.css";

/** How long until it is asked again while something is being computed, in milliseconds. */
const AGAIN = 1_000;

/** Fields that are being computed or indexed for all records since their definition changed; nothing when there are none. */
export function Computing() {
  const { t } = useTranslation();
  const { language } = useFormats();
  const backfills = useQuery({
    // Whatever makes the releases old makes this old, too.
    queryKey: [...keys.releases, "backfills"],
    queryFn: api.backfills,
    refetchInterval: (query) => (query.state.data?.length ? AGAIN : false),
  });
  const open = backfills.data ?? [];
  if (open.length === 0) return null;
  return (
    <Card title={t("releases:computing.title")} note={t("releases:computing.note")}>
      <ul className={classes.computing}>
        {open.map((each) => {
          const what = t(`releases:computing.${each.what}`, {
            type: labelIn(each.label, language),
            fields: listed(t, each.fields),
          });
          const done = t("releases:computing.done", {
            done: each.done.toLocaleString(language),
            total: each.total.toLocaleString(language),
          });
          return (
            <li key={`${each.what} ${each.type}`}>
              <span>{what}</span>
              <span className={classes.by} role="status">
                {done}
              </span>
              <Progress.Root size={6}>
                <Progress.Section
                  value={each.total > 0 ? (100 * each.done) / each.total : 0}
                  aria-label={`${what}, ${done}`}
                />
              </Progress.Root>
            </li>
          );
        })}
      </ul>
    </Card>
  );
}
