import { Button, Checkbox, Switch, TextInput } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiProblem, api, type Channels, keys, type NotificationRule, useTypes } from "@/api";
import { Card, failureText, Pill, problemItemText, SkeletonText, toast, useLabel } from "@/ui";
import classes from "./MePage.module.css";

/** What one wants to be told of, rule by rule, and how. Nothing where no rule tells anybody anything. */
export function ToldCard() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const rules = useQuery({ queryKey: keys.notificationRules, queryFn: api.notificationRules });
  const channels = useQuery({ queryKey: keys.channels, queryFn: api.channels });
  if (!rules.data || rules.data.length === 0) return null;
  const refresh = () => void queries.invalidateQueries({ queryKey: keys.notificationRules });
  const mails = !!channels.data?.mailSetUp && channels.data.confirmed && channels.data.mail;
  return (
    <Card title={t("me:told.title")} note={t("me:told.note")}>
      {channels.data ? <Ways channels={channels.data} /> : channels.isPending && <SkeletonText />}
      <ul className={classes.rules} aria-label={t("me:told.rules")}>
        {/* What one is asked is told in any case: of it only the mails are a choice. */}
        {rules.data
          .filter((rule) => rule.type !== "" || mails)
          .map((rule) => (
            <Rule key={rule.id} rule={rule} mails={mails} onChanged={refresh} />
          ))}
      </ul>
    </Card>
  );
}

function Rule({ rule, mails, onChanged }: { rule: NotificationRule; mails: boolean; onChanged: () => void }) {
  const { t } = useTranslation();
  const label = useLabel();
  const types = useTypes();
  const type = types.data?.find((each) => each.key === rule.type);
  const mute = (muted: boolean, mailMuted: boolean) =>
    void api
      .muteNotifications(rule.id, muted, mailMuted)
      .catch((failure) => toast.failed(failureText(t, failure)))
      .finally(onChanged);
  return (
    <li>
      <Checkbox
        label={label(rule.label)}
        description={type && label(type.label)}
        checked={!rule.muted}
        disabled={rule.type === ""}
        onChange={(event) => mute(!event.currentTarget.checked, false)}
      />
      {mails && (
        <Checkbox
          label={t("me:told.byMail")}
          aria-label={t("me:told.byMailOf", { rule: label(rule.label) })}
          checked={!rule.mailMuted}
          disabled={rule.muted}
          onChange={(event) => mute(false, !event.currentTarget.checked)}
        />
      )}
    </li>
  );
}

/** In the application, and by mail to an address that is one's own. */
function Ways({ channels }: { channels: Channels }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [address, setAddress] = useState(channels.address ?? "");
  const [wrong, setWrong] = useState<string | null>(null);
  const [saving, setSaving] = useState(false);

  const show = (now: Channels) => queries.setQueryData(keys.channels, now);
  const failed = (failure: unknown) => {
    const item =
      failure instanceof ApiProblem
        ? failure.problem.problems?.find((each) => each.pointer === "/address")
        : undefined;
    if (item) setWrong(problemItemText(t, item));
    else toast.failed(failureText(t, failure));
  };
  const choose = (change: Partial<Pick<Channels, "inApp" | "mail" | "address">>) => {
    const wanted = { inApp: channels.inApp, mail: channels.mail, address: channels.address, ...change };
    setWrong(null);
    setSaving(true);
    return api
      .chooseChannels(wanted)
      .then((now) => {
        show(now);
        return now;
      })
      .finally(() => setSaving(false));
  };
  const save = (event: FormEvent) => {
    event.preventDefault();
    choose({ address: address.trim() })
      .then((now) => {
        setAddress(now.address ?? "");
        toast.done(t(now.address && !now.confirmed ? "me:told.asked" : "me:saved"));
      })
      .catch(failed);
  };
  const again = () =>
    void api
      .askAgain()
      .then((now) => {
        show(now);
        toast.done(t("me:told.asked"));
      })
      .catch(failed);

  return (
    <dl className={classes.settings}>
      <dt id="told-app">{t("me:told.inApp")}</dt>
      <dd>
        <Switch
          className={classes.switch as string}
          aria-labelledby="told-app"
          checked={channels.inApp}
          disabled={saving}
          onChange={(event) => void choose({ inApp: event.currentTarget.checked }).catch(failed)}
        />
      </dd>
      <dt id="told-mail">{t("me:told.mail")}</dt>
      <dd>
        {channels.mailSetUp ? (
          <>
            <form className={classes.row} onSubmit={save} noValidate>
              <TextInput
                type="email"
                autoComplete="email"
                aria-labelledby="told-mail"
                placeholder={t("me:told.placeholder")}
                value={address}
                maxLength={254}
                error={wrong}
                onChange={(event) => {
                  setAddress(event.currentTarget.value);
                  setWrong(null);
                }}
                className={classes.grow as string}
              />
              <Button type="submit" loading={saving} disabled={address.trim() === (channels.address ?? "")}>
                {t("common:save")}
              </Button>
            </form>
            <Standing channels={channels} onAgain={again} />
            {channels.confirmed && (
              <Switch
                label={t("me:told.mailOn")}
                checked={channels.mail}
                disabled={saving}
                onChange={(event) => void choose({ mail: event.currentTarget.checked }).catch(failed)}
                className={classes.under as string}
              />
            )}
          </>
        ) : (
          <p className={classes.notSetUp}>{t("me:told.notSetUp")}</p>
        )}
      </dd>
    </dl>
  );
}

/** Whether the address is known to be one's own. */
function Standing({ channels, onAgain }: { channels: Channels; onAgain: () => void }) {
  const { t } = useTranslation();
  if (!channels.address) return <p className={classes.hint}>{t("me:told.none")}</p>;
  if (channels.confirmed)
    return (
      <p className={classes.standing}>
        <Pill tone="good">{t("me:told.confirmed")}</Pill>
      </p>
    );
  return (
    <p className={classes.standing}>
      <Pill tone="warn">{t("me:told.waiting")}</Pill>
      <span className={classes.hint}>{t("me:told.waitingHint")}</span>
      <Button variant="subtle" onClick={onAgain}>
        {t("me:told.again")}
      </Button>
    </p>
  );
}
