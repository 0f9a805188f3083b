export { controlId, type FormScope, focusField, useForm } from "./context";
export {
  type FormLayout,
  newTicketFields,
  type SchemaField,
  type TicketField,
  ticketFields,
  valuesOf,
} from "./definition";
export { browserDraft, browserText } from "./drafts";
export type { Fact, FormField, Judge, Moment } from "./engine";
export { ErrorSummary, FormView } from "./FormView";
export { judge } from "./judge";
export { blocking, createFormStore, type FormSource, type FormStore } from "./store";
