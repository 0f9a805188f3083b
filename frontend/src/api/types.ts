/**
 * The names the screens use for what `/api/v1` speaks. Nothing is described here: every shape is generated from the
 * server's OpenAPI document (schema.gen.ts), and what is too loose for a screen is made exact on the server.
 */
import type { components } from "./schema.gen";

type Schemas = components["schemas"];

export type FieldValue = Schemas["FieldValue"];
export type MoneyValue = Schemas["MoneyValue"];
export type Masked = Schemas["MaskedValue"];
export type RecordValue = Schemas["RecordValue"];
export type ExprTree = Schemas["ExprTree"];

export type Session = Schemas["Session"];
export type Me = Schemas["Me"];
export type Language = Me["language"];
export type Theme = Me["theme"];
export type MeChange = Schemas["MeChange"];
export type ApiToken = Schemas["Token"];
export type Notification = Schemas["Notification"];
export type NotificationPage = Schemas["NotificationPage"];
export type NotificationRule = Schemas["NotificationRule"];
export type Channels = Schemas["Channels"];
export type ChannelsChange = Schemas["ChannelsChange"];
export type AccountRef = Schemas["Person"];
export type AccountChoice = Schemas["AccountChoice"];
export type TeamRef = Schemas["TeamChoice"];
export type RoleRef = Schemas["RoleChoice"];
export type AdminAccount = Schemas["Account"];
export type NewAccount = Schemas["NewAccount"];
export type AccountChange = Schemas["AccountChange"];
export type Secret = Schemas["Secret"];
export type Webhook = Schemas["Webhook"];
export type Connector = Schemas["Connector"];
export type Integrations = Schemas["Integrations"];
export type Delivery = Schemas["Delivery"];
export type DeliveryDetail = Schemas["DeliveryDetail"];

export type RuleLine = Schemas["RuleLine"];
export type RuleFinding = Schemas["RuleFinding"];
export type RuleTableLine = Schemas["RuleTableLine"];
export type RuleTable = Schemas["RuleTable"];
export type CheckedRuleTable = Schemas["CheckedRuleTable"];

export type TicketTypeRef = Schemas["TypeItem"];
/** A text a person defined, per language. */
export type Label = TicketTypeRef["label"];
export type TypeSchema = Schemas["TypeSchema"];
export type FieldSchema = Schemas["FieldSchema"];
export type FieldKind = FieldSchema["kind"];
export type FieldSettings = Schemas["FieldSettings"];
export type FieldOption = Schemas["FieldOption"];
export type TableColumn = Schemas["TableColumn"];
export type FieldRule = Schemas["FieldRule"];
export type ColumnSchema = Schemas["ColumnSchema"];

export type RecordPage = Schemas["RecordPage"];
export type RecordRow = Schemas["RecordRow"];
export type RecordDetail = Schemas["RecordDetail"];
export type CreateRecord = Schemas["CreateRecord"];
export type ChangeRecord = Schemas["ChangeRecord"];
export type TicketContext = Schemas["TicketContext"];
export type ContextSection = Schemas["ContextSection"];
export type ContextRecord = Schemas["ContextRecord"];

