import { Button, TextInput } from "@mantine/core";
import { IconArrowBackUp, IconCheck, IconEraser, IconKeyboard, IconPencil } from "@tabler/icons-react";
import { type PointerEvent, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useMe } from "@/api";
import { toast } from "@/ui";
import type { InputProps } from "../FieldKind";
import { FileList } from "../files/FileList";
import styles from "../files/files.module.css";
import { useUploads } from "../files/useUploads";
import { Signature } from "./Display";
import { type Dot, drawName, drawStrokes, HEIGHT, type Stroke, toPng, WIDTH } from "./pad";

/** Signing with a pen, a finger or a mouse; or, by keyboard, with one's name. */
export function Input(props: InputProps<string>) {
  const { t } = useTranslation();
  const me = useMe();
  const [name, setName] = useState(me.name);
  const [strokes, setStrokes] = useState<readonly Stroke[]>([]);
  const canvas = useRef<HTMLCanvasElement>(null);
  const drawing = useRef<Dot[] | null>(null);
  const signed = props.value;
  const uploads = useUploads({
    onDone: (file) => {
      setStrokes([]);
      props.onChange({ value: file.id });
    },
  });

  useEffect(() => {
    const to = signed ? null : canvas.current?.getContext("2d");
    if (to) drawStrokes(to, strokes);
  }, [strokes, signed]);

  function dot(event: PointerEvent<HTMLCanvasElement>): Dot {
    const box = event.currentTarget.getBoundingClientRect();
    return {
      x: ((event.clientX - box.left) / box.width) * WIDTH,
      y: ((event.clientY - box.top) / box.height) * HEIGHT,
      pressure: event.pressure,
    };
  }

  async function take(typed: boolean) {
    const pad = canvas.current;
    const to = pad?.getContext("2d");
    if (!pad || !to || name.trim() === "") return;
    if (typed) drawName(to, name.trim());
    const picture = await toPng(pad);
    uploads.add([new File([picture], `${name.trim()}.png`, { type: "image/png" })]);
  }

  function clear() {
    const before = props.value;
    props.onChange({ value: null });
    if (before) toast.info(t("files:signature_removed"), () => props.onChange({ value: before }));
  }

  if (signed) {
    return (
      <div
        role="group"
        aria-labelledby={props.labelledBy}
        className={styles.field}
        data-invalid={props.invalid || undefined}
      >
        <Signature id={signed} />
        <div className={styles.ways}>
          {/* The field's label points to its id and would name it otherwise. */}
          <button
            id={props.id}
            type="button"
            className={styles.choose}
            aria-label={t("files:sign_again")}
            onClick={clear}
          >
            <IconEraser size={16} stroke={1.7} aria-hidden />
            {t("files:sign_again")}
          </button>
        </div>
      </div>
    );
  }
  const ready = name.trim() !== "" && !uploads.busy;
  return (
    <div
      role="group"
      aria-labelledby={props.labelledBy}
      aria-describedby={props.describedBy}
      className={styles.field}
      data-invalid={props.invalid || undefined}
      onBlur={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget)) props.onBlur?.();
      }}
    >
      <TextInput
        id={props.id}
        value={name}
        maxLength={80}
        aria-label={t("files:signer")}
        placeholder={t("files:signer")}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <div className={styles.pad} data-empty={strokes.length === 0 || undefined}>
        <canvas
          ref={canvas}
          width={WIDTH}
          height={HEIGHT}
          role="img"
          aria-label={t(strokes.length === 0 ? "files:pad_empty" : "files:pad_drawn")}
          onPointerDown={(event) => {
            if (event.button !== 0) return;
            event.currentTarget.setPointerCapture(event.pointerId);
            drawing.current = [dot(event)];
          }}
          onPointerMove={(event) => {
            const line = drawing.current;
            if (!line) return;
            line.push(dot(event));
            const to = event.currentTarget.getContext("2d");
            if (to) drawStrokes(to, [...strokes, line]);
          }}
          onPointerUp={() => {
            const line = drawing.current;
            drawing.current = null;
            if (line) setStrokes((all) => [...all, line]);
          }}
          onPointerCancel={() => {
            drawing.current = null;
            setStrokes((all) => [...all]);
          }}
        />
        {strokes.length === 0 && (
          <span className={styles.padHint} aria-hidden>
            <IconPencil size={16} stroke={1.7} /> {t("files:sign_here")}
          </span>
        )}
      </div>
      <FileList ids={[]} uploads={uploads} look="lines" />
      <div className={styles.ways}>
        {strokes.length > 0 ? (
          <>
            <Button
              onClick={() => void take(false)}
              aria-disabled={!ready || undefined}
              data-disabled={!ready || undefined}
              leftSection={<IconCheck size={14} stroke={2.4} aria-hidden />}
            >
              {t("files:use_signature")}
            </Button>
            <Button
              variant="subtle"
              onClick={() => setStrokes((all) => all.slice(0, -1))}
              leftSection={<IconArrowBackUp size={14} stroke={1.8} aria-hidden />}
            >
              {t("files:undo_stroke")}
            </Button>
            <Button variant="subtle" onClick={() => setStrokes([])}>
              {t("fields:clear")}
            </Button>
          </>
        ) : (
          <Button
            onClick={() => void take(true)}
            aria-disabled={!ready || undefined}
            data-disabled={!ready || undefined}
            leftSection={<IconKeyboard size={14} stroke={1.8} aria-hidden />}
          >
            {t("files:sign_by_name")}
          </Button>
        )}
      </div>
    </div>
  );
}
