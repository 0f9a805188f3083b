import { ActionIcon, Autocomplete, Button, NumberInput, TextInput } from "@mantine/core";
import { IconPlus, IconX } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiProblem, api, keys, type StaffMember, type StaffProfile } from "@/api";
import { ErrorState, failureText, problemItemText, problemText, SkeletonText, toast, useSlow } from "@/ui";
import classes from "./people.module.css";
import { DAYS, type Day, type Draft, draftOf, profileOf, type Shift } from "./profile";

const NEW_SKILL = 50;

/** What somebody can do and when they work. */
export function ProfileForm({ person, onDone }: { person: StaffMember; onDone: () => void }) {
  const profile = useQuery({
    queryKey: keys.staffProfile(person.id),
    queryFn: ({ signal }) => api.staffProfile(person.id, signal),
  });
  const slow = useSlow(profile.isPending);
  if (profile.isError) return <ErrorState problem={profile.error} onRetry={() => void profile.refetch()} />;
  if (!profile.data) return slow ? <SkeletonText lines={8} /> : null;
  return <Editing person={person} profile={profile.data} onDone={onDone} />;
}

function Editing({
  person,
  profile,
  onDone,
}: {
  person: StaffMember;
  profile: StaffProfile;
  onDone: () => void;
}) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [draft, setDraft] = useState<Draft>(() => draftOf(profile));
  const [failure, setFailure] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  useEffect(() => setDraft(draftOf(profile)), [profile]);
  const zones = useState(() => Intl.supportedValuesOf("timeZone"))[0];
  const at = (pointer: string) => {
    const items = failure instanceof ApiProblem ? (failure.problem.problems ?? []) : [];
    const item = items.find((each) => each.pointer === pointer || each.pointer?.startsWith(`${pointer}/`));
    return item ? problemItemText(t, item) : null;
  };
  const placed = ["/skills", "/capacity", "/region", "/zone", "/week"].some((pointer) => at(pointer));
  const refresh = () => {
    void queries.invalidateQueries({ queryKey: keys.people });
    void queries.invalidateQueries({ queryKey: keys.staffProfile(person.id) });
    void queries.invalidateQueries({ queryKey: keys.allBoards });
  };
  const save = async (event: FormEvent) => {
    event.preventDefault();
    setFailure(null);
    setBusy(true);
    try {
      const saved = await api.putStaffProfile(person.id, profileOf(draft, profile));
      toast.done(t("routing:people.saved"), () => {
        api
          .putStaffProfile(person.id, { ...profile, version: saved.version ?? 0 })
          .then(refresh, (problem: unknown) => toast.failed(failureText(t, problem)));
      });
      refresh();
      onDone();
    } catch (problem) {
      setFailure(problem);
    } finally {
      setBusy(false);
    }
  };
  const shifts = (day: Day, to: Shift[]) => setDraft({ ...draft, week: { ...draft.week, [day]: to } });
  return (
    <form className={classes.form} onSubmit={(event) => void save(event)}>
      {failure !== null && !placed && (
        <p className={classes.problem} role="alert">
          {problemText(t, failure).title} {problemText(t, failure).hint}
        </p>
      )}
      <fieldset className={classes.group}>
        <legend>{t("routing:people.skills")}</legend>
        {draft.skills.map((skill, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a skill's name is being typed
          <div key={index} className={classes.line}>
            <TextInput
              className={classes.grow as string}
              aria-label={t("routing:people.skill")}
              value={skill.name}
              maxLength={100}
              onChange={(event) => {
                const name = event.currentTarget.value;
                setDraft({
                  ...draft,
                  skills: draft.skills.map((s, i) => (i === index ? { ...s, name } : s)),
                });
              }}
            />
            <NumberInput
              className={classes.figure as string}
              aria-label={t("routing:people.weight")}
              min={1}
              max={100}
              allowDecimal={false}
              value={skill.weight}
              onChange={(weight) =>
                setDraft({
                  ...draft,
                  skills: draft.skills.map((s, i) => (i === index ? { ...s, weight: Number(weight) } : s)),
                })
              }
            />
            <ActionIcon
              aria-label={t("routing:people.remove_skill", { skill: skill.name })}
              onClick={() => setDraft({ ...draft, skills: draft.skills.filter((_, i) => i !== index) })}
            >
              <IconX size={14} stroke={1.8} />
            </ActionIcon>
          </div>
        ))}
        {at("/skills") && <p className={classes.problem}>{at("/skills")}</p>}
        <Button
          variant="subtle"
          leftSection={<IconPlus size={14} stroke={1.8} aria-hidden />}
          onClick={() => setDraft({ ...draft, skills: [...draft.skills, { name: "", weight: NEW_SKILL }] })}
        >
          {t("routing:people.add_skill")}
        </Button>
      </fieldset>
      <NumberInput
        label={t("routing:people.capacity")}
        description={t("routing:people.capacity_hint")}
        min={0}
        max={10_000}
        allowDecimal={false}
        value={draft.capacity ?? ""}
        error={at("/capacity")}
        onChange={(value) => setDraft({ ...draft, capacity: value === "" ? null : Number(value) })}
      />
      <TextInput
        label={t("routing:people.region")}
        value={draft.region}
        maxLength={100}
        error={at("/region")}
        onChange={(event) => setDraft({ ...draft, region: event.currentTarget.value })}
      />
      <Autocomplete
        label={t("routing:people.zone")}
        description={t("routing:people.zone_hint")}
        data={zones}
        limit={20}
        value={draft.zone}
        error={at("/zone")}
        onChange={(zone) => setDraft({ ...draft, zone })}
      />
      {draft.zone.trim() !== "" && (
        <fieldset className={classes.group}>
          <legend>{t("routing:people.week")}</legend>
          {DAYS.map((day) => (
            <DayLine key={day} day={day} shifts={draft.week[day]} onChange={(to) => shifts(day, to)} />
          ))}
          {at("/week") && <p className={classes.problem}>{at("/week")}</p>}
        </fieldset>
      )}
      <div className={classes.buttons}>
        <Button type="submit" variant="filled" disabled={busy}>
          {t("routing:people.save")}
        </Button>
        <Button onClick={onDone}>{t("common:cancel")}</Button>
      </div>
    </form>
  );
}

