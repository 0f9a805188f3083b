import { Modal, useMantineColorScheme } from "@mantine/core";
import {
  IconArrowRight,
  IconFileImport,
  IconHash,
  IconInbox,
  IconLanguage,
  IconLogout,
  IconMoon,
  IconPlus,
  IconSearch,
  IconSettings,
  IconUsers,
  IconVersions,
} from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { type ReactNode, useEffect, useId, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { can } from "@/abilities";
import { useSurface } from "@/actions";
import { api, useMe, useTypes, useViews } from "@/api";
import { Kbd, toast, useLabel, useProblemText } from "@/ui";
import { useLogout, useUpdateMe } from "../session";
import { matches } from "./match";
import classes from "./Palette.module.css";

interface Command {
  id: string;
  group: string;
  label: string;
  icon: ReactNode;
  shortcut?: string;
  perform: () => void;
}

const icon = { size: 16, stroke: 1.7, "aria-hidden": true } as const;

function useCommands(text: string): Command[] {
  const { t, i18n } = useTranslation();
  const me = useMe();
  const types = useTypes();
  const views = useViews();
  const label = useLabel();
  const problem = useProblemText();
  const navigate = useNavigate();
  const logout = useLogout();
  const updateMe = useUpdateMe();
  const { setColorScheme } = useMantineColorScheme({ keepTransitions: true });
  const page = useSurface((surface) => surface.commands);

  return useMemo(() => {
    const failed = (failure: unknown) => toast.failed(problem(failure).title);
    const go = t("palette:go");
    const all: Command[] = [];

    const number = /^\s*(?:([A-Za-z]+)-)?#?(\d+)\s*$/.exec(text);
    if (number) {
      const [, prefix, digits] = number;
      const type =
        types.data?.find((each) => each.prefix.toLowerCase() === prefix?.toLowerCase()) ?? types.data?.[0];
      if (type) {
        all.push({
          id: "number",
          group: go,
          label: t("palette:openNumber", { number: `${type.prefix}-${digits}` }),
          icon: <IconHash {...icon} />,
          perform: () => {
            api
              .tickets({ type: type.key, filter: `ticket.number == ${digits}`, limit: 1 })
              .then((found) => {
                const ticket = found.items[0];
                if (ticket) return navigate({ to: "/t/$id", params: { id: ticket.id } });
                toast.failed(t("palette:noSuchNumber", { number: `${type.prefix}-${digits}` }));
              })
              .catch(failed);
          },
        });
      }
    }

    for (const command of page) {
      all.push({ ...command, group: t("palette:here"), icon: <IconArrowRight {...icon} /> });
    }
    for (const view of views.data ?? []) {
      all.push({
        id: `view ${view.key}`,
        group: t("palette:views"),
        label: label(view.label),
        icon: <IconInbox {...icon} />,
        perform: () => void navigate({ to: "/list", search: { view: view.key } }),
      });
    }
    for (const type of types.data ?? []) {
      if (!type.canCreate) continue;
      all.push({
        id: `new ${type.key}`,
        group: t("palette:create"),
        label: t("palette:newTicket", { type: label(type.label) }),
        icon: <IconPlus {...icon} />,
        perform: () => void navigate({ to: "/new/$type", params: { type: type.key } }),
      });
    }
    if (can(me, "metadata.read")) {
      all.push({
        id: "releases",
        group: go,
        label: t("shell:releases"),
        icon: <IconVersions {...icon} />,
        perform: () => void navigate({ to: "/admin/releases" }),
      });
    }
    if (can(me, "accounts.manage")) {
      all.push({
        id: "accounts",
        group: go,
        label: t("shell:accounts"),
        icon: <IconUsers {...icon} />,
        perform: () => void navigate({ to: "/admin/accounts" }),
      });
    }
    if (can(me, "tickets.import")) {
      all.push(
        {
          id: "imports",
          group: go,
          label: t("shell:imports"),
          icon: <IconFileImport {...icon} />,
          perform: () => void navigate({ to: "/admin/imports" }),
        },
        {
          id: "new import",
          group: t("palette:create"),
          label: t("imports:new"),
          icon: <IconFileImport {...icon} />,
          perform: () => void navigate({ to: "/admin/imports/new" }),
        },
      );
    }
    const settings = t("palette:settings");
    all.push(
      {
        id: "me",
        group: settings,
        label: t("shell:me"),
        icon: <IconSettings {...icon} />,
        perform: () => void navigate({ to: "/me" }),
      },
      {
        id: "language",
        group: settings,
        // Named in the language it leads to, for whoever landed in the wrong one.
        label: i18n.language === "zh" ? "Switch to English" : "切换到简体中文",
        icon: <IconLanguage {...icon} />,
        perform: () => void updateMe({ language: i18n.language === "zh" ? "en" : "zh" }).catch(failed),
      },
      ...(["light", "dark", "auto"] as const).map((scheme) => ({
        id: `theme ${scheme}`,
        group: settings,
        label: t(`palette:theme.${scheme}`),
        icon: <IconMoon {...icon} />,
        perform: () => {
          setColorScheme(scheme);
          void updateMe({ theme: scheme }).catch(failed);
        },
      })),
      {
        id: "logout",
        group: settings,
        label: t("shell:logout"),
        icon: <IconLogout {...icon} />,
        perform: logout,
      },
    );
    return all;
  }, [
    text,
    t,
    i18n.language,
    me,
    types.data,
    views.data,
    label,
    problem,
    navigate,
    logout,
    updateMe,
    setColorScheme,
    page,
  ]);
}

function PaletteBody({ close }: { close: () => void }) {
  const { t } = useTranslation();
  const [text, setText] = useState("");
  const [cursor, setCursor] = useState(0);
  const id = useId();
  const listRef = useRef<HTMLDivElement>(null);
  const commands = useCommands(text);
  const shown = commands.filter(
    (command) => command.id === "number" || matches(text, `${command.label} ${command.group} ${command.id}`),
  );
  const at = Math.min(cursor, Math.max(shown.length - 1, 0));

  useEffect(() => {
    listRef.current?.querySelector(`[data-index="${at}"]`)?.scrollIntoView({ block: "nearest" });
  }, [at]);

  const run = (command: Command | undefined) => {
    if (!command) return;
    close();
    command.perform();
  };

  let group = "";
  return (
    <>
      <div className={classes.ask}>
        <IconSearch size={18} stroke={1.7} aria-hidden />
        <input
          className={classes.input}
          value={text}
          // biome-ignore lint/a11y/noAutofocus: the person opened it to type
          autoFocus
          role="combobox"
          aria-expanded="true"
          aria-controls={`${id}-list`}
          aria-activedescendant={shown[at] ? `${id}-${at}` : undefined}
          aria-label={t("palette:label")}
          placeholder={t("palette:placeholder")}
          onChange={(event) => {
            setText(event.currentTarget.value);
            setCursor(0);
          }}
          onKeyDown={(event) => {
            if (event.nativeEvent.isComposing) return;
            const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
            if (step !== 0) {
              event.preventDefault();
              setCursor((at + step + shown.length) % Math.max(shown.length, 1));
            } else if (event.key === "Enter") {
              event.preventDefault();
              run(shown[at]);
            }
          }}
        />
        <Kbd>escape</Kbd>
      </div>
      <div
        className={classes.list}
        id={`${id}-list`}
        role="listbox"
        aria-label={t("palette:label")}
        ref={listRef}
      >
        {shown.map((command, i) => {
          const heading = command.group !== group;
          group = command.group;
          return (
            <div key={command.id} role="presentation">
              {heading && (
                <div className={classes.group} role="presentation">
                  {command.group}
                </div>
              )}
              {/* biome-ignore lint/a11y/useKeyWithClickEvents: the input above holds the focus and handles the keys */}
              <div
                id={`${id}-${i}`}
                data-index={i}
                role="option"
                tabIndex={-1}
                aria-selected={i === at}
                className={classes.option}
                onMouseMove={() => setCursor(i)}
                onClick={() => run(command)}
              >
                {command.icon}
                <span className="ellipsis">{command.label}</span>
                {command.shortcut && <Kbd>{command.shortcut}</Kbd>}
              </div>
            </div>
          );
        })}
        {shown.length === 0 && <p className={classes.none}>{t("palette:none")}</p>}
      </div>
    </>
  );
}

/** ⌘K: everything there is, by name. */
export function Palette() {
  const open = useSurface((surface) => surface.palette);
  const { t } = useTranslation();
  const close = () => useSurface.setState({ palette: false });
  return (
    <Modal.Root
      opened={open}
      onClose={close}
      size={600}
      yOffset="12vh"
      transitionProps={{ duration: 120, transition: "fade" }}
    >
      <Modal.Overlay backgroundOpacity={0.4} />
      <Modal.Content aria-label={t("palette:label")} radius={8}>
        {open && <PaletteBody close={close} />}
      </Modal.Content>
    </Modal.Root>
  );
}
