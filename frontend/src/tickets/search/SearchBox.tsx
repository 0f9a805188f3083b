import { TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { IconSearch, IconX } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { MOST_WORDS } from "../list/search";
import classes from "./search.module.css";

/**
 * Words to look for. They are searched for once typing pauses; Enter does not wait, Escape empties. What the address says
 * wins over what stands here, unless somebody is typing.
 */
export function SearchBox({
  q,
  label,
  onSearch,
  focused = false,
  wide = false,
  onDown,
}: {
  q: string;
  /** What is looked through, e.g. "Search this list". */
  label: string;
  onSearch: (q: string) => void;
  /** Whether the screen is for nothing else. */
  focused?: boolean;
  wide?: boolean;
  /** Down from here, to what was found. */
  onDown?: () => void;
}) {
  const { t } = useTranslation();
  const [text, setText] = useState(q);
  // What was sent and has not come back through the address yet: that must not overwrite what was typed since.
  const sent = useRef<string[]>([q]);
  const input = useRef<HTMLInputElement>(null);
  const search = (typed: string) => {
    const words = typed.trim();
    if (words === sent.current.at(-1)) return;
    sent.current.push(words);
    onSearch(words);
  };
  const later = useDebouncedCallback(search, 200);
  useEffect(() => {
    const at = sent.current.lastIndexOf(q);
    if (at < 0) setText(q);
    sent.current = at < 0 ? [q] : sent.current.slice(at);
  }, [q]);
  const write = (typed: string, now: boolean) => {
    setText(typed);
    if (now) {
      later.cancel();
      search(typed);
    } else later(typed);
  };
  return (
    <TextInput
      ref={input}
      className={`${classes.box} ${wide ? classes.wide : ""}`}
      data-search
      type="search"
      enterKeyHint="search"
      autoComplete="off"
      spellCheck={false}
      maxLength={MOST_WORDS}
      aria-label={label}
      placeholder={label}
      leftSection={<IconSearch size={16} stroke={1.7} aria-hidden />}
      rightSection={
        text !== "" && (
          <button
            type="button"
            className={classes.clear}
            aria-label={t("search:clear")}
            onClick={() => {
              write("", true);
              input.current?.focus();
            }}
          >
            <IconX size={14} stroke={2} aria-hidden />
          </button>
        )
      }
      value={text}
      autoFocus={focused}
      onChange={(event) => write(event.currentTarget.value, false)}
      onKeyDown={(event) => {
        if (event.nativeEvent.isComposing) return;
        if (event.key === "Enter") write(text, true);
        else if (event.key === "Escape") {
          if (text === "") input.current?.blur();
          else write("", true);
        } else if (event.key === "ArrowDown" && onDown) {
          event.preventDefault();
          onDown();
        }
      }}
    />
  );
}
