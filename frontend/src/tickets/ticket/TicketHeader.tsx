import { ActionIcon, Button, Menu, UnstyledButton } from "@mantine/core";
import {
  IconCheck,
  IconChevronLeft,
  IconDots,
  IconLayoutSidebarRight,
  IconLink,
  IconUserPlus,
  IconUserQuestion,
} from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { type Priority, type TicketDetail, teamsQuery, useMe } from "@/api";
import { usePeopleSearch } from "@/fields";
import { Avatar, Pill, PriorityBars, type Tone, toast, useLabel } from "@/ui";
import styles from "./ticket.module.css";
import { useListSearch } from "./useListSearch";
import type { TicketWork } from "./useTicketWork";
import { useWhoseQuestion, WhoseDialog } from "./Whose";

const PRIORITIES: readonly Priority[] = ["urgent", "high", "normal", "low"];
const STATUS_TONE: Readonly<Record<string, Tone>> = {
  new: "accent",
  open: "accent",
  waiting: "warn",
  solved: "good",
  closed: "neutral",
  cancelled: "neutral",
};

interface Props {
  readonly detail: TicketDetail;
  readonly work: TicketWork;
  readonly narrow: boolean;
  readonly assigning: boolean;
  readonly onAssigning: (open: boolean) => void;
  readonly onSide?: () => void;
}

export function TicketHeader({ detail, work, narrow, assigning, onAssigning, onSide }: Props) {
  const { t } = useTranslation();
  const search = useListSearch();
  const whose = useWhoseQuestion(detail);
  const [asking, setWhose] = useState(false);
  return (
    <header className={styles.header}>
      {narrow && (
        <Link to="/list" search={search} className={styles.back} aria-label={t("ticket:back_to_list")}>
          <IconChevronLeft size={24} stroke={1.8} aria-hidden />
        </Link>
      )}
      <div className={styles.heading}>
        <span className={styles.number}>{detail.number}</span>
        <h1 className={styles.subject} title={detail.title ?? undefined}>
          {detail.title ?? <span className={styles.untitled}>{t("ticket:no_title")}</span>}
        </h1>
      </div>
      <div className={styles.headRight}>
        {!narrow && (
          <Pill tone={STATUS_TONE[detail.status] ?? "neutral"}>{t(`ui:status.${detail.status}`)}</Pill>
        )}
        <PriorityMenu detail={detail} work={work} />
        <AssigneeMenu detail={detail} work={work} open={assigning} onOpen={onAssigning} />
        {onSide && !narrow && (
          <ActionIcon aria-label={t("ticket:side.open")} onClick={onSide}>
            <IconLayoutSidebarRight size={16} stroke={1.7} />
          </ActionIcon>
        )}
        <Menu position="bottom-end">
          <Menu.Target>
            <ActionIcon aria-label={t("common:more")}>
              <IconDots size={16} stroke={1.7} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            {onSide && narrow && (
              <Menu.Item leftSection={<IconLayoutSidebarRight size={14} stroke={1.7} />} onClick={onSide}>
                {t("ticket:side.open")}
              </Menu.Item>
            )}
            {detail.can.readInternal && (
              <Menu.Item
                leftSection={<IconUserQuestion size={14} stroke={1.7} />}
                onClick={() => setWhose(true)}
              >
                {whose.ask}
              </Menu.Item>
            )}
            <Menu.Item
              leftSection={<IconLink size={14} stroke={1.7} />}
              onClick={() => {
                void navigator.clipboard
                  .writeText(`${location.origin}/t/${detail.id}`)
                  .then(() => toast.done(t("common:copied")));
              }}
            >
              {t("ticket:copy_link")}
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
        {asking && <WhoseDialog detail={detail} onClose={() => setWhose(false)} />}
      </div>
    </header>
  );
}