function DayLine({ day, shifts, onChange }: { day: Day; shifts: Shift[]; onChange: (to: Shift[]) => void }) {
  const { t } = useTranslation();
  const name = t(`routing:people.day.${day}`);
  return (
    <div className={classes.day}>
      <span className={classes.dayName}>{name}</span>
      <div className={classes.shifts}>
        {shifts.length === 0 && <span className={classes.hint}>{t("routing:people.free")}</span>}
        {shifts.map((shift, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a shift is what stands at its place
          <div key={index} className={classes.line}>
            <TextInput
              type="time"
              aria-label={`${name} ${t("routing:people.from")}`}
              value={shift.from}
              onChange={(event) => {
                const from = event.currentTarget.value;
                onChange(shifts.map((s, i) => (i === index ? { ...s, from } : s)));
              }}
            />
            <span aria-hidden>–</span>
            <TextInput
              type="time"
              aria-label={`${name} ${t("routing:people.to")}`}
              value={shift.to}
              onChange={(event) => {
                const to = event.currentTarget.value;
                onChange(shifts.map((s, i) => (i === index ? { ...s, to } : s)));
              }}
            />
            <ActionIcon
              aria-label={t("routing:people.remove_shift", { from: shift.from, to: shift.to })}
              onClick={() => onChange(shifts.filter((_, i) => i !== index))}
            >
              <IconX size={14} stroke={1.8} />
            </ActionIcon>
          </div>
        ))}
      </div>
      <ActionIcon
        aria-label={`${t("routing:people.add_shift")}: ${name}`}
        disabled={shifts.length >= 6}
        onClick={() => onChange([...shifts, { from: "09:00", to: "18:00" }])}
      >
        <IconPlus size={14} stroke={1.8} />
      </ActionIcon>
    </div>
  );
}
