import { Button } from "@mantine/core";
import { IconCheck } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiProblem, api, type CheckedRuleTable, type ProblemItem } from "@/api";
import { Card, definitionProblem, definitionSentence, problemText, toast } from "@/ui";
import { merged } from "../files";
import { FindingList } from "./FindingList";
import classes from "./rules.module.css";
import { TableGrid } from "./TableGrid";

export type Checking =
  | { step: "checking"; name: string }
  | { step: "failed"; name: string; failure: unknown }
  | { step: "checked"; name: string; result: CheckedRuleTable };

/** What a sheet would make of a table: what is wrong with it by cell, or the grid it becomes and the way to publish it. */
export function CheckedSheet({
  checking,
  publisher,
  onClose,
}: {
  checking: Checking;
  publisher: boolean;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [publishing, setPublishing] = useState(false);
  const [refused, setRefused] = useState<unknown>(null);

  const publish = async (result: CheckedRuleTable) => {
    setPublishing(true);
    try {
      const all = (await api.metadata()).files;
      const gone = result.files.map((file) => file.path);
      await api.applyMetadata(
        merged(
          all.filter((file) => !gone.includes(file.path)),
          result.files,
        ),
        t("rules:publishNote", { name: checking.name }),
        false,
      );
      toast.done(t("releases:upload.published"));
      await queries.invalidateQueries();
      onClose();
    } catch (failure) {
      setRefused(failure);
    } finally {
      setPublishing(false);
    }
  };

  const problems: readonly ProblemItem[] =
    refused instanceof ApiProblem
      ? (refused.problem.problems ?? [])
      : checking.step === "checked"
        ? checking.result.problems
        : [];
  const failure = checking.step === "failed" ? checking.failure : problems.length === 0 ? refused : null;
  return (
    <Card title={t("rules:checked", { name: checking.name })}>
      <div aria-live="polite" className={classes.checked}>
        {checking.step === "checking" && <p>{t("releases:upload.checking")}</p>}
        {failure ? <p role="alert">{problemText(t, failure).title}</p> : null}
        {problems.length > 0 && (
          <div role="alert">
            <ul className={classes.findings}>
              {problems.map((item) => (
                <li key={`${item.pointer} ${item.code}`} data-severity="error">
                  <code>{item.pointer}</code>
                  <span>
                    <b>{definitionProblem(t, item)}</b> · {definitionSentence(t, item)}
                    {item.suggestion && ` ${t("problems:didYouMean", { suggestion: item.suggestion })}`}
                  </span>
                </li>
              ))}
            </ul>
          </div>
        )}
        {checking.step === "checked" && checking.result.table && (
          <>
            {problems.length === 0 && (
              <p className={classes.fine}>
                <IconCheck size={14} stroke={2} aria-hidden /> {t("rules:checkedFine")}
              </p>
            )}
            <FindingList
              findings={checking.result.table.findings
                // What keeps it from being published is said above, and the first gap in the grid.
                .filter((each) => problems.length === 0 || each.severity !== "error")
                .filter((each, _, all) => each !== all.find((one) => one.code === "table.gap"))
                .map((each) => ({ ...each, place: null }))}
            />
            <TableGrid table={checking.result.table} of={checking.name} />
          </>
        )}
        <div className={classes.buttons}>
          <Button onClick={onClose}>{t("common:close")}</Button>
          {checking.step === "checked" && problems.length === 0 && publisher && (
            <Button
              variant="filled"
              aria-busy={publishing}
              onClick={() => {
                if (!publishing) void publish(checking.result);
              }}
            >
              {t("releases:upload.publish")}
            </Button>
          )}
        </div>
      </div>
    </Card>
  );
}
