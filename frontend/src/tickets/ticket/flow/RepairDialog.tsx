import { Select } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Approver, FlowRepair, Label, RepairTicket } from "@/api";
import { useLabel } from "@/ui";
import { FlowDialog } from "./FlowDialog";
import { PersonSelect } from "./PersonSelect";

interface Step {
  readonly id: string;
  readonly label: Label;
}

/** What is to be done about something stuck: why, and where to or who. */
export function RepairDialog({
  branch,
  how,
  tasks,
  asked = [],
  onGo,
  onClose,
}: {
  branch: number;
  how: FlowRepair;
  tasks: readonly Step[];
  /** In whose place somebody may be asked. */
  asked?: readonly Approver[];
  onGo: (wanted: RepairTicket) => Promise<boolean>;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const label = useLabel();
  const wires = asked.map((one) => ({ value: `${one.kind}:${one.name}`, label: label(one.label) }));
  const [to, setTo] = useState<string | null>(null);
  const [instead, setInstead] = useState<string | null>(wires[0]?.value ?? null);
  const leads = how === "move" || how === "ask";
  return (
    <FlowDialog
      title={t(`flow:repair.${how}`).replace("…", "")}
      go={t(`flow:repair.${how}`).replace("…", "")}
      ready={!leads || to !== null}
      onClose={onClose}
      onGo={(reason) =>
        onGo({
          branch,
          how,
          reason,
          ...(leads && to ? { to } : {}),
          ...(how === "ask" && instead ? { instead } : {}),
        })
      }
    >
      <p>{t(`flow:repair.hint.${how}`)}</p>
      {how === "move" && (
        <Select
          label={t("flow:repair.to_step")}
          required
          data={tasks.map((task) => ({ value: task.id, label: label(task.label) }))}
          value={to}
          onChange={setTo}
          allowDeselect={false}
        />
      )}
      {how === "ask" && wires.length > 1 && (
        <Select
          label={t("flow:repair.instead")}
          data={wires}
          value={instead}
          onChange={setInstead}
          allowDeselect={false}
        />
      )}
      {how === "ask" && <PersonSelect label={t("flow:repair.to_person")} value={to} onChange={setTo} />}
    </FlowDialog>
  );
}
