import { Button, Menu } from "@mantine/core";
import { IconArrowsTransferUp, IconLayoutKanban, IconUsers } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { type DragEvent, type ReactNode, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { can } from "@/abilities";
import { offerKeys } from "@/actions";
import { api, type Board, type BoardAgent, boardQuery, keys, type TicketRow, useMe } from "@/api";
import { useFormats } from "@/fields";
import {
  Avatar,
  Card,
  EmptyState,
  ErrorState,
  failureText,
  formatAge,
  formatCount,
  formatDay,
  Page,
  Pill,
  PresenceDot,
  PriorityBars,
  SkeletonRows,
  toast,
  useKeys,
  useLabel,
  useNow,
  useSlow,
} from "@/ui";
import { DueNote } from "../pool/DueNote";
import classes from "./board.module.css";
import { loadTone, share } from "./load";

const route = getRouteApi("/shell/board");
const QUIET = 24 * 3_600_000;

/** Where a card can go. */
type Place =
  | { kind: "person"; id: string; name: string }
  | { kind: "team"; key: string; name: string }
  | { kind: "nobody" };

/** What waits in each team, and who of one team has how much; cards are handed over by dragging or by their menu. */
export function BoardPage() {
  const { t } = useTranslation();
  const me = useMe();
  const { team } = route.useSearch();
  const allowed = can(me, "staff.manage");
  const board = useQuery({ ...boardQuery(team), enabled: allowed });
  const slow = useSlow(board.isPending);
  const content = () => {
    if (!allowed)
      return (
        <ErrorState
          problem={{ code: "forbidden", status: 403, detail: t("routing:board.forbidden") }}
          action={
            <Button component={Link} to="/list">
              {t("shell:notFound.action")}
            </Button>
          }
        />
      );
    // A workspace without teams has no board.
    if (board.isError && board.data === undefined)
      return <ErrorState problem={board.error} onRetry={() => void board.refetch()} />;
    if (board.data === undefined) return slow ? <SkeletonRows rows={8} height={64} /> : null;
    if (board.data.teams.length === 0)
      return (
        <EmptyState
          icon={<IconLayoutKanban size={24} stroke={1.6} aria-hidden />}
          title={t("routing:board.none.title")}
          hint={t("routing:board.none.hint")}
        />
      );
    return <OpenBoard board={board.data} />;
  };
  return <Page title={t("routing:board.title")}>{content()}</Page>;
}

function OpenBoard({ board }: { board: Board }) {
  const { t } = useTranslation();
  const label = useLabel();
  const queries = useQueryClient();
  const root = useRef<HTMLDivElement>(null);
  const [dragged, setDragged] = useState<TicketRow | null>(null);
  const teamName = (key: string | null | undefined) =>
    label(board.teams.find((each) => each.key === key)?.label ?? key ?? "");

  const change = async (row: TicketRow, to: Place) => {
    if (to.kind === "person") await api.assign(row.id, { assignee: to.id, team: board.team });
    else if (to.kind === "team") await api.assign(row.id, { team: to.key });
    else await api.assign(row.id, { assignee: null });
  };
  const back = (row: TicketRow) =>
    api.assign(row.id, { assignee: row.assignee?.id ?? null, ...(row.team ? { team: row.team } : {}) });
  const refresh = () => {
    void queries.invalidateQueries({ queryKey: keys.allBoards });
    void queries.invalidateQueries({ queryKey: keys.allTickets });
  };
  const move = async (row: TicketRow, to: Place) => {
    setDragged(null);
    if (to.kind === "person" && to.id === row.assignee?.id) return;
    if (to.kind === "team" && to.key === row.team) return;
    if (to.kind === "nobody" && !row.assignee) return;
    try {
      await change(row, to);
      const text =
        to.kind === "nobody"
          ? t("routing:board.moved_nobody", { number: row.number })
          : t(to.kind === "team" ? "routing:board.moved_team" : "routing:board.moved", {
              number: row.number,
              name: to.name,
            });
      toast.done(text, () => {
        void back(row)
          .then(() => toast.info(t("routing:board.back")))
          .catch((failure: unknown) => toast.failed(failureText(t, failure)))
          .finally(refresh);
      });
    } catch (failure) {
      toast.failed(failureText(t, failure));
    } finally {
      refresh();
    }
  };

  const walk = (by: number) => {
    const all = [...(root.current?.querySelectorAll<HTMLElement>("[data-card]") ?? [])];
    const at = all.findIndex((card) => card.contains(document.activeElement));
    all[Math.max(0, Math.min(all.length - 1, at + by))]?.querySelector<HTMLElement>("a")?.focus();
  };
  const openMenu = () =>
    (document.activeElement as HTMLElement | null)
      ?.closest("[data-card]")
      ?.querySelector<HTMLElement>("[data-move]")
      ?.click();
  useKeys({ j: () => walk(1), k: () => walk(-1), a: openMenu });
  useEffect(
    () =>
      offerKeys([
        { keys: ["j", "k"], does: t("routing:board.keys.walk") },
        { keys: ["a"], does: t("routing:board.keys.move") },
      ]),
    [t],
  );
  const waiting = board.teams.find((team) => team.key === board.team)?.waiting;
  // Only the first of a long queue are cards.
  const queued =
    waiting && waiting.value > board.queue.length
      ? t("routing:board.queue_some", {
          shown: board.queue.length,
          all: `${waiting.value}${waiting.capped ? "+" : ""}`,
        })
      : String(board.queue.length);
  const cards = (rows: readonly TicketRow[], empty: string) =>
    rows.length === 0 ? (
      <p className={classes.none}>{empty}</p>
    ) : (
      <ul className={classes.cards}>
        {rows.map((row) => (
          <TicketCard
            key={row.id}
            row={row}
            board={board}
            onMove={(to) => void move(row, to)}
            onDrag={setDragged}
          />
        ))}
      </ul>
    );
  return (
    <div className={classes.board} ref={root}>
      <Teams
        board={board}
        dragged={dragged}
        onDrop={(key) => dragged && void move(dragged, { kind: "team", key, name: teamName(key) })}
      />
      <DropArea
        on={dragged !== null && dragged.assignee != null}
        onDrop={() => dragged && void move(dragged, { kind: "nobody" })}
      >
        <Card title={t("routing:board.queue")} note={queued}>
          {cards(board.queue, t("routing:board.queue_empty"))}
        </Card>
      </DropArea>
      {board.people.map((agent) => (
        <DropArea
          key={agent.id}
          on={dragged !== null && dragged.assignee?.id !== agent.id}
          onDrop={() => dragged && void move(dragged, { kind: "person", id: agent.id, name: agent.name })}
        >
          <section className={classes.agent} aria-label={agent.name}>
            <AgentHead agent={agent} />
            {cards(agent.tickets, t("routing:board.agent_empty"))}
          </section>
        </DropArea>
      ))}
    </div>
  );
}

/** Takes a card that is dropped on it. */
function DropArea({ on, onDrop, children }: { on: boolean; onDrop: () => void; children: ReactNode }) {
  const { t } = useTranslation();
  const [over, setOver] = useState(false);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dragging has a twin in each card's menu
    <div
      className={classes.drop}
      data-over={on && over ? true : undefined}
      data-say={t("routing:board.drop")}
      onDragOver={(event) => {
        if (!on) return;
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        if (on) onDrop();
      }}
    >
      {children}
    </div>
  );
}

