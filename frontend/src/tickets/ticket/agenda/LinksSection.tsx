import { ActionIcon, Button, Select } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconPlus, IconSearch, IconUnlink } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import {
  api,
  idempotencyKey,
  keys,
  type LinkTicket,
  linksQuery,
  searchQuery,
  type TicketDetail,
  type TicketLink,
} from "@/api";
import { failureText, SkeletonText, toast, useLabel, useSlow } from "@/ui";
import styles from "./agenda.module.css";
import { OtherTicketLink } from "./OtherTicketLink";

const KINDS = [
  "related",
  "duplicate_of",
  "has_duplicate",
  "follow_up_of",
  "has_follow_up",
  "child_of",
  "parent_of",
] as const satisfies readonly LinkTicket["kind"][];

/** The tickets this one hangs together with, as far as the reader sees them. */
export function LinksSection({ detail }: { detail: TicketDetail }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const links = useQuery(linksQuery(detail.id));
  const slow = useSlow(links.isPending);
  const [adding, setAdding] = useState(false);
  const took = (answer: TicketLink[]) => {
    queries.setQueryData(keys.links(detail.id), answer);
    void queries.invalidateQueries({ queryKey: keys.events(detail.id) });
    void queries.invalidateQueries({ queryKey: keys.ticket(detail.id) });
  };
  const remove = (link: TicketLink) =>
    api
      .unlink(detail.id, link.kind, link.ticket.id)
      .then(took)
      .catch((failure) => toast.failed(failureText(t, failure)));
  const all = links.data ?? [];
  if (!detail.can.update && all.length === 0) return null;
  return (
    <section className={styles.section} aria-label={t("ticket:links.title")}>
      <h2>
        {t("ticket:links.title")}
        {detail.can.update && !adding && (
          <Button variant="subtle" size="compact-xs" onClick={() => setAdding(true)}>
            <IconPlus size={13} stroke={1.8} aria-hidden />
            {t("ticket:links.add")}
          </Button>
        )}
      </h2>
      {adding && <LinkForm detail={detail} onLinked={took} onDone={() => setAdding(false)} />}
      {links.isError && <p className={styles.none}>{failureText(t, links.error)}</p>}
      {slow && <SkeletonText lines={2} />}
      {links.data && all.length === 0 && !adding && <p className={styles.none}>{t("ticket:links.none")}</p>}
      {all.length > 0 && (
        <ul className={styles.entries}>
          {all.map((link) => (
            <li key={`${link.kind} ${link.ticket.id}`} className={styles.linked}>
              <div className={styles.entryText}>
                <OtherTicketLink ticket={link.ticket} />
                <span className={styles.meta}>
                  {t(`ticket:links.kind.${link.kind}`)}
                  {" · "}
                  <Step ticket={link.ticket} />
                </span>
              </div>
              {detail.can.update && (
                <ActionIcon
                  variant="subtle"
                  aria-label={t("ticket:links.remove", { number: link.ticket.number })}
                  title={t("ticket:links.remove", { number: link.ticket.number })}
                  onClick={() => void remove(link)}
                >
                  <IconUnlink size={15} stroke={1.7} aria-hidden />
                </ActionIcon>
              )}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function Step({ ticket }: { ticket: TicketLink["ticket"] }) {
  const label = useLabel();
  return <>{label(ticket.step)}</>;
}

interface FormProps {
  readonly detail: TicketDetail;
  readonly onLinked: (links: TicketLink[]) => void;
  readonly onDone: () => void;
}

/** The other ticket is looked for by its number or by words, as one types. */
function LinkForm({ detail, onLinked, onDone }: FormProps) {
  const { t } = useTranslation();
  const [search, setSearch] = useState("");
  const [other, setOther] = useState<string | null>(null);
  const [kind, setKind] = useState<LinkTicket["kind"]>("related");
  const [busy, setBusy] = useState(false);
  const [q] = useDebouncedValue(search.trim(), 200);
  const found = useQuery(searchQuery(other ? "" : q, 8));
  const hits = (found.data?.groups ?? [])
    .filter((group) => !group.object)
    .flatMap((group) => group.items)
    .filter((hit) => hit.id !== detail.id);
  const options = hits.map((hit) => ({
    value: hit.id,
    label: [hit.number, hit.title].filter(Boolean).join(" "),
  }));
  if (other && !options.some((option) => option.value === other)) {
    options.unshift({ value: other, label: search });
  }
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    // A number may be typed in full and not chosen.
    const ticket = other ?? search.trim();
    if (ticket === "") return;
    setBusy(true);
    try {
      onLinked(await api.link(detail.id, { ticket, kind }, idempotencyKey()));
      toast.done(t("ticket:links.done"));
      onDone();
    } catch (failure) {
      toast.failed(failureText(t, failure));
    } finally {
      setBusy(false);
    }
  };
  return (
    <form
      className={styles.form}
      onSubmit={(event) => void submit(event)}
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        event.stopPropagation();
        onDone();
      }}
    >
      <Select
        label={t("ticket:links.is")}
        data={KINDS.map((one) => ({ value: one, label: t(`ticket:links.kind.${one}`) }))}
        value={kind}
        allowDeselect={false}
        onChange={(value) => value && setKind(value as LinkTicket["kind"])}
      />
      <Select
        label={t("ticket:links.other")}
        placeholder={t("ticket:links.hint")}
        data={options}
        value={other}
        onChange={setOther}
        searchable
        searchValue={search}
        onSearchChange={(text) => {
          setSearch(text);
          if (text !== options.find((option) => option.value === other)?.label) setOther(null);
        }}
        // The server has searched already.
        filter={({ options: all }) => all}
        nothingFoundMessage={
          q === "" ? undefined : t(found.isFetching ? "fields:searching" : "ticket:links.nothing")
        }
        leftSection={<IconSearch size={14} stroke={1.7} aria-hidden />}
        autoFocus
      />
      <div className={styles.small}>
        <Button type="submit" variant="filled" disabled={busy || (other === null && search.trim() === "")}>
          {t("ticket:links.link")}
        </Button>
        <Button variant="subtle" onClick={onDone}>
          {t("common:cancel")}
        </Button>
      </div>
    </form>
  );
}
