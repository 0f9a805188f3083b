import { Button, Drawer, MultiSelect, SegmentedControl, TextInput } from "@mantine/core";
import { IconKey, IconPlus, IconSearch, IconUserOff, IconUsers } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { type FormEvent, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { can } from "@/abilities";
import { type AdminAccount, ApiProblem, api, keys, useMe, useRoles, useTeams } from "@/api";
import { useFormats } from "@/fields";
import {
  Avatar,
  Card,
  EmptyState,
  ErrorState,
  formatDateTime,
  OneTimeSecret,
  Page,
  Pill,
  problemItemText,
  problemText,
  SkeletonRows,
  toast,
  useLabel,
} from "@/ui";
import classes from "./AccountsPage.module.css";

const route = getRouteApi("/shell/admin/accounts");
/** In the address: the form for an account that does not exist yet. */
const NEW = "new";

/** Who works here, and as what. */
export function AccountsPage() {
  const { t } = useTranslation();
  const me = useMe();
  const teams = useTeams();
  const roles = useRoles(can(me, "accounts.manage"));
  const label = useLabel();
  const navigate = useNavigate();
  const { account: open } = route.useSearch();
  const accounts = useQuery({ queryKey: keys.adminAccounts, queryFn: api.adminAccounts });
  const [text, setText] = useState("");
  const chosen = accounts.data?.find((account) => account.id === open);
  const teamName = (key: string) => label(teams.data?.find((team) => team.key === key)?.label ?? key);
  const roleName = (key: string) => label(roles.data?.find((role) => role.key === key)?.label ?? key);
  const shown = (accounts.data ?? []).filter((account) =>
    [account.name, account.login, ...account.roles.map(roleName), ...account.teams.map(teamName)]
      .join(" ")
      .toLowerCase()
      .includes(text.trim().toLowerCase()),
  );
  const show = (account?: string) =>
    void navigate({ to: "/admin/accounts", search: account ? { account } : {} });

  if (!can(me, "accounts.manage")) {
    return (
      <Page title={t("accounts:title")}>
        <ErrorState
          problem={{ code: "forbidden", status: 403 }}
          action={
            <Button component={Link} to="/list">
              {t("shell:notFound.action")}
            </Button>
          }
        />
      </Page>
    );
  }
  return (
    <Page
      title={t("accounts:title")}
      note={accounts.data && String(accounts.data.length)}
      actions={
        <Button variant="filled" leftSection={<IconPlus size={14} stroke={1.8} />} onClick={() => show(NEW)}>
          {t("accounts:new")}
        </Button>
      }
    >
      <TextInput
        className={classes.search as string}
        leftSection={<IconSearch size={16} stroke={1.7} />}
        aria-label={t("accounts:search")}
        placeholder={t("accounts:search")}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <Card title={t("accounts:people")}>
        {accounts.isPending ? (
          <SkeletonRows rows={6} height={48} />
        ) : accounts.isError ? (
          <ErrorState problem={accounts.error} onRetry={() => void accounts.refetch()} />
        ) : shown.length === 0 ? (
          <EmptyState title={t("accounts:none")} />
        ) : (
          <ul className={classes.list}>
            {shown.map((account) => (
              <li key={account.id}>
                <button type="button" className={classes.item} onClick={() => show(account.id)}>
                  <Avatar id={account.id} name={account.name} size={28} label={false} />
                  <span className={classes.who}>
                    <b>{account.name}</b>
                    <span>{account.login}</span>
                  </span>
                  <span className={classes.pills}>
                    {account.disabled && (
                      <Pill tone="bad" icon={<IconUserOff size={12} stroke={1.8} aria-hidden />}>
                        {t("accounts:disabled")}
                      </Pill>
                    )}
                    {account.roles.map((role) => (
                      <Pill key={role} tone="accent">
                        {roleName(role)}
                      </Pill>
                    ))}
                    {account.teams.map((team) => (
                      <Pill key={team} icon={<IconUsers size={12} stroke={1.8} aria-hidden />}>
                        {teamName(team)}
                      </Pill>
                    ))}
                  </span>
                </button>
              </li>
            ))}
          </ul>
        )}
      </Card>
      <Drawer
        opened={open === NEW || chosen !== undefined}
        onClose={() => show()}
        position="right"
        size={420}
        title={open === NEW ? t("accounts:new") : chosen?.name}
        closeButtonProps={{ "aria-label": t("common:close") }}
      >
        {(open === NEW || chosen) && (
          <AccountForm key={open} account={open === NEW ? undefined : chosen} onDone={() => show()} />
        )}
      </Drawer>
    </Page>
  );
}

function AccountForm({ account, onDone }: { account: AdminAccount | undefined; onDone: () => void }) {
  const { t } = useTranslation();
  const me = useMe();
  const teams = useTeams();
  const label = useLabel();
  const queries = useQueryClient();
  const { language: reading, zone } = useFormats();
  const roles = useRoles(true);
  const [login, setLogin] = useState(account?.login ?? "");
  const [name, setName] = useState(account?.name ?? "");
  const [language, setLanguage] = useState(account?.language ?? me.language);
  const [chosenRoles, setRoles] = useState<string[]>(account?.roles ?? []);
  const [chosenTeams, setTeams] = useState<string[]>(account?.teams ?? []);
  const [failure, setFailure] = useState<unknown>(null);
  const [secret, setSecret] = useState<string | null>(null);
  const teamOptions = useMemo(
    () => (teams.data ?? []).map((team) => ({ value: team.key, label: label(team.label) })),
    [teams.data, label],
  );
  const roleOptions = useMemo(() => {
    const known = (roles.data ?? []).map((role) => ({ value: role.key, label: label(role.label) }));
    // A role no release defines any more is still the account's, until somebody takes it away.
    const gone = (account?.roles ?? []).filter((key) => !known.some((role) => role.value === key));
    return [...known, ...gone.map((key) => ({ value: key, label: key }))];
  }, [roles.data, account, label]);

  const at = (pointer: string) => {
    const items = failure instanceof ApiProblem ? (failure.problem.problems ?? []) : [];
    const item = items.find((each) => each.pointer === pointer);
    return item ? problemItemText(t, item) : null;
  };
  const placed = ["/login", "/name", "/roles", "/teams", "/disabled"].some((pointer) => at(pointer));
  const refresh = () => void queries.invalidateQueries({ queryKey: keys.adminAccounts });

  const save = async (event: FormEvent) => {
    event.preventDefault();
    setFailure(null);
    const values = { name: name.trim(), language, roles: chosenRoles, teams: chosenTeams };
    try {
      if (account) {
        await api.updateAccount(account.id, values);
        toast.done(t("accounts:saved", { name: values.name }), () => {
          api
            .updateAccount(account.id, {
              name: account.name,
              language: account.language,
              roles: account.roles,
              teams: account.teams,
            })
            .then(refresh, (problem) => toast.failed(problemText(t, problem).title));
        });
        refresh();
        onDone();
      } else {
        const made = await api.createAccount({ login: login.trim(), ...values });
        refresh();
        if (made.oneTimePassword) setSecret(made.oneTimePassword);
        else onDone();
      }
    } catch (problem) {
      setFailure(problem);
    }
  };

  const setDisabled = (disabled: boolean, undoable: boolean) => {
    if (!account) return;
    api.updateAccount(account.id, { disabled }).then(
      () => {
        refresh();
        toast.done(
          t(disabled ? "accounts:nowDisabled" : "accounts:nowEnabled", { name: account.name }),
          undoable ? () => setDisabled(!disabled, false) : undefined,
        );
        onDone();
      },
      (problem) => setFailure(problem),
    );
  };
  const resetPassword = () => {
    if (!account) return;
    api.resetPassword(account.id).then(
      (changed) => setSecret(changed.oneTimePassword ?? null),
      (problem) => setFailure(problem),
    );
  };

  if (secret) {
    return (
      <OneTimeSecret
        title={t("accounts:oneTime", { name: name || account?.name })}
        secret={secret}
        onDone={onDone}
      />
    );
  }
  return (
    <form className={classes.form} onSubmit={save}>
      {failure !== null && !placed && (
        <p className={classes.problem} role="alert">
          {problemText(t, failure).title} {problemText(t, failure).hint}
        </p>
      )}
      <TextInput
        label={t("accounts:login")}
        description={account ? undefined : t("accounts:loginHint")}
        value={login}
        readOnly={account !== undefined}
        data-autofocus={account ? undefined : true}
        error={at("/login")}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => setLogin(event.currentTarget.value)}
      />
      <TextInput
        label={t("accounts:name")}
        value={name}
        data-autofocus={account ? true : undefined}
        error={at("/name")}
        maxLength={120}
        autoComplete="off"
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <MultiSelect
        label={t("accounts:roles")}
        description={t("accounts:rolesHint")}
        placeholder={chosenRoles.length === 0 ? t("fields:choose") : undefined}
        data={roleOptions}
        value={chosenRoles}
        error={at("/roles")}
        onChange={setRoles}
        searchable
      />
      <MultiSelect
        label={t("accounts:teams")}
        placeholder={chosenTeams.length === 0 ? t("fields:choose") : undefined}
        data={teamOptions}
        value={chosenTeams}
        error={at("/teams")}
        onChange={setTeams}
        searchable
      />
      <div>
        <p className={classes.label} id="account-language">
          {t("accounts:language")}
        </p>
        <SegmentedControl
          aria-labelledby="account-language"
          value={language}
          data={[
            { value: "en", label: "English" },
            { value: "zh", label: "简体中文" },
          ]}
          onChange={setLanguage}
        />
      </div>
      {!account && <p className={classes.hint}>{t("accounts:passwordHint")}</p>}
      <div className={classes.buttons}>
        <Button
          type="submit"
          variant="filled"
          disabled={!login.trim() || !name.trim() || chosenRoles.length === 0}
        >
          {account ? t("common:save") : t("accounts:create")}
        </Button>
        <Button onClick={onDone}>{t("common:cancel")}</Button>
      </div>
      {account && (
        <section className={classes.more}>
          <p className={classes.hint}>
            {t("accounts:since", { at: formatDateTime(account.createdAt, reading, zone) })}
          </p>
          <div className={classes.buttons}>
            <Button leftSection={<IconKey size={14} stroke={1.7} />} onClick={resetPassword}>
              {t("accounts:resetPassword")}
            </Button>
            {account.id !== me.id && (
              <Button
                leftSection={<IconUserOff size={14} stroke={1.7} />}
                onClick={() => setDisabled(!account.disabled, true)}
              >
                {account.disabled ? t("accounts:enable") : t("accounts:disable")}
              </Button>
            )}
          </div>
          {at("/disabled") && <p className={classes.problem}>{at("/disabled")}</p>}
        </section>
      )}
    </form>
  );
}
