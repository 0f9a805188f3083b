import {
  Button,
  Checkbox,
  PasswordInput,
  SegmentedControl,
  Select,
  TextInput,
  useMantineColorScheme,
} from "@mantine/core";
import { IconChevronRight, IconKey, IconLogout, IconTrash } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiProblem, type ApiToken, api, keys, type Theme, useMe } from "@/api";
import { useFormats } from "@/fields";
import {
  Avatar,
  Card,
  EmptyState,
  failureText,
  formatDateTime,
  OneTimeSecret,
  Page,
  Pill,
  problemItemText,
  problemText,
  SkeletonText,
  toast,
} from "@/ui";
import { type Density, density, setDensity } from "./appearance";
import classes from "./MePage.module.css";
import { useLogout, useUpdateMe } from "./session";
import { AreaLink, useAreas } from "./shell/areas";
import { ToldCard } from "./ToldCard";

/** What a token may be allowed to do; the server knows what each includes. */
const SCOPES = [
  "tickets:read",
  "tickets:write",
  "metadata:read",
  "metadata:write",
  "accounts:manage",
] as const;
const LIFETIMES = ["30", "90", "180", "366"] as const;

/** One's own account and this device. */
export function MePage() {
  const { t } = useTranslation();
  const logout = useLogout();
  return (
    <Page
      title={t("me:title")}
      actions={
        <Button leftSection={<IconLogout size={14} stroke={1.7} />} onClick={logout}>
          {t("shell:logout")}
        </Button>
      }
    >
      <div className={classes.column}>
        <Areas />
        <Profile />
        <Appearance />
        <Password />
        <ToldCard />
        <TokensCard />
      </div>
    </Page>
  );
}

/** What has a place of its own at the bottom of a telephone. */
const IN_THE_BAR: string[] = ["/list", "/search", "/notifications"];

/** On a telephone: the ways to what has no place in the bar at the bottom. */
function Areas() {
  const { t } = useTranslation();
  const others = useAreas().filter((area) => !IN_THE_BAR.includes(area.to));
  if (others.length === 0) return null;
  return (
    <nav className={classes.areas} aria-label={t("me:areas")}>
      {others.map((area) => (
        <AreaLink key={area.to} area={area}>
          <area.icon size={20} stroke={1.6} />
          {area.label}
          <IconChevronRight size={18} stroke={1.6} aria-hidden />
        </AreaLink>
      ))}
    </nav>
  );
}

function useFailed() {
  const { t } = useTranslation();
  return (failure: unknown) => {
    toast.failed(failureText(t, failure));
  };
}

function Profile() {
  const { t } = useTranslation();
  const me = useMe();
  const update = useUpdateMe();
  const failed = useFailed();
  const [name, setName] = useState(me.name);
  const save = (event: FormEvent) => {
    event.preventDefault();
    const before = me.name;
    update({ name: name.trim() })
      .then(() =>
        toast.done(t("me:saved"), () => {
          setName(before);
          update({ name: before }).catch(failed);
        }),
      )
      .catch(failed);
  };
  return (
    <Card title={t("me:profile")}>
      <form className={classes.row} onSubmit={save}>
        <Avatar id={me.id} name={me.name} size={40} label={false} />
        <TextInput
          label={t("me:name")}
          value={name}
          maxLength={120}
          onChange={(event) => setName(event.currentTarget.value)}
          className={classes.grow as string}
        />
        <TextInput label={t("me:login")} value={me.login} readOnly className={classes.grow as string} />
        <Button type="submit" disabled={!name.trim() || name.trim() === me.name}>
          {t("common:save")}
        </Button>
      </form>
    </Card>
  );
}

