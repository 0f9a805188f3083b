import { Modal } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { type ReactNode, useEffect, useId, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useSurface } from "@/actions";
import { Kbd, useProblemText, useSlow } from "@/ui";
import { icon, numberIn, useCommands, useNumberCommand } from "./commands";
import { matches } from "./match";
import classes from "./Palette.module.css";
import { useResults } from "./results";
import { type Offered, useCursor } from "./useCursor";

interface Option extends Offered {
  group: string;
  label: ReactNode;
  icon: ReactNode;
  detail?: ReactNode;
  end?: ReactNode;
  perform: () => void;
}

/** What is offered for a text: commands of that name first, for they are here at once; then what holds the words. */
function useOptions(text: string) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const commands = useCommands();
  const number = useNumberCommand(text);
  const results = useResults(text);
  const q = text.trim();
  const named: Option[] = commands
    .filter((command) => matches(text, `${command.label} ${command.group} ${command.id}`))
    .map(({ shortcut, ...command }) => ({ ...command, end: shortcut && <Kbd>{shortcut}</Kbd> }));
  // The ticket itself says more than its number, and stands in its place under the same id.
  const numbered = number && results.options.find((option) => number.id === `number ${option.number}`);
  // Bare digits may as well be a phone or an order: what is found by them goes before a ticket that is not.
  const bare = number !== null && numberIn(text)?.prefix === undefined;
  const opens: Option[] = number ? [{ ...(numbered ?? number), id: number.id, asked: bare }] : [];
  const found: Option[] = results.options
    .filter((option) => option !== numbered)
    .map((option) => ({ ...option, asked: true }));
  const foundOnly = bare && !numbered && !results.pending && found.length > 0;
  const everything: Option = {
    id: "everything",
    asked: true,
    group: t("shell:search"),
    label: t("palette:everything", { q }),
    icon: <IconSearch {...icon} />,
    perform: () => void navigate({ to: "/search", search: { q } }),
  };
  const nothing = !results.pending && !results.failure && results.options.length === 0;
  const options: Option[] = [
    ...(foundOnly ? [] : opens),
    ...named,
    ...found,
    ...(foundOnly ? opens : []),
    ...(q === "" || nothing ? [] : [everything]),
  ];
  return { options, results };
}

/** Options of the same group that stand together. */
function grouped(options: readonly Option[]): { name: string; from: number; options: Option[] }[] {
  const groups: { name: string; from: number; options: Option[] }[] = [];
  options.forEach((option, i) => {
    const last = groups.at(-1);
    if (last?.name === option.group) last.options.push(option);
    else groups.push({ name: option.group, from: i, options: [option] });
  });
  return groups;
}

function PaletteBody({ close }: { close: () => void }) {
  const { t } = useTranslation();
  const problem = useProblemText();
  const [text, setText] = useState("");
  const id = useId();
  const listRef = useRef<HTMLDivElement>(null);
  const { options, results } = useOptions(text);
  const run = (option: Option) => {
    close();
    option.perform();
  };
  const cursor = useCursor(
    options,
    { pending: results.pending, exact: !results.failure && !results.similar },
    run,
  );
  const { at } = cursor;
  const slow = useSlow(results.pending) || cursor.waiting;

  useEffect(() => {
    listRef.current?.querySelector(`[data-index="${at}"]`)?.scrollIntoView({ block: "nearest" });
  }, [at]);

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
          aria-autocomplete="list"
          aria-controls={`${id}-list`}
          aria-activedescendant={options[at] ? `${id}-${at}` : undefined}
          aria-label={t("palette:label")}
          placeholder={t("palette:placeholder")}
          maxLength={200}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => {
            setText(event.currentTarget.value);
            cursor.typed();
          }}
          onKeyDown={(event) => {
            if (event.nativeEvent.isComposing) return;
            if (event.key === "ArrowDown" || event.key === "ArrowUp") {
              event.preventDefault();
              cursor.step(event.key === "ArrowDown" ? 1 : -1);
            } else if (event.key === "Enter") {
              event.preventDefault();
              cursor.enter();
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
        aria-busy={results.pending}
        ref={listRef}
      >
        {grouped(options).map((group) => (
          <div key={`${group.name} ${group.from}`} role="group" aria-labelledby={`${id}-group-${group.from}`}>
            <div className={classes.group} id={`${id}-group-${group.from}`} role="presentation">
              {group.name}
            </div>
            {group.options.map((option, i) => (
              // biome-ignore lint/a11y/useKeyWithClickEvents: the input above holds the focus and handles the keys
              <div
                key={option.id}
                id={`${id}-${group.from + i}`}
                data-index={group.from + i}
                role="option"
                tabIndex={-1}
                aria-selected={group.from + i === at}
                className={classes.option}
                onMouseMove={() => cursor.point(option)}
                onClick={() => run(option)}
              >
                {option.icon}
                <span className={classes.what}>
                  <span className="ellipsis">{option.label}</span>
                  {option.detail}
                </span>
                {option.end && <span className={classes.end}>{option.end}</span>}
              </div>
            ))}
          </div>
        ))}
      </div>
      {results.failure ? (
        <p className={classes.note} role="alert">
          {problem(results.failure).title}
        </p>
      ) : (
        slow &&
        (results.options.length === 0 || cursor.waiting) && (
          <p className={classes.note} role={cursor.waiting ? "status" : undefined}>
            {t("palette:searching")}
          </p>
        )
      )}
      {results.similar && results.options.length > 0 && (
        <p className={classes.note}>{t("search:similarUnnamed", { q: text.trim() })}</p>
      )}
      {options.length === 0 && !results.pending && (
        <p className={classes.none}>
          {t(results.gap === null ? "palette:none" : "search:none.unfinished", { q: text.trim() })}
        </p>
      )}
      {results.gap !== null && !results.pending && (
        <p className={classes.note} role="status">
          {t(`search:gap.${results.gap}`)}
        </p>
      )}
      <p className="sr-only" role="status">
        {text !== "" && !results.pending ? t("palette:found", { count: options.length }) : ""}
      </p>
    </>
  );
}

/** ⌘K: everything there is, by name, and everything that holds the words. */
export function Palette() {
  const open = useSurface((surface) => surface.palette);
  const { t } = useTranslation();
  const narrow = useMediaQuery("(max-width: 599px)");
  const close = () => useSurface.setState({ palette: false });
  return (
    <Modal.Root
      opened={open}
      onClose={close}
      size={600}
      // Half of a telephone is its keyboard.
      yOffset={narrow ? 8 : "12vh"}
      transitionProps={{ duration: 120, transition: "fade" }}
    >
      <Modal.Overlay backgroundOpacity={0.4} />
      <Modal.Content aria-label={t("palette:label")} radius={8}>
        {open && <PaletteBody close={close} />}
      </Modal.Content>
    </Modal.Root>
  );
}
