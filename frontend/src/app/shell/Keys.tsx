import { Modal } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { type PageKey, useSurface } from "@/actions";
import { Kbd } from "@/ui";
import classes from "./Keys.module.css";

function Group({ name, rows }: { name: string; rows: readonly PageKey[] }) {
  return (
    <section className={classes.group}>
      <h3>{name}</h3>
      <dl>
        {rows.map((row) => (
          <div key={row.does}>
            <dt>{row.does}</dt>
            <dd>
              {row.keys.map((key) => (
                <Kbd key={key}>{key}</Kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

/** "?": the keys of this screen, and those that work everywhere. */
export function Keys() {
  const { t } = useTranslation();
  const open = useSurface((surface) => surface.keys);
  const here = useSurface((surface) => surface.pageKeys);
  return (
    <Modal
      opened={open}
      onClose={() => useSurface.setState({ keys: false })}
      title={t("shell:keys")}
      closeButtonProps={{ "aria-label": t("common:close") }}
      size={560}
    >
      <div className={classes.groups}>
        {here.length > 0 && <Group name={t("keys:here")} rows={here} />}
        <Group
          name={t("keys:everywhere")}
          rows={[
            { keys: ["mod+k"], does: t("keys:palette") },
            { keys: ["/"], does: t("keys:search") },
            { keys: ["?"], does: t("keys:help") },
            { keys: ["z"], does: t("keys:undo") },
            { keys: ["escape"], does: t("keys:close") },
          ].filter(({ keys }) => !here.some((row) => row.keys.some((key) => keys.includes(key))))}
        />
      </div>
    </Modal>
  );
}
