export { controlId, type FormScope, focusField, useForm } from "./context";
export {
  type FormLayout,
  inOrderOf,
  newTicketFields,
  type SchemaField,
  type TicketField,
  ticketFields,
  valuesOf,
} from "./definition";
export { browserDraft, browserText } from "./drafts";
export type { Fact, FormField, Judge, Moment } from "./engine";
export { ErrorSummary, FormView } from "./FormView";
export { factsOf, momentNow } from "./facts";
export { judge } from "./judge";
export { PageButtons, PagedForm, type Pages, submitted, usePages } from "./Pages";
export { blocking, createFormStore, type FormSource, type FormStore } from "./store";
