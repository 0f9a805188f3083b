/**
 * The shapes of `/api/v1` as the screens use them. The wire is described by the server's OpenAPI document
 * (see schema.gen.ts); these types say what is required, so that a screen needs no null checks for it.
 */

/** A text a person defined, per language. */
export type Label = Readonly<Record<string, string>>;

export type Language = "en" | "zh";
export type Theme = "light" | "dark" | "auto";
export type Priority = "low" | "normal" | "high" | "urgent";
export type Status = "new" | "open" | "waiting" | "solved" | "closed" | "cancelled";
export type Level = "hidden" | "masked" | "read" | "append" | "edit";
export type FieldKind =
  | "text"
  | "long_text"
  | "integer"
  | "decimal"
  | "money"
  | "boolean"
  | "single"
  | "multi"
  | "date"
  | "date_time"
  | "account"
  | "phone";

/** Amounts travel as decimal strings; a double never holds money. */
export interface MoneyValue {
  amount: string;
  currency: string;
}
/** What stands in the place of a value the reader may know about but not read. */
export interface Masked {
  masked: string;
}
export type FieldValue = string | number | boolean | string[] | MoneyValue | Masked | null;

export interface Workspace {
  key: string;
  label: Label;
  zone: string;
  currency: string;
  languages: string[];
}

export interface Me {
  id: string;
  login: string;
  name: string;
  language: Language;
  theme: Theme;
  roles: string[];
  teams: string[];
  /** What the caller may do beyond tickets, e.g. "metadata.write", "accounts.manage". */
  abilities: string[];
  workspace: Workspace;
  /** Short form of the current release; null before the first one. */
  release: string | null;
  /** A one-time password must be replaced before anything else. */
  passwordChangeRequired?: boolean;
}

export interface Session {
  account: Me;
  csrfToken: string;
}

export interface ApiToken {
  id: string;
  name: string;
  scopes: string[];
  createdAt: string;
  expiresAt: string | null;
  lastUsedAt: string | null;
}
/** The answer to creating a token: the only time the secret is shown. */
export interface NewApiToken extends ApiToken {
  token: string;
}

export interface AccountRef {
  id: string;
  name: string;
  login?: string;
  teams?: string[];
}
export interface TeamRef {
  key: string;
  label: Label;
}
export interface AdminAccount {
  id: string;
  login: string;
  name: string;
  language: Language;
  roles: string[];
  teams: string[];
  disabled: boolean;
  createdAt: string;
  /** Shown this one time, when one was made. */
  oneTimePassword?: string | null;
}

export interface TicketTypeRef {
  key: string;
  label: Label;
  icon: string | null;
  prefix: string;
  canCreate: boolean;
  newLabel?: Label;
}

export interface FieldOption {
  key: string;
  label: Label;
  tone?: "good" | "warn" | "bad" | "auto" | null;
}
export interface FieldSettings {
  options?: FieldOption[];
  maxLength?: number | null;
  min?: string | number | null;
  max?: string | number | null;
  scale?: number | null;
  currency?: string | null;
}
/** Serialised expression tree; see `expr/` for its evaluator. */
export type ExprTree = Readonly<Record<string, unknown>>;

export interface FieldRule {
  check: ExprTree;
  message: Label;
}
export interface FieldSchema {
  key: string;
  kind: FieldKind;
  label: Label;
  help?: Label | null;
  settings: FieldSettings;
  level: Level;
  match?: boolean;
  range?: boolean;
  required?: boolean;
  /** What is "secret" is never kept in this browser, not even as a draft. */
  sensitivity?: "public" | "internal" | "secret";
  visibleWhen?: ExprTree | null;
  requiredWhen?: ExprTree | null;
  readOnlyWhen?: ExprTree | null;
  whenHidden?: "keep" | "clear" | null;
  rules?: FieldRule[];
}
export interface FormSection {
  key: string;
  label: Label | null;
  columns: number;
  fields: string[];
}
export interface FormSchema {
  key: string;
  label: Label | null;
  sections: FormSection[];
}
export interface StepRef {
  id: string;
  label: Label;
  kind: "start" | "task" | "decision" | "end";
  category: Status | null;
}
export interface ColumnSchema {
  key: string;
  label: Label;
  kind: FieldKind | string;
  sortable: boolean;
  filterable: boolean;
}
export interface TypeSchema {
  key: string;
  label: Label;
  prefix: string;
  fields: FieldSchema[];
  forms: FormSchema[];
  steps: StepRef[];
  icon?: string | null;
  canCreate?: boolean;
  jsonSchema?: unknown;
  columns: ColumnSchema[];
}

/** The number of matches, counted up to a cap. */
export interface CappedCount {
  value: number;
  capped: boolean;
}
export interface View {
  key: string;
  label: Label;
  type: string;
  filter: string;
  sort: string;
  columns: string[];
  count?: CappedCount | null;
}