function Teams({
  board,
  dragged,
  onDrop,
}: {
  board: Board;
  dragged: TicketRow | null;
  onDrop: (team: string) => void;
}) {
  const { t } = useTranslation();
  const label = useLabel();
  const navigate = useNavigate();
  const { language } = useFormats();
  return (
    <nav className={classes.teams} aria-label={t("routing:board.teams")}>
      {board.teams.map((team) => (
        <DropArea
          key={team.key}
          on={dragged !== null && dragged.team !== team.key}
          onDrop={() => onDrop(team.key)}
        >
          <button
            type="button"
            className={classes.team}
            aria-current={team.key === board.team ? "true" : undefined}
            onClick={() => void navigate({ to: "/board", search: { team: team.key } })}
          >
            <b>{label(team.label)}</b>
            <span className={classes.figures}>
              <span>
                {t("routing:board.waiting", { count: formatCount(team.waiting, language) as never })}
              </span>
              <span>{t("routing:board.open", { count: formatCount(team.open, language) as never })}</span>
              {team.quiet.value > 0 && (
                <Pill small tone="bad">
                  {t("routing:board.quiet", { count: formatCount(team.quiet, language) as never })}
                </Pill>
              )}
            </span>
          </button>
          <Overdue team={team} />
        </DropArea>
      ))}
    </nav>
  );
}

