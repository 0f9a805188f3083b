import { Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { teamsQuery } from "@/api";
import { useLabel } from "@/ui";
import { FlowDialog } from "./FlowDialog";
import { PersonSelect } from "./PersonSelect";

/** Who has one of a ticket's ways from now on: somebody, a team, or both. */
export function TransferDialog({
  onGo,
  onClose,
}: {
  onGo: (to: { assignee: string | null; team?: string }) => Promise<boolean>;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const label = useLabel();
  const teams = useQuery(teamsQuery).data ?? [];
  const [assignee, setAssignee] = useState<string | null>(null);
  const [team, setTeam] = useState<string | null>(null);
  return (
    <FlowDialog
      title={t("flow:hand_on").replace("…", "")}
      go={t("flow:hand_on").replace("…", "")}
      reason={false}
      ready={assignee !== null || team !== null}
      onClose={onClose}
      onGo={() => onGo({ assignee, ...(team ? { team } : {}) })}
    >
      <Select
        label={t("ticket:team")}
        data={teams.map((one) => ({ value: one.key, label: label(one.label) }))}
        value={team}
        onChange={setTeam}
        clearable
      />
      <PersonSelect label={t("flow:signer.person")} value={assignee} onChange={setAssignee} />
    </FlowDialog>
  );
}
