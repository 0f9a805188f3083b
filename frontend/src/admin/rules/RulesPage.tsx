import { Button, Checkbox, Select, TextInput } from "@mantine/core";
import { IconAlertTriangle, IconCircleCheck, IconSearch, IconTable } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { ApiProblem, api, keys, type RuleFinding, type RuleLine } from "@/api";
import { useFormats } from "@/fields";
import {
  Card,
  EmptyState,
  ErrorState,
  formatDecimal,
  labelIn,
  listed,
  Page,
  Pill,
  SkeletonRows,
  useLabel,
} from "@/ui";
import { FindingList } from "./FindingList";
import { byId, byRule, type Entry, entries, type Figures, figures, fits } from "./list";
import classes from "./rules.module.css";

const route = getRouteApi("/shell/admin/rules");

/** The rules in force by type, in the order they act, with what there is to say about them. */
export function RulesPage() {
  const { t, i18n } = useTranslation();
  const navigate = useNavigate();
  const search = route.useSearch();
  const label = useLabel();
  const rules = useQuery({ queryKey: keys.rules, queryFn: api.rules });
  const analysis = useQuery({ queryKey: keys.ruleAnalysis, queryFn: api.ruleAnalysis });
  const tables = useQuery({ queryKey: keys.ruleTables, queryFn: api.ruleTables });
  // Beside the rules and not instead of them: without it they stand there all the same.
  const activity = useQuery({
    queryKey: keys.ruleActivity("month"),
    queryFn: ({ signal }) => api.ruleActivity("month", signal),
  });
  const did = activity.data ? byId(activity.data.rules) : null;
  const findings = analysis.data?.findings ?? [];
  const of = byRule(findings);
  const filter = (change: Partial<typeof search>) =>
    void navigate({ to: "/admin/rules", search: { ...search, ...change }, replace: true });

  const failed = [rules, analysis, tables].find((query) => query.isError);
  const data = rules.data;
  const shown = data
    ? entries(data.rules, tables.data ?? []).filter((entry) => fits(entry, search, of, i18n.language))
    : [];
  const types = Object.keys(data?.types ?? {}).filter((type) => shown.some((entry) => entry.type === type));
  const bad = findings.filter((finding) => finding.severity !== "info");

  return (
    <Page title={t("rules:title")} note={data && t("rules:count", { count: data.rules.length })}>
      {failed ? (
        <ErrorState
          problem={failed.error}
          action={
            failed.error instanceof ApiProblem && failed.error.status === 403 ? (
              <Button component={Link} to="/list">
                {t("shell:notFound.action")}
              </Button>
            ) : undefined
          }
          onRetry={() => void failed.refetch()}
        />
      ) : !data || analysis.isPending || tables.isPending ? (
        <SkeletonRows rows={8} height={64} />
      ) : (
        <>
          <div className={classes.filters} role="search">
            <TextInput
              className={classes.search as string}
              leftSection={<IconSearch size={16} stroke={1.7} />}
              aria-label={t("rules:search")}
              placeholder={t("rules:search")}
              value={search.q ?? ""}
              onChange={(event) => filter({ q: event.currentTarget.value || undefined })}
            />
            <Select
              aria-label={t("rules:type")}
              placeholder={t("rules:allTypes")}
              data={Object.entries(data.types).map(([value, text]) => ({ value, label: label(text) }))}
              value={search.type ?? null}
              clearable
              clearButtonProps={{ "aria-label": t("fields:clear") }}
              onChange={(type) => filter({ type: type ?? undefined })}
            />
            <Checkbox
              label={t("rules:onlyFindings")}
              checked={search.findings === true}
              onChange={(event) => filter({ findings: event.currentTarget.checked || undefined })}
            />
          </div>
          {bad.length === 0 ? (
            <p className={classes.fine}>
              <IconCircleCheck size={16} stroke={1.8} aria-hidden /> {t("rules:fine")}
            </p>
          ) : (
            <Card title={t("rules:findings")} note={String(bad.length)}>
              <FindingList findings={bad} />
            </Card>
          )}
          {types.length === 0 && (
            <EmptyState
              icon={<IconSearch size={24} stroke={1.6} aria-hidden />}
              title={t("rules:none")}
              action={
                <Button onClick={() => void navigate({ to: "/admin/rules", search: {}, replace: true })}>
                  {t("rules:all")}
                </Button>
              }
            />
          )}
          {types.map((type) => (
            <Card key={type} title={label(data.types[type] ?? { en: type })} note={t("rules:order")}>
              <ol className={classes.list}>
                {shown
                  .filter((entry) => entry.type === type)
                  .map((entry) => (
                    <li key={entry.id} id={`rule-${entry.id}`}>
                      <RuleEntry
                        entry={entry}
                        findings={of.get(entry.id) ?? []}
                        did={did && figures(entry, did)}
                      />
                    </li>
                  ))}
              </ol>
            </Card>
          ))}
        </>
      )}
    </Page>
  );
}