/** How many tickets of a team are late, and the way to the lists that show just these: a list is of one type. */
function Overdue({ team }: { team: Board["teams"][number] }) {
  const { t } = useTranslation();
  const label = useLabel();
  const { language } = useFormats();
  const { count, filter, types } = team.overdue;
  const [only] = types;
  if (!only) return null;
  const said = t("routing:board.overdue", { count: formatCount(count, language) as never });
  const name = t("routing:board.overdue_show", { team: label(team.label) });
  if (types.length === 1)
    return (
      <Link to="/list" search={{ type: only.type, filter }} className={classes.overdue} title={name}>
        {said}
      </Link>
    );
  return (
    <Menu position="bottom-start">
      <Menu.Target>
        <button type="button" className={classes.overdue} title={name}>
          {said}
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        {types.map((one) => (
          <Menu.Item
            key={one.type}
            rightSection={formatCount(one.count, language)}
            renderRoot={(root) => <Link to="/list" search={{ type: one.type, filter }} {...root} />}
          >
            {label(one.label)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function AgentHead({ agent }: { agent: BoardAgent }) {
  const { t } = useTranslation();
  const { language } = useFormats();
  const { load, capacity } = agent;
  const tone = loadTone(load, capacity);
  const said =
    capacity == null ? t("routing:board.load_free", { load }) : t("routing:board.load", { load, capacity });
  return (
    <header className={classes.head}>
      <Avatar id={agent.id} name={agent.name} size={28} label={false} />
      <span className={classes.who}>
        <b>{agent.name}</b>
        <span className={classes.state}>
          <PresenceDot state={agent.presence} />
          {t(`routing:presence.${agent.presence}`)}
          {agent.absentUntil && (
            <Pill small tone="warn">
              {t("routing:board.absent", { day: formatDay(agent.absentUntil.slice(0, 10), language) })}
            </Pill>
          )}
          {!agent.absentUntil && !agent.onShift && <Pill small>{t("routing:board.off_shift")}</Pill>}
        </span>
      </span>
      <span className={classes.load}>
        <span className="num">{said}</span>
        {capacity != null && (
          <span className={classes.track} aria-hidden>
            <span data-tone={tone} style={{ width: `${share(load, capacity)}%` }} />
          </span>
        )}
      </span>
    </header>
  );
}

function TicketCard({
  row,
  board,
  onMove,
  onDrag,
}: {
  row: TicketRow;
  board: Board;
  onMove: (to: Place) => void;
  onDrag: (row: TicketRow | null) => void;
}) {
  const { t } = useTranslation();
  const label = useLabel();
  const now = useNow();
  const { language, zone } = useFormats();
  const quiet = now - Date.parse(row.updatedAt) > QUIET;
  const drag = (event: DragEvent) => {
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", row.number);
    onDrag(row);
  };
  return (
    <li className={classes.card} data-card draggable onDragStart={drag} onDragEnd={() => onDrag(null)}>
      <PriorityBars priority={row.priority} />
      <span className={classes.what}>
        <Link to="/t/$id" params={{ id: row.id }} search={{}} className={classes.title} draggable={false}>
          {row.title ?? row.number}
        </Link>
        <span className={classes.about}>
          <span className="num">{row.number}</span>
          <span>{label(row.step.label)}</span>
          <DueNote due={board.due[row.id]} />
          <span className={classes.touched} data-quiet={quiet || undefined}>
            {t("routing:board.touched", { age: formatAge(row.updatedAt, now, language, zone) })}
          </span>
        </span>
      </span>
      <Menu position="bottom-end" width={240}>
        <Menu.Target>
          <button
            type="button"
            className={classes.move}
            data-move
            aria-label={t("routing:board.move", { number: row.number })}
          >
            <IconArrowsTransferUp size={14} stroke={1.7} aria-hidden />
          </button>
        </Menu.Target>
        <Menu.Dropdown className={classes.menu as string}>
          {row.assignee && (
            <Menu.Item onClick={() => onMove({ kind: "nobody" })}>{t("routing:board.to_nobody")}</Menu.Item>
          )}
          <Menu.Label>{t("routing:board.to_person")}</Menu.Label>
          {board.people
            .filter((agent) => agent.id !== row.assignee?.id)
            .map((agent) => (
              <Menu.Item
                key={agent.id}
                leftSection={<Avatar id={agent.id} name={agent.name} size={20} label={false} />}
                onClick={() => onMove({ kind: "person", id: agent.id, name: agent.name })}
              >
                {agent.name}
              </Menu.Item>
            ))}
          <Menu.Label>{t("routing:board.to_team")}</Menu.Label>
          {board.teams
            .filter((team) => team.key !== row.team)
            .map((team) => (
              <Menu.Item
                key={team.key}
                leftSection={<IconUsers size={16} stroke={1.7} aria-hidden />}
                onClick={() => onMove({ kind: "team", key: team.key, name: label(team.label) })}
              >
                {label(team.label)}
              </Menu.Item>
            ))}
        </Menu.Dropdown>
      </Menu>
    </li>
  );
}
