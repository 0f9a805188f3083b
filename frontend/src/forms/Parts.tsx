import { useLayoutEffect, useRef, useState } from "react";
import { flushSync } from "react-dom";
import { useLabel } from "@/ui";
import { onReveal, useForm, useFormScope } from "./context";
import type { FormLayout } from "./definition";
import styles from "./forms.module.css";
import { openAt, type Part, partWith } from "./layout";
import { PagesLine, pageId } from "./PagesLine";
import { Sections } from "./Sections";
import { panelId, TabsLine, tabId } from "./TabsLine";

interface Props {
  readonly layout: FormLayout;
  readonly parts: readonly Part[];
  readonly heading: "h2" | "h3";
}

/** The tab somebody opened is open in the next ticket of that form, for as long as the page lives. */
const chosen = new Map<string, string>();

/**
 * Tabs or pages, one of which is open. What was opened once stays drawn behind the others, so that half-written texts, files
 * on their way and pictures being signed are where they were left.
 */
export function Parts({ layout, parts, heading }: Props) {
  const label = useLabel();
  const { store, prefix } = useFormScope();
  const tabs = layout.shape === "tabs";
  const id = `${layout.key}.${layout.parts.map((p) => p.key).join()}`;
  const wanted = useForm(store, (d) => d.part);
  const at = openAt(layout, parts, wanted ?? (tabs ? (chosen.get(id) ?? null) : null));
  const open = parts[at]?.key ?? "";
  const [seen, setSeen] = useState<readonly string[]>([open]);
  if (!seen.includes(open)) setSeen([...seen, open]);
  const [reach, setReach] = useState<string | null>(null);
  const latest = useRef({ parts, open });
  latest.current = { parts, open };
  useLayoutEffect(
    () =>
      onReveal(prefix, (field) => {
        const part = partWith(latest.current.parts, field);
        if (part === undefined || part === latest.current.open) return;
        // At once: the field is focused in the same breath.
        flushSync(() => {
          setReach(field);
          store.open(part);
        });
      }),
    [prefix, store],
  );
  return (
    <div className={styles.parts}>
      {tabs ? (
        <TabsLine
          layout={layout}
          parts={parts}
          open={at}
          onOpen={(key) => {
            chosen.set(id, key);
            store.open(key);
          }}
        />
      ) : (
        <PagesLine layout={layout} parts={parts} open={at} />
      )}
      {parts.map(
        (part) =>
          (part.key === open || seen.includes(part.key)) && (
            <div
              key={part.key}
              hidden={part.key !== open}
              {...(tabs
                ? {
                    role: "tabpanel",
                    id: panelId(prefix, part.key),
                    "aria-labelledby": tabId(prefix, part.key),
                  }
                : { role: "group", "aria-labelledby": pageId(prefix) })}
            >
              <Sections
                sections={part.sections}
                form={layout.key}
                heading={heading}
                under={label(part.label)}
                reach={reach}
              />
            </div>
          ),
      )}
    </div>
  );
}
