export { ApiProblem, idempotencyKey, METADATA, setCsrfToken, whenUnauthenticated } from "./client";
export { api, type RecordQuery, type Tagged, type TicketQuery } from "./endpoints";
export { type LiveState, useLive, useLiveState, useLiveTickets } from "./live";
export * from "./queries";
export * from "./types";
export { fileAddress, pictureAddress, uploadFile } from "./upload";
