import { Button, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconArrowDown, IconArrowUp, IconPlus, IconSearch } from "@tabler/icons-react";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { can } from "@/abilities";
import {
  api,
  type ColumnSchema,
  keys,
  objectSchemaQuery,
  objectTypesQuery,
  type RecordRow,
  type TypeSchema,
  useMe,
} from "@/api";
import { FieldDisplay, type FieldSpec, fieldKind, useTouch } from "@/fields";
import { EmptyState, ErrorState, formatDateTime, NamedIcon, SkeletonRows, useLabel, useSlow } from "@/ui";
import { ExportMenu, useExport } from "../ExportMenu";
import styles from "./records.module.css";
import { WithFormats } from "./WithFormats";

const route = getRouteApi("/shell/objects/$type");
/** More columns than these do not help anybody to find a record. */
const MOST_COLUMNS = 7;

/** The records of one object type: customers, orders, products. Found by name, number or phone; sorted by any indexed field. */
export function RecordsPage() {
  const { type } = route.useParams();
  const search = route.useSearch();
  const { t } = useTranslation();
  const label = useLabel();
  const navigate = useNavigate();
  const types = useQuery(objectTypesQuery);
  const schema = useQuery(objectSchemaQuery(type));
  const [text, setText] = useState(search.q ?? "");
  const me = useMe();
  const narrow = useTouch();
  const exporting = useExport<never>((format) =>
    api.exportRecords(type, { sort: search.sort ?? "-updated", format }),
  );
  const [q] = useDebouncedValue(text.trim(), 250);
  useEffect(() => {
    if (q !== (search.q ?? "")) {
      void navigate({
        to: "/objects/$type",
        params: { type },
        search: { ...(q ? { q } : {}), ...(search.sort ? { sort: search.sort } : {}) },
        replace: true,
      });
    }
  }, [q, search.q, search.sort, type, navigate]);
  const title = schema.data ? label(schema.data.label) : "";
  useEffect(() => {
    if (title) document.title = `${title} · Deskloom`;
  }, [title]);
  return (
    <WithFormats>
      <main className={styles.page}>
        <header className={styles.header}>
          <h1>{title}</h1>
          <nav className={styles.types} aria-label={t("records:types")}>
            {types.data?.map((each) => (
              <Link
                key={each.key}
                to="/objects/$type"
                params={{ type: each.key }}
                search={{}}
                aria-current={each.key === type ? "page" : undefined}
                onClick={() => setText("")}
              >
                <NamedIcon name={each.icon} size={14} />
                {label(each.label)}
              </Link>
            ))}
          </nav>
        </header>
        <div className={styles.tools}>
          <TextInput
            className={styles.search as string}
            leftSection={<IconSearch size={16} stroke={1.7} aria-hidden />}
            aria-label={t("records:search")}
            placeholder={t("records:search")}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
          />
          {can(me, "tickets.export") && !narrow && q === "" && <ExportMenu {...exporting} selected={[]} />}
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
        {schema.isError ? (
          <ErrorState problem={schema.error} onRetry={() => void schema.refetch()} />
        ) : schema.data ? (
          <Rows key={type} schema={schema.data} q={q} sort={search.sort ?? "-updated"} />
        ) : (
          <SkeletonRows rows={12} />
        )}
      </main>
    </WithFormats>
  );
}

function Rows({ schema, q, sort }: { schema: TypeSchema; q: string; sort: string }) {
  const { t } = useTranslation();
  const type = schema.key;
  const list = useInfiniteQuery({
    queryKey: keys.records(type, { sort }),
    queryFn: ({ pageParam, signal }) =>
      api.records(type, { sort, ...(pageParam ? { cursor: pageParam } : {}) }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next ?? null,
    enabled: q === "",
  });
  const found = useQuery({
    queryKey: ["record-choices", type, q, "list"],
    queryFn: () => api.recordChoices(type, q, 50),
    enabled: q !== "",
    placeholderData: (previous) => previous,
  });
  const asked = q === "" ? list : found;
  const slow = useSlow(asked.isPending);
  if (asked.isError) return <ErrorState problem={asked.error} onRetry={() => void asked.refetch()} />;
  if (asked.isPending) return slow ? <SkeletonRows rows={12} /> : null;
  const rows = q === "" ? (list.data?.pages.flatMap((page) => page.items) ?? []) : (found.data ?? []);
  const count = list.data?.pages[0]?.count;
  if (rows.length === 0) {
    return (
      <EmptyState
        icon={<NamedIcon name={schema.icon} size={24} />}
        title={q === "" ? t("records:none") : t("records:not_found", { q })}
        {...(q === "" && schema.canCreate ? { hint: t("records:none_hint") } : {})}
      />
    );
  }
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section className={styles.scroll} tabIndex={0} aria-label={t("records:list")}>
      <Table schema={schema} rows={rows} sort={q === "" ? sort : null} />
      <footer className={styles.foot}>
        <span className="num">
          {q === "" && count
            ? t("records:count", { count: count.value, more: count.capped ? "+" : "" })
            : t("records:count", { count: rows.length, more: "" })}
        </span>
        {q === "" && list.hasNextPage && (
          <Button onClick={() => void list.fetchNextPage()} aria-busy={list.isFetchingNextPage || undefined}>
            {t("records:more")}
          </Button>
        )}
      </footer>
    </section>
  );
}

function Table({
  schema,
  rows,
  sort,
}: {
  schema: TypeSchema;
  rows: readonly RecordRow[];
  sort: string | null;
}) {
  const { t, i18n } = useTranslation();
  const label = useLabel();
  const me = useMe();
  const fields = new Map(schema.fields.map((f) => [f.key, f]));
  const titled = rows.find((r) => r.title !== null);
  const columns = schema.columns
    .filter((c) => fields.has(c.key) && c.kind !== "long_text")
    // The title stands first and need not be said twice.
    .filter((c) => !titled || titled.fields[c.key] !== titled.title)
    .slice(0, MOST_COLUMNS);
  const updated = schema.columns.find((c) => c.key === "updated");
  return (
    <table className={styles.table}>
      <thead>
        <tr>
          <th scope="col">{t("records:title")}</th>
          {columns.map((column) => (
            <Head key={column.key} column={column} schema={schema} sort={sort} />
          ))}
          {updated && <Head column={updated} schema={schema} sort={sort} />}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.id}>
            <th scope="row">
              <Link to="/objects/$type/$id" params={{ type: schema.key, id: row.id }}>
                {row.title ?? t("fields:record_untitled")}
              </Link>
            </th>
            {columns.map((column) => (
              <td key={column.key} data-align={fieldKind(column.kind).align}>
                <FieldDisplay
                  field={fields.get(column.key) as FieldSpec}
                  value={row.fields[column.key]}
                  empty=""
                />
              </td>
            ))}
            <td className="num">{formatDateTime(row.updatedAt, i18n.language, me.workspace.zone)}</td>
          </tr>
        ))}
      </tbody>
      <caption className="sr-only">{label(schema.label)}</caption>
    </table>
  );
}

function Head({ column, schema, sort }: { column: ColumnSchema; schema: TypeSchema; sort: string | null }) {
  const label = useLabel();
  const up = sort === column.key;
  const down = sort === `-${column.key}`;
  return (
    <th
      scope="col"
      data-align={fieldKind(column.kind).align}
      aria-sort={up ? "ascending" : down ? "descending" : undefined}
    >
      {column.sortable && sort !== null ? (
        <Link
          to="/objects/$type"
          params={{ type: schema.key }}
          search={{ sort: down ? column.key : `-${column.key}` }}
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
