import { Outlet } from "@tanstack/react-router";
import { useLive } from "@/api";

export function Shell() {
  useLive();
  return <Outlet />;
}
