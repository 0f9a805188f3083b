import { Button, Modal, TextInput } from "@mantine/core";
import { type FormEvent, type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";

/**
 * A question before something is done with an SOP: why, and what it needs beside.
 *
 * @param ready whether everything else that is needed is there
 * @param onGo answers whether it was done
 */
export function FlowDialog({
  title,
  go,
  danger = false,
  reason: asks = true,
  ready = true,
  children,
  onGo,
  onClose,
}: {
  title: string;
  go: string;
  danger?: boolean;
  reason?: boolean;
  ready?: boolean;
  children?: ReactNode;
  onGo: (reason: string) => Promise<boolean>;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const [reason, setReason] = useState("");
  const [missing, setMissing] = useState(false);
  const [busy, setBusy] = useState(false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const said = reason.trim();
    if (asks && said === "") {
      setMissing(true);
      return;
    }
    if (!ready || busy) return;
    setBusy(true);
    const done = await onGo(said);
    setBusy(false);
    if (done) onClose();
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={title}
      closeButtonProps={{ "aria-label": t("common:close") }}
      size={440}
    >
      <form onSubmit={(event) => void submit(event)} style={{ display: "grid", gap: 12 }} noValidate>
        {children}
        {asks && (
          <TextInput
            label={t("flow:reason")}
            description={t("flow:reason_hint")}
            maxLength={500}
            required
            data-autofocus
            value={reason}
            error={missing && reason.trim() === "" ? t("problems:item.field_required") : undefined}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
        )}
        <div style={{ display: "flex", gap: 8, flexWrap: "wrap" }}>
          <Button
            type="submit"
            variant={danger ? "default" : "filled"}
            c={danger ? "var(--bad)" : undefined}
            disabled={!ready || busy}
          >
            {go}
          </Button>
          <Button variant="subtle" onClick={onClose}>
            {/* "Cancel" beside "Cancel the ticket" would be read as the same. */}
            {t(danger ? "flow:cancel.keep" : "common:cancel")}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
