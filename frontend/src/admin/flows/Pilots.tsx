import { Button, FileButton, NumberInput, SegmentedControl, Select, Textarea } from "@mantine/core";
import { IconFileUpload, IconFlask } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiProblem, api, keys, type Pilot, type PilotOutcome, teamsQuery } from "@/api";
import { useFormats } from "@/fields";
import {
  Card,
  EmptyState,
  ErrorState,
  formatDateTime,
  Pill,
  problemItemText,
  problemText,
  SkeletonRows,
  SkeletonText,
  toast,
  useLabel,
} from "@/ui";
import classes from "./flows.module.css";

/** A version of the flow that is tried on some new tickets: begun, looked at, ended. */
export function Pilots({ type, publisher }: { type: string; publisher: boolean }) {
  const { t } = useTranslation();
  const all = useQuery({ queryKey: keys.pilots(type), queryFn: () => api.pilots(type) });
  const [starting, setStarting] = useState(false);
  const running = all.data?.find((pilot) => pilot.state === "running");
  return (
    <Card title={t("versions:pilots")} note={t("versions:pilots_note")}>
      {all.isPending ? (
        <SkeletonRows rows={2} height={56} />
      ) : all.isError ? (
        <ErrorState problem={all.error} onRetry={() => void all.refetch()} />
      ) : (
        <>
          {all.data.length === 0 && !starting && (
            <EmptyState
              icon={<IconFlask size={24} stroke={1.6} aria-hidden />}
              title={t("versions:no_pilots")}
              hint={t("versions:no_pilots_hint")}
            />
          )}
          <ul className={classes.list}>
            {all.data.map((pilot) => (
              <One key={pilot.id} pilot={pilot} publisher={publisher} />
            ))}
          </ul>
          {publisher &&
            !running &&
            (starting ? (
              <StartForm type={type} onDone={() => setStarting(false)} />
            ) : (
              <div className={classes.buttons}>
                <Button leftSection={<IconFlask size={14} stroke={1.7} />} onClick={() => setStarting(true)}>
                  {t("versions:try")}
                </Button>
              </div>
            ))}
        </>
      )}
    </Card>
  );
}

const TONES = { running: "accent", "rolled-out": "good", stopped: "neutral" } as const;

function One({ pilot, publisher }: { pilot: Pilot; publisher: boolean }) {
  const { t } = useTranslation();
  const label = useLabel();
  const { language, zone } = useFormats();
  const queries = useQueryClient();
  const teams = useQuery(teamsQuery).data ?? [];
  const [open, setOpen] = useState(pilot.state === "running");
  const end = useMutation({
    mutationFn: (how: "roll-out" | "stop") =>
      how === "stop" ? api.stopPilot(pilot.id) : api.rollOutPilot(pilot.id),
    onSuccess: (_, how) => toast.done(t(`versions:ended.${how}`)),
    onSettled: () => queries.invalidateQueries(),
    onError: (failure) => toast.failed(problemText(t, failure).title),
  });
  return (
    <li className={classes.revision}>
      <div className={classes.head}>
        <code>{pilot.shortRelease}</code>
        <Pill tone={TONES[pilot.state]}>{t(`versions:pilot.${pilot.state}`)}</Pill>
        <b>
          {pilot.team
            ? t("versions:of_team", {
                team: label(teams.find((team) => team.key === pilot.team)?.label ?? pilot.team),
              })
            : t("versions:of_share", { share: pilot.share })}
        </b>
        <span className={classes.meta}>
          {t("versions:since", { time: formatDateTime(pilot.startedAt, language, zone) })}
        </span>
        <span className={classes.spacer} />
        <Button aria-expanded={open} onClick={() => setOpen((is) => !is)}>
          {t("versions:details")}
        </Button>
        {publisher && pilot.state === "running" && (
          <>
            <Button aria-busy={end.isPending} onClick={() => end.mutate("stop")}>
              {t("versions:stop_pilot")}
            </Button>
            <Button variant="filled" aria-busy={end.isPending} onClick={() => end.mutate("roll-out")}>
              {t("versions:roll_out")}
            </Button>
          </>
        )}
      </div>
      {open && <Compared id={pilot.id} running={pilot.state === "running"} />}
    </li>
  );
}

function Compared({ id, running }: { id: string; running: boolean }) {
  const { t } = useTranslation();
  const one = useQuery({
    queryKey: keys.pilot(id),
    queryFn: () => api.pilot(id),
    refetchInterval: running ? 10_000 : false,
  });
  if (one.isPending) return <SkeletonText lines={3} />;
  if (one.isError) return <ErrorState problem={one.error} onRetry={() => void one.refetch()} />;
  return (
    <div className={classes.compared}>
      <Outcomes title={t("versions:tried_on")} all={one.data.tried ?? []} />
      <Outcomes title={t("versions:others")} all={one.data.others ?? []} />
    </div>
  );
}

