export * from "./contract";
export { api, type NewAccount, type Tagged, type TicketQuery } from "./endpoints";
export { ApiProblem, idempotencyKey, setCsrfToken, urlOf, whenUnauthenticated } from "./http";
export { type LiveState, type LiveTicket, useLive, useLiveState, useLiveTickets } from "./live";
export * from "./queries";