function PriorityMenu({ detail, work }: Pick<Props, "detail" | "work">) {
  const { t } = useTranslation();
  const name = t(`ui:priority.${detail.priority}`);
  const shown = (
    <>
      <PriorityBars priority={detail.priority} />
      <span className={styles.priorityName} data-priority={detail.priority}>
        {name}
      </span>
    </>
  );
  if (!detail.can.update) return <span className={styles.priority}>{shown}</span>;
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <UnstyledButton className={styles.priority} aria-label={t("ticket:priority_is", { priority: name })}>
          {shown}
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        {PRIORITIES.map((priority) => (
          <Menu.Item
            key={priority}
            leftSection={<PriorityBars priority={priority} />}
            rightSection={priority === detail.priority ? <IconCheck size={14} stroke={2.4} /> : null}
            onClick={() => priority !== detail.priority && void work.setPriority(priority)}
          >
            {t(`ui:priority.${priority}`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function AssigneeMenu(props: {
  detail: TicketDetail;
  work: TicketWork;
  open: boolean;
  onOpen: (open: boolean) => void;
}) {
  const { detail, work, open, onOpen } = props;
  const { t } = useTranslation();
  const label = useLabel();
  const me = useMe();
  const [q, setQ] = useState("");
  const box = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (!open) {
      setQ("");
      return;
    }
    // After the menu has taken the focus for its first entry: people are found by typing.
    const later = setTimeout(() => box.current?.focus(), 50);
    return () => clearTimeout(later);
  }, [open]);
  const { people } = usePeopleSearch(q, open);
  const teams = useQuery({ ...teamsQuery, enabled: open });
  const { assignee } = detail;
  if (!assignee && detail.can.claim && !detail.can.assign) {
    return (
      <Button onClick={() => void work.claim()} leftSection={<IconUserPlus size={14} stroke={1.7} />}>
        {t("ticket:claim")}
      </Button>
    );
  }
  const face = assignee ? (
    <>
      <Avatar id={assignee.id} name={assignee.name} size={24} label={false} />
      <span className="sr-only">{t("ticket:assignee")}</span>
      <span className={styles.assigneeName}>{assignee.name}</span>
    </>
  ) : (
    <>
      <IconUserPlus size={16} stroke={1.7} aria-hidden />
      <span className={styles.assigneeName}>{t("ticket:unassigned_short")}</span>
    </>
  );
  if (!detail.can.assign) return <span className={styles.assignee}>{face}</span>;
  return (
    <Menu position="bottom-end" width={240} opened={open} onChange={onOpen} trapFocus returnFocus>
      <Menu.Target>
        <UnstyledButton className={styles.assignee}>{face}</UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <input
          ref={box}
          className={styles.menuSearch}
          placeholder={t("ticket:search_people")}
          aria-label={t("ticket:search_people")}
          value={q}
          onChange={(event) => setQ(event.currentTarget.value)}
          // The arrow keys belong to the list, letters to the search.
          onKeyDown={(event) => {
            if (event.key.length === 1 || event.key === "Backspace") event.stopPropagation();
            const found = q.trim() === "" ? undefined : people[0];
            if (event.key !== "Enter" || !found || event.nativeEvent.isComposing) return;
            event.preventDefault();
            onOpen(false);
            void work.assign({ assignee: found.id }, found.name);
          }}
          data-autofocus
        />
        {q === "" && (
          <>
            {detail.can.claim && assignee?.id !== me.id && (
              <Menu.Item
                leftSection={<Avatar id={me.id} name={me.name} size={20} label={false} />}
                onClick={() =>
                  assignee ? void work.assign({ assignee: me.id }, me.name) : void work.claim()
                }
              >
                {t("ticket:assign_me")}
              </Menu.Item>
            )}
            {assignee && (
              <Menu.Item onClick={() => void work.assign({ assignee: null }, "")}>
                {t("ticket:unassign")}
              </Menu.Item>
            )}
          </>
        )}
        {people.length > 0 && <Menu.Label>{t("ticket:people")}</Menu.Label>}
        {people.slice(0, 8).map((person) => (
          <Menu.Item
            key={person.id}
            leftSection={<Avatar id={person.id} name={person.name} size={20} label={false} />}
            rightSection={person.id === assignee?.id ? <IconCheck size={14} stroke={2.4} /> : null}
            onClick={() => void work.assign({ assignee: person.id }, person.name)}
          >
            {person.name}
          </Menu.Item>
        ))}
        {q === "" && (teams.data?.length ?? 0) > 0 && (
          <>
            <Menu.Label>{t("ticket:teams")}</Menu.Label>
            {teams.data?.map((team) => (
              <Menu.Item
                key={team.key}
                rightSection={team.key === detail.team ? <IconCheck size={14} stroke={2.4} /> : null}
                onClick={() => void work.assign({ team: team.key }, label(team.label))}
              >
                {label(team.label)}
              </Menu.Item>
            ))}
          </>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
