import { Menu } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api, keys, type PresenceState, presenceQuery } from "@/api";
import { failureText, PresenceDot, toast } from "@/ui";

const STATES: readonly PresenceState[] = ["online", "busy", "away", "offline"];

/** Whether one is there, as others see it. */
export const usePresence = (): PresenceState | undefined => useQuery(presenceQuery).data?.state;

/** Says whether one is there; in the account's menu. */
export function PresenceItems() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const state = usePresence();
  const say = useMutation({
    mutationFn: api.sayPresence,
    onSuccess: (presence) => {
      queries.setQueryData(keys.presence, presence);
      void queries.invalidateQueries({ queryKey: keys.allBoards });
    },
    onError: (failure) => toast.failed(failureText(t, failure)),
  });
  return (
    <>
      <Menu.Label>{t("routing:presence.menu")}</Menu.Label>
      <Menu.RadioGroup value={state ?? null} onChange={(to) => say.mutate(to as PresenceState)}>
        {STATES.map((each) => (
          <Menu.RadioItem
            key={each}
            value={each}
            closeMenuOnClick={false}
            rightSection={<PresenceDot state={each} />}
          >
            {t(`routing:presence.${each}`)}
          </Menu.RadioItem>
        ))}
      </Menu.RadioGroup>
    </>
  );
}
