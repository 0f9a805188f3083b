/**
 * Holds the contract the screens rely on against the document the server publishes. Nothing here runs: a field the
 * server no longer sends, or sends as something else, stops the build at the line that names it.
 */
import type * as contract from "./contract";
import type { components } from "./schema.gen";

// Left out below: what the document describes more loosely than it is (free JSON, texts that are one of a few).
type Schemas = components["schemas"];

/** JSON as it arrives: what the document calls optional is sent as null. */
type Served<T> = T extends (infer Item)[]
  ? Served<Item>[]
  : T extends object
    ? { [K in keyof T]-?: undefined extends T[K] ? Served<Exclude<T[K], undefined>> | null : Served<T[K]> }
    : T;

/** Compiles only if whatever the server sends is what the screens expect. */
type Accepts<Expected, Sent extends Expected> = [Expected, Sent];

export type Checked = [
  Accepts<contract.View, Served<Schemas["ViewItem"]>>,
  Accepts<contract.TicketTypeRef, Served<Schemas["TypeItem"]>>,
  Accepts<contract.TeamRef, Served<Schemas["TeamChoice"]>>,
  Accepts<contract.AccountRef, Served<Schemas["AccountChoice"]>>,
  Accepts<contract.ColumnSchema, Served<Schemas["ColumnSchema"]>>,
  Accepts<contract.StepRef, Served<Schemas["StepSchema"]>>,
  Accepts<Omit<contract.TicketRow, "fields">, Omit<Served<Schemas["TicketRow"]>, "fields">>,
  Accepts<contract.FlowStage, Served<Schemas["FlowStage"]>>,
  Accepts<contract.TicketAction, Served<Schemas["TicketAction"]>>,
  Accepts<contract.TicketCan, Served<Schemas["TicketRights"]>>,
  Accepts<Omit<contract.FieldView, "value" | "rules">, Omit<Served<Schemas["FieldView"]>, "value" | "rules">>,
  Accepts<
    Omit<contract.FieldSchema, "settings" | "rules">,
    Omit<Served<Schemas["FieldSchema"]>, "settings" | "rules">
  >,
  Accepts<Omit<contract.TimelineEvent, "from" | "to">, Omit<Served<Schemas["TimelineEvent"]>, "from" | "to">>,
  Accepts<contract.WhyFired, Served<Schemas["FiredRule"]>>,
  Accepts<contract.WhyNotFired, Served<Schemas["NotFiredRule"]>>,
  Accepts<contract.WhyFact, Served<Schemas["FactView"]>>,
  Accepts<Omit<contract.Release, "short">, Omit<Served<Schemas["Release"]>, "short">>,
  Accepts<Omit<contract.MetadataChange, "change">, Omit<Served<Schemas["MetadataDifference"]>, "change">>,
  Accepts<contract.Metadata, Served<Schemas["Metadata"]>>,
  Accepts<Omit<contract.AdminAccount, "language">, Omit<Served<Schemas["Account"]>, "language">>,
  Accepts<contract.ApiToken, Served<Schemas["Token"]>>,
  Accepts<Omit<contract.Me, "language" | "theme">, Omit<Served<Schemas["Me"]>, "language" | "theme">>,
];