function Appearance() {
  const { t } = useTranslation();
  const me = useMe();
  const update = useUpdateMe();
  const failed = useFailed();
  const { colorScheme, setColorScheme } = useMantineColorScheme({ keepTransitions: true });
  const [dense, setDense] = useState<Density>(density);
  return (
    <Card title={t("me:appearance")}>
      <dl className={classes.settings}>
        <dt id="me-language">{t("me:language")}</dt>
        <dd>
          <SegmentedControl
            aria-labelledby="me-language"
            value={me.language}
            data={[
              { value: "en", label: "English" },
              { value: "zh", label: "简体中文" },
            ]}
            onChange={(value) => void update({ language: value === "zh" ? "zh" : "en" }).catch(failed)}
          />
        </dd>
        <dt id="me-theme">{t("me:theme")}</dt>
        <dd>
          <SegmentedControl
            aria-labelledby="me-theme"
            value={colorScheme}
            data={(["light", "dark", "auto"] as const).map((value) => ({
              value,
              label: t(`me:themes.${value}`),
            }))}
            onChange={(value) => {
              setColorScheme(value as Theme);
              void update({ theme: value as Theme }).catch(failed);
            }}
          />
        </dd>
        <dt id="me-density">{t("me:density")}</dt>
        <dd>
          <SegmentedControl
            aria-labelledby="me-density"
            value={dense}
            data={(["dense", "comfortable"] as const).map((value) => ({
              value,
              label: t(`me:densities.${value}`),
            }))}
            onChange={(value) => {
              setDensity(value as Density);
              setDense(value as Density);
            }}
          />
          <p className={classes.hint}>{t("me:densityHint")}</p>
        </dd>
      </dl>
    </Card>
  );
}

/** The sentence for one input out of a problem with several places. */
function placed(t: ReturnType<typeof useTranslation>["t"], failure: unknown, pointer: string): string | null {
  if (!(failure instanceof ApiProblem)) return null;
  const item = failure.problem.problems?.find((each) => each.pointer === pointer);
  return item ? problemItemText(t, item) : null;
}

function Password() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [current, setCurrent] = useState("");
  const [next, setNext] = useState("");
  const [failure, setFailure] = useState<unknown>(null);
  const save = async (event: FormEvent) => {
    event.preventDefault();
    setFailure(null);
    try {
      await api.changePassword(current, next);
      setCurrent("");
      setNext("");
      toast.done(t("me:password.changed"));
      void queries.invalidateQueries({ queryKey: keys.session });
    } catch (problem) {
      setFailure(problem);
    }
  };
  const general = failure && !placed(t, failure, "/current") && !placed(t, failure, "/next");
  return (
    <Card title={t("me:password.title")} note={t("me:password.note")}>
      <form className={classes.row} onSubmit={save}>
        <PasswordInput
          label={t("me:password.current")}
          autoComplete="current-password"
          value={current}
          error={placed(t, failure, "/current")}
          onChange={(event) => setCurrent(event.currentTarget.value)}
          visibilityToggleButtonProps={{ "aria-label": t("auth:showPassword") }}
          className={classes.grow as string}
        />
        <PasswordInput
          label={t("me:password.next")}
          autoComplete="new-password"
          value={next}
          error={placed(t, failure, "/next") ?? (general ? problemText(t, failure).title : null)}
          onChange={(event) => setNext(event.currentTarget.value)}
          visibilityToggleButtonProps={{ "aria-label": t("auth:showPassword") }}
          className={classes.grow as string}
        />
        <Button type="submit" disabled={!current || !next}>
          {t("me:password.change")}
        </Button>
      </form>
    </Card>
  );
}

