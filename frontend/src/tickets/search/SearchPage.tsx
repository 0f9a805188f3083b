import { Button } from "@mantine/core";
import { IconSearch, IconSearchOff } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { type KeyboardEvent, useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { offerKeys, openKeys } from "@/actions";
import {
  objectSchemaQuery,
  objectTypesQuery,
  type SearchGroup,
  type SearchHit,
  schemaQuery,
  searchQuery,
  type TypeSchema,
  useTypes,
} from "@/api";
import { useFormats, useTouch } from "@/fields";
import {
  EmptyState,
  ErrorState,
  formatAge,
  formatCount,
  formatDateTime,
  KeyBar,
  Marked,
  NamedIcon,
  Pill,
  SkeletonCards,
  SkeletonRows,
  useCurrentInSight,
  useKeys,
  useLabel,
  useNow,
  useSlow,
} from "@/ui";
import { foundIn } from "./excerpt";
import { SearchBox } from "./SearchBox";
import { Snippet } from "./Snippet";
import classes from "./search.module.css";
import { WordsNote } from "./WordsNote";

const route = getRouteApi("/shell/search");
/** Of everything a few of each, of one kind as many as a page takes. */
const FEW = 5;
const MANY = 20;
/** Of one record so many places are shown; the others say the same. */
const PLACES = 2;

const focusBox = () => document.querySelector<HTMLInputElement>("main [data-search]")?.focus();

/** Words looked for in everything one may see: a few of each kind, and the way to all of them. */
export function SearchPage() {
  const { q = "", type } = route.useSearch();
  const { t } = useTranslation();
  const label = useLabel();
  const navigate = useNavigate();
  const narrow = useTouch();
  const types = useTypes();
  const objects = useQuery(objectTypesQuery);
  const found = useQuery(searchQuery(q, type ? MANY : FEW, type));
  const slow = useSlow(found.isFetching && (found.isPending || found.isPlaceholderData));
  const body = useRef<HTMLDivElement>(null);

  useEffect(() => {
    document.title = `${q === "" ? t("search:title") : `${q} · ${t("search:title")}`} · Deskloom`;
  }, [q, t]);

  const go = (next: { q?: string; type?: string }) =>
    void navigate({
      to: "/search",
      search: { ...(next.q ? { q: next.q } : {}), ...(next.type ? { type: next.type } : {}) },
      replace: true,
    });

  /** Down and up through what was found; up from the first is the box again. */
  const move = (by: number) => {
    const hits = [...(body.current?.querySelectorAll<HTMLElement>("[data-hit]") ?? [])];
    const at = hits.indexOf(document.activeElement as HTMLElement);
    if (at + by < 0) focusBox();
    else hits[Math.min(hits.length - 1, at + by)]?.focus();
  };
  const onArrow = (event: KeyboardEvent) => {
    const by = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (by === 0) return;
    event.preventDefault();
    move(by);
  };
  useKeys({ j: () => move(1), k: () => move(-1), "?": openKeys });
  useEffect(
    () =>
      offerKeys([
        { keys: ["/"], does: t("search:keys.box") },
        { keys: ["j", "k"], does: t("list:keys.move") },
        { keys: ["enter"], does: t("list:keys.open") },
      ]),
    [t],
  );

  const answer = q === "" ? undefined : found.data;
  const kinds = [...(types.data ?? []), ...(objects.data ?? [])];
  const chips = useCurrentInSight<HTMLElement>(`${type} of ${kinds.length}`);
  const content = () => {
    if (q === "") {
      return (
        <EmptyState
          icon={<IconSearch size={24} stroke={1.6} aria-hidden />}
          title={t("search:empty.title")}
          hint={t("search:empty.hint")}
        />
      );
    }
    if (found.isError) return <ErrorState problem={found.error} onRetry={() => void found.refetch()} />;
    if (!answer) {
      return slow ? (
        narrow ? (
          <SkeletonCards cards={5} />
        ) : (
          <div className={classes.groups}>
            <div className={classes.group}>
              <SkeletonRows rows={8} height={52} />
            </div>
          </div>
        )
      ) : null;
    }
    if (answer.groups.length === 0) {
      return (
        <>
          <WordsNote q={q} found={answer} />
          <EmptyState
            icon={<IconSearchOff size={24} stroke={1.6} aria-hidden />}
            title={t(answer.gap === null ? "search:none.title" : "search:none.unfinished", { q })}
            // Where the looking was cut short the note above says what to do: the opposite of this.
            {...(answer.gap === null ? { hint: t("search:none.hint") } : {})}
            action={
              answer.gap !== null ? (
                <Button onClick={() => void found.refetch()}>{t("common:retry")}</Button>
              ) : (
                type && <Button onClick={() => go({ q })}>{t("search:none.everywhere")}</Button>
              )
            }
          />
        </>
      );
    }
    return (
      <>
        <WordsNote q={q} found={answer} />
        <div className={classes.groups}>
          {answer.groups.map((group) => (
            <Group key={group.type} group={group} q={q} narrow={narrow} />
          ))}
        </div>
      </>
    );
  };

  return (
    <main className={classes.page}>
      <header className={classes.header}>
        <h1>{t("search:title")}</h1>
        <SearchBox
          q={q}
          label={t("search:box")}
          onSearch={(words) => go({ q: words, ...(type ? { type } : {}) })}
          onDown={() => move(1)}
          focused
          wide
        />
      </header>
      <nav ref={chips} className={classes.kinds} aria-label={t("search:where")}>
        <Link
          to="/search"
          search={q ? { q } : {}}
          replace
          className={classes.kind}
          aria-current={type ? undefined : "page"}
          activeOptions={{ exact: true, includeSearch: true }}
        >
          {t("search:everything")}
        </Link>
        {kinds.map((kind) => (
          <Link
            key={kind.key}
            to="/search"
            search={{ ...(q ? { q } : {}), type: kind.key }}
            replace
            className={classes.kind}
            aria-current={type === kind.key ? "page" : undefined}
          >
            <NamedIcon name={kind.icon} size={14} />
            {label(kind.plural)}
          </Link>
        ))}
      </nav>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the arrows only move between the links inside */}
      <div
        className={classes.body}
        ref={body}
        aria-busy={q !== "" && (found.isPending || found.isPlaceholderData)}
        onKeyDown={onArrow}
      >
        {content()}
      </div>
      <p className="sr-only" role="status">
        {answer && !found.isPlaceholderData
          ? t("search:found", { count: answer.groups.reduce((sum, group) => sum + group.items.length, 0) })
          : ""}
      </p>
      <KeyBar
        hints={[
          { keys: ["/"], does: t("search:keys.box") },
          { keys: ["j", "k"], does: t("list:keys.move") },
          { keys: ["enter"], does: t("list:keys.open") },
          { keys: ["?"], does: t("list:keys.all") },
        ]}
      />
    </main>
  );
}

