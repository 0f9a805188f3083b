import { ActionIcon, Menu, Skeleton, Tooltip } from "@mantine/core";
import { IconPlus, IconSearch } from "@tabler/icons-react";
import { Link, useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { openPalette } from "@/actions";
import { type TypeSchema, useMe, useTypes, useViews, type View } from "@/api";
import { useFormats } from "@/fields";
import { formatCount, Kbd, MiniThread, NamedIcon, useLabel } from "@/ui";
import classes from "./Side.module.css";
import type { ListSearch } from "./search";

function NewTicket() {
  const { t } = useTranslation();
  const types = useTypes();
  const label = useLabel();
  const navigate = useNavigate();
  const creatable = types.data?.filter((type) => type.canCreate) ?? [];
  const [only] = creatable;
  if (!only) return null;
  const open = (type: string) => void navigate({ to: "/new/$type", params: { type } });
  if (creatable.length === 1) {
    return (
      <Tooltip label={`${t("list:newTicket")} · ${label(only.label)}`}>
        <ActionIcon aria-label={t("list:newTicket")} onClick={() => open(only.key)}>
          <IconPlus size={18} stroke={1.8} />
        </ActionIcon>
      </Tooltip>
    );
  }
  return (
    <Menu position="bottom-start">
      <Menu.Target>
        <ActionIcon aria-label={t("list:newTicket")}>
          <IconPlus size={18} stroke={1.8} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {creatable.map((type) => (
          <Menu.Item
            key={type.key}
            leftSection={<NamedIcon name={type.icon} />}
            onClick={() => open(type.key)}
          >
            {label(type.label)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function ViewLink({ view, current }: { view: View; current: boolean }) {
  const label = useLabel();
  const { language } = useFormats();
  return (
    <li>
      <Link
        to="/list"
        search={{ view: view.key }}
        className={classes.item}
        data-current={current || undefined}
        aria-current={current ? "page" : undefined}
      >
        <span className={classes.dot} aria-hidden />
        <span className="ellipsis" title={label(view.label)}>
          {label(view.label)}
        </span>
        {view.count && <span className={classes.count}>{formatCount(view.count, language)}</span>}
      </Link>
    </li>
  );
}

/** The steps of the type shown, each a list of what stands there. */
function Steps({ schema, search }: { schema: TypeSchema; search: ListSearch }) {
  const { t } = useTranslation();
  const label = useLabel();
  const steps = schema.steps.filter((step) => step.kind === "task");
  if (steps.length < 2) return null;
  return (
    <section>
      <h2 className={classes.heading}>{t("list:bySteps")}</h2>
      <ul className={classes.items}>
        {steps.map((step, i) => {
          const filter = `ticket.step == "${step.id}"`;
          const current = search.filter === filter && !search.view;
          return (
            <li key={step.id}>
              <Link
                to="/list"
                search={{ type: schema.key, filter }}
                className={classes.item}
                data-current={current || undefined}
                aria-current={current ? "page" : undefined}
              >
                <span className={`ellipsis ${classes.stepName}`} title={label(step.label)}>
                  {label(step.label)}
                </span>
                <MiniThread index={i} total={steps.length} />
              </Link>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

/** The views of the workspace, at the left of a list. */
export function Side({
  search,
  view,
  schema,
}: {
  search: ListSearch;
  view: View | undefined;
  schema: TypeSchema | undefined;
}) {
  const { t } = useTranslation();
  const me = useMe();
  const views = useViews();
  const label = useLabel();
  return (
    <nav className={classes.side} aria-label={t("list:views")}>
      <header className={classes.head}>
        <b className="ellipsis" title={label(me.workspace.label)}>
          {label(me.workspace.label)}
        </b>
        <NewTicket />
      </header>
      <button type="button" className={classes.search} onClick={openPalette}>
        <IconSearch size={16} stroke={1.7} aria-hidden />
        <span className="ellipsis">{t("list:search")}</span>
        <Kbd>mod+k</Kbd>
      </button>
      <div className={classes.scroll}>
        {views.isPending ? (
          <div className={classes.loading}>
            {[70, 55, 80, 60].map((width) => (
              <Skeleton key={width} height={10} width={`${width}%`} />
            ))}
          </div>
        ) : (
          <ul className={classes.items}>
            {views.data?.map((each) => (
              <ViewLink key={each.key} view={each} current={view?.key === each.key} />
            ))}
          </ul>
        )}
        {schema && <Steps schema={schema} search={search} />}
      </div>
    </nav>
  );
}
