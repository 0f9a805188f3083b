import { Button, Drawer, Select, Textarea, TextInput } from "@mantine/core";
import { IconKey } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiProblem, api, keys } from "@/api";
import { problemItemText, problemText, toast } from "@/ui";
import classes from "./integrations.module.css";

/** What is to be put in: under a name of one's own, or one that is asked for. */
export interface Wanted {
  name: string;
  /** Whether there is a value already, which may sign on for a while. */
  replaces: boolean;
}

/** 32 random bytes as Standard Webhooks writes them; made here, so that no answer of the server ever holds a secret. */
function signingSecret(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(32));
  return `whsec_${btoa(String.fromCharCode(...bytes))}`;
}

/** The form a secret is put in with. */
export function SecretDrawer({ wanted, onDone }: { wanted: Wanted | null; onDone: () => void }) {
  const { t } = useTranslation();
  const title = !wanted
    ? undefined
    : wanted.name === ""
      ? t("integrations:new")
      : t(wanted.replaces ? "integrations:replaceOf" : "integrations:putInOf", { name: wanted.name });
  return (
    <Drawer
      opened={wanted !== null}
      onClose={onDone}
      position="right"
      size={420}
      title={title}
      closeButtonProps={{ "aria-label": t("common:close") }}
    >
      {wanted && <SecretForm key={wanted.name} wanted={wanted} onDone={onDone} />}
    </Drawer>
  );
}

function SecretForm({ wanted, onDone }: { wanted: Wanted; onDone: () => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [name, setName] = useState(wanted.name);
  const [value, setValue] = useState("");
  const [made, setMade] = useState(false);
  const [keep, setKeep] = useState("0");
  const [failure, setFailure] = useState<unknown>(null);
  const at = (pointer: string) => {
    const items = failure instanceof ApiProblem ? (failure.problem.problems ?? []) : [];
    const item = items.find((each) => each.pointer === pointer);
    return item ? problemItemText(t, item) : null;
  };
  const save = async (event: FormEvent) => {
    event.preventDefault();
    setFailure(null);
    try {
      await api.putSecret(name.trim(), value, Number(keep));
      void queries.invalidateQueries({ queryKey: keys.secrets });
      void queries.invalidateQueries({ queryKey: keys.integrations });
      toast.done(t("integrations:saved", { name: name.trim() }));
      onDone();
    } catch (problem) {
      setFailure(problem);
    }
  };
  const placed = ["/name", "/value"].some((pointer) => at(pointer));
  return (
    <form className={classes.form} onSubmit={save} autoComplete="off">
      {failure !== null && !placed && (
        <p className={classes.problem} role="alert">
          {problemText(t, failure).title} {problemText(t, failure).hint}
        </p>
      )}
      <TextInput
        label={t("integrations:name")}
        description={wanted.name === "" ? t("integrations:nameHint") : undefined}
        value={name}
        readOnly={wanted.name !== ""}
        error={at("/name")}
        maxLength={63}
        autoComplete="off"
        spellCheck={false}
        data-autofocus={wanted.name === "" ? true : undefined}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <Textarea
        label={t("integrations:value")}
        description={t(made ? "integrations:generated" : "integrations:valueHint")}
        value={value}
        error={at("/value")}
        maxLength={8192}
        autosize
        minRows={2}
        maxRows={8}
        autoComplete="off"
        spellCheck={false}
        data-autofocus={wanted.name === "" ? undefined : true}
        onChange={(event) => {
          setValue(event.currentTarget.value);
          setMade(false);
        }}
      />
      <div className={classes.buttons}>
        <Button
          leftSection={<IconKey size={14} stroke={1.7} />}
          onClick={() => {
            setValue(signingSecret());
            setMade(true);
          }}
        >
          {t("integrations:generate")}
        </Button>
      </div>
      {wanted.replaces && (
        <Select
          label={t("integrations:keep")}
          description={t("integrations:keepHint")}
          value={keep}
          data={[
            { value: "0", label: t("integrations:keepNone") },
            ...[1, 24, 72, 168].map((hours) => ({
              value: String(hours),
              label: t("integrations:keepHours", { count: hours }),
            })),
          ]}
          allowDeselect={false}
          onChange={(hours) => setKeep(hours ?? "0")}
        />
      )}
      <div className={classes.buttons}>
        <Button type="submit" variant="filled" disabled={!name.trim() || !value.trim()}>
          {t("common:save")}
        </Button>
        <Button onClick={onDone}>{t("common:cancel")}</Button>
      </div>
    </form>
  );
}
