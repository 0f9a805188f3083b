import { Link } from "@tanstack/react-router";
import type { TicketLink } from "@/api";
import styles from "./agenda.module.css";

/** The way to another ticket: its number, and its title where the reader may read it. */
export function OtherTicketLink({ ticket }: { ticket: TicketLink["ticket"] }) {
  return (
    <Link to="/t/$id" params={{ id: ticket.id }} search={{}} className={styles.other}>
      <span className="num">{ticket.number}</span>
      {ticket.title && <span className={styles.otherTitle}>{ticket.title}</span>}
    </Link>
  );
}
