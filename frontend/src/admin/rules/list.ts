import type { RuleActivityOfRule, RuleFinding, RuleLine, RuleTableLine } from "@/api";

/** What stands in the list: a rule of its own, or a table with all its rows. */
export interface Entry {
  id: string;
  /** Its rule's, or those of the table's rows: as activity is counted. */
  rules: readonly string[];
  type: string;
  order: number;
  on: readonly string[];
  pack: string | null;
  rule?: RuleLine;
  table?: RuleTableLine;
}

export interface Filter {
  q?: string;
  type?: string;
  findings?: boolean;
}

const named = (pack: string | null | undefined, key: string) => `${pack ?? ""} ${key}`;

/** The rules in their order, each table where its first row stands. */
export function entries(rules: readonly RuleLine[], tables: readonly RuleTableLine[]): Entry[] {
  const all: Entry[] = [];
  const seen = new Map<string, string[]>();
  for (const rule of rules) {
    const pack = rule.pack ?? null;
    const common = { type: rule.type, order: rule.order, on: rule.on, pack };
    const table = rule.table
      ? tables.find((each) => (each.pack ?? null) === pack && last(each.key) === rule.table)
      : undefined;
    if (!table) {
      all.push({ ...common, id: named(pack, rule.key), rules: [named(pack, rule.id)], rule });
      continue;
    }
    const rows = seen.get(table.key) ?? [];
    rows.push(named(pack, rule.id));
    if (rows.length === 1) {
      seen.set(table.key, rows);
      all.push({ ...common, id: named(pack, last(table.key)), rules: rows, table });
    }
  }
  return all;
}

/** A pack's table has the pack's name before it. */
const last = (key: string) => key.slice(key.lastIndexOf(".") + 1);

/** What is said about each entry; a row's findings are its table's. */
export function byRule(findings: readonly RuleFinding[]): Map<string, RuleFinding[]> {
  const all = new Map<string, RuleFinding[]>();
  for (const finding of findings) {
    const about = new Set(finding.rules.map((rule) => named(rule.pack, rule.key.split(".")[0] ?? rule.key)));
    if (about.size === 0 && finding.place?.table) about.add(named(null, last(finding.place.table)));
    for (const id of about) all.set(id, [...(all.get(id) ?? []), finding]);
  }
  return all;
}

export function fits(
  entry: Entry,
  filter: Filter,
  findings: ReadonlyMap<string, unknown>,
  language: string,
): boolean {
  if (filter.type && entry.type !== filter.type) return false;
  if (filter.findings && !findings.has(entry.id)) return false;
  const said = [
    entry.id,
    ...Object.values(entry.rule?.label ?? entry.table?.label ?? {}),
    entry.rule?.when[language],
    entry.rule?.when.en,
    ...(entry.rule?.then ?? []).flatMap((wish) => Object.values(wish)),
  ];
  return said
    .join(" ")
    .toLowerCase()
    .includes((filter.q ?? "").trim().toLowerCase());
}

/** How often something was done, and how often it failed. */
export interface Figures {
  readonly fired: number;
  readonly failed: number;
}

/** What is wrong with a rule; a change it kept from being saved is what it is there for. */
export const failuresOf = (rule: RuleActivityOfRule): number =>
  rule.failures
    .filter((failure) => failure.code !== "rule.refused")
    .reduce((sum, failure) => sum + failure.times, 0);

/** What an entry did, its table's rows taken together. */
export function figures(entry: Entry, activity: ReadonlyMap<string, RuleActivityOfRule>): Figures {
  const all = entry.rules.flatMap((id) => activity.get(id) ?? []);
  const refused = all
    .flatMap((rule) => rule.failures)
    .filter((failure) => failure.code === "rule.refused")
    .reduce((sum, failure) => sum + failure.times, 0);
  return {
    fired: all.reduce((sum, rule) => sum + rule.fired, 0) + refused,
    failed: all.reduce((sum, rule) => sum + failuresOf(rule), 0),
  };
}

/** By pack and id, as entries name their rules. */
export const byId = (rules: readonly RuleActivityOfRule[]): ReadonlyMap<string, RuleActivityOfRule> =>
  new Map(rules.map((rule) => [named(rule.pack, rule.id), rule]));
