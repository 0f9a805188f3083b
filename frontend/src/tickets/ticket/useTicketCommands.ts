import { useEffect, useMemo, useRef } from "react";
import { useTranslation } from "react-i18next";
import { offerCommands, offerKeys, type PageCommand } from "@/actions";
import type { TicketDetail } from "@/api";
import { useLabel } from "@/ui";
import type { ComposerMode } from "./Composer";
import { isForked } from "./flow/words";
import type { TicketWork } from "./useTicketWork";

interface Here {
  readonly detail: TicketDetail;
  readonly work: TicketWork;
  readonly previous?: () => void;
  readonly next?: () => void;
  readonly write: (mode: ComposerMode) => void;
  readonly assign: () => void;
  readonly macros: () => void;
  readonly back: () => void;
}

/** What can be done with the open ticket, for the palette and the overview of keys. */
export function useTicketCommands(here: Here): void {
  const { t } = useTranslation();
  const label = useLabel();
  const latest = useRef(here);
  latest.current = here;
  const { detail } = here;
  const hasPrevious = here.previous !== undefined;
  const hasNext = here.next !== undefined;

  const commands = useMemo(() => {
    const all: (PageCommand | false)[] = [
      ...(isForked(detail.flow.branches) ? [] : detail.actions)
        .filter((action) => action.enabled)
        .map((action) => ({
          id: `act ${action.key}`,
          label: label(action.label),
          perform: () => void latest.current.work.act(action.key),
        })),
      // Of several ways each has its own, which may be called the same.
      ...(isForked(detail.flow.branches) ? detail.flow.branches : []).flatMap((branch) =>
        branch.actions
          .filter((action) => action.enabled)
          .map((action) => ({
            id: `act ${branch.id} ${action.key}`,
            label: t("common:joined.about", { name: label(branch.step.label), text: label(action.label) }),
            perform: () => void latest.current.work.act(action.key, branch),
          })),
      ),
      detail.can.commentPublic && {
        id: "reply",
        label: t("ticket:composer.reply_label"),
        shortcut: "r",
        perform: () => latest.current.write("public"),
      },
      detail.can.commentInternal && {
        id: "note",
        label: t("ticket:composer.note_label"),
        shortcut: "n",
        perform: () => latest.current.write("internal"),
      },
      detail.can.assign && {
        id: "assign",
        label: t("ticket:do.assign"),
        shortcut: "a",
        perform: () => latest.current.assign(),
      },
      detail.can.claim && {
        id: "claim",
        label: t("ticket:claim"),
        shortcut: "c",
        perform: () => void latest.current.work.claim(),
      },
      {
        id: "macros",
        label: t("ticket:macros"),
        shortcut: "m",
        perform: () => latest.current.macros(),
      },
      hasNext && {
        id: "next",
        label: t("ticket:next_ticket"),
        shortcut: "j",
        perform: () => latest.current.next?.(),
      },
      hasPrevious && {
        id: "previous",
        label: t("ticket:do.previous"),
        shortcut: "k",
        perform: () => latest.current.previous?.(),
      },
      {
        id: "back",
        label: t("ticket:back_to_list"),
        shortcut: "u",
        perform: () => latest.current.back(),
      },
    ];
    return all.filter((command) => command !== false);
  }, [detail.actions, detail.flow.branches, detail.can, hasPrevious, hasNext, t, label]);

  useEffect(() => offerCommands(commands), [commands]);
  useEffect(
    () =>
      offerKeys([
        ...commands.flatMap(({ shortcut, label: does }) => (shortcut ? [{ keys: [shortcut], does }] : [])),
        ...(detail.can.update ? [{ keys: ["mod+s"], does: t("common:save") }] : []),
      ]),
    [commands, detail.can.update, t],
  );
}