function Outcomes({ title, all }: { title: string; all: readonly PilotOutcome[] }) {
  const { t } = useTranslation();
  const label = useLabel();
  const sum = all.reduce((so, each) => so + each.tickets, 0);
  return (
    <section>
      <h3>
        {title} <b>{sum}</b>
      </h3>
      {all.length === 0 ? (
        <p className={classes.meta}>{t("versions:none_yet")}</p>
      ) : (
        <ul className={classes.outcomes}>
          {all.map((each) => (
            <li key={`${each.status} ${each.step} ${label(each.label)}`}>
              <span>{label(each.label)}</span>
              <span className={classes.meta}>{t(`ui:status.${each.status}`)}</span>
              <b>{each.tickets}</b>
              <span className={classes.meta}>{t("versions:hours", { hours: hours(each.meanSeconds) })}</span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

const hours = (seconds: number) => Math.round(seconds / 360) / 10;

function StartForm({ type, onDone }: { type: string; onDone: () => void }) {
  const { t } = useTranslation();
  const label = useLabel();
  const queries = useQueryClient();
  const teams = useQuery(teamsQuery).data ?? [];
  const metadata = useQuery({ queryKey: ["metadata"], queryFn: api.metadata });
  const path = `types/${type}/flow.yaml`;
  const [written, setWritten] = useState<string | null>(null);
  const [whom, setWhom] = useState<"share" | "team">("share");
  const [team, setTeam] = useState<string | null>(null);
  const [share, setShare] = useState<number | string>(10);
  const text = written ?? metadata.data?.files.find((file) => file.path === path)?.text ?? "";
  const drawn = useMutation({ mutationFn: (bpmn: string) => api.readFlowDrawing(type, bpmn) });
  // What a drawing becomes beside the flow itself: its sub-flows.
  const beside = (drawn.data?.files ?? []).filter((file) => file.path !== path);
  const open = async (file: File | null) => {
    if (!file) return;
    const read = await file.text();
    drawn.reset();
    // A drawing is XML, whatever its file is called.
    if (!/^\uFEFF?\s*</.test(read)) {
      setWritten(read);
      return;
    }
    const { files } = await drawn.mutateAsync(read);
    setWritten(files.find((each) => each.path === path)?.text ?? "");
  };
  const start = useMutation({
    mutationFn: () =>
      api.startPilot(type, {
        files: [{ path, text }, ...beside],
        ...(whom === "team" ? { team: team ?? "" } : { share: Number(share) }),
      }),
    onSuccess: async () => {
      toast.done(t("versions:pilot_started"));
      await queries.invalidateQueries({ queryKey: keys.flows });
      onDone();
    },
  });
  const problems = start.error instanceof ApiProblem ? (start.error.problem.problems ?? []) : [];
  return (
    <div className={classes.form}>
      <SegmentedControl
        aria-label={t("versions:whom")}
        data={[
          { value: "share", label: t("versions:by_share") },
          { value: "team", label: t("versions:by_team") },
        ]}
        value={whom}
        onChange={(value) => setWhom(value === "team" ? "team" : "share")}
      />
      {whom === "team" ? (
        <Select
          label={t("versions:team")}
          description={t("versions:team_hint")}
          data={teams.map((each) => ({ value: each.key, label: label(each.label) }))}
          value={team}
          onChange={setTeam}
        />
      ) : (
        <NumberInput
          label={t("versions:share")}
          suffix=" %"
          min={0.01}
          max={99.99}
          decimalScale={2}
          value={share}
          onChange={setShare}
        />
      )}
      <Textarea
        label={path}
        description={t("versions:flow_hint")}
        classNames={{ input: classes.yaml }}
        minRows={12}
        maxRows={28}
        autosize
        spellCheck={false}
        value={text}
        onChange={(event) => setWritten(event.currentTarget.value)}
      />
      {drawn.isPending && <SkeletonText lines={2} />}
      {drawn.isError && <ErrorState problem={drawn.error} />}
      {drawn.data && (
        <section aria-label={t("versions:drawn")}>
          <h3>{t("versions:drawn")}</h3>
          <ul className={classes.wrong}>
            {beside.map((each) => (
              <li key={each.path}>
                <code>{each.path}</code> {t("versions:drawn_beside")}
              </li>
            ))}
            {(drawn.data.report ?? []).map((note) => (
              <li key={`${note.code} ${note.element}`}>
                {note.element && <code>{note.element}</code>} {label(note.said)}
              </li>
            ))}
          </ul>
          {(drawn.data.report ?? []).length === 0 && (
            <p className={classes.meta}>{t("versions:drawn_all")}</p>
          )}
        </section>
      )}
      {problems.length > 0 ? (
        <div role="alert">
          <ul className={classes.wrong}>
            {problems.map((each) => (
              <li key={`${each.pointer} ${each.code} ${each.message}`}>
                <code>{each.pointer}</code> {problemItemText(t, each)}
              </li>
            ))}
          </ul>
        </div>
      ) : (
        start.isError && <ErrorState problem={start.error} />
      )}
      <div className={classes.buttons}>
        <FileButton
          accept=".yaml,.yml,.bpmn,.xml"
          onChange={(file) => void open(file).catch(() => undefined)}
          inputProps={{ "aria-label": t("versions:open_file") }}
        >
          {(props) => (
            <Button {...props} leftSection={<IconFileUpload size={14} stroke={1.7} />}>
              {t("versions:open_file")}
            </Button>
          )}
        </FileButton>
        <Button onClick={onDone}>{t("common:cancel")}</Button>
        <Button
          variant="filled"
          disabled={text === ""}
          aria-busy={start.isPending}
          onClick={() => start.mutate()}
        >
          {t("versions:start_pilot")}
        </Button>
      </div>
    </div>
  );
}
