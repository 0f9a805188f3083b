import { Button } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type AgendaItem, api } from "@/api";
import type { TicketWork } from "../useTicketWork";
import { FlowDialog } from "./FlowDialog";
import { PersonSelect } from "./PersonSelect";

/** Has somebody else answer a step's request: in one's own place, or beside those who are asked. */
export function Signers({ ticket, entry, work }: { ticket: string; entry: AgendaItem; work: TicketWork }) {
  const { t } = useTranslation();
  const [how, setHow] = useState<"instead" | "beside" | null>(null);
  const [account, setAccount] = useState<string | null>(null);
  const { signing } = entry;
  if (!signing?.delegate && !signing?.add) return null;
  return (
    <>
      {signing.delegate && (
        <Button variant="subtle" disabled={work.busy !== null} onClick={() => setHow("instead")}>
          {t("flow:signer.instead")}
        </Button>
      )}
      {signing.add && (
        <Button variant="subtle" disabled={work.busy !== null} onClick={() => setHow("beside")}>
          {t("flow:signer.beside")}
        </Button>
      )}
      {how && (
        <FlowDialog
          title={t(`flow:signer.title_${how}`)}
          go={t("flow:signer.go")}
          reason={false}
          ready={account !== null}
          onClose={() => setHow(null)}
          onGo={() =>
            work.flow(
              "signer",
              (key) => api.addSigner(ticket, entry.id, { how, account: account ?? "" }, key),
              t("flow:signer.done"),
            )
          }
        >
          <PersonSelect label={t("flow:signer.person")} value={account} onChange={setAccount} />
        </FlowDialog>
      )}
    </>
  );
}
