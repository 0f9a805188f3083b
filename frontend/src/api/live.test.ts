import { QueryClient } from "@tanstack/react-query";
import { expect, test } from "vitest";
import { forgetTicket } from "./live";
import { keys } from "./queries";

test("of a ticket that left the reader's sight nothing is held any more; the others stay", () => {
  const queries = new QueryClient();
  queries.setQueryData(keys.ticket("gone"), { data: { title: "Kettle leaks" } });
  queries.setQueryData(keys.events("gone"), { items: [{ text: "It leaks." }] });
  queries.setQueryData(keys.ticket("mine"), { data: { title: "Cup" } });
  forgetTicket(queries, "gone");
  expect(queries.getQueryData(keys.ticket("gone"))).toBeUndefined();
  expect(queries.getQueryData(keys.events("gone"))).toBeUndefined();
  expect(queries.getQueryData(keys.ticket("mine"))).toEqual({ data: { title: "Cup" } });
});