function Group({ group, q, narrow }: { group: SearchGroup; q: string; narrow: boolean }) {
  const { t } = useTranslation();
  const label = useLabel();
  const { language } = useFormats();
  const ofTickets = useQuery(schemaQuery(group.object ? "" : group.type)).data;
  const ofRecords = useQuery(objectSchemaQuery(group.object ? group.type : "")).data;
  const schema = ofTickets ?? ofRecords;
  const name = label(schema?.plural);
  const more = group.count.capped || group.count.value > group.items.length;
  // Beside a long name there is no room to say it twice.
  const all = narrow ? (
    <>
      {t("search:allShort")}
      <span className="sr-only"> {name}</span>
    </>
  ) : (
    t("search:all", { type: name })
  );
  return (
    <section className={classes.group} aria-label={name}>
      <header>
        {schema && <NamedIcon name={schema.icon} size={16} />}
        <h2>{name}</h2>
        <span className={classes.total}>{formatCount(group.count, language)}</span>
        <span className={classes.spacer} />
        {more &&
          (group.object ? (
            <Link to="/objects/$type" params={{ type: group.type }} search={{ q }} className={classes.all}>
              {all}
            </Link>
          ) : (
            <Link to="/list" search={{ type: group.type, q }} className={classes.all}>
              {all}
            </Link>
          ))}
      </header>
      <ul className={classes.hits}>
        {group.items.map((hit) => (
          <li key={hit.id}>
            <Hit hit={hit} object={group.object} q={q} schema={schema} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Hit({
  hit,
  object,
  q,
  schema,
}: {
  hit: SearchHit;
  object: boolean;
  q: string;
  schema: TypeSchema | undefined;
}) {
  const { t } = useTranslation();
  const label = useLabel();
  const now = useNow();
  const { language, zone } = useFormats();
  const found = foundIn(hit.highlights, hit.title);
  const inside = (
    <>
      <span className={classes.main}>
        {hit.number && (
          <span className={classes.number}>
            <Marked text={hit.number} ranges={found.number} />
          </span>
        )}
        <span className={`ellipsis ${classes.title}`} title={hit.title ?? undefined}>
          {hit.title === null ? (
            <span className={classes.hidden}>
              {object ? t("fields:record_untitled") : t("list:titleHidden")}
            </span>
          ) : (
            <Marked text={hit.title} ranges={found.title} />
          )}
        </span>
      </span>
      {hit.step ? <Pill>{label(hit.step.label)}</Pill> : <span />}
      <time
        dateTime={hit.updatedAt}
        title={formatDateTime(hit.updatedAt, language, zone)}
        className={classes.age}
      >
        {formatAge(hit.updatedAt, now, language, zone)}
      </time>
      {found.elsewhere.slice(0, PLACES).map((highlight, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a place has no identity but its order
        <Snippet key={i} highlight={highlight} schema={schema} />
      ))}
    </>
  );
  return object ? (
    <Link to="/objects/$type/$id" params={{ type: hit.type, id: hit.id }} className={classes.hit} data-hit>
      {inside}
    </Link>
  ) : (
    <Link to="/t/$id" params={{ id: hit.id }} search={{ type: hit.type, q }} className={classes.hit} data-hit>
      {inside}
    </Link>
  );
}
