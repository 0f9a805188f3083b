import { Button } from "@mantine/core";
import { IconArrowDown, IconArrowUp, IconPlus, IconSearchOff } from "@tabler/icons-react";
import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { can } from "@/abilities";
import {
  ApiProblem,
  api,
  type ColumnSchema,
  type FoundWords,
  type Highlight,
  keys,
  objectSchemaQuery,
  objectTypesQuery,
  type RecordRow,
  type TypeSchema,
  useMe,
} from "@/api";
import { FieldDisplay, type FieldSpec, fieldKind, isReference, useTouch } from "@/fields";
import {
  EmptyState,
  ErrorState,
  formatDateTime,
  Marked,
  NamedIcon,
  SkeletonRows,
  useCurrentInSight,
  useLabel,
  useSlow,
} from "@/ui";
import { ExportMenu, useExport } from "../ExportMenu";
import { foundIn } from "../search/excerpt";
import { SearchBox } from "../search/SearchBox";
import { Snippet } from "../search/Snippet";
import { WordsNote } from "../search/WordsNote";
import styles from "./records.module.css";
import { WithFormats } from "./WithFormats";

const route = getRouteApi("/shell/objects/$type");
/** More columns than these do not help anybody to find a record. */
const MOST_COLUMNS = 7;
/** What says nothing without its name, where no column has a heading. */
const BARE = new Set([
  "integer",
  "decimal",
  "percent",
  "rating",
  "slider",
  "duration",
  "boolean",
  "date",
  "date_time",
  "date_range",
  "time",
]);

/** The records of one object type: customers, orders, products. Found by name, number or phone; sorted by any indexed field. */
export function RecordsPage() {
  const { type } = route.useParams();
  const search = route.useSearch();
  const { t } = useTranslation();
  const label = useLabel();
  const navigate = useNavigate();
  const types = useQuery(objectTypesQuery);
  const schema = useQuery(objectSchemaQuery(type));
  const me = useMe();
  const narrow = useTouch();
  const q = search.q ?? "";
  const exporting = useExport<never>((format) =>
    api.exportRecords(type, { ...(q ? { q } : {}), sort: search.sort ?? "-updated", format }),
  );
  const title = schema.data ? label(schema.data.plural) : schema.isError ? t("records:list") : "";
  const chips = useCurrentInSight<HTMLElement>(`${type} of ${types.data?.length}`);
  useEffect(() => {
    if (title) document.title = `${title} · Deskloom`;
  }, [title]);
  return (
    <WithFormats>
      <main className={styles.page}>
        <header className={styles.header}>
          <h1>{title}</h1>
          <nav ref={chips} className={styles.types} aria-label={t("records:types")}>
            {types.data?.map((each) => (
              <Link
                key={each.key}
                to="/objects/$type"
                params={{ type: each.key }}
                search={{}}
                aria-current={each.key === type ? "page" : undefined}
              >
                <NamedIcon name={each.icon} size={14} />
                {label(each.plural)}
              </Link>
            ))}
          </nav>
        </header>
        {!schema.isError && (
          <div className={styles.tools}>
            <SearchBox
              key={type}
              q={q}
              label={t("records:search")}
              onSearch={(words) =>
                void navigate({
                  to: "/objects/$type",
                  params: { type },
                  search: { ...(words ? { q: words } : {}), ...(search.sort ? { sort: search.sort } : {}) },
                  replace: true,
                })
              }
              wide
            />
            {can(me, "tickets.export") && !narrow && <ExportMenu {...exporting} selected={[]} />}
            {schema.data?.canCreate && (
              <Button
                variant="filled"
                leftSection={<IconPlus size={14} stroke={1.8} aria-hidden />}
                onClick={() => void navigate({ to: "/objects/$type/$id", params: { type, id: "new" } })}
              >
                {t("records:new")}
              </Button>
            )}
          </div>
        )}
        {schema.isError ? (
          <ErrorState
            problem={schema.error}
            // Of a kind there is none of there will be none the next time either; the others stand above.
            action={
              schema.error instanceof ApiProblem && schema.error.status === 404 ? (
                <Button variant="filled" renderRoot={(root) => <Link to="/list" {...root} />}>
                  {t("shell:notFound.action")}
                </Button>
              ) : undefined
            }
            onRetry={() => void schema.refetch()}
          />
        ) : schema.data ? (
          <Rows key={type} schema={schema.data} q={q} sort={search.sort ?? "-updated"} />
        ) : (
          <SkeletonRows rows={12} headed />
        )}
      </main>
    </WithFormats>
  );
}

