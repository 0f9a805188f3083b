import { IconPlugConnectedX } from "@tabler/icons-react";
import { useLiveState } from "@/api";
import styles from "./StaleNote.module.css";

/** That news have stopped: somebody may have changed since what stands below. Room is taken only while that is so. */
export function StaleNote({ text }: { text: string }) {
  const state = useLiveState();
  return (
    <div role="status" data-state={state}>
      {state === "offline" && (
        <p className={styles.stale}>
          <IconPlugConnectedX size={14} stroke={1.7} aria-hidden />
          {text}
        </p>
      )}
    </div>
  );
}
