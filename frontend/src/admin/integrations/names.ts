import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { can } from "@/abilities";
import { api, keys, objectTypesQuery, useMe, useTypes } from "@/api";
import { useLabel } from "@/ui";

/** What people call that which is called outside; a key where it is gone or the reader may not know more. */
export interface OutsideNames {
  target(kind: string, key: string): string;
  /** What was done there: the event a webhook tells of, or what a connector was asked to do. */
  operation(kind: string, target: string, operation: string): string;
  /** "webhook erp" as the queues write it; anything else as it is. */
  destination(text: string): string;
}

export function useOutsideNames(): OutsideNames {
  const { t } = useTranslation();
  const label = useLabel();
  const me = useMe();
  const { data } = useQuery({
    queryKey: keys.integrations,
    queryFn: api.integrations,
    enabled: can(me, "integrations.manage"),
  });
  const types = useTypes().data ?? [];
  const objects = useQuery(objectTypesQuery).data ?? [];
  const connector = (key: string) => data?.connectors.find((each) => each.key === key);
  const target = (kind: string, key: string) => {
    const found = kind === "webhook" ? data?.webhooks.find((each) => each.key === key) : connector(key);
    return found ? label(found.label) : key;
  };
  return {
    target,
    operation: (kind, key, operation) => {
      if (kind === "connector") {
        const found = connector(key)?.operations.find((each) => each.key === operation);
        return found ? label(found.label) : operation;
      }
      const [type, on] = operation.split(".");
      const known = [...types, ...objects].find((each) => each.key === type);
      return known && on
        ? t("integrations:events", {
            type: label(known.label),
            on: t(`integrations:on.${on}`, { defaultValue: on }),
          })
        : operation;
    },
    destination: (text) => {
      const [kind = "", key = "", ...more] = text.split(" ");
      return (kind === "webhook" || kind === "connector") && key && more.length === 0
        ? target(kind, key)
        : text;
    },
  };
}
