import { Button, Menu, Select, TextInput } from "@mantine/core";
import {
  IconArrowBackUp,
  IconChevronUp,
  IconHandStop,
  IconPlayerPause,
  IconPlayerPlay,
  IconRouteOff,
} from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, type FlowPower, type TicketDetail } from "@/api";
import { useFormats, wallToInstant } from "@/fields";
import { useLabel } from "@/ui";
import type { TicketWork } from "../useTicketWork";
import { FlowDialog } from "./FlowDialog";
import styles from "./flow.module.css";
import { whyText } from "./words";

const ICONS = {
  return: IconArrowBackUp,
  withdraw: IconHandStop,
  hold: IconPlayerPause,
  resume: IconPlayerPlay,
  cancel: IconRouteOff,
} as const;

/** What the SOP lets people do here beside its actions; of what this person may not do, the reason. */
export function PowersMenu({ detail, work }: { detail: TicketDetail; work: TicketWork }) {
  const { t } = useTranslation();
  const label = useLabel();
  const [asked, setAsked] = useState<FlowPower | null>(null);
  const powers = detail.flow.powers;
  if (powers.length === 0) return null;
  const choose = (power: FlowPower) => {
    if (power.power === "resume")
      void work.flow("resume", (key) => api.resumeTicket(detail.id, key), t("flow:resume.done"));
    else if (power.power === "withdraw")
      void work.flow("withdraw", (key) => api.withdrawAction(detail.id, key), t("flow:withdraw.done"));
    else setAsked(power);
  };
  const close = () => setAsked(null);
  return (
    <>
      <Menu position="top-end" width={300}>
        <Menu.Target>
          <Button variant="subtle" rightSection={<IconChevronUp size={14} stroke={1.8} aria-hidden />}>
            {t("flow:more")}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {powers.map((power) => {
            const Icon = ICONS[power.power];
            const name = t(`flow:${power.power === "return" ? "back" : power.power}.do`);
            return (
              <Menu.Item
                key={power.power}
                leftSection={<Icon size={14} stroke={1.8} aria-hidden />}
                aria-disabled={power.why ? true : undefined}
                data-blocked={power.why ? true : undefined}
                className={styles.power as string}
                closeMenuOnClick={!power.why}
                c={power.power === "cancel" && !power.why ? "var(--bad)" : undefined}
                onClick={() => {
                  if (!power.why) choose(power);
                }}
              >
                {name}
                {power.why && <span className={styles.powerWhy}>{whyText(t, label, power.why)}</span>}
              </Menu.Item>
            );
          })}
        </Menu.Dropdown>
      </Menu>
      {asked?.power === "hold" && <HoldDialog detail={detail} work={work} onClose={close} />}
      {asked?.power === "return" && (
        <ReturnDialog detail={detail} work={work} power={asked} onClose={close} />
      )}
      {asked?.power === "cancel" && (
        <CancelDialog detail={detail} work={work} power={asked} onClose={close} />
      )}
    </>
  );
}

interface Asks {
  readonly detail: TicketDetail;
  readonly work: TicketWork;
  readonly onClose: () => void;
}

function HoldDialog({ detail, work, onClose }: Asks) {
  const { t } = useTranslation();
  const [until, setUntil] = useState("");
  const { zone } = useFormats();
  return (
    <FlowDialog
      title={t("flow:hold.title")}
      go={t("flow:hold.go")}
      onClose={onClose}
      onGo={(reason) =>
        work.flow(
          "hold",
          (key) =>
            api.holdTicket(
              detail.id,
              { reason, ...(until ? { until: wallToInstant(until, zone) } : {}) },
              key,
            ),
          t("flow:hold.done"),
        )
      }
    >
      <TextInput
        type="datetime-local"
        label={t("flow:hold.until_label")}
        value={until}
        onChange={(event) => setUntil(event.currentTarget.value)}
      />
    </FlowDialog>
  );
}

function ReturnDialog({ detail, work, power, onClose }: Asks & { power: FlowPower }) {
  const { t } = useTranslation();
  const label = useLabel();
  const [to, setTo] = useState<string | null>(power.to.at(-1)?.id ?? null);
  const step = label(power.to.find((one) => one.id === to)?.label);
  return (
    <FlowDialog
      title={t("flow:back.title")}
      go={t("flow:back.go")}
      ready={to !== null}
      onClose={onClose}
      onGo={(reason) =>
        work.flow(
          "return",
          (key) => api.returnTicket(detail.id, { to: to ?? "", reason }, key),
          t("flow:back.done", { step }),
        )
      }
    >
      <Select
        label={t("flow:back.to")}
        required
        data={power.to.map((one) => ({ value: one.id, label: label(one.label) }))}
        value={to}
        onChange={setTo}
        allowDeselect={false}
      />
    </FlowDialog>
  );
}

function CancelDialog({ detail, work, power, onClose }: Asks & { power: FlowPower }) {
  const { t } = useTranslation();
  const label = useLabel();
  const { undo } = detail.flow;
  return (
    <FlowDialog
      title={t("flow:cancel.title")}
      go={t("flow:cancel.go")}
      danger
      onClose={onClose}
      onGo={(reason) =>
        work.flow("cancel", (key) => api.cancelTicket(detail.id, { reason }, key), t("flow:cancel.done"))
      }
    >
      <p>{t("flow:cancel.ends", { end: label(power.to[0]?.label) })}</p>
      {undo.length === 0 ? (
        <p className={styles.meta}>{t("flow:cancel.nothing")}</p>
      ) : (
        <div>
          <p>{t("flow:cancel.undo")}</p>
          <ol className={styles.undo}>
            {undo.map((one, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the same may be undone twice, in this order
              <li key={index}>
                {t("flow:cancel.at", { operation: label(one.operation), service: label(one.service) })}
              </li>
            ))}
          </ol>
        </div>
      )}
    </FlowDialog>
  );
}
