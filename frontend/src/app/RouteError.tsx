import type { ErrorComponentProps } from "@tanstack/react-router";

export function NotFound() {
  return <main />;
}
export function RouteError(_: ErrorComponentProps) {
  return <main />;
}
