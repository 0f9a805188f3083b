import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { objectTypesQuery, type SearchHit, searchQuery, useTypes } from "@/api";
import { foundIn } from "@/tickets/search/excerpt";
import { Snippet } from "@/tickets/search/Snippet";
import { Marked, NamedIcon, Pill, useLabel } from "@/ui";
import { worthSearching } from "./match";
import classes from "./Palette.module.css";

/** Of each kind so many; the search page has the others. */
const FEW = 4;

/** A ticket or a record that holds the words. */
export interface ResultOption {
  id: string;
  group: string;
  /** Of a ticket. */
  number: string | null;
  label: ReactNode;
  icon: ReactNode;
  detail: ReactNode;
  end: ReactNode;
  perform: () => void;
}

export interface Results {
  options: ResultOption[];
  /** Nothing to show of these words yet. */
  pending: boolean;
  failure: unknown;
  /** Shown is not what was typed but what comes close. */
  similar: boolean;
  /** Why there may be more than is shown. */
  gap: "slow" | "rebuilding" | null;
}

/** Tickets and records that hold the words, a few of each kind, asked for while typing pauses. */
export function useResults(text: string): Results {
  const { t } = useTranslation();
  const label = useLabel();
  const navigate = useNavigate();
  const types = useTypes();
  const objects = useQuery(objectTypesQuery);
  const [q] = useDebouncedValue(text.trim(), 150);
  const typed = text.trim();
  const asked = worthSearching(q) && typed !== "" ? q : "";
  const found = useQuery(searchQuery(asked, FEW));
  const groups = asked === "" ? [] : (found.data?.groups ?? []);
  const options = groups.flatMap((group) => {
    const kind = [...(group.object ? (objects.data ?? []) : (types.data ?? []))].find(
      (each) => each.key === group.type,
    );
    return group.items.map((hit) => ({
      ...described(hit, t(group.object ? "fields:record_untitled" : "list:titleHidden")),
      group: label(kind?.plural ?? group.type),
      icon: <NamedIcon name={kind?.icon ?? "ticket"} size={16} />,
      end: hit.step && <Pill>{label(hit.step.label)}</Pill>,
      perform: () =>
        group.object
          ? void navigate({ to: "/objects/$type/$id", params: { type: hit.type, id: hit.id } })
          : void navigate({ to: "/t/$id", params: { id: hit.id }, search: { type: hit.type } }),
    }));
  });
  return {
    options,
    pending:
      typed !== "" &&
      (q !== typed || (worthSearching(typed) && (found.isPending || found.isPlaceholderData))),
    failure: asked === "" ? null : found.error,
    similar: asked !== "" && (found.data?.similar ?? false),
    gap: asked === "" ? null : (found.data?.gap ?? null),
  };
}

/** Number and title with what was found in them, or else the place where it was. */
function described(hit: SearchHit, untitled: string) {
  const found = foundIn(hit.highlights, hit.title);
  const [elsewhere] = found.title.length + found.number.length === 0 ? found.elsewhere : [];
  return {
    id: `hit ${hit.id}`,
    number: hit.number,
    label: (
      <>
        {hit.number && (
          <span className={classes.number}>
            <Marked text={hit.number} ranges={found.number} />
          </span>
        )}
        {hit.title === null ? untitled : <Marked text={hit.title} ranges={found.title} />}
      </>
    ),
    detail: elsewhere && <Snippet highlight={elsewhere} schema={undefined} />,
  };
}
