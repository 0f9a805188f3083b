import { ActionIcon, Button, Select, TextInput } from "@mantine/core";
import { IconArrowsTransferUp, IconX } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, keys, type StaffMember } from "@/api";
import { useFormats } from "@/fields";
import { ErrorState, failureText, formatDateTime, toast } from "@/ui";
import classes from "./people.module.css";

/** When somebody is away, and what becomes of what they have. */
export function Absences({ person, people }: { person: StaffMember; people: readonly StaffMember[] }) {
  const { t } = useTranslation();
  const { language, zone } = useFormats();
  const queries = useQueryClient();
  const absences = useQuery({
    queryKey: keys.absences(person.id),
    queryFn: ({ signal }) => api.absences(person.id, signal),
  });
  const [from, setFrom] = useState("");
  const [to, setTo] = useState("");
  const [substitute, setSubstitute] = useState<string | null>(null);
  const [note, setNote] = useState("");
  const [failure, setFailure] = useState<unknown>(null);
  const [handing, setHanding] = useState<number | null>(null);
  const refresh = () => {
    void queries.invalidateQueries({ queryKey: keys.absences(person.id) });
    void queries.invalidateQueries({ queryKey: keys.people });
    void queries.invalidateQueries({ queryKey: keys.allBoards });
    void queries.invalidateQueries({ queryKey: keys.allTickets });
  };
  const failed = (problem: unknown) => toast.failed(failureText(t, problem));
  const add = async (event: FormEvent) => {
    event.preventDefault();
    setFailure(null);
    try {
      await api.addAbsence(person.id, {
        from: new Date(from).toISOString(),
        to: new Date(to).toISOString(),
        substitute,
        note: note.trim(),
      });
      toast.done(t("routing:people.absence_added"));
      setFrom("");
      setTo("");
      setNote("");
      setSubstitute(null);
    } catch (problem) {
      setFailure(problem);
    } finally {
      refresh();
    }
  };
  const remove = (id: string) => api.removeAbsence(person.id, id).then(refresh, failed);
  const giveBack = async (tickets: readonly string[]) => {
    for (const id of tickets) await api.assign(id, { assignee: person.id });
  };
  const handOn = async () => {
    const moved: string[] = [];
    let refused = 0;
    setHanding(0);
    try {
      for (let more = true; more; ) {
        const some = await api.handOn(person.id);
        moved.push(...some.moved);
        refused = some.refused.length;
        setHanding(moved.length);
        more = some.left;
      }
      if (moved.length > 0)
        toast.done(t("routing:people.handed_on", { count: moved.length }), () => {
          giveBack(moved)
            .then(() => toast.info(t("routing:people.handed_back")), failed)
            .finally(refresh);
        });
      else if (refused === 0) toast.info(t("routing:people.nothing"));
      if (refused > 0) toast.failed(t("routing:people.refused", { count: refused }));
    } catch (problem) {
      failed(problem);
    } finally {
      setHanding(null);
      refresh();
    }
  };
  return (
    <section className={classes.away} aria-label={t("routing:people.absences")}>
      <h2>{t("routing:people.absences")}</h2>
      {absences.isError && <ErrorState problem={absences.error} onRetry={() => void absences.refetch()} />}
      {absences.data?.length === 0 && <p className={classes.hint}>{t("routing:people.no_absence")}</p>}
      <ul className={classes.absences}>
        {(absences.data ?? []).map((absence) => (
          <li key={absence.id} className={classes.line}>
            <span className={classes.grow}>
              {formatDateTime(absence.from, language, zone)} – {formatDateTime(absence.to, language, zone)}
              {absence.note && <span className={classes.hint}> {absence.note}</span>}
            </span>
            <ActionIcon
              aria-label={t("routing:people.remove_absence", {
                from: formatDateTime(absence.from, language, zone),
              })}
              onClick={() => void remove(absence.id)}
            >
              <IconX size={14} stroke={1.8} />
            </ActionIcon>
          </li>
        ))}
      </ul>
      <form className={classes.form} onSubmit={(event) => void add(event)}>
        <div className={classes.two}>
          <TextInput
            type="datetime-local"
            label={t("routing:people.absence_from")}
            value={from}
            onChange={(event) => setFrom(event.currentTarget.value)}
          />
          <TextInput
            type="datetime-local"
            label={t("routing:people.absence_to")}
            value={to}
            onChange={(event) => setTo(event.currentTarget.value)}
          />
        </div>
        <Select
          label={t("routing:people.substitute")}
          placeholder={t("routing:people.substitute_none")}
          data={people
            .filter((each) => each.id !== person.id)
            .map((each) => ({ value: each.id, label: each.name }))}
          value={substitute}
          clearable
          searchable
          onChange={setSubstitute}
        />
        <TextInput
          label={t("routing:people.note")}
          value={note}
          maxLength={500}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
        {failure !== null && (
          <p className={classes.problem} role="alert">
            {failureText(t, failure)}
          </p>
        )}
        <div className={classes.buttons}>
          <Button type="submit" disabled={!from || !to}>
            {t("routing:people.add_absence")}
          </Button>
          <Button
            leftSection={<IconArrowsTransferUp size={14} stroke={1.7} aria-hidden />}
            disabled={handing !== null}
            onClick={() => void handOn()}
          >
            {handing === null ? t("routing:people.hand_on") : t("routing:people.handing", { count: handing })}
          </Button>
        </div>
      </form>
    </section>
  );
}
