import { Button, Checkbox, Select } from "@mantine/core";
import { IconArrowRight } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiProblem, api, type FlowRevision, keys, type MigrationPreview } from "@/api";
import { Card, ErrorState, type ProblemItemLike, problemItemText, problemText, toast, useLabel } from "@/ui";
import { idOf } from "./FlowsPage";
import classes from "./flows.module.css";
import { choices, named, open, sameNode } from "./mapping";

/** Which step stands for which, what that comes to, and the start of it. */
export function MigrationForm({
  type,
  from,
  others,
  onDone,
}: {
  type: string;
  from: FlowRevision;
  others: readonly FlowRevision[];
  onDone: () => void;
}) {
  const { t } = useTranslation();
  const label = useLabel();
  const queries = useQueryClient();
  const [target, setTarget] = useState(() => idOf(others.find((each) => each.current) ?? others[0] ?? from));
  const [chosen, setChosen] = useState<Record<string, string>>({});
  const [all, setAll] = useState(false);
  const first = useRef<HTMLDivElement>(null);
  const to = others.find((each) => idOf(each) === target) ?? from;
  const plan = {
    from: from.releases.map((release) => release.id),
    to: target,
    nodes: named(chosen, from, to),
  };
  const preview = useMutation({ mutationFn: () => api.previewMigration(type, plan) });
  const start = useMutation({
    mutationFn: () => api.startMigration(type, plan),
    onSuccess: async () => {
      toast.done(t("versions:started"));
      await queries.invalidateQueries({ queryKey: keys.flows });
      onDone();
    },
    onError: (failure) => {
      if (!(failure instanceof ApiProblem && failure.problem.problems?.length)) {
        toast.failed(problemText(t, failure).title);
      }
    },
  });
  useEffect(() => {
    // Who has asked for it goes on here.
    first.current?.scrollIntoView({ block: "nearest" });
    first.current?.querySelector("input")?.focus();
  }, []);
  const change = (nodes: Record<string, string>) => {
    setChosen(nodes);
    preview.reset();
    start.reset();
  };
  const must = new Set(open(from, to).map((node) => node.id));
  const shown = from.nodes.filter((node) => must.has(node.id) || (all && choices(node, to).length > 0));
  const problems = problemsOf(preview.error ?? start.error);
  return (
    <Card
      title={t("versions:plan", { version: from.releases[0]?.short })}
      note={t("versions:tickets", { count: from.tickets })}
    >
      <div className={classes.form} ref={first}>
        <Select
          label={t("versions:to")}
          data={others.map((each) => ({
            value: idOf(each),
            label: [
              each.releases[0]?.short,
              each.current && t("versions:current"),
              each.pilot && t("versions:tried"),
            ]
              .filter(Boolean)
              .join(" · "),
          }))}
          value={target}
          allowDeselect={false}
          onChange={(value) => {
            setTarget(value ?? target);
            change({});
          }}
        />
        {shown.length === 0 ? (
          <p className={classes.meta}>{t("versions:nothing_to_map")}</p>
        ) : (
          <ul className={classes.mapping}>
            {shown.map((node) => (
              <li key={node.id}>
                <span className={classes.old}>
                  {label(node.label)}
                  {node.open > 0 && <b>{node.open}</b>}
                </span>
                <IconArrowRight size={14} stroke={1.8} aria-hidden />
                <Select
                  aria-label={t("versions:stands_for", { step: label(node.label) })}
                  placeholder={t("versions:choose")}
                  data={choices(node, to).map((other) => ({
                    value: other.id,
                    label: `${label(other.label)} (${other.id})`,
                  }))}
                  value={chosen[node.id] ?? sameNode(node, to)?.id ?? null}
                  searchable
                  error={problems
                    .filter((each) => each.pointer === pointer(node.id))
                    .map((each) => problemItemText(t, each))
                    .join(" ")}
                  onChange={(value) => {
                    const { [node.id]: _, ...rest } = chosen;
                    change(value ? { ...rest, [node.id]: value } : rest);
                  }}
                />
              </li>
            ))}
          </ul>
        )}
        <Checkbox
          label={t("versions:all_steps")}
          checked={all}
          onChange={(event) => setAll(event.currentTarget.checked)}
        />
        <Elsewhere problems={problems} shown={shown.map((node) => pointer(node.id))} />
        {preview.isError && problems.length === 0 && <ErrorState problem={preview.error} />}
        <div className={classes.buttons}>
          <Button onClick={onDone}>{t("common:cancel")}</Button>
          <Button aria-busy={preview.isPending} onClick={() => preview.mutate()}>
            {t("versions:preview")}
          </Button>
          <Button
            variant="filled"
            disabled={!preview.data || preview.data.moves === 0}
            aria-busy={start.isPending}
            onClick={() => start.mutate()}
          >
            {preview.data ? t("versions:start_count", { count: preview.data.moves }) : t("versions:start")}
          </Button>
        </div>
        {preview.data && <Found preview={preview.data} from={from} to={to} />}
      </div>
    </Card>
  );
}

/** As the server points at a node. */
const pointer = (node: string) => `/nodes/${node.replaceAll("~", "~0").replaceAll("/", "~1")}`;

function problemsOf(failure: unknown): readonly ProblemItemLike[] {
  return failure instanceof ApiProblem ? (failure.problem.problems ?? []) : [];
}

/** What is wrong with what stands nowhere here. */
function Elsewhere({ problems, shown }: { problems: readonly ProblemItemLike[]; shown: readonly string[] }) {
  const { t } = useTranslation();
  const rest = problems.filter((each) => !shown.includes(each.pointer ?? ""));
  return rest.length === 0 ? null : (
    <div role="alert">
      <ul className={classes.wrong}>
        {rest.map((each) => (
          <li key={`${each.pointer} ${each.code}`}>
            <code>{each.pointer?.replace("/nodes/", "")}</code> {problemItemText(t, each)}
          </li>
        ))}
      </ul>
    </div>
  );
}

function Found({ preview, from, to }: { preview: MigrationPreview; from: FlowRevision; to: FlowRevision }) {
  const { t } = useTranslation();
  const label = useLabel();
  const step = (of: FlowRevision, id: string | null | undefined) =>
    label(of.nodes.find((node) => node.id === id)?.label ?? id ?? "");
  return (
    <section className={classes.found} aria-label={t("versions:preview")}>
      <p role="status">
        {t("versions:moves", { count: preview.moves })} · {t("versions:stays", { count: preview.stays })}
        {preview.unseen > 0 && <> · {t("versions:unseen", { count: preview.unseen })}</>}
      </p>
      <ul className={classes.list}>
        {preview.groups.map((group) => (
          <li key={[group.release, group.step, group.to, group.reason, group.node, group.anew].join(" ")}>
            <span>
              <b>{group.tickets}</b> {step(from, group.step)}{" "}
              {group.reason ? (
                <span className={classes.stays}>
                  {t([`versions:reason.${group.reason}`, "versions:reason.other"], {
                    step: step(from, group.node),
                  })}
                </span>
              ) : (
                <>
                  <IconArrowRight size={13} stroke={1.8} aria-hidden /> {step(to, group.to)}
                  {group.anew && <span className={classes.meta}> {t("versions:anew")}</span>}
                </>
              )}
            </span>
            <span className={classes.samples}>
              {group.samples.map((ticket) => (
                <Link
                  key={ticket.id}
                  to="/t/$id"
                  params={{ id: ticket.id }}
                  title={ticket.title ?? undefined}
                >
                  {ticket.number}
                </Link>
              ))}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
