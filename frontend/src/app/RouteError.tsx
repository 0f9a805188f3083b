import { Button } from "@mantine/core";
import type { ErrorComponentProps } from "@tanstack/react-router";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { EmptyState, ErrorState } from "@/ui";

export function NotFound() {
  const { t } = useTranslation();
  return (
    <main>
      <EmptyState
        title={t("shell:notFound.title")}
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
    <main>
      <ErrorState problem={error} onRetry={reset} />
    </main>
  );
}