function Rows({ schema, q, sort }: { schema: TypeSchema; q: string; sort: string }) {
  const { t } = useTranslation();
  const type = schema.key;
  const shown = columnsOf(schema);
  const query = { ...(q ? { q } : {}), sort, columns: shown.map((column) => column.key).join() || "title" };
  const list = useInfiniteQuery({
    queryKey: keys.records(type, query),
    queryFn: ({ pageParam, signal }) =>
      api.records(type, { ...query, ...(pageParam ? { cursor: pageParam } : {}) }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next ?? null,
    // What was found stands until the next letter's answer is there.
    placeholderData: keepPreviousData,
  });
  const slow = useSlow(list.isPending);
  if (list.isError) return <ErrorState problem={list.error} onRetry={() => void list.refetch()} />;
  if (list.isPending) return slow ? <SkeletonRows rows={12} headed /> : null;
  const rows = list.data.pages.flatMap((page) => page.items);
  const found = list.data.pages[0]?.search ?? null;
  const highlights: FoundWords["highlights"] = Object.assign(
    {},
    ...list.data.pages.map((page) => page.search?.highlights ?? {}),
  );
  const count = list.data.pages[0]?.count;
  if (rows.length === 0) {
    return (
      <EmptyState
        icon={
          q === "" ? (
            <NamedIcon name={schema.icon} size={24} />
          ) : (
            <IconSearchOff size={24} stroke={1.6} aria-hidden />
          )
        }
        title={q === "" ? t("records:none") : t("search:none.title", { q })}
        {...(q !== ""
          ? { hint: t("search:none.hint") }
          : schema.canCreate
            ? { hint: t("records:none_hint") }
            : {})}
      />
    );
  }
  return (
    <>
      {q !== "" && <WordsNote q={q} found={found} />}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <section className={styles.scroll} tabIndex={0} aria-label={t("records:list")}>
        <Table schema={schema} shown={shown} rows={rows} q={q} sort={sort} highlights={highlights} />
        <footer className={styles.foot}>
          <span className="num">
            {count && t("records:count", { count: count.value, more: count.capped ? "+" : "" })}
          </span>
          {list.hasNextPage && (
            <Button
              onClick={() => void list.fetchNextPage()}
              aria-busy={list.isFetchingNextPage || undefined}
            >
              {t("records:more")}
            </Button>
          )}
        </footer>
      </section>
    </>
  );
}

/** What a row can show of a record: one more than it has room for, since one may be the title, which stands first. */
const columnsOf = (schema: TypeSchema) =>
  schema.columns
    .filter(
      (column) => schema.fields.some((field) => field.key === column.key) && column.kind !== "long_text",
    )
    .slice(0, MOST_COLUMNS + 1);

function Table({
  schema,
  shown,
  rows,
  q,
  sort,
  highlights,
}: {
  schema: TypeSchema;
  shown: readonly ColumnSchema[];
  rows: readonly RecordRow[];
  q: string;
  sort: string;
  highlights: FoundWords["highlights"];
}) {
  const { t, i18n } = useTranslation();
  const label = useLabel();
  const me = useMe();
  const fields = new Map(schema.fields.map((f) => [f.key, f]));
  const narrow = useTouch();
  const titled = rows.find((r) => r.title !== null);
  const said = (value: unknown) =>
    isReference(value) && !!value.title && !!titled?.title?.includes(value.title);
  const columns = shown
    // The title stands first and need not be said twice.
    .filter((c) => !titled || titled.fields[c.key] !== titled.title)
    // Nor what it is made of, where room is short.
    .filter((c) => !narrow || !said(titled?.fields[c.key]))
    .slice(0, MOST_COLUMNS);
  const updated = schema.columns.find((c) => c.key === "updated");
  return (
    <table className={styles.table}>
      <thead>
        <tr>
          <th scope="col">{t("records:title")}</th>
          {columns.map((column) => (
            <Head key={column.key} column={column} schema={schema} q={q} sort={sort} />
          ))}
          {updated && <Head column={updated} schema={schema} q={q} sort={sort} />}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.id}>
            <th scope="row">
              <Title row={row} schema={schema} highlights={highlights[row.id] ?? []} shown={columns} />
            </th>
            {columns.map((column) => (
              <td
                key={column.key}
                data-align={fieldKind(column.kind).align}
                data-label={
                  BARE.has(column.kind) && row.fields[column.key] != null ? label(column.label) : undefined
                }
              >
                <FieldDisplay
                  field={fields.get(column.key) as FieldSpec}
                  value={row.fields[column.key]}
                  empty=""
                />
              </td>
            ))}
            <td className={`num ${styles.changed}`}>
              {formatDateTime(row.updatedAt, i18n.language, me.workspace.zone)}
            </td>
          </tr>
        ))}
      </tbody>
      <caption className="sr-only">{label(schema.plural)}</caption>
    </table>
  );
}

/** The name, and where else the words stand when no column of the row shows it. */
function Title({
  row,
  schema,
  highlights,
  shown,
}: {
  row: RecordRow;
  schema: TypeSchema;
  highlights: readonly Highlight[];
  shown: readonly ColumnSchema[];
}) {
  const { t } = useTranslation();
  const found = foundIn(highlights, row.title);
  const unseen = found.elsewhere.find((h) => !shown.some((column) => column.key === h.field));
  return (
    <Link to="/objects/$type/$id" params={{ type: schema.key, id: row.id }}>
      {row.title === null ? t("fields:record_untitled") : <Marked text={row.title} ranges={found.title} />}
      {found.title.length === 0 && unseen && <Snippet highlight={unseen} schema={schema} />}
    </Link>
  );
}

function Head({
  column,
  schema,
  q,
  sort,
}: {
  column: ColumnSchema;
  schema: TypeSchema;
  q: string;
  sort: string;
}) {
  const label = useLabel();
  const up = sort === column.key;
  const down = sort === `-${column.key}`;
  return (
    <th
      scope="col"
      data-align={fieldKind(column.kind).align}
      aria-sort={up ? "ascending" : down ? "descending" : undefined}
    >
      {column.sortable ? (
        <Link
          to="/objects/$type"
          params={{ type: schema.key }}
          search={{ ...(q ? { q } : {}), sort: down ? column.key : `-${column.key}` }}
        >
          {label(column.label)}
          {up && <IconArrowUp size={12} stroke={1.8} aria-hidden />}
          {down && <IconArrowDown size={12} stroke={1.8} aria-hidden />}
        </Link>
      ) : (
        label(column.label)
      )}
    </th>
  );
}
