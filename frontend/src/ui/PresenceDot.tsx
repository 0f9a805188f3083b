import classes from "./PresenceDot.module.css";

/** Whether somebody is there, by colour and by shape; the word stands beside it or in the label around it. */
export function PresenceDot({ state }: { state: "online" | "busy" | "away" | "offline" }) {
  return <span className={classes.dot} data-state={state} aria-hidden />;
}
