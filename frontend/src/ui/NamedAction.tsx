import { Button, Tooltip } from "@mantine/core";
import type { ReactNode } from "react";

/** A step's action: the button carries the action's own name. The first of a pane is filled. */
export function NamedAction({
  name,
  tone = "default",
  icon,
  busy = false,
  blocked,
  onClick,
}: {
  name: string;
  tone?: "primary" | "default" | "danger";
  icon?: ReactNode;
  busy?: boolean;
  /** Why it cannot be done at all now. Missing fields are no such reason: the button then leads to the field. */
  blocked?: string | null;
  onClick: () => void;
}) {
  const button = (
    <Button
      variant={tone === "primary" ? "filled" : "default"}
      leftSection={icon}
      data-disabled={blocked ? true : undefined}
      aria-disabled={blocked ? true : undefined}
      aria-busy={busy || undefined}
      c={tone === "danger" && !blocked ? "var(--bad)" : undefined}
      onClick={() => {
        if (!blocked && !busy) onClick();
      }}
    >
      {name}
    </Button>
  );
  return blocked ? <Tooltip label={blocked}>{button}</Tooltip> : button;
}
