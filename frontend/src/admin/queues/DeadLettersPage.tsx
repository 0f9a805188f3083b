import { Button, Drawer, Modal, Select } from "@mantine/core";
import { IconMailCheck, IconRefresh, IconTrash } from "@tabler/icons-react";
import { useInfiniteQuery, useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { can } from "@/abilities";
import { api, type DeadLetter, type DeadLetterFilter, keys, useMe } from "@/api";
import { useFormats } from "@/fields";
import {
  Card,
  EmptyState,
  ErrorState,
  formatDateTime,
  listed,
  Page,
  problemText,
  SkeletonRows,
  SkeletonText,
  toast,
  useLabel,
} from "@/ui";
import { type OutsideNames, useOutsideNames } from "../integrations/names";
import { errorText, filterText, kindText, Parts } from "./parts";
import classes from "./queues.module.css";

const route = getRouteApi("/shell/admin/dead-letters");

/** What was given up: why, what it was to be, and what is to become of it. */
export function DeadLettersPage() {
  const { t } = useTranslation();
  const me = useMe();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const names = useOutsideNames();
  const { open, ...filter } = route.useSearch();
  const [asked, setAsked] = useState(false);
  const pages = useInfiniteQuery({
    queryKey: keys.deadLetters(filter),
    queryFn: ({ pageParam }) => api.deadLetters(filter, pageParam || undefined),
    initialPageParam: "",
    getNextPageParam: (last) => last.next ?? undefined,
    enabled: can(me, "queues.manage"),
  });
  const depths = useQuery({
    queryKey: keys.queues,
    queryFn: api.queues,
    enabled: can(me, "queues.manage"),
  });
  const letters = pages.data?.pages.flatMap((page) => page.items) ?? [];
  const filtered = filter.kind !== undefined || filter.queue !== undefined;
  const show = (next: DeadLetterFilter & { open?: string }) =>
    void navigate({
      to: "/admin/dead-letters",
      search: {
        ...(next.queue === "effects" || next.queue === "timers" ? { queue: next.queue } : {}),
        ...(next.kind ? { kind: next.kind } : {}),
        ...(typeof next.destination === "string" && next.destination
          ? { destination: next.destination }
          : {}),
        ...(next.open ? { open: next.open } : {}),
      },
    });
  const refresh = () => queries.invalidateQueries({ queryKey: keys.allDeadLetters });
  const all = async (what: "replay" | "discard") => {
    setAsked(false);
    try {
      const { count } =
        what === "replay" ? await api.replayDeadLetters(filter) : await api.discardDeadLetters(filter);
      toast.done(
        what === "replay"
          ? t("queues:letters.replayedAll", { count })
          : t("queues:letters.discardedAll", { count }),
      );
    } catch (failure) {
      toast.failed(problemText(t, failure as Error).title);
    }
    await refresh();
  };

  if (!can(me, "queues.manage")) return <NotForYou title={t("queues:letters.title")} />;
  const choices = (depths.data ?? [])
    .filter((depth) => depth.dead > 0)
    .map((depth) => ({
      value: JSON.stringify([depth.queue, depth.kind, depth.destination]),
      label: `${filterText(t, depth, names)} (${depth.dead})`,
    }));
  const chosen = filtered
    ? JSON.stringify([filter.queue ?? "", filter.kind ?? "", filter.destination ?? ""])
    : null;
  return (
    <Page title={t("queues:letters.title")} note={t("queues:letters.note")}>
      <Parts />
      {(letters.length > 0 || filtered) && (
        <div className={classes.bar}>
          <Select
            className={classes.filter as string}
            label={t("queues:letters.filter")}
            placeholder={t("queues:letters.all")}
            data={
              chosen !== null && !choices.some((choice) => choice.value === chosen)
                ? [...choices, { value: chosen, label: filterText(t, filter, names) }]
                : choices
            }
            value={chosen}
            clearable
            onChange={(value) => {
              const [queue, kind, destination] = value ? (JSON.parse(value) as string[]) : [];
              show({ queue, kind, destination } as DeadLetterFilter);
            }}
          />
          {letters.length > 0 && (
            <>
              <Button leftSection={<IconRefresh size={14} stroke={1.7} />} onClick={() => void all("replay")}>
                {t("queues:letters.replayAll")}
              </Button>
              <Button leftSection={<IconTrash size={14} stroke={1.7} />} onClick={() => setAsked(true)}>
                {t("queues:letters.discardAll")}
              </Button>
            </>
          )}
        </div>
      )}
      {pages.isPending ? (
        <SkeletonRows rows={6} height={52} />
      ) : pages.isError ? (
        <ErrorState problem={pages.error} onRetry={() => void pages.refetch()} />
      ) : letters.length === 0 ? (
        <EmptyState
          icon={<IconMailCheck size={24} stroke={1.6} aria-hidden />}
          title={filtered ? t("queues:letters.noneOfFilter") : t("queues:letters.none")}
          hint={t("queues:letters.noneHint")}
        />
      ) : (
        <Card title={t("queues:letters.list")} note={t("queues:letters.listNote")}>
          <ul className={classes.list}>
            {letters.map((letter) => (
              <li key={`${letter.queue}/${letter.id}`}>
                <button
                  type="button"
                  className={classes.item}
                  onClick={() => show({ ...filter, open: `${letter.queue}/${letter.id}` })}
                >
                  <LetterLine letter={letter} names={names} />
                </button>
              </li>
            ))}
          </ul>
        </Card>
      )}
      {pages.hasNextPage && (
        <div className={classes.more}>
          <Button aria-busy={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
            {t("queues:letters.more")}
          </Button>
        </div>
      )}
      <Sure
        opened={asked}
        hint={t("queues:letters.sureOf", { what: filterText(t, filter, names) })}
        onClose={() => setAsked(false)}
        onSure={() => void all("discard")}
      />
      <Drawer
        opened={open !== undefined}
        onClose={() => show(filter)}
        position="right"
        size={420}
        title={t("queues:letters.one")}
        closeButtonProps={{ "aria-label": t("common:close") }}
      >
        {open && (
          <Letter
            key={open}
            at={open}
            onDone={() => {
              show(filter);
              void refresh();
            }}
          />
        )}
      </Drawer>
    </Page>
  );
}

export function NotForYou({ title }: { title: string }) {
  const { t } = useTranslation();
  return (
    <Page title={title}>
      <ErrorState
        problem={{ code: "forbidden", status: 403 }}
        action={
          <Button component={Link} to="/list">
            {t("shell:notFound.action")}
          </Button>
        }
      />
    </Page>
  );
}

function LetterLine({ letter, names }: { letter: DeadLetter; names: OutsideNames }) {
  const { t } = useTranslation();
  const { language, zone } = useFormats();
  const label = useLabel();
  const about = [letter.ticket?.number, letter.rule && label(letter.rule)].filter(Boolean).join(" · ");
  return (
    <>
      <span className={classes.name}>
        <b>
          {kindText(t, letter.kind)}
          {letter.destination && ` → ${names.destination(letter.destination)}`}
        </b>
        {about && <span className={classes.meta}>{about}</span>}
        <span className={`${classes.meta} ${classes.bad}`}>{errorText(t, letter.error)}</span>
      </span>
      <span className={`${classes.meta} ${classes.right}`}>
        {formatDateTime(letter.at, language, zone)}
        <br />
        {t("queues:letters.attempts", { count: letter.attempts })}
      </span>
    </>
  );
}

function Letter({ at, onDone }: { at: string; onDone: () => void }) {
  const { t } = useTranslation();
  const { language, zone } = useFormats();
  const label = useLabel();
  const names = useOutsideNames();
  const me = useMe();
  const [queue, id] = at.split("/") as [string, string];
  const one = useQuery({ queryKey: keys.deadLetter(queue, id), queryFn: () => api.deadLetter(queue, id) });
  const [asked, setAsked] = useState(false);
  const [failure, setFailure] = useState<unknown>(null);
  if (one.isPending) return <SkeletonText lines={6} />;
  if (one.isError) return <ErrorState problem={one.error} onRetry={() => void one.refetch()} />;
  const { letter, text, to } = one.data;
  const run = (call: Promise<void>, said: string) =>
    call.then(
      () => {
        toast.done(said);
        onDone();
      },
      (problem) => {
        setAsked(false);
        setFailure(problem);
      },
    );
  const whom = to.map((each) =>
    each.kind === "team" && !each.key
      ? t("queues:to.ownTeam")
      : t([`queues:to.${each.kind}`, "queues:to.account"], { key: each.key ?? "" }),
  );
  return (
    <>
      {failure !== null && (
        <p className={classes.problem} role="alert">
          {problemText(t, failure as Error).title} {problemText(t, failure as Error).hint}
        </p>
      )}
      <dl className={classes.facts}>
        <div>
          <dt>{t("queues:letters.filter")}</dt>
          <dd>{kindText(t, letter.kind)}</dd>
        </div>
        <div>
          <dt>{t("queues:letters.error")}</dt>
          <dd className={classes.bad}>
            {errorText(t, letter.error)}
            {letter.error === "not-configured" && can(me, "integrations.manage") && (
              <>
                {" "}
                <Link to="/admin/integrations">{t("deliveries:toSecrets")}</Link>
              </>
            )}
          </dd>
        </div>
        <div>
          <dt>{t("queues:letters.about")}</dt>
          <dd>
            {letter.ticket ? (
              <Link to="/t/$id" params={{ id: letter.ticket.id }} search={{}}>
                {[letter.ticket.number, letter.ticket.title].filter(Boolean).join(" · ")}
              </Link>
            ) : (
              t("queues:letters.hidden")
            )}
          </dd>
        </div>
        {letter.rule && (
          <div>
            <dt>{t("queues:letters.rule")}</dt>
            <dd>{label(letter.rule)}</dd>
          </div>
        )}
        {whom.length > 0 && (
          <div>
            <dt>{t("queues:letters.to")}</dt>
            <dd>{listed(t, whom)}</dd>
          </div>
        )}
        {letter.destination && (
          <div>
            <dt>{t("queues:letters.destination")}</dt>
            <dd>{names.destination(letter.destination)}</dd>
          </div>
        )}
        {text && (
          <div>
            <dt>{t("queues:letters.text")}</dt>
            <dd>{text}</dd>
          </div>
        )}
        <div>
          <dt>{t("queues:letters.made")}</dt>
          <dd>{formatDateTime(letter.createdAt, language, zone)}</dd>
        </div>
        <div>
          <dt>{t("queues:letters.given")}</dt>
          <dd>
            {formatDateTime(letter.at, language, zone)} ·{" "}
            {t("queues:letters.attempts", { count: letter.attempts })}
          </dd>
        </div>
        <div>
          <dt>{t("queues:letters.technical")}</dt>
          <dd className={classes.technical}>
            <code>{[letter.error, letter.errorType].filter(Boolean).join(" · ")}</code>
            <code>{letter.id}</code>
          </dd>
        </div>
      </dl>
      <div className={classes.buttons}>
        <Button
          variant="filled"
          leftSection={<IconRefresh size={14} stroke={1.7} />}
          onClick={() => void run(api.replayDeadLetter(queue, id), t("queues:letters.replayed"))}
        >
          {t("queues:letters.replay")}
        </Button>
        <Button leftSection={<IconTrash size={14} stroke={1.7} />} onClick={() => setAsked(true)}>
          {t("queues:letters.discard")}
        </Button>
      </div>
      <Sure
        opened={asked}
        hint={t("queues:letters.sureHint")}
        onClose={() => setAsked(false)}
        onSure={() => void run(api.discardDeadLetter(queue, id), t("queues:letters.discarded"))}
      />
    </>
  );
}

/** What cannot be undone is asked about once more. */
function Sure({
  opened,
  hint,
  onClose,
  onSure,
}: {
  opened: boolean;
  hint: string;
  onClose: () => void;
  onSure: () => void;
}) {
  const { t } = useTranslation();
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t("queues:letters.sure")}
      closeButtonProps={{ "aria-label": t("common:close") }}
    >
      <p>{hint}</p>
      <div className={classes.buttons} style={{ marginTop: 16 }}>
        <Button variant="filled" onClick={onSure}>
          {t("queues:letters.discard")}
        </Button>
        <Button onClick={onClose}>{t("common:cancel")}</Button>
      </div>
    </Modal>
  );
}
