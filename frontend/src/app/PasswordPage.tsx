import { Button, PasswordInput } from "@mantine/core";
import { IconAlertTriangle, IconKey } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { getRouteApi, useRouter } from "@tanstack/react-router";
import { type FormEvent, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiProblem, api, keys, sessionQuery } from "@/api";
import { Brand, problemItemText, problemText } from "@/ui";
import classes from "./LoginPage.module.css";
import { useLogout } from "./session";

const route = getRouteApi("/password");

/** The first thing after a one-time password: it opens nothing but this. */
export function PasswordPage() {
  const { t } = useTranslation();
  const { back } = route.useSearch();
  const router = useRouter();
  const queries = useQueryClient();
  const logout = useLogout();
  const [current, setCurrent] = useState("");
  const [next, setNext] = useState("");
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>(null);

  useEffect(() => {
    document.title = `${t("auth:own.title")} · Deskloom`;
  }, [t]);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    setFailure(null);
    try {
      await api.changePassword(current, next);
      queries.removeQueries({ queryKey: keys.session });
      await queries.fetchQuery(sessionQuery);
      router.history.push(back ?? "/list");
    } catch (problem) {
      setFailure(problem);
      setBusy(false);
    }
  };

  const at = (pointer: string) => {
    const items = failure instanceof ApiProblem ? (failure.problem.problems ?? []) : [];
    const item = items.find((each) => each.pointer === pointer);
    return item ? problemItemText(t, item) : null;
  };
  const said = failure && !at("/current") && !at("/next") ? problemText(t, failure) : null;
  return (
    <main className={`${classes.page} ${classes.alone}`}>
      <section className={classes.side}>
        <form className={classes.form} onSubmit={submit}>
          <Brand size={40} />
          <h1>{t("auth:own.title")}</h1>
          <p className={classes.lead}>{t("auth:own.lead")}</p>
          {said && (
            <div className={classes.problem} role="alert">
              <IconAlertTriangle size={16} stroke={1.8} aria-hidden />
              <div>
                <b>{said.title}</b>
                {said.hint && <p>{said.hint}</p>}
              </div>
            </div>
          )}
          <PasswordInput
            label={t("auth:own.current")}
            name="current"
            autoComplete="current-password"
            required
            withAsterisk={false}
            value={current}
            error={at("/current")}
            onChange={(event) => setCurrent(event.currentTarget.value)}
            visibilityToggleButtonProps={{ "aria-label": t("auth:showPassword") }}
          />
          <PasswordInput
            label={t("auth:own.next")}
            description={t("auth:own.hint")}
            name="next"
            autoComplete="new-password"
            required
            withAsterisk={false}
            value={next}
            error={at("/next")}
            onChange={(event) => setNext(event.currentTarget.value)}
            visibilityToggleButtonProps={{ "aria-label": t("auth:showPassword") }}
          />
          <Button
            type="submit"
            variant="filled"
            fullWidth
            aria-busy={busy}
            className={classes.submit}
            leftSection={<IconKey size={14} stroke={1.8} aria-hidden />}
          >
            {t("auth:own.save")}
          </Button>
          <Button variant="subtle" fullWidth onClick={logout}>
            {t("shell:logout")}
          </Button>
        </form>
      </section>
    </main>
  );
}