interface RuleEntryProps {
  readonly entry: Entry;
  readonly findings: readonly RuleFinding[];
  /** Null as long as nobody knows. */
  readonly did: Figures | null;
}

function RuleEntry({ entry, findings, did }: RuleEntryProps) {
  const { t } = useTranslation();
  const label = useLabel();
  const { rule, table } = entry;
  return (
    <>
      <div className={classes.head}>
        <span className={classes.order}>{entry.order}</span>
        {table ? (
          <Link to="/admin/rules/tables/$key" params={{ key: table.key }} className={classes.name}>
            <IconTable size={14} stroke={1.7} aria-hidden /> {label(table.label)}
          </Link>
        ) : (
          <b className={classes.name}>{rule && label(rule.label)}</b>
        )}
        <span className={classes.pills}>
          {table && (
            <Pill small tone="accent">
              {t(`rules:hit.${table.hit}`)}
            </Pill>
          )}
          {rule?.stop && <Pill small>{t("rules:stop")}</Pill>}
          {entry.pack && <Pill small>{entry.pack}</Pill>}
        </span>
        <span className={classes.events}>
          {listed(
            t,
            entry.on.map((event) => t(`rules:on.${event}`)),
          )}
        </span>
        {did && <Did did={did} name={label(table?.label ?? rule?.label)} />}
      </div>
      {table ? <p className={classes.said}>{t("rules:rows", { count: table.rows })}</p> : null}
      {rule && <Said rule={rule} />}
      {findings.length > 0 && <FindingList findings={findings} />}
    </>
  );
}

/** What it did in the last thirty days, and the way to when and to which ticket. */
function Did({ did, name }: { did: Figures; name: string }) {
  const { t } = useTranslation();
  const { language } = useFormats();
  const fired = t("rules:fired", { count: did.fired, figure: formatDecimal(did.fired, language) });
  const failed = did.failed > 0 ? t("rules:failed", { count: did.failed }) : null;
  return (
    <Link
      to="/admin/activity"
      search={{ window: "month", q: name }}
      className={classes.did}
      data-idle={did.fired + did.failed === 0 || undefined}
      aria-label={t("rules:didOf", { rule: name, text: [fired, failed].filter(Boolean).join(", ") })}
      title={t("rules:inThirtyDays")}
    >
      {failed && (
        <span className={classes.bad}>
          <IconAlertTriangle size={12} stroke={2} aria-hidden /> {failed}
        </span>
      )}
      {fired}
    </Link>
  );
}

/** "If … then …" in the reader's language. */
function Said({ rule }: { rule: RuleLine }) {
  const { t, i18n } = useTranslation();
  return (
    <p className={classes.said}>
      <span className={classes.word}>{t("rules:if")}</span> {labelIn(rule.when, i18n.language)}{" "}
      <span className={classes.word}>{t("rules:then")}</span>{" "}
      {rule.then.map((wish) => labelIn(wish, i18n.language)).join(t("rules:and")) || t("rules:nothing")}
    </p>
  );
}
