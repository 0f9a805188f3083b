import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useViews, type View } from "@/api";
import { useFormats } from "@/fields";
import { formatCount, useCurrentInSight, useLabel } from "@/ui";
import classes from "./list.module.css";

/** On a phone the views are a row of chips above the cards. */
export function MobileViews({ view, children }: { view: View | undefined; children: ReactNode }) {
  const { t } = useTranslation();
  const views = useViews();
  const label = useLabel();
  const { language } = useFormats();
  const chips = useCurrentInSight<HTMLElement>(`${view?.key} of ${views.data?.length}`);
  return (
    <>
      <nav ref={chips} className={classes.chips} aria-label={t("list:views")}>
        {views.data?.map((each) => (
          <Link
            key={each.key}
            to="/list"
            search={{ view: each.key }}
            className={classes.viewChip}
            data-current={each.key === view?.key || undefined}
            aria-current={each.key === view?.key ? "page" : undefined}
          >
            {label(each.label)}
            {each.count && <span>{formatCount(each.count, language)}</span>}
          </Link>
        ))}
      </nav>
      <div className={classes.mobileFilter}>{children}</div>
    </>
  );
}
