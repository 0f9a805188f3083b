import { Button, SegmentedControl } from "@mantine/core";
import { IconChevronDown } from "@tabler/icons-react";
import { useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { TypeSchema } from "@/api";
import { ErrorState, SkeletonText } from "@/ui";
import { EventItem } from "./EventItem";
import { type Group, grouped, type Show } from "./grouped";
import styles from "./ticket.module.css";
import type { Events } from "./useEvents";

/** How many are shown before somebody asks for the earlier ones. */
const RECENT = 8;

interface Props {
  readonly events: Events;
  readonly ticket: string;
  readonly schema: TypeSchema;
}

/** What happened, oldest first: messages, notes, and every change with whose doing it was. */
export function Timeline({ events, ticket, schema }: Props) {
  const { t } = useTranslation();
  const [show, setShow] = useState<Show>("all");
  const [all, setAll] = useState(false);
  const body = useRef<HTMLElement>(null);
  const groups = useMemo(() => grouped(events.items, show), [events.items, show]);
  const shown: readonly Group[] = all ? groups : groups.slice(-RECENT);
  const earlier = groups.length - shown.length;
  return (
    <>
      <div className={styles.timelineHead}>
        <SegmentedControl
          aria-label={t("ticket:timeline.show")}
          value={show}
          onChange={(value) => {
            setShow(value as Show);
            body.current?.scrollIntoView({ block: "start", behavior: "smooth" });
          }}
          data={(["all", "messages", "notes", "changes"] as const).map((value) => ({
            value,
            label: t(`ticket:timeline.${value}`),
          }))}
        />
        {(earlier > 0 || events.more) && (
          <Button
            variant="subtle"
            rightSection={<IconChevronDown size={14} stroke={1.7} aria-hidden />}
            onClick={() => {
              setAll(true);
              if (earlier === 0) events.loadMore();
            }}
          >
            {earlier > 0 ? t("ticket:timeline.earlier", { count: earlier }) : t("ticket:timeline.older")}
          </Button>
        )}
      </div>
      <section ref={body} className={styles.timeline} aria-label={t("ticket:timeline.title")}>
        {events.error ? (
          <ErrorState problem={events.error} onRetry={events.retry} />
        ) : events.pending ? (
          <SkeletonText lines={4} />
        ) : groups.length === 0 ? (
          <p className={styles.nothing}>{t(`ticket:timeline.none_${show}`)}</p>
        ) : (
          <ol className={styles.events}>
            {shown.map((group) => (
              <EventItem key={group.first.id} group={group} ticket={ticket} schema={schema} />
            ))}
          </ol>
        )}
      </section>
    </>
  );
}
