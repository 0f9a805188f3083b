import { Button, Menu } from "@mantine/core";
import {
  IconCheck,
  IconChevronDown,
  IconFilterOff,
  IconLayoutRows,
  IconPlus,
  IconSearch,
  IconSearchOff,
} from "@tabler/icons-react";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { can } from "@/abilities";
import { available, keyMap, offerCommands, offerKeys, openKeys } from "@/actions";
import { ApiProblem, api, type TicketRow, useMe, useTeams, useTypes } from "@/api";
import { useFormats, useTouch } from "@/fields";
import {
  Avatar,
  EmptyState,
  ErrorState,
  formatCount,
  KeyBar,
  SkeletonCards,
  SkeletonRows,
  useKeys,
  useLabel,
  useSlow,
} from "@/ui";
import { ExportMenu, useExport } from "../ExportMenu";
import { MacroDialog } from "../macros/MacroDialog";
import { StaleNote } from "../StaleNote";
import { SearchBox } from "../search/SearchBox";
import { WordsNote } from "../search/WordsNote";
import { AssignDialog } from "./AssignDialog";
import { type ListContext, listActions } from "./actions";
import { Cards } from "./Cards";
import { markRead, useChangedCells } from "./changes";
import { ExpressionProblem, filterItems } from "./ExpressionProblem";
import { FilterBar } from "./FilterBar";
import { withGroups } from "./groups";
import { LiveNote } from "./LiveNote";
import classes from "./list.module.css";
import { MobileViews } from "./MobileViews";
import { Rows } from "./Rows";
import { Side } from "./Side";
import type { ListSearch } from "./search";
import { useBulk } from "./useBulk";
import { useTicketList } from "./useTicketList";

const route = getRouteApi("/shell/list");

const openSearch = () => document.querySelector<HTMLElement>("main [data-search]")?.focus();
const openExport = () => document.querySelector<HTMLElement>("[data-export]")?.click();
const openFilter = () => document.querySelector<HTMLElement>("[data-filter-add]")?.click();

