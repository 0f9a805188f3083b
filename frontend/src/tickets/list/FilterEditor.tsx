import { Button, Input, MultiSelect, Select, Textarea, TextInput } from "@mantine/core";
import { IconArrowLeft, IconCode, IconQuote } from "@tabler/icons-react";
import { useId, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import type { TypeSchema } from "@/api";
import { fieldKind, instantToWall, useFormats, usePeopleSearch, wallToInstant } from "@/fields";
import { useLabel } from "@/ui";
import { ExpressionProblem } from "./ExpressionProblem";
import classes from "./Filter.module.css";
import {
  type Clause,
  compareOf,
  type FilterField,
  isNumeric,
  isUsable,
  needsValue,
  type Operator,
  type Part,
  takesMany,
} from "./filter";
import { useClauseSentence } from "./useClauseSentence";
import { useValueOptions } from "./useValueOptions";

interface Props {
  schema: TypeSchema;
  fields: readonly FilterField[];
  part: Part | undefined;
  problem: unknown;
  onDone: (part: Part) => void;
  onCancel: () => void;
}

/** One condition: picked as field, operator and value, or written. */
export function FilterEditor({ schema, fields, part, problem, onDone, onCancel }: Props) {
  const [written, setWritten] = useState(part !== undefined && "raw" in part);
  const [clause, setClause] = useState<Clause | null>(part && "clause" in part ? part.clause : null);
  if (written) {
    return (
      <Written
        text={part && "raw" in part ? part.raw : ""}
        problem={problem}
        onDone={(raw) => onDone({ raw })}
        onBack={part && "raw" in part ? onCancel : () => setWritten(false)}
      />
    );
  }
  if (!clause) {
    return (
      <PickField
        fields={fields}
        onPick={(field) => setClause({ key: field.key, op: field.operators[0] as Operator, values: [] })}
        onWrite={() => setWritten(true)}
      />
    );
  }
  return (
    <PickValue
      schema={schema}
      fields={fields}
      clause={clause}
      onChange={setClause}
      onDone={() => onDone({ clause })}
      onBack={() => setClause(null)}
    />
  );
}

function PickField({
  fields,
  onPick,
  onWrite,
}: {
  fields: readonly FilterField[];
  onPick: (field: FilterField) => void;
  onWrite: () => void;
}) {
  const { t } = useTranslation();
  const label = useLabel();
  const [text, setText] = useState("");
  const shown = fields.filter((field) =>
    `${label(field.column.label)} ${field.key}`.toLowerCase().includes(text.trim().toLowerCase()),
  );
  return (
    <div className={classes.editor}>
      <TextInput
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        label={t("list:filter.field")}
        data-autofocus
        onKeyDown={(event) => {
          if (event.key === "Enter" && shown[0]) onPick(shown[0]);
        }}
      />
      <div className={classes.fields}>
        <Fields fields={shown.filter((field) => !field.related)} onPick={onPick} />
        <Fields
          fields={shown.filter((field) => field.related)}
          name={t("list:filter.related")}
          onPick={onPick}
        />
      </div>
      <button type="button" className={classes.write} onClick={onWrite}>
        <IconCode size={14} stroke={1.7} aria-hidden />
        {t("list:filter.write")}
      </button>
    </div>
  );
}

function Fields({
  fields,
  name,
  onPick,
}: {
  fields: readonly FilterField[];
  name?: string;
  onPick: (field: FilterField) => void;
}) {
  const label = useLabel();
  if (fields.length === 0) return null;
  return (
    <>
      {name && <h4>{name}</h4>}
      <ul aria-label={name}>
        {fields.map((field) => (
          <li key={field.key}>
            <button type="button" onClick={() => onPick(field)}>
              <span>{label(field.column.label)}</span>
              <code>{field.path}</code>
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}

function PickValue({
  schema,
  fields,
  clause,
  onChange,
  onDone,
  onBack,
}: {
  schema: TypeSchema;
  fields: readonly FilterField[];
  clause: Clause;
  onChange: (clause: Clause) => void;
  onDone: () => void;
  onBack: () => void;
}) {
  const { t } = useTranslation();
  const label = useLabel();
  const sentence = useClauseSentence(fields, schema, [clause]);
  const field = fields.find((each) => each.key === clause.key);
  if (!field) return null;
  const dated = ["date", "timestamp", "period"].includes(compareOf(field.kind));
  const ready =
    !needsValue(clause.op) ||
    (clause.values.length > 0 && clause.values.every((value) => isUsable(field.kind, value)));
  return (
    <form
      className={classes.editor}
      onSubmit={(event) => {
        event.preventDefault();
        if (ready) onDone();
      }}
    >
      <header className={classes.picked}>
        <button type="button" onClick={onBack} aria-label={t("list:filter.otherField")}>
          <IconArrowLeft size={14} stroke={1.8} aria-hidden />
        </button>
        <b>{label(field.column.label)}</b>
      </header>
      {field.operators.length > 1 && (
        <Select
          label={t("list:filter.operator")}
          data={field.operators.map((op) => ({
            value: op,
            label: t(`list:filter.op.${dated ? "date" : "plain"}.${op}`, {
              defaultValue: t(`list:filter.op.plain.${op}`),
            }),
          }))}
          value={clause.op}
          onChange={(op) => {
            if (!op) return;
            const next = op as Operator;
            const values = needsValue(next)
              ? takesMany(next)
                ? clause.values
                : clause.values.slice(0, 1)
              : [];
            onChange({ ...clause, op: next, values });
          }}
          comboboxProps={{ withinPortal: false }}
        />
      )}
      {needsValue(clause.op) && (
        <Value
          schema={schema}
          field={field}
          clause={clause}
          onChange={(values) => onChange({ ...clause, values })}
        />
      )}
      <p className={classes.sentence}>
        <IconQuote size={14} stroke={1.7} aria-hidden />
        {ready ? sentence(clause) : t("list:filter.incomplete")}
      </p>
      <Button type="submit" variant="filled" disabled={!ready} fullWidth>
        {t("list:filter.apply")}
      </Button>
    </form>
  );
}

function Value({
  schema,
  field,
  clause,
  onChange,
}: {
  schema: TypeSchema;
  field: FilterField;
  clause: Clause;
  onChange: (values: string[]) => void;
}) {
  const { t } = useTranslation();
  const options = useValueOptions(schema)(field);
  const { zone } = useFormats();
  const value = clause.values[0] ?? "";
  const name = t("list:filter.value");
  const inside = { comboboxProps: { withinPortal: false } };
  if (compareOf(field.kind) === "account")
    return <Person value={value} onChange={(id) => onChange(id ? [id] : [])} />;
  if (options && takesMany(clause.op)) {
    return (
      <MultiSelect
        label={name}
        placeholder={clause.values.length === 0 ? t("fields:choose") : undefined}
        data={options}
        value={clause.values}
        onChange={onChange}
        {...inside}
      />
    );
  }
  if (options) {
    return (
      <Select
        label={name}
        placeholder={t("fields:choose")}
        data={options}
        value={value || null}
        onChange={(next) => onChange(next ? [next] : [])}
        searchable={options.length > 8}
        {...inside}
      />
    );
  }
  if (["date", "period"].includes(compareOf(field.kind))) {
    return <Day name={name} field={field} value={value} onChange={(day) => onChange(day ? [day] : [])} />;
  }
  if (compareOf(field.kind) === "time") {
    return (
      <Day
        kind="time"
        name={name}
        field={field}
        value={value}
        onChange={(time) => onChange(time ? [time] : [])}
      />
    );
  }
  if (compareOf(field.kind) === "timestamp") {
    return (
      <Day
        name={name}
        description={t("list:filter.dayStarts")}
        field={field}
        value={value ? instantToWall(value, zone).slice(0, 10) : ""}
        onChange={(day) => {
          const instant = day ? wallToInstant(`${day}T00:00`, zone) : null;
          onChange(instant ? [instant] : []);
        }}
      />
    );
  }
  return (
    <TextInput
      label={name}
      description={
        compareOf(field.kind) === "span" && t("list:filter.example", { example: t("fields:duration_hint") })
      }
      value={value}
      // A length of time is written in a form of its own.
      placeholder={compareOf(field.kind) === "span" ? t("fields:duration_hint") : undefined}
      data-autofocus
      inputMode={isNumeric(field.kind) ? "decimal" : "text"}
      onChange={(event) => onChange([event.currentTarget.value])}
    />
  );
}

/** A day, or a time of one, as forms ask for it: in the reader's language whatever the browser's is. */
function Day({
  kind = "date",
  name,
  description,
  field,
  value,
  onChange,
}: {
  kind?: "date" | "time";
  name: string;
  description?: string;
  field: FilterField;
  value: string;
  onChange: (day: string | null) => void;
}) {
  const id = useId();
  const { Input: Control } = fieldKind(kind);
  return (
    <Input.Wrapper
      id={id}
      label={name}
      labelProps={{ id: `${id}-label` }}
      {...(description ? { description, descriptionProps: { id: `${id}-description` } } : {})}
    >
      <Control
        id={id}
        field={{ key: field.key, kind, label: field.column.label }}
        value={value || null}
        onChange={(change) => onChange("value" in change ? (change.value as string | null) : null)}
        invalid={false}
        required={false}
        describedBy={description ? `${id}-description` : undefined}
        labelledBy={`${id}-label`}
        inPopover
      />
    </Input.Wrapper>
  );
}

function Person({ value, onChange }: { value: string; onChange: (id: string | null) => void }) {
  const { t } = useTranslation();
  const [text, setText] = useState("");
  const { people } = usePeopleSearch(text, true);
  return (
    <Select
      label={t("list:filter.value")}
      searchable
      data={people.map((person) => ({ value: person.id, label: person.name }))}
      value={value || null}
      onChange={onChange}
      onSearchChange={setText}
      filter={({ options }) => options}
      nothingFoundMessage={t("list:assign.nobodyFound")}
      comboboxProps={{ withinPortal: false }}
    />
  );
}

function Written({
  text: initial,
  problem,
  onDone,
  onBack,
}: {
  text: string;
  problem: unknown;
  onDone: (text: string) => void;
  onBack: () => void;
}) {
  const { t } = useTranslation();
  const [text, setText] = useState(initial);
  const touched = text !== initial;
  const examples = useMemo(
    () => ['tier == "vip" && refund_amount > 200', 'reason in ["damaged", "quality"]'],
    [],
  );
  return (
    <form
      className={classes.editor}
      onSubmit={(event) => {
        event.preventDefault();
        if (text.trim()) onDone(text.trim());
      }}
    >
      <Textarea
        label={t("list:filter.expression")}
        description={t("list:filter.example", { example: examples[0] })}
        classNames={{ input: classes.code as string }}
        value={text}
        autosize
        minRows={3}
        maxRows={8}
        data-autofocus
        spellCheck={false}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === "Enter" && (event.metaKey || event.ctrlKey) && text.trim()) onDone(text.trim());
        }}
      />
      {!touched && problem !== undefined && <ExpressionProblem text={initial} problem={problem} />}
      <div className={classes.buttons}>
        <Button onClick={onBack}>{t("common:back")}</Button>
        <Button type="submit" variant="filled" disabled={!text.trim()}>
          {t("list:filter.apply")}
        </Button>
      </div>
    </form>
  );
}
