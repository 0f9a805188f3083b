import { Button } from "@mantine/core";
import { IconMapOff } from "@tabler/icons-react";
import type { ErrorComponentProps } from "@tanstack/react-router";
import { Link } from "@tanstack/react-router";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { EmptyState, ErrorState } from "@/ui";
import classes from "./shell/Shell.module.css";

export function NotFound() {
  const { t } = useTranslation();
  const title = t("shell:notFound.title");
  useEffect(() => {
    document.title = `${title} · Deskloom`;
  }, [title]);
  return (
    <main className={classes.whole}>
      <EmptyState
        heading="h1"
        icon={<IconMapOff size={24} stroke={1.6} aria-hidden />}
        title={title}
        hint={t("shell:notFound.hint")}
        action={
          <Button component={Link} to="/list" variant="filled">
            {t("shell:notFound.action")}
          </Button>
        }
      />
    </main>
  );
}

export function RouteError({ error, reset }: ErrorComponentProps) {
  return (
    <main className={classes.whole}>
      <ErrorState problem={error} onRetry={reset} />
    </main>
  );
}