/** The workspace: views at the left, tickets in the middle, one keyboard for all of it. */
export function ListPage() {
  const search = route.useSearch();
  const navigate = useNavigate();
  const { t } = useTranslation();
  const label = useLabel();
  const { language } = useFormats();
  const me = useMe();
  const teams = useTeams();
  const types = useTypes();
  const narrow = useTouch();
  const list = useTicketList(search);
  const bulk = useBulk();
  const exporting = useExport<TicketRow>((format, rows) =>
    api.exportTickets({
      type: list.type,
      ...(list.view ? { view: list.view.key } : {}),
      ...(search.q ? { q: search.q } : {}),
      ...(search.filter ? { filter: search.filter } : {}),
      sort: list.sort,
      columns: list.columns.map((column) => column.key).join(","),
      format,
      ...(rows.length > 0 ? { number: rows.map((row) => row.number) } : {}),
    }),
  );
  // Of no tickets there is no file.
  const exporter = can(me, "tickets.export") && list.rows.length > 0;

  const [cursor, setCursor] = useState<string | null>(null);
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const [folded, setFolded] = useState<ReadonlySet<string>>(new Set());
  const [assigning, setAssigning] = useState<readonly TicketRow[]>([]);
  const [macros, setMacros] = useState<readonly TicketRow[]>([]);

  const columnKeys = useMemo(() => list.columns.map((column) => column.key), [list.columns]);
  const changed = useChangedCells(list.rows, columnKeys);
  const entries = useMemo(
    () => withGroups(list.rows, search.group, folded, list.hasMore),
    [list.rows, search.group, folded, list.hasMore],
  );
  const visible = useMemo(
    () => entries.flatMap((entry) => (entry.kind === "row" ? [entry.row] : [])),
    [entries],
  );

  const change = useCallback(
    (next: Partial<ListSearch>) =>
      void navigate({ to: "/list", search: (before) => ({ ...before, ...next }) as ListSearch }),
    [navigate],
  );
  const open = useCallback(
    (row: TicketRow) => {
      markRead(row.id);
      void navigate({ to: "/t/$id", params: { id: row.id }, search });
    },
    [navigate, search],
  );
  const toggle = useCallback((id: string) => {
    setSelected((before) => {
      const next = new Set(before);
      if (!next.delete(id)) next.add(id);
      return next;
    });
  }, []);

  // Another list is another selection.
  const listKey = JSON.stringify([search.view, search.type, search.filter, search.q]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key is the reason
  useEffect(() => {
    setSelected(new Set());
    setCursor(null);
  }, [listKey]);

  const at = visible.findIndex((row) => row.id === cursor);
  const current = visible[at];
  const targets =
    selected.size > 0 ? visible.filter((row) => selected.has(row.id)) : current ? [current] : [];
  const context: ListContext = {
    current,
    targets,
    me,
    open,
    toggle,
    assign: setAssigning,
    claim: bulk.claim,
    macros: setMacros,
    clear: () => setSelected(new Set()),
    selecting: selected.size > 0,
  };

  const move = (by: number) => {
    const next = visible[Math.max(0, Math.min(visible.length - 1, at < 0 ? 0 : at + by))];
    if (next) setCursor(next.id);
    if (at + by >= visible.length - 10) list.loadMore();
  };
  useKeys({
    j: () => move(1),
    k: () => move(-1),
    down: () => move(1),
    up: () => move(-1),
    f: openFilter,
    ...(exporter ? { e: openExport } : {}),
    "?": openKeys,
    ...keyMap(listActions, context),
  });
  const latest = useRef(context);
  latest.current = context;
  const possible = available(listActions, context)
    .map((action) => action.id)
    .join(" ");
  useEffect(() => {
    const shown = listActions.filter((action) => possible.split(" ").includes(action.id));
    return offerCommands([
      ...shown.map((action) => ({
        id: action.id,
        label: t(action.label),
        ...(action.shortcut ? { shortcut: action.shortcut } : {}),
        perform: () => action.perform(latest.current),
      })),
      { id: "search list", label: t("search:list"), shortcut: "/", perform: openSearch },
      { id: "filter", label: t("list:filter.add"), shortcut: "f", perform: openFilter },
      ...(exporter
        ? (["csv", "xlsx"] as const).map((format) => ({
            id: `export ${format}`,
            label: t(`list:export.as.${format}`),
            perform: () => void exporting.run(format, []),
          }))
        : []),
    ]);
  }, [possible, exporter, exporting.run, t]);

  const keys = useMemo(
    () => [
      { keys: ["j", "k"], does: t("list:keys.move") },
      { keys: ["enter"], does: t("list:keys.open") },
      { keys: ["x"], does: t("list:keys.select") },
      { keys: ["a"], does: t("list:keys.assign") },
      { keys: ["c"], does: t("list:keys.claim") },
      { keys: ["m"], does: t("list:do.macros") },
      { keys: ["/"], does: t("search:keys.box") },
      { keys: ["f"], does: t("list:keys.filter") },
      ...(exporter ? [{ keys: ["e"], does: t("list:keys.export") }] : []),
    ],
    [exporter, t],
  );
  useEffect(() => offerKeys(keys), [keys]);

  const title = list.missing
    ? t("list:tickets")
    : list.view
      ? label(list.view.label)
      : label(types.data?.find((type) => type.key === list.type)?.plural ?? "");
  useEffect(() => {
    if (title) document.title = `${title} · Deskloom`;
  }, [title]);

  const slow = useSlow(list.pending);
  const items = filterItems(list.failure);
  const filterFailed = items.length > 0 && list.failure instanceof ApiProblem;
  const empty = !list.pending && !list.failure && list.rows.length === 0;
  const creatable = types.data?.find((type) => type.key === list.type && type.canCreate);

  // Each letter is the same search, going on: one step back leads out of it.
  const searchBox = (
    <SearchBox
      q={search.q ?? ""}
      label={t("search:list")}
      onSearch={(q) =>
        void navigate({
          to: "/list",
          search: (before) => ({ ...before, q: q || undefined }) as ListSearch,
          replace: search.q !== undefined,
        })
      }
      onDown={() => {
        if (visible[0]) setCursor(visible[0].id);
        document.querySelector<HTMLElement>("main [role=grid]")?.focus();
      }}
    />
  );

  const body = () => {
    if (list.missing) {
      return (
        <ErrorState
          problem={{ code: "not-found", status: 404 }}
          action={
            <Button variant="filled" renderRoot={(root) => <Link to="/list" {...root} />}>
              {t("shell:notFound.action")}
            </Button>
          }
        />
      );
    }
    if (list.failure && !filterFailed && list.rows.length === 0) {
      return <ErrorState problem={list.failure} onRetry={list.retry} />;
    }
    if (filterFailed) {
      return (
        <div className={classes.filterProblem}>
          <h2>{t("list:filter.unreadable")}</h2>
          <ExpressionProblem text={search.filter ?? ""} problem={list.failure} />
          <Button leftSection={<IconFilterOff size={14} />} onClick={() => change({ filter: undefined })}>
            {t("list:filter.clear")}
          </Button>
        </div>
      );
    }
    if (list.pending || !list.schema)
      return slow ? narrow ? <SkeletonCards cards={6} /> : <SkeletonRows rows={24} headed /> : null;
    if (empty && search.q) {
      return (
        <EmptyState
          icon={<IconSearchOff size={24} stroke={1.6} aria-hidden />}
          title={t(search.filter ? "search:none.filtered" : "search:none.list", { q: search.q })}
          hint={t("search:none.hint")}
          action={
            <div className={classes.ways}>
              <Button
                variant="filled"
                leftSection={<IconSearch size={14} />}
                onClick={() => void navigate({ to: "/search", search: { q: search.q as string } })}
              >
                {t("search:none.everywhere")}
              </Button>
              <Button onClick={() => change({ q: undefined })}>{t("search:none.clear")}</Button>
            </div>
          }
        />
      );
    }
    if (empty) {
      return search.filter ? (
        <EmptyState
          title={t("list:empty.filtered")}
          hint={t("list:empty.filteredHint")}
          action={
            <Button leftSection={<IconFilterOff size={14} />} onClick={() => change({ filter: undefined })}>
              {t("list:filter.clear")}
            </Button>
          }
        />
      ) : (
        <EmptyState
          title={t("list:empty.title")}
          hint={t("list:empty.hint")}
          action={
            creatable && (
              <Button
                variant="filled"
                leftSection={<IconPlus size={14} />}
                onClick={() => void navigate({ to: "/new/$type", params: { type: creatable.key } })}
              >
                {t("list:newTicket")}
              </Button>
            )
          }
        />
      );
    }
    const shared = { entries, list, search };
    return narrow ? (
      <Cards {...shared} />
    ) : (
      <Rows
        {...shared}
        schema={list.schema}
        teams={teams.data ?? []}
        open={open}
        changed={changed}
        cursor={cursor}
        setCursor={setCursor}
        selected={selected}
        setSelected={setSelected}
        toggle={toggle}
        folded={folded}
        setFolded={setFolded}
        onSort={(sort) => change({ sort, group: undefined })}
      />
    );
  };

  return (
    <div className={classes.page}>
      <Side search={search} view={list.view} schema={list.schema} />
      <main className={classes.main}>
        <header className={classes.header}>
          <h1 className={classes.title}>
            <span className="ellipsis">{title}</span>
            {list.count && <span className={classes.total}>{formatCount(list.count, language)}</span>}
          </h1>
          {list.schema && !narrow && (
            <>
              <span className={classes.rule} aria-hidden />
              <FilterBar
                schema={list.schema}
                filter={search.filter ?? ""}
                problem={filterFailed ? list.failure : undefined}
                onChange={(filter) => change({ filter: filter || undefined })}
              />
            </>
          )}
          <span className={classes.spacer} />
          {!narrow && !list.missing && searchBox}
          {!narrow && !list.missing && (
            <Menu position="bottom-end">
              <Menu.Target>
                <Button
                  variant="subtle"
                  leftSection={<IconLayoutRows size={14} stroke={1.7} />}
                  rightSection={<IconChevronDown size={12} stroke={2} />}
                >
                  {t("list:group.label", { by: t(`list:group.${search.group ?? "none"}`) })}
                </Button>
              </Menu.Target>
              <Menu.Dropdown>
                {([undefined, "priority"] as const).map((group) => (
                  <Menu.Item
                    key={group ?? "none"}
                    rightSection={group === search.group && <IconCheck size={14} stroke={2.4} aria-hidden />}
                    onClick={() => change({ group })}
                  >
                    {t(`list:group.choose.${group ?? "none"}`)}
                  </Menu.Item>
                ))}
              </Menu.Dropdown>
            </Menu>
          )}
          {exporter && !narrow && (
            <ExportMenu
              {...exporting}
              selected={selected.size > 0 ? visible.filter((row) => selected.has(row.id)) : []}
            />
          )}
          {narrow && <Avatar id={me.id} name={me.name} size={36} />}
        </header>
        {/* The bar that says so on a desk has no room on a telephone. */}
        {narrow && <StaleNote text={t("list:live.offline")} />}
        {narrow && !list.missing && <div className={classes.mobileSearch}>{searchBox}</div>}
        {narrow && (
          <MobileViews view={list.view}>
            {list.schema && (
              <FilterBar
                schema={list.schema}
                filter={search.filter ?? ""}
                problem={filterFailed ? list.failure : undefined}
                onChange={(filter) => change({ filter: filter || undefined })}
              />
            )}
          </MobileViews>
        )}
        {search.q && !empty && !list.pending && <WordsNote q={search.q} found={list.found} />}
        <div className={classes.body} aria-busy={list.pending}>
          {body()}
          {context.selecting && (
            <div
              className={classes.selection}
              role="toolbar"
              aria-label={t("list:selected", { count: selected.size })}
            >
              <b>{t("list:selected", { count: selected.size })}</b>
              {available(listActions, context)
                .filter(
                  (action) =>
                    action.id === "assign" ||
                    action.id === "claim" ||
                    action.id === "macros" ||
                    action.id === "clear",
                )
                .map((action) => (
                  <Button key={action.id} variant="subtle" onClick={() => action.perform(context)}>
                    {t(action.label)}
                  </Button>
                ))}
            </div>
          )}
        </div>
        <KeyBar hints={[...keys, { keys: ["?"], does: t("list:keys.all") }]}>
          <LiveNote key={listKey} />
          {list.count && list.rows.length > 0 && (
            <span>{t("list:range", { to: list.rows.length, total: formatCount(list.count, language) })}</span>
          )}
        </KeyBar>
      </main>
      <MacroDialog
        opened={macros.length > 0}
        tickets={macros.map((row) => row.id)}
        schema={list.schema}
        onClose={() => setMacros([])}
        onApply={(macro, ids, _, fields) =>
          bulk.macro(
            macros.filter((row) => ids.includes(row.id)),
            macro.key,
            label(macro.label),
            fields,
            list.schema,
          )
        }
      />
      <AssignDialog tickets={assigning} onClose={() => setAssigning([])} onAssign={bulk.assign} />
    </div>
  );
}
