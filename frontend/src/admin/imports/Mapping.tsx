import { Button, MultiSelect, Select, TextInput } from "@mantine/core";
import { IconAlertTriangle, IconPlayerPlay } from "@tabler/icons-react";
import { useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, type ImportDetail, type ImportJob, type ImportMapping, type TypeSchema } from "@/api";
import { useFormats } from "@/fields";
import {
  Card,
  ErrorState,
  failureText,
  formatDecimal,
  listed,
  problemItemText,
  SkeletonText,
  saidOf,
  sentences,
  toast,
  useLabel,
} from "@/ui";
import classes from "./imports.module.css";

const PRIORITY = "ticket.priority";
const escaped = (name: string) => name.replaceAll("~", "~0").replaceAll("/", "~1");

/** A mapping as the server takes it: what a column's values or conditions are stays as it is. */
function change(mapping: ImportMapping) {
  return {
    source: mapping.source,
    externalId: mapping.externalId ?? null,
    constants: mapping.constants,
    columns: Object.fromEntries(
      mapping.columns.map(({ column, to, values, when }) => [column, { to, values, when }]),
    ),
  };
}

/** Which column goes where: guessed, to be corrected. Every change is kept at once. */
export function Mapping({
  job,
  detail,
  schema,
  failure,
  busy,
  set,
  onTry,
}: {
  job: ImportJob;
  detail: ImportDetail;
  schema: TypeSchema | undefined;
  failure: unknown;
  busy: boolean;
  set: (job: ImportJob) => void;
  onTry: () => void;
}) {
  const { t } = useTranslation();
  const { language } = useFormats();
  const label = useLabel();
  const [mapping, setMapping] = useState(detail.mapping);
  const [saving, setSaving] = useState(false);
  // The last change wins, whichever answer comes first.
  const latest = useRef(0);

  const save = async (next: ImportMapping) => {
    setMapping(next);
    setSaving(true);
    const mine = ++latest.current;
    try {
      const now = await api.mapImport(job.id, change(next));
      if (mine === latest.current) set(now);
    } catch (refused) {
      toast.failed(failureText(t, refused));
    } finally {
      if (mine === latest.current) setSaving(false);
    }
  };

  // What cells can fill the server knows: neither files nor what it computes itself.
  const targets = useMemo(
    () => [
      ...(schema?.fields ?? [])
        .filter((field) => detail.targets.includes(field.key))
        .map((field) => ({ value: field.key, label: label(field.label) })),
      ...(detail.targets.includes(PRIORITY) ? [{ value: PRIORITY, label: t("imports:map.priority") }] : []),
    ],
    [schema, detail.targets, label, t],
  );

  if (failure) return <ErrorState problem={failure} />;
  if (!schema) return <SkeletonText lines={6} />;

  const to = (column: string) => mapping.columns.find((each) => each.column === column);
  const assign = (column: string, fields: string[]) => {
    const known = to(column);
    const others = mapping.columns.filter((each) => each.column !== column);
    void save({
      ...mapping,
      columns:
        fields.length === 0
          ? others
          : [...others, { column, to: fields, values: known?.values ?? {}, when: known?.when ?? {} }],
    });
  };
  const problemAt = (pointer: string) => {
    const found = detail.problems.filter((problem) => problem.pointer === pointer);
    return found.length > 0
      ? sentences(
          t,
          found.map((problem) => problemItemText(t, problem)),
        )
      : undefined;
  };
  const general = detail.problems.filter(
    (problem) =>
      problem.pointer === "" || problem.pointer === "/columns" || problem.pointer.startsWith("/constants"),
  );

  return (
    <>
      <Card title={t("imports:map.title")} note={t("imports:map.note")}>
        <div className={classes.map}>
          <div className={classes.head}>
            <span>{t("imports:map.column")}</span>
            <span>{t("imports:map.samples")}</span>
            <span>{t("imports:map.to")}</span>
          </div>
          {detail.columns.map((column) => {
            const target = to(column.name);
            return (
              <div key={column.name}>
                <span className={classes.name}>
                  <b>{column.name}</b>
                  <span className={classes.meta}>
                    {t("imports:map.filled", {
                      count: column.filled,
                      formatted: formatDecimal(column.filled, language),
                    })}
                  </span>
                </span>
                <span className={classes.samples}>
                  {column.samples.slice(0, 3).map((sample) => (
                    <span key={sample} className="ellipsis" title={sample}>
                      {sample}
                    </span>
                  ))}
                </span>
                <MultiSelect
                  aria-label={`${column.name} → ${t("imports:map.to")}`}
                  data={targets}
                  value={target?.to ?? []}
                  onChange={(fields) => assign(column.name, fields)}
                  placeholder={target ? undefined : t("imports:map.nowhere")}
                  searchable
                  hidePickedOptions
                  error={problemAt(`/columns/${escaped(column.name)}`)}
                  description={
                    target &&
                    listed(
                      t,
                      Object.entries(target.when).map(([name, value]) =>
                        t("imports:map.when", { column: name, value }),
                      ),
                    )
                  }
                  inputWrapperOrder={["label", "input", "description", "error"]}
                />
              </div>
            );
          })}
        </div>
      </Card>
      <Card title={t("imports:map.again")}>
        <div className={classes.options}>
          <Select
            label={t("imports:map.id")}
            description={t("imports:map.idHint")}
            data={[
              { value: "", label: t("imports:map.idNone") },
              ...detail.columns.map((column) => ({ value: `c ${column.name}`, label: column.name })),
            ]}
            value={mapping.externalId ? `c ${mapping.externalId}` : ""}
            allowDeselect={false}
            error={problemAt("/externalId")}
            onChange={(value) => void save({ ...mapping, externalId: value ? value.slice(2) : null })}
          />
          <TextInput
            label={t("imports:map.source")}
            description={t("imports:map.sourceHint")}
            value={mapping.source}
            maxLength={60}
            onChange={(event) => setMapping({ ...mapping, source: event.currentTarget.value })}
            onBlur={() => {
              if (mapping.source !== detail.mapping.source) void save(mapping);
            }}
          />
        </div>
      </Card>
      {(general.length > 0 || detail.warnings.length > 0) && (
        <Card title={t("imports:map.warnings")}>
          <ul className={classes.reasons}>
            {[...general, ...detail.warnings].map((problem) => (
              <li key={`${problem.code} ${problem.pointer}`}>
                <b>
                  <IconAlertTriangle size={14} stroke={1.8} aria-hidden />
                </b>
                <span>
                  {saidOf(
                    t,
                    targets.find((each) => `/fields/${each.value}` === problem.pointer)?.label,
                    problemItemText(t, problem),
                  )}
                </span>
              </li>
            ))}
          </ul>
        </Card>
      )}
      <div className={classes.actions}>
        {saving && <span className={classes.meta}>{t("imports:map.saving")}</span>}
        <Button
          variant="filled"
          aria-busy={busy}
          disabled={detail.problems.length > 0}
          leftSection={<IconPlayerPlay size={14} stroke={1.8} />}
          onClick={() => {
            if (!saving) onTry();
          }}
        >
          {t("imports:map.attempt")}
        </Button>
      </div>
    </>
  );
}