export type View = Schemas["ViewItem"];
export type CappedCount = Schemas["Count"];
export type TicketPage = Schemas["TicketPage"];
export type TicketRow = Schemas["TicketRow"];
export type Priority = TicketRow["priority"];
export type Status = TicketRow["status"];
/** What a list says of the words that were looked for in it. */
export type FoundWords = Schemas["FoundWords"];
export type Highlight = Schemas["Highlight"];
export type SearchAnswer = Schemas["SearchAnswer"];
export type SearchGroup = Schemas["Group"];
export type SearchHit = Schemas["Hit"];
export type TicketDetail = Schemas["TicketDetail"];
export type FieldView = Schemas["FieldView"];
export type Level = FieldView["level"];
export type FlowStage = Schemas["FlowStage"];
export type TicketAction = Schemas["TicketAction"];
export type CreateTicket = Schemas["CreateTicket"];
export type UpdateTicket = Schemas["UpdateTicket"];
export type TakeAction = Schemas["TakeAction"];
export type AssignTicket = Schemas["AssignTicket"];
export type AgendaItem = Schemas["AgendaItem"];
export type ClockItem = Schemas["ClockItem"];
export type Calendar = Schemas["Calendar"];
export type ServiceLevel = Schemas["ServiceLevel"];
export type ServiceLevelClock = Schemas["ServiceLevelClock"];
export type AgendaAct = Schemas["AgendaAct"];
export type ReturnTicket = Schemas["ReturnTicket"];
export type TransferStep = Schemas["TransferStep"];
export type HoldTicket = Schemas["HoldTicket"];
export type CancelTicket = Schemas["CancelTicket"];
export type AddSigner = Schemas["AddSigner"];
export type RepairTicket = Schemas["RepairTicket"];
export type TicketFlow = Schemas["TicketFlow"];
export type FlowBranch = Schemas["FlowBranch"];
export type FlowWait = Schemas["FlowWait"];
export type FlowCall = Schemas["FlowCall"];
export type FlowPower = Schemas["FlowPower"];
export type FlowWhyNot = Schemas["FlowWhyNot"];
export type FlowRepair = Schemas["FlowRepair"];
export type OtherTicket = Schemas["OtherTicket"];
export type Approver = Schemas["Approver"];
export type WorkItem = Schemas["WorkItem"];
export type StuckItem = Schemas["StuckItem"];
export type WaitingApproval = Schemas["WaitingApproval"];
export type PromiseReport = Schemas["PromiseReport"];
export type PromiseFigures = Schemas["PromiseFigures"];
export type PromiseLine = Schemas["PromiseLine"];
export type PromiseItem = Schemas["PromiseItem"];
export type Board = Schemas["Board"];
export type BoardAgent = Schemas["BoardAgent"];
export type Presence = Schemas["Presence"];
export type PresenceState = Presence["state"];
export type TicketRouting = Schemas["TicketRouting"];
export type RoutingDecision = Schemas["RoutingDecision"];
export type StaffMember = Schemas["StaffMember"];
export type StaffProfile = Schemas["StaffProfile"];
export type StaffAbsence = Schemas["Absence"];
export type NewAbsence = Schemas["NewAbsence"];
export type MakePromise = Schemas["MakePromise"];
export type SettleAgenda = Schemas["SettleAgenda"];
export type TicketLink = Schemas["TicketLink"];
export type LinkTicket = Schemas["LinkTicket"];
export type Visibility = Schemas["CreateComment"]["visibility"];

export type Attachment = Schemas["Attachment"];

export type TicketMacro = Schemas["MacroView"];
export type MacroStep = Schemas["MacroStep"];
export type Simulate = Schemas["Simulate"];
export type Simulation = Schemas["Simulation"];
export type SimulatedEffect = Schemas["SimulatedEffect"];
export type RuleActivity = Schemas["RuleActivity"];
export type RuleActivityOfRule = Schemas["RuleActivityOfRule"];

export type TimelineEvent = Schemas["TimelineEvent"];
export type EventKind = TimelineEvent["kind"];
export type EventPage = Schemas["TimelinePage"];
export type Why = Schemas["WhyView"];
export type WhyFired = Schemas["FiredRule"];
export type WhyNotFired = Schemas["NotFiredRule"];
export type WhyIntent = Schemas["RuleIntent"];
export type WhyFact = Schemas["FactView"];
export type WhyScript = Schemas["ScriptRun"];

export type Release = Schemas["Release"];
export type FlowRevision = Schemas["FlowRevision"];
export type FlowRevisionNode = Schemas["FlowRevisionNode"];
export type Migration = Schemas["Migration"];
export type MigrationPlan = Schemas["MigrationPlan"];
export type MigrationPreview = Schemas["MigrationPreview"];
export type Pilot = Schemas["Pilot"];
export type PilotOutcome = Schemas["PilotOutcome"];
export type StartPilot = Schemas["StartPilot"];
export type MetadataFile = Schemas["MetadataFile"];
export type Metadata = Schemas["Metadata"];
export type MetadataChange = Schemas["MetadataDifference"];
export type MetadataResult = Schemas["Applied"];

export type DeadLetter = Schemas["DeadLetter"];
export type DeadLetterFilter = Schemas["DeadLetterFilter"];
export type QueueDepth = Schemas["QueueDepth"];
export type Job = Schemas["Job"];
export type ImportJob = Schemas["ImportJob"];
export type ImportDetail = Schemas["ImportDetail"];
export type ImportColumn = Schemas["ImportColumn"];
export type ImportMapping = Schemas["ImportMapping"];
export type ImportMappingChange = Schemas["ImportMappingChange"];
export type ImportCounts = Schemas["ImportCounts"];
export type ImportCheck = Schemas["ImportCheck"];
export type ImportReject = Schemas["ImportReject"];

export type Problem = Schemas["Problem"];
export type ProblemItem = Schemas["ProblemItem"];

export type LiveTicket = Schemas["TicketChanged"];
export type LiveGone = Schemas["TicketGone"];

export function isMasked(value: unknown): value is Masked {
  return typeof value === "object" && value !== null && "masked" in value;
}
export function isMoney(value: unknown): value is MoneyValue {
  return typeof value === "object" && value !== null && "amount" in value && "currency" in value;
}
