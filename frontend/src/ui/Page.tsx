import { type ReactNode, useEffect } from "react";
import classes from "./Page.module.css";

/** A screen that is not a list: header with title and actions, a main column, maybe a panel at the right. */
export function Page({
  title,
  note,
  actions,
  children,
  panel,
}: {
  title: string;
  note?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
  panel?: ReactNode;
}) {
  useEffect(() => {
    document.title = `${title} · Deskloom`;
  }, [title]);
  return (
    <main className={classes.page}>
      <header className={classes.header}>
        <h1 title={title}>{title}</h1>
        {note && <span className={classes.note}>{note}</span>}
        <span className={classes.spacer} />
        {actions}
      </header>
      <div className={classes.body} data-panel={panel ? true : undefined}>
        <div className={classes.main}>{children}</div>
        {panel && <aside className={classes.panel}>{panel}</aside>}
      </div>
    </main>
  );
}

/** A titled box with a hairline; never inside another one. */
export function Card({
  title,
  note,
  action,
  children,
}: {
  title: string;
  note?: ReactNode;
  action?: ReactNode;
  children: ReactNode;
}) {
  return (
    <section className={classes.card}>
      <header>
        <h2>{title}</h2>
        {note && <span className={classes.note}>{note}</span>}
        <span className={classes.spacer} />
        {action}
      </header>
      <div className={classes.content}>{children}</div>
    </section>
  );
}
