import type { TFunction } from "i18next";
import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import { sentences } from "./joined";

/** The part of a problem document the sentences need; an ApiProblem carries it as `problem`. */
export interface ProblemLike {
  code?: string;
  status?: number;
  detail?: string;
  problems?: readonly ProblemItemLike[];
  problem?: ProblemLike;
}
export interface ProblemItemLike {
  pointer?: string;
  code: string;
  message?: string;
  params?: Readonly<Record<string, unknown>> | null;
  suggestion?: string | null;
}

// i18next reads dots as nesting; codes such as "field.required" are flat keys.
const keyOf = (code: string) => code.replaceAll(".", "_").replaceAll("-", "_");

/** One item as a sentence: translated by its code, else as the server wrote it. */
export function problemItemText(t: TFunction, item: ProblemItemLike): string {
  const key = keyOf(item.code);
  // What a field complains about is worded in one place, for forms and for messages.
  const sentence = t([`problems:item.${key}`, `fields:problem.${key}`], {
    ...(item.params ?? {}),
    defaultValue: "",
  });
  // A rule of the workspace has words of its own, already in the reader's language.
  if (item.code === "field.rule" && item.message) return item.message;
  const said = sentence && !sentence.includes("{{") ? sentence : (item.message ?? item.code);
  return item.suggestion
    ? sentences(t, [said, t("problems:didYouMean", { suggestion: item.suggestion })])
    : said;
}

/** What is wrong with a definition, in a few words by its kind; the server's message then names the very place. */
export function definitionProblem(t: TFunction, item: ProblemItemLike): string {
  const group = item.code.split(".")[0] ?? "other";
  return t([
    `problems:definition.${keyOf(item.code)}`,
    `problems:definition.${group}`,
    "problems:definition.other",
  ]);
}

/** Parts of a sentence that are words of the server's language, not names somebody gave. */
const WORDS = ["what", "kind", "expected", "found"] as const;

/** What is wrong with a definition at its very place: translated by code and context, else as the server wrote it. */
export function definitionSentence(t: TFunction, item: ProblemItemLike): string {
  const params: Record<string, unknown> = { ...(item.params ?? {}) };
  for (const name of WORDS) {
    const value = params[name];
    if (typeof value !== "string") continue;
    params[name] = value
      .split(" or ")
      .map((word) =>
        t(`problems:word.${word.replace("(key: value)", "of keys").replaceAll(" ", "_")}`, {
          defaultValue: word,
        }),
      )
      .join(" / ");
  }
  const sentence = t(
    [`problems:sentence.${keyOf(item.code)}`, `problems:sentence.${item.code.split(".")[0]}`],
    {
      ...params,
      defaultValue: "",
    },
  );
  return sentence && !sentence.includes("{{") ? sentence : problemItemText(t, { ...item, suggestion: null });
}

/** A whole problem as a title and what to do about it. */
export function problemText(t: TFunction, failure: unknown): { title: string; hint: string } {
  const given = (failure ?? {}) as ProblemLike;
  const problem = given.problem ?? given;
  const code = problem.code ?? "unknown";
  const known = t(`problems:code.${keyOf(code)}.title`, { defaultValue: "" });
  const title = known || problem.detail || t("problems:code.unknown.title");
  const items = (problem.problems ?? []).map((item) => problemItemText(t, item));
  const hint =
    items.length > 0 ? sentences(t, items) : t(`problems:code.${keyOf(code)}.hint`, { defaultValue: "" });
  return { title, hint };
}

/** Nobody answered, or nothing was done: whoever typed something asks first whether it is lost. */
const UNDONE = new Set(["offline", "internal", "unavailable"]);

/** A whole problem as one message. @param typed whether something typed was to be saved by what failed */
export function failureText(t: TFunction, failure: unknown, typed = false): string {
  const { title, hint } = problemText(t, failure);
  const { code } = ((failure ?? {}) as ProblemLike).problem ?? ((failure ?? {}) as ProblemLike);
  const more = [hint, typed && UNDONE.has(code ?? "") ? t("problems:typedIsKept") : ""].filter(Boolean);
  return more.length > 0 ? t("common:joined.titled", { title, text: sentences(t, more) }) : title;
}

export function useProblemText(): (failure: unknown) => { title: string; hint: string } {
  const { t } = useTranslation();
  return useCallback((failure) => problemText(t, failure), [t]);
}
