import { ActionIcon } from "@mantine/core";
import { IconBarcode, IconScan } from "@tabler/icons-react";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import type { InputProps } from "../FieldKind";
import { ParsedText } from "../ParsedText";
import { barcodeConfig } from "./config";
import { canScan } from "./detector";

const Scanner = lazy(() => import("./Scanner"));

/** Typed, shot with a hand scanner (which types), or seen by the camera where there is one. */
export function Input(props: InputProps<string>) {
  const { t } = useTranslation();
  const [scanning, setScanning] = useState(false);
  return (
    <>
      <ParsedText
        {...props}
        config={barcodeConfig}
        numeric
        leftSection={<IconBarcode size={14} stroke={1.7} aria-hidden />}
        rightSection={
          canScan() ? (
            <ActionIcon variant="subtle" aria-label={t("fields:scan.open")} onClick={() => setScanning(true)}>
              <IconScan size={16} stroke={1.7} aria-hidden />
            </ActionIcon>
          ) : undefined
        }
      />
      {scanning && (
        <Suspense fallback={null}>
          <Scanner
            onFound={(code) => {
              setScanning(false);
              props.onChange({ value: code });
            }}
            onClose={() => setScanning(false)}
          />
        </Suspense>
      )}
    </>
  );
}
