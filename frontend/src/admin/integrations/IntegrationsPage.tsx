import { Button, Modal } from "@mantine/core";
import { IconKey, IconPlugConnected, IconPlus, IconSend, IconWebhook } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { can } from "@/abilities";
import {
  api,
  type Connector,
  type Integrations,
  keys,
  objectTypesQuery,
  type Secret,
  useMe,
  useRoles,
  useTypes,
  type Webhook,
} from "@/api";
import { useFormats } from "@/fields";
import {
  Card,
  EmptyState,
  ErrorState,
  formatDateTime,
  listed,
  Page,
  Pill,
  problemText,
  SkeletonRows,
  toast,
  useLabel,
} from "@/ui";
import classes from "./integrations.module.css";
import { problemSentence } from "./parts";
import { SecretDrawer, type Wanted } from "./SecretForm";

/** What the workspace calls outside, what that still needs, and the secrets. */
export function IntegrationsPage() {
  const { t } = useTranslation();
  const me = useMe();
  const allowed = can(me, "integrations.manage");
  const integrations = useQuery({
    queryKey: keys.integrations,
    queryFn: api.integrations,
    enabled: allowed,
  });
  const [wanted, setWanted] = useState<Wanted | null>(null);
  if (!allowed) {
    return (
      <Page title={t("integrations:title")}>
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
      title={t("integrations:title")}
      actions={
        <>
          <Button component={Link} to="/admin/deliveries" leftSection={<IconSend size={14} stroke={1.7} />}>
            {t("integrations:deliveries")}
          </Button>
          <Button
            variant="filled"
            leftSection={<IconPlus size={14} stroke={1.8} />}
            onClick={() => setWanted({ name: "", replaces: false })}
          >
            {t("integrations:new")}
          </Button>
        </>
      }
    >
      {integrations.isPending ? (
        <SkeletonRows rows={6} height={56} />
      ) : integrations.isError ? (
        <ErrorState problem={integrations.error} onRetry={() => void integrations.refetch()} />
      ) : (
        <>
          <Card title={t("integrations:webhooks")} note={t("integrations:webhooksNote")}>
            {integrations.data.webhooks.length === 0 ? (
              <EmptyState
                icon={<IconWebhook size={24} stroke={1.6} aria-hidden />}
                title={t("integrations:noWebhooks")}
                hint={t("integrations:noWebhooksHint")}
              />
            ) : (
              <ul className={classes.list}>
                {integrations.data.webhooks.map((webhook) => (
                  <li key={webhook.key}>
                    <WebhookLine webhook={webhook} />
                  </li>
                ))}
              </ul>
            )}
          </Card>
          <Card title={t("integrations:connectors")} note={t("integrations:connectorsNote")}>
            {integrations.data.connectors.length === 0 ? (
              <EmptyState
                icon={<IconPlugConnected size={24} stroke={1.6} aria-hidden />}
                title={t("integrations:noConnectors")}
                hint={t("integrations:noConnectorsHint")}
              />
            ) : (
              <ul className={classes.list}>
                {integrations.data.connectors.map((connector) => (
                  <li key={connector.key}>
                    <ConnectorLine connector={connector} />
                  </li>
                ))}
              </ul>
            )}
          </Card>
          <Secrets integrations={integrations.data} onPut={setWanted} />
        </>
      )}
      <SecretDrawer wanted={wanted} onDone={() => setWanted(null)} />
    </Page>
  );
}

function State({ missing, problem }: { missing: readonly string[]; problem?: string | null | undefined }) {
  const { t } = useTranslation();
  return missing.length > 0 ? (
    <Pill tone="warn">{t("integrations:needsSecret")}</Pill>
  ) : problem ? (
    <Pill tone="bad">{t("integrations:cannot")}</Pill>
  ) : (
    <Pill tone="good">{t("integrations:ready")}</Pill>
  );
}

function useRoleName(): (key: string) => string {
  const label = useLabel();
  const roles = useRoles(true);
  return (key) => label(roles.data?.find((role) => role.key === key)?.label ?? key);
}

/** What stands under a name: where it goes, what it may know, and what is wrong with it. */
function About({
  parts,
  problem,
}: {
  parts: (string | null | undefined | false)[];
  problem?: string | null | undefined;
}) {
  const { t } = useTranslation();
  return (
    <>
      <span className={classes.meta}>{parts.filter(Boolean).join(" · ")}</span>
      {problem && <span className={`${classes.meta} ${classes.bad}`}>{problemSentence(t, problem)}</span>}
    </>
  );
}

function WebhookLine({ webhook }: { webhook: Webhook }) {
  const { t } = useTranslation();
  const label = useLabel();
  const role = useRoleName();
  const types = useTypes();
  const objects = useQuery(objectTypesQuery);
  const queries = useQueryClient();
  const [testing, setTesting] = useState(false);
  const name = label(webhook.label);
  const typeName = (key: string) =>
    label([...(types.data ?? []), ...(objects.data ?? [])].find((each) => each.key === key)?.label ?? key);
  const test = async () => {
    setTesting(true);
    try {
      const { attempt } = await api.testWebhook(webhook.key);
      void queries.invalidateQueries({ queryKey: keys.allDeliveries });
      if (attempt.result === "delivered") toast.done(t("integrations:tested", { name }));
      else
        toast.failed(
          `${t("integrations:testFailed", { name })}${attempt.problem ? ` – ${problemSentence(t, attempt.problem)}` : ""}`,
        );
    } catch (problem) {
      toast.failed(problemText(t, problem).title);
    } finally {
      setTesting(false);
    }
  };
  const told = webhook.events.map((event) =>
    t("integrations:events", {
      type: typeName(event.type),
      on: event.on.map((each) => t(`integrations:on.${each}`)).join(", "),
    }),
  );
  return (
    <div className={classes.row}>
      <span className={classes.name}>
        <span className={classes.title}>
          <b>{name}</b>
          <State missing={webhook.missing} problem={webhook.problem} />
        </span>
        <About
          parts={[
            webhook.destination,
            told.length > 0 ? listed(t, told) : t("integrations:byRules"),
            t("integrations:as", { role: role(webhook.as) }),
            !webhook.signed && t("integrations:unsigned"),
          ]}
          problem={webhook.problem}
        />
      </span>
      <span className={classes.buttons}>
        <Button
          aria-label={t("integrations:testOf", { name })}
          aria-busy={testing}
          disabled={testing}
          onClick={() => void test()}
        >
          {t("integrations:test")}
        </Button>
        <Button
          renderRoot={(props) => (
            <Link to="/admin/deliveries" search={{ kind: "webhook", target: webhook.key }} {...props} />
          )}
          aria-label={t("integrations:see", { name })}
        >
          {t("integrations:deliveries")}
        </Button>
      </span>
    </div>
  );
}

function ConnectorLine({ connector }: { connector: Connector }) {
  const { t } = useTranslation();
  const label = useLabel();
  const role = useRoleName();
  const name = label(connector.label);
  return (
    <div className={classes.row}>
      <span className={classes.name}>
        <span className={classes.title}>
          <b>{name}</b>
          <State missing={connector.missing} problem={connector.problem} />
        </span>
        <About
          parts={[
            connector.destination,
            connector.operations.map((operation) => label(operation.label)).join(", "),
            t("integrations:as", { role: role(connector.as) }),
          ]}
          problem={connector.problem}
        />
      </span>
      <span className={classes.buttons}>
        <Button
          renderRoot={(props) => (
            <Link to="/admin/deliveries" search={{ kind: "connector", target: connector.key }} {...props} />
          )}
          aria-label={t("integrations:see", { name })}
        >
          {t("integrations:deliveries")}
        </Button>
      </span>
    </div>
  );
}

function Secrets({ integrations, onPut }: { integrations: Integrations; onPut: (wanted: Wanted) => void }) {
  const { t } = useTranslation();
  const label = useLabel();
  const queries = useQueryClient();
  const secrets = useQuery({ queryKey: keys.secrets, queryFn: api.secrets });
  const [doomed, setDoomed] = useState<Secret | null>(null);
  const users = [...integrations.webhooks, ...integrations.connectors];
  const neededBy = (secret: string) =>
    users.filter((each) => each.secrets.includes(secret)).map((each) => label(each.label));
  const there = secrets.data ?? [];
  const missing = [...new Set(users.flatMap((each) => each.secrets))]
    .filter((name) => !there.some((secret) => secret.name === name))
    .sort();
  const remove = async (secret: Secret) => {
    setDoomed(null);
    try {
      await api.deleteSecret(secret.name);
      toast.done(t("integrations:deleted", { name: secret.name }));
    } catch (problem) {
      toast.failed(problemText(t, problem).title);
    }
    void queries.invalidateQueries({ queryKey: keys.secrets });
    void queries.invalidateQueries({ queryKey: keys.integrations });
  };
  return (
    <Card title={t("integrations:secrets")} note={t("integrations:secretsNote")}>
      {secrets.isPending ? (
        <SkeletonRows rows={3} height={56} />
      ) : secrets.isError ? (
        <ErrorState problem={secrets.error} onRetry={() => void secrets.refetch()} />
      ) : there.length + missing.length === 0 ? (
        <EmptyState
          icon={<IconKey size={24} stroke={1.6} aria-hidden />}
          title={t("integrations:noSecrets")}
          hint={t("integrations:noSecretsHint")}
        />
      ) : (
        <ul className={classes.list}>
          {missing.map((name) => (
            <li key={name} className={classes.row}>
              <span className={classes.name}>
                <span className={classes.title}>
                  <b className={classes.key}>{name}</b>
                  <Pill tone="warn">{t("integrations:missing")}</Pill>
                </span>
                <span className={classes.meta}>
                  {t("integrations:neededBy", { names: listed(t, neededBy(name)) })}
                </span>
              </span>
              <span className={classes.buttons}>
                <Button
                  aria-label={t("integrations:putInOf", { name })}
                  onClick={() => onPut({ name, replaces: false })}
                >
                  {t("integrations:putIn")}
                </Button>
              </span>
            </li>
          ))}
          {there.map((secret) => (
            <li key={secret.name} className={classes.row}>
              <SecretLine secret={secret} neededBy={neededBy(secret.name)} />
              <span className={classes.buttons}>
                <Button
                  aria-label={t("integrations:replaceOf", { name: secret.name })}
                  onClick={() => onPut({ name: secret.name, replaces: true })}
                >
                  {t("integrations:replace")}
                </Button>
                <Button
                  className={classes.danger as string}
                  aria-label={t("integrations:deleteOf", { name: secret.name })}
                  onClick={() => setDoomed(secret)}
                >
                  {t("integrations:delete")}
                </Button>
              </span>
            </li>
          ))}
        </ul>
      )}
      <Modal
        opened={doomed !== null}
        onClose={() => setDoomed(null)}
        title={t("integrations:deleteTitle", { name: doomed?.name ?? "" })}
        closeButtonProps={{ "aria-label": t("common:close") }}
      >
        <div className={classes.form}>
          <p>{t("integrations:deleteHint")}</p>
          <div className={classes.buttons}>
            <Button
              variant="filled"
              className={classes.destroy as string}
              onClick={() => doomed && void remove(doomed)}
            >
              {t("integrations:delete")}
            </Button>
            <Button data-autofocus onClick={() => setDoomed(null)}>
              {t("common:cancel")}
            </Button>
          </div>
        </div>
      </Modal>
    </Card>
  );
}

function SecretLine({ secret, neededBy }: { secret: Secret; neededBy: string[] }) {
  const { t } = useTranslation();
  const { language, zone } = useFormats();
  const at = formatDateTime(secret.updatedAt, language, zone);
  return (
    <span className={classes.name}>
      <span className={classes.title}>
        <b className={classes.key}>{secret.name}</b>
        {!secret.usable && <Pill tone="bad">{t("integrations:unusable")}</Pill>}
      </span>
      <span className={classes.meta}>
        {[
          neededBy.length > 0
            ? t("integrations:neededBy", { names: listed(t, neededBy) })
            : t("integrations:usedByNobody"),
          secret.updatedBy
            ? t("integrations:updated", { name: secret.updatedBy.name, at })
            : t("integrations:updatedByNobody", { at }),
          secret.previousUntil &&
            t("integrations:previousUntil", { at: formatDateTime(secret.previousUntil, language, zone) }),
        ]
          .filter(Boolean)
          .join(" · ")}
      </span>
    </span>
  );
}
