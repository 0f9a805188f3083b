import { Button, Modal } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import styles from "../fields.module.css";
import { barcodeConfig } from "./config";
import { makeDetector } from "./detector";

/** How often a picture is looked at; more would only warm the phone. */
const EVERY_MS = 150;

/** The camera in a dialog until it sees a code. Nothing is recorded or sent. */
export default function Scanner(props: { onFound: (code: string) => void; onClose: () => void }) {
  const { t } = useTranslation();
  const video = useRef<HTMLVideoElement>(null);
  const [refused, setRefused] = useState(false);
  const { onFound } = props;
  const found = useRef(onFound);
  found.current = onFound;

  useEffect(() => {
    let stream: MediaStream | null = null;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let ended = false;
    const detector = makeDetector();
    const look = async () => {
      if (ended || !video.current || !detector) return;
      const codes = await detector.detect(video.current).catch(() => []);
      const code = codes
        .map((c) => c.rawValue.trim())
        .find((c) => barcodeConfig.validate(c, {}).length === 0 && c);
      if (ended) return;
      if (code) found.current(code);
      else timer = setTimeout(look, EVERY_MS);
    };
    navigator.mediaDevices
      .getUserMedia({ video: { facingMode: "environment" }, audio: false })
      .then(async (camera) => {
        stream = camera;
        if (ended || !video.current) {
          for (const track of camera.getTracks()) track.stop();
          return;
        }
        video.current.srcObject = camera;
        await video.current.play();
        await look();
      })
      .catch(() => setRefused(true));
    return () => {
      ended = true;
      clearTimeout(timer);
      for (const track of stream?.getTracks() ?? []) track.stop();
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
        <p role="alert">{t("fields:scan.refused")}</p>
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
