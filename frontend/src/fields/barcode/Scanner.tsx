import { Button, Modal } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import styles from "../fields.module.css";
import { barcodeConfig } from "./config";
import { type Detector, makeDetector } from "./detector";

/** How often a picture is looked at; more would only warm the phone. */
const EVERY_MS = 150;

/** The camera in a dialog until it sees a code. Nothing is recorded or sent. */
export default function Scanner(props: { onFound: (code: string) => void; onClose: () => void }) {
  const { t } = useTranslation();
  const video = useRef<HTMLVideoElement>(null);
  const [refused, setRefused] = useState<"camera" | "reader" | null>(null);
  const { onFound } = props;
  const found = useRef(onFound);
  found.current = onFound;

  useEffect(() => {
    let stream: MediaStream | null = null;
    let detector: Detector | null = null;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let ended = false;
    const stop = () => {
      clearTimeout(timer);
      for (const track of stream?.getTracks() ?? []) track.stop();
      detector?.close();
    };
    const look = async () => {
      if (ended || !video.current || !detector) return;
      const codes = await detector.detect(video.current);
      if (ended) return;
      const code = codes
        .map((each) => each.trim())
        .find((each) => each && barcodeConfig.validate(each, {}).length === 0);
      if (code) found.current(code);
      else timer = setTimeout(() => look().catch(broken), EVERY_MS);
    };
    const broken = () => {
      if (ended) return;
      stop();
      setRefused("reader");
    };
    const open = async () => {
      try {
        stream = await navigator.mediaDevices.getUserMedia({
          video: { facingMode: "environment", width: { ideal: 1280 } },
          audio: false,
        });
        if (!ended && video.current) {
          video.current.srcObject = stream;
          await video.current.play();
        }
      } catch {
        if (!ended) setRefused("camera");
        return;
      }
      detector = await makeDetector();
      await look();
    };
    open()
      .catch(broken)
      // Closed while the browser was still asking: what came after that is let go of again.
      .finally(() => ended && stop());
    return () => {
      ended = true;
      stop();
    };
  }, []);

  return (
    <Modal
      opened
      onClose={props.onClose}
      title={t("fields:scan.title")}
      closeButtonProps={{ "aria-label": t("fields:scan.close") }}
    >
      {refused ? (
        <p role="alert">{t(refused === "camera" ? "fields:scan.refused" : "fields:scan.broken")}</p>
      ) : (
        <>
          <video
            ref={video}
            className={styles.camera}
            muted
            playsInline
            aria-label={t("fields:scan.title")}
          />
          <p className={styles.hint}>{t("fields:scan.hint")}</p>
        </>
      )}
      <Button onClick={props.onClose}>{t("fields:scan.type")}</Button>
    </Modal>
  );
}
