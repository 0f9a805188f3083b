import { Button, PasswordInput, SegmentedControl, TextInput } from "@mantine/core";
import { IconAlertTriangle, IconLanguage } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { getRouteApi, Navigate, useRouter } from "@tanstack/react-router";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, keys, setCsrfToken } from "@/api";
import { Brand, problemText, Thread } from "@/ui";
import { setLanguage } from "./i18n";
import classes from "./LoginPage.module.css";

const route = getRouteApi("/login");
const WORKSPACE = "deskloom.workspace";

/** Where one is not logged in: three fields, and what the place is about. */
export function LoginPage() {
  const { t, i18n } = useTranslation();
  const { back } = route.useSearch();
  const router = useRouter();
  const queries = useQueryClient();
  const [workspace, setWorkspace] = useState(() => localStorage.getItem(WORKSPACE) ?? "");
  const [login, setLogin] = useState("");
  const [password, setPassword] = useState("");
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>(null);
  const language = i18n.language === "zh" ? "zh" : "en";

  useEffect(() => {
    document.title = `${t("auth:login")} · Deskloom`;
  }, [t]);

  // The first field that is still to be filled in; on a phone the keyboard would hide the page.
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (window.matchMedia("(pointer: coarse), (max-width: 599px)").matches) return;
    const empty = [...(form.current?.querySelectorAll("input") ?? [])].find((input) => input.value === "");
    empty?.focus();
  }, []);

  const known = queries.getQueryData(keys.session);
  if (known) return <Navigate to="/list" />;

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    setFailure(null);
    try {
      const session = await api.login(workspace.trim(), login.trim(), password);
      localStorage.setItem(WORKSPACE, workspace.trim());
      setCsrfToken(session.csrfToken);
      queries.clear();
      queries.setQueryData(keys.session, session);
      router.history.push(back ?? "/list");
    } catch (problem) {
      setFailure(problem);
      setBusy(false);
    }
  };

  const said = failure ? problemText(t, failure) : null;
  const stages = (["received", "approved", "inspected", "refunded"] as const).map((id, i) => ({
    id,
    name: t(`auth:stage.${id}`),
    state: i < 2 ? ("done" as const) : i === 2 ? ("now" as const) : ("next" as const),
    note: t(`auth:stageNote.${id}`),
  }));

  return (
    <main className={classes.page}>
      <section className={classes.about}>
        <div className={classes.brand}>
          <Brand size={32} />
          <span>Deskloom</span>
        </div>
        <div className={classes.pitch}>
          <h2>{t("auth:pitch")}</h2>
          <p>{t("auth:pitchMore")}</p>
          <div className={classes.sample} aria-hidden>
            <header>
              <span className="num">RET-10422</span>
              <b>{t("auth:sample")}</b>
            </header>
            <Thread stages={stages} />
          </div>
        </div>
        <p className={classes.foot}>{t("auth:foot")}</p>
      </section>
      <section className={classes.side}>
        <div className={classes.language}>
          <IconLanguage size={16} stroke={1.7} aria-hidden />
          <SegmentedControl
            value={language}
            onChange={(value) => setLanguage(value === "zh" ? "zh" : "en")}
            data={[
              { value: "en", label: "English" },
              { value: "zh", label: "简体中文" },
            ]}
            aria-label={t("auth:language")}
          />
        </div>
        <form ref={form} className={classes.form} onSubmit={submit}>
          <div className={classes.small}>
            <Brand size={40} />
          </div>
          <h1>{t("auth:welcome")}</h1>
          <p className={classes.lead}>{back ? t("auth:again") : t("auth:lead")}</p>
          {said && (
            <div className={classes.problem} role="alert">
              <IconAlertTriangle size={16} stroke={1.8} aria-hidden />
              <div>
                <b>{said.title}</b>
                {said.hint && <p>{said.hint}</p>}
              </div>
            </div>
          )}
          <TextInput
            label={t("auth:workspace")}
            description={t("auth:workspaceHint")}
            name="workspace"
            autoComplete="organization"
            autoCapitalize="none"
            spellCheck={false}
            required
            withAsterisk={false}
            value={workspace}
            onChange={(event) => setWorkspace(event.currentTarget.value)}
          />
          <TextInput
            label={t("auth:account")}
            name="username"
            autoComplete="username"
            autoCapitalize="none"
            spellCheck={false}
            required
            withAsterisk={false}
            value={login}
            onChange={(event) => setLogin(event.currentTarget.value)}
          />
          <PasswordInput
            label={t("auth:password")}
            name="password"
            autoComplete="current-password"
            required
            withAsterisk={false}
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
            visibilityToggleButtonProps={{ "aria-label": t("auth:showPassword") }}
          />
          <Button type="submit" variant="filled" fullWidth aria-busy={busy} className={classes.submit}>
            {busy ? t("auth:busy") : t("auth:login")}
          </Button>
        </form>
      </section>
    </main>
  );
}