function TokensCard() {
  const { t } = useTranslation();
  const { language, zone } = useFormats();
  const queries = useQueryClient();
  const failed = useFailed();
  const tokens = useQuery({ queryKey: keys.tokens, queryFn: api.tokens });
  const [creating, setCreating] = useState(false);
  const [fresh, setFresh] = useState<ApiToken | null>(null);
  const refresh = () => void queries.invalidateQueries({ queryKey: keys.tokens });
  const revoke = (token: ApiToken) =>
    api
      .revokeToken(token.id)
      .then(() => {
        refresh();
        toast.done(t("me:tokens.revoked", { name: token.name }));
      })
      .catch(failed);
  return (
    <Card
      title={t("me:tokens.title")}
      note={t("me:tokens.note")}
      action={
        !creating && (
          <Button leftSection={<IconKey size={14} stroke={1.7} />} onClick={() => setCreating(true)}>
            {t("me:tokens.new")}
          </Button>
        )
      }
    >
      {fresh?.token && (
        <OneTimeSecret
          title={t("me:tokens.once", { name: fresh.name })}
          secret={fresh.token}
          onDone={() => setFresh(null)}
        />
      )}
      {creating && (
        <NewToken
          onCancel={() => setCreating(false)}
          onCreated={(token) => {
            setCreating(false);
            setFresh(token);
            refresh();
          }}
        />
      )}
      {tokens.isPending ? (
        <SkeletonText />
      ) : tokens.data && tokens.data.length > 0 ? (
        <ul className={classes.tokens}>
          {tokens.data.map((token) => (
            <li key={token.id}>
              <div>
                <b>{token.name}</b>
                <span className={classes.scopes}>
                  {token.scopes.map((scope) => (
                    <Pill key={scope}>
                      {t(`me:scopes.${scope.replace(":", "_")}`, { defaultValue: scope })}
                    </Pill>
                  ))}
                </span>
              </div>
              <span className={classes.hint}>
                {token.expiresAt &&
                  t("me:tokens.expires", { at: formatDateTime(token.expiresAt, language, zone) })}
                {" · "}
                {token.lastUsedAt
                  ? t("me:tokens.used", { at: formatDateTime(token.lastUsedAt, language, zone) })
                  : t("me:tokens.unused")}
              </span>
              <Button
                variant="subtle"
                leftSection={<IconTrash size={14} stroke={1.7} />}
                onClick={() => void revoke(token)}
                aria-label={t("me:tokens.revokeNamed", { name: token.name })}
              >
                {t("me:tokens.revoke")}
              </Button>
            </li>
          ))}
        </ul>
      ) : (
        !creating &&
        !fresh && (
          <EmptyState icon={<IconKey size={24} stroke={1.6} aria-hidden />} title={t("me:tokens.none")} />
        )
      )}
    </Card>
  );
}

function NewToken({ onCreated, onCancel }: { onCreated: (token: ApiToken) => void; onCancel: () => void }) {
  const { t } = useTranslation();
  const failed = useFailed();
  const [name, setName] = useState("");
  const [scopes, setScopes] = useState<string[]>(["tickets:read"]);
  const [days, setDays] = useState<string>("90");
  const create = (event: FormEvent) => {
    event.preventDefault();
    api.createToken(name.trim(), scopes, Number(days)).then(onCreated).catch(failed);
  };
  return (
    <form className={classes.newToken} onSubmit={create}>
      <div className={classes.row}>
        <TextInput
          label={t("me:tokens.name")}
          description={t("me:tokens.nameHint")}
          value={name}
          maxLength={80}
          data-autofocus
          onChange={(event) => setName(event.currentTarget.value)}
          className={classes.grow as string}
        />
        <Select
          label={t("me:tokens.lifetime")}
          description={t("me:tokens.lifetimeHint")}
          data={LIFETIMES.map((value) => ({ value, label: t("me:tokens.days", { count: Number(value) }) }))}
          value={days}
          onChange={(value) => value && setDays(value)}
        />
      </div>
      <Checkbox.Group label={t("me:tokens.scopes")} value={scopes} onChange={setScopes}>
        <div className={classes.checks}>
          {SCOPES.map((scope) => (
            <Checkbox key={scope} value={scope} label={t(`me:scopes.${scope.replace(":", "_")}`)} />
          ))}
        </div>
      </Checkbox.Group>
      <div className={classes.buttons}>
        <Button type="submit" variant="filled" disabled={!name.trim() || scopes.length === 0}>
          {t("me:tokens.create")}
        </Button>
        <Button onClick={onCancel}>{t("common:cancel")}</Button>
      </div>
    </form>
  );
}
