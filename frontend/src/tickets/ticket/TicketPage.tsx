import { Button, Drawer } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { IconBolt, IconChevronLeft } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { useCallback, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import {
  ApiProblem,
  type Me,
  schemaQuery,
  type Tagged,
  type TicketDetail,
  type TypeSchema,
  ticketQuery,
  useMe,
} from "@/api";
import { type Formats, FormatsProvider } from "@/fields";
import { ErrorState, footRef, SkeletonText, Thread, useKeys, useLabel, useSlow } from "@/ui";
import { MacroDialog } from "../macros/MacroDialog";
import { StaleNote } from "../StaleNote";
import { ActionBar } from "./ActionBar";
import { ForYou } from "./agenda/ForYou";
import { Composer, type ComposerMode } from "./Composer";
import { FlowPane } from "./flow/FlowPane";
import { Lanes } from "./flow/Lanes";
import { PowersMenu } from "./flow/PowersMenu";
import { isForked } from "./flow/words";
import { SidePane } from "./SidePane";
import { TicketFormPane } from "./TicketFormPane";
import { TicketHeader } from "./TicketHeader";
import { neighbours, TicketList, useQueue } from "./TicketList";
import { Timeline } from "./Timeline";
import styles from "./ticket.module.css";
import { useEvents } from "./useEvents";
import { useListSearch } from "./useListSearch";
import { useStages } from "./useStages";
import { useTicketCommands } from "./useTicketCommands";
import { useTicketForm } from "./useTicketForm";
import { useTicketWork } from "./useTicketWork";

/** Below these the customer's pane becomes a drawer, the list disappears, the telephone's layout begins. */
const WIDE = "(min-width: 1200px)";
const MIDDLE = "(min-width: 960px)";
const NARROW = "(max-width: 599px)";

export function TicketPage() {
  const { id } = useParams({ strict: false }) as { id: string };
  const me = useMe();
  const { t, i18n } = useTranslation();
  const search = useListSearch();
  const ticket = useQuery(ticketQuery(id));
  const schema = useQuery(schemaQuery(ticket.data?.data.type ?? ""));
  const withList = useMediaQuery(MIDDLE, undefined, { getInitialValueInEffect: false }) ?? true;
  const narrow = useMediaQuery(NARROW, undefined, { getInitialValueInEffect: false }) ?? false;
  const formats = useMemo<Formats>(
    () => ({
      language: i18n.language === "zh" ? "zh" : "en",
      zone: me.workspace.zone,
      currency: me.workspace.currency,
    }),
    [i18n.language, me.workspace.zone, me.workspace.currency],
  );
  const slow = useSlow(ticket.isPending || schema.isPending);
  const failure = ticket.error ?? schema.error;
  return (
    <FormatsProvider formats={formats}>
      <div className={styles.page}>
        {withList && <TicketList current={id} />}
        {ticket.data && schema.data ? (
          <OpenTicket key={id} ticket={ticket.data} schema={schema.data} me={me} />
        ) : (
          <main className={styles.main}>
            {narrow && (
              // There is no other way out while there is nothing to see.
              <header className={styles.header}>
                <Link
                  to="/list"
                  search={search}
                  className={styles.back}
                  aria-label={t("ticket:back_to_list")}
                >
                  <IconChevronLeft size={24} stroke={1.8} aria-hidden />
                </Link>
              </header>
            )}
            {failure ? (
              <ErrorState
                problem={failure}
                // What is not there will not be there the next time either.
                action={
                  failure instanceof ApiProblem && failure.status === 404 ? (
                    <Button
                      variant="filled"
                      renderRoot={(root) => <Link to="/list" search={search} {...root} />}
                    >
                      {t("ticket:back_to_list")}
                    </Button>
                  ) : undefined
                }
                onRetry={() => {
                  void ticket.refetch();
                  void schema.refetch();
                }}
              />
            ) : (
              slow && (
                <div className={styles.loading}>
                  <SkeletonText lines={2} />
                  <SkeletonText lines={8} />
                </div>
              )
            )}
          </main>
        )}
      </div>
    </FormatsProvider>
  );
}

function OpenTicket({ ticket, schema, me }: { ticket: Tagged<TicketDetail>; schema: TypeSchema; me: Me }) {
  const detail = ticket.data;
  const { t } = useTranslation();
  const label = useLabel();
  const navigate = useNavigate();
  const search = useListSearch();
  const wide = useMediaQuery(WIDE, undefined, { getInitialValueInEffect: false }) ?? true;
  const narrow = useMediaQuery(NARROW, undefined, { getInitialValueInEffect: false }) ?? false;
  const events = useEvents(detail.id);
  const store = useTicketForm(detail, schema, me, events.items);
  const stages = useStages(detail);
  const [drawer, setDrawer] = useState(false);
  const [mode, setMode] = useState<ComposerMode | null>(null);
  const [assigning, setAssigning] = useState(false);
  const [macros, setMacros] = useState(false);
  const queue = useQueue();
  const { previous, next } = neighbours(queue.items, detail.id);

  const go = useCallback(
    (id: string | undefined) => {
      if (id) void navigate({ to: "/t/$id", params: { id }, search });
    },
    [navigate, search],
  );
  // A ticket handed on may be out of this person's sight: on with the next one.
  const work = useTicketWork(ticket, schema, me, store, () =>
    next ? go(next) : void navigate({ to: "/list", search }),
  );
  const canComment = detail.can.commentPublic || detail.can.commentInternal;
  useKeys({
    j: () => go(next),
    k: () => go(previous),
    r: () => detail.can.commentPublic && setMode("public"),
    n: () => detail.can.commentInternal && setMode("internal"),
    a: () => detail.can.assign && setAssigning(true),
    c: () => detail.can.claim && void work.claim(),
    m: () => setMacros(true),
    i: () => !wide && setDrawer((open) => !open),
    u: () => void navigate({ to: "/list", search }),
    escape: () => setMode(null),
    "mod+s": () => void work.save(),
  });

  useTicketCommands({
    detail,
    work,
    ...(previous ? { previous: () => go(previous) } : {}),
    ...(next ? { next: () => go(next) } : {}),
    write: setMode,
    assign: () => setAssigning(true),
    macros: () => setMacros(true),
    back: () => void navigate({ to: "/list", search }),
  });

  const side = <SidePane detail={detail} schema={schema} store={store} work={work} />;
  return (
    <>
      <main className={styles.main} aria-label={`${detail.number} ${detail.title ?? ""}`}>
        <TicketHeader
          detail={detail}
          work={work}
          narrow={narrow}
          assigning={assigning}
          onAssigning={setAssigning}
          {...(wide ? {} : { onSide: () => setDrawer(true) })}
        />
        <StaleNote text={t("ticket:stale")} />
        <div className={styles.stages}>
          <Thread stages={stages} compact={narrow} />
          {isForked(detail.flow.branches) && <Lanes branches={detail.flow.branches} />}
        </div>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
        <section className={styles.scroll} tabIndex={0} aria-label={t("ticket:content")}>
          <ForYou detail={detail} schema={schema} work={work} />
          <FlowPane detail={detail} work={work} />
          <TicketFormPane detail={detail} schema={schema} store={store} work={work} sideShown={wide} />
          <Timeline events={events} ticket={detail.id} schema={schema} />
        </section>
        <footer ref={footRef} className={styles.foot}>
          {canComment && (
            <Composer
              key={detail.id}
              detail={detail}
              me={me}
              work={work}
              mode={mode}
              onMode={setMode}
              narrow={narrow}
            />
          )}
          <ActionBar detail={detail} work={work} narrow={narrow}>
            <PowersMenu detail={detail} work={work} />
            <Button
              variant="subtle"
              leftSection={<IconBolt size={14} stroke={1.8} aria-hidden />}
              onClick={() => setMacros(true)}
            >
              {t("ticket:macros")}
            </Button>
            {!narrow && next && (
              <Button variant="subtle" onClick={() => go(next)}>
                {t("ticket:next_ticket")}
              </Button>
            )}
          </ActionBar>
        </footer>
      </main>
      <MacroDialog
        opened={macros}
        tickets={[detail.id]}
        schema={schema}
        onClose={() => setMacros(false)}
        onApply={async (macro, _, comment, fields) => ({
          done: await work.macro(macro, comment, fields(detail.id)),
          refused: [],
        })}
      />
      {wide ? (
        side
      ) : (
        <Drawer
          opened={drawer}
          onClose={() => setDrawer(false)}
          position="right"
          size={Math.min(360, window.innerWidth)}
          title={narrow ? t("ticket:side.label") : t("ticket:side.title", { type: label(schema.label) })}
          closeButtonProps={{ "aria-label": t("common:close") }}
        >
          {side}
        </Drawer>
      )}
    </>
  );
}