export interface Progress {
  done: number;
  total: number;
  index: number;
}
export interface TicketRow {
  id: string;
  number: string;
  type: string;
  title: string | null;
  step: { id: string; label: Label };
  status: Status;
  priority: Priority;
  assignee: AccountRef | null;
  team: string | null;
  createdAt: string;
  updatedAt: string;
  version: number;
  progress: Progress;
  fields: Record<string, FieldValue>;
}
export interface TicketPage {
  items: TicketRow[];
  next?: string | null;
  count?: CappedCount | null;
}

export interface FlowStage {
  id: string;
  label: Label;
  state: "done" | "now" | "next";
  /** Who completed it, or who holds it now. */
  who?: AccountRef | null;
  at?: string | null;
}
export interface FieldView {
  key: string;
  level: Level;
  visible: boolean;
  required: boolean;
  requiredToAct: boolean;
  readOnly: boolean;
  masked?: string | null;
  value: FieldValue;
  visibleWhen?: ExprTree | null;
  requiredWhen?: ExprTree | null;
  readOnlyWhen?: ExprTree | null;
  rules?: FieldRule[];
}
export interface TicketAction {
  key: string;
  label: Label;
  tone: "main" | "default" | "danger";
  requires: string[];
  enabled: boolean;
  /** Code of what stands in the way. */
  reason?: string | null;
}
export interface TicketCan {
  update: boolean;
  commentPublic: boolean;
  commentInternal: boolean;
  readInternal: boolean;
  assign: boolean;
  claim: boolean;
}
export interface TicketDetail extends TicketRow {
  requester: AccountRef | null;
  createdBy: AccountRef | null;
  flow: { stages: FlowStage[] };
  form: { key: string; fields: FieldView[] };
  actions: TicketAction[];
  can: TicketCan;
  hiddenCount?: number | null;
}

export type EventKind = "created" | "field" | "priority" | "team" | "assignee" | "title" | "step" | "comment";
export interface TimelineEvent {
  id: string;
  kind: EventKind;
  at: string;
  by: {
    kind: "person" | "rule" | "flow" | "system";
    id?: string | null;
    name: string | null;
    /** A rule's name by language. */
    label?: Label | null;
    pack?: string | null;
    version?: string | null;
  };
  channel?: string | null;
  release?: string | null;
  field?: string | null;
  label?: Label | null;
  from?: FieldValue;
  to?: FieldValue;
  fromText?: string | null;
  toText?: string | null;
  step?: { id: string; label: Label } | null;
  action?: string | null;
  /** What the button said. */
  actionLabel?: Label | null;
  visibility?: "public" | "internal" | null;
  text?: string | null;
  hasWhy?: boolean;
}
export interface EventPage {
  items: TimelineEvent[];
  next?: string | null;
}

export interface Why {
  release: string;
  event: string;
  at: string;
  fired: WhyFired[];
  notFired: WhyNotFired[];
  facts: WhyFact[];
}
export interface WhyFired {
  rule: string;
  label: Label;
  pack?: string | null;
  version?: string | null;
  /** Its condition in words; null when it looks at something the reader may not see. */
  sentence: Label | null;
  intents: WhyIntent[];
}
export interface WhyIntent {
  kind: "priority" | "team" | "field";
  target: string;
  value?: unknown;
  refused?: string | null;
}
export interface WhyNotFired {
  rule: string;
  label: Label;
  pack?: string | null;
  version?: string | null;
  failing: { sentence: Label | null; redacted: boolean }[];
  held: number;
}
export interface WhyFact {
  path: string;
  label: Label | null;
  value?: unknown;
  redacted: boolean;
}

export interface Release {
  id: string;
  short: string;
  /** Counts the switches of the workspace: the same content published again is another one. */
  revision: number;
  at: string;
  by: string | null;
  note: string | null;
  current: boolean;
  counts: Record<string, number>;
}
export interface MetadataFile {
  path: string;
  text: string;
}
export interface Metadata {
  files: MetadataFile[];
  release: string;
}
export interface MetadataChange {
  path: string;
  change: "added" | "removed" | "changed";
  kind: string;
  key: string;
  /** Readable: "+ fields.x: …", "- fields.y: …", "fields.z.indexed: false → true". */
  lines: string[];
}
export interface MetadataResult {
  release?: string | null;
  diff: MetadataChange[];
}

/** One thing wrong with what was sent. */
export interface ProblemItem {
  pointer: string;
  code: string;
  message: string;
  params?: Record<string, string>;
  suggestion?: string | null;
  source?: { file: string; line: number; column: number } | null;
}
/** RFC 9457 problem details, with our stable `code`. */
export interface Problem {
  type?: string;
  title?: string;
  status: number;
  detail?: string;
  instance?: string;
  code: string;
  problems?: ProblemItem[];
  /** With `ticket-changed`: what a colleague changed meanwhile, as far as the caller may see it. */
  changes?: { field: string; label: Label; theirs: FieldValue; at: string; by: string | null }[];
}

export function isMasked(value: unknown): value is Masked {
  return typeof value === "object" && value !== null && "masked" in value;
}
export function isMoney(value: unknown): value is MoneyValue {
  return typeof value === "object" && value !== null && "amount" in value && "currency" in value;
}
