import { Button } from "@mantine/core";
import { IconArrowLeft, IconArrowRight } from "@tabler/icons-react";
import type { FormEvent, ReactNode } from "react";
import { flushSync } from "react-dom";
import { useTranslation } from "react-i18next";
import { useTouch } from "@/fields";
import { focusField, useForm } from "./context";
import type { FormLayout } from "./definition";
import styles from "./forms.module.css";
import { fieldsOf, openAt } from "./layout";
import { pageId } from "./PagesLine";
import type { FormStore } from "./store";
import { usePageParts } from "./useSections";

/** Where somebody is in a wizard; a form without pages is on its only one. */
export interface Pages {
  readonly first: boolean;
  readonly last: boolean;
  back(): void;
  /** Goes on when all is right on this page, else to what is not. */
  next(): void;
}

export function usePages(
  store: FormStore,
  layout: FormLayout,
  prefix: string,
  elsewhere?: string | undefined,
): Pages {
  const parts = usePageParts(store, layout, elsewhere);
  const wanted = useForm(store, (d) => d.part);
  const touch = useTouch();
  if (parts.length < 2) return { first: true, last: true, back() {}, next() {} };
  const at = openAt(layout, parts, wanted);

  function go(to: number): void {
    const page = parts[to];
    if (!page) return;
    flushSync(() => store.open(page.key));
    const { form } = store.getState();
    const begin = fieldsOf(page).find((key) => {
      const state = form.fields.get(key);
      return state?.visible && !state.readOnly;
    });
    const line = document.getElementById(pageId(prefix));
    line?.closest("nav")?.scrollIntoView({ block: "nearest" });
    // With a finger the keyboard would hide half of the page.
    if (begin && !touch) focusField(prefix, begin);
    else line?.focus({ preventScroll: true });
  }

  return {
    first: at === 0,
    last: at === parts.length - 1,
    back() {
      leave();
      go(at - 1);
    },
    next() {
      leave();
      const page = parts[at];
      const [wrong] = page ? store.attemptSome(fieldsOf(page)) : [];
      if (wrong) focusField(prefix, wrong);
      else go(at + 1);
    },
  };
}

/** A box takes what was typed when it is left, which it is not when its page goes. */
function leave(): void {
  if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
}

/** The way through a wizard. Next is what Enter does in a field of one line, until the last page. */
export function PageButtons({ pages }: { pages: Pages }) {
  const { t } = useTranslation();
  return (
    <>
      {!pages.first && (
        <Button
          onClick={pages.back}
          leftSection={<IconArrowLeft size={14} stroke={2} aria-hidden />}
          data-page="back"
        >
          {t("forms:back")}
        </Button>
      )}
      {!pages.last && (
        <Button
          type="submit"
          variant="filled"
          rightSection={<IconArrowRight size={14} stroke={2} aria-hidden />}
        >
          {t("forms:next")}
        </Button>
      )}
    </>
  );
}

/** What a form with pages does when it is submitted: it goes on, and at the end it is done. */
export function submitted(pages: Pages, done: () => void) {
  return (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    // A dialog opened from a field may hold a form of its own.
    if (event.target !== event.currentTarget) return;
    if (pages.last) done();
    else pages.next();
  };
}

interface Props {
  readonly store: FormStore;
  readonly layout: FormLayout;
  readonly prefix: string;
  readonly elsewhere?: string | undefined;
  readonly onDone: () => void;
  /** The button of the last page; it submits. */
  readonly done: ReactNode;
  readonly children: ReactNode;
}

/** A form with pages and the buttons below them. */
export function PagedForm({ store, layout, prefix, elsewhere, onDone, done, children }: Props) {
  const pages = usePages(store, layout, prefix, elsewhere);
  return (
    <form noValidate onSubmit={submitted(pages, onDone)}>
      {children}
      <div className={styles.pageFoot}>
        <PageButtons pages={pages} />
        {pages.last && done}
      </div>
    </form>
  );
}
