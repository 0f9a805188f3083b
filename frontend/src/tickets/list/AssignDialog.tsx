import { Modal } from "@mantine/core";
import { IconUserOff } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type AccountChoice, type AccountRef, type TicketRow, useMe } from "@/api";
import { usePeopleSearch } from "@/fields";
import { Avatar } from "@/ui";
import classes from "./AssignDialog.module.css";

type Person = Omit<AccountChoice, "teams">;

/** Who shall do it: a person by name, oneself, or nobody. */
export function AssignDialog({
  tickets,
  onClose,
  onAssign,
}: {
  tickets: readonly TicketRow[];
  onClose: () => void;
  onAssign: (tickets: readonly TicketRow[], to: AccountRef | null) => void;
}) {
  const { t } = useTranslation();
  const me = useMe();
  const [text, setText] = useState("");
  const [cursor, setCursor] = useState(0);
  const { people } = usePeopleSearch(text, tickets.length > 0);
  const choices: (Person | null)[] = [
    ...(text === "" ? [{ id: me.id, name: me.name, login: me.login }] : []),
    ...people.filter((person) => text !== "" || person.id !== me.id),
    ...(text === "" ? [null] : []),
  ];
  const at = Math.min(cursor, Math.max(choices.length - 1, 0));
  const close = () => {
    setText("");
    setCursor(0);
    onClose();
  };
  const choose = (to: AccountRef | null | undefined) => {
    if (to === undefined) return;
    onAssign(tickets, to);
    close();
  };
  return (
    <Modal
      opened={tickets.length > 0}
      onClose={close}
      title={
        tickets.length === 1
          ? t("list:assign.title", { number: tickets[0]?.number })
          : t("list:assign.titleMany", { count: tickets.length })
      }
      closeButtonProps={{ "aria-label": t("common:close") }}
      size={400}
    >
      <input
        className={classes.input}
        value={text}
        data-autofocus
        role="combobox"
        aria-expanded="true"
        aria-controls="assign-choices"
        aria-activedescendant={`assign-${at}`}
        aria-label={t("list:assign.search")}
        placeholder={t("list:assign.search")}
        onChange={(event) => {
          setText(event.currentTarget.value);
          setCursor(0);
        }}
        onKeyDown={(event) => {
          if (event.nativeEvent.isComposing) return;
          const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
          if (step) {
            event.preventDefault();
            setCursor((at + step + choices.length) % Math.max(choices.length, 1));
          } else if (event.key === "Enter") {
            event.preventDefault();
            choose(choices[at]);
          }
        }}
      />
      <div className={classes.list} id="assign-choices" role="listbox" aria-label={t("list:assign.search")}>
        {choices.map((choice, i) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the input above holds the focus and handles the keys
          <div
            key={choice?.id ?? "nobody"}
            id={`assign-${i}`}
            role="option"
            tabIndex={-1}
            aria-selected={i === at}
            className={classes.choice}
            onMouseMove={() => setCursor(i)}
            onClick={() => choose(choice)}
          >
            {choice ? (
              <Avatar id={choice.id} name={choice.name} size={24} label={false} />
            ) : (
              <IconUserOff size={20} stroke={1.6} aria-hidden />
            )}
            <span className="ellipsis">{choice ? choice.name : t("list:nobody")}</span>
            {choice?.id === me.id && <span className={classes.meta}>{t("list:assign.me")}</span>}
          </div>
        ))}
        {choices.length === 0 && <p className={classes.none}>{t("list:assign.nobodyFound")}</p>}
      </div>
    </Modal>
  );
}
