import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { Reference } from "./model";

/** The way to a record that a field looks up. */
export function RecordLink({ to, children }: { to: Reference; children: ReactNode }) {
  return (
    <Link to="/objects/$type/$id" params={{ type: to.type, id: to.id }}>
      {children}
    </Link>
  );
}
