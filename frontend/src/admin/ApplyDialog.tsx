import { Button, FileButton, Modal, TextInput } from "@mantine/core";
import { IconAlertTriangle, IconFileText, IconFolder, IconUpload, IconX } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiProblem, api, type MetadataFile, type MetadataResult, type ProblemItem } from "@/api";
import { definitionProblem, definitionSentence, problemText, toast } from "@/ui";
import classes from "./ApplyDialog.module.css";
import { Differences } from "./Differences";
import { merged, readable, readFiles } from "./files";
import { FindingList } from "./rules/FindingList";

type State =
  | { step: "choose" }
  | { step: "checking" }
  | { step: "checked"; result: MetadataResult }
  | { step: "refused"; failure: unknown };

/** Definitions as files: chosen, tried without effect, shown as what they would change, then published as a whole. */
export function ApplyDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [files, setFiles] = useState<MetadataFile[]>([]);
  const [whole, setWhole] = useState(false);
  const [note, setNote] = useState("");
  const [state, setState] = useState<State>({ step: "choose" });
  const [publishing, setPublishing] = useState(false);
  const folder = useRef<HTMLInputElement>(null);

  const close = () => {
    setFiles([]);
    setNote("");
    setState({ step: "choose" });
    onClose();
  };

  /** A folder is the whole workspace; single files replace theirs and leave the others as they are. */
  const complete = async (given: MetadataFile[], isWhole: boolean) =>
    isWhole ? given : merged((await api.metadata()).files, given);

  const take = async (list: readonly File[], isWhole: boolean) => {
    const given = await readFiles(list.filter(readable), isWhole);
    if (given.length === 0) {
      toast.failed(t("releases:upload.nothing"));
      return;
    }
    setFiles(given);
    setWhole(isWhole);
    setState({ step: "checking" });
    try {
      const result = await api.applyMetadata(await complete(given, isWhole), "", true);
      setState({ step: "checked", result });
    } catch (failure) {
      setState({ step: "refused", failure });
    }
  };

  const publish = async () => {
    setPublishing(true);
    try {
      await api.applyMetadata(await complete(files, whole), note.trim(), false);
      toast.done(t("releases:upload.published"));
      await queries.invalidateQueries();
      close();
    } catch (failure) {
      setState({ step: "refused", failure });
    } finally {
      setPublishing(false);
    }
  };

  return (
    <Modal
      opened={opened}
      onClose={close}
      title={t("releases:upload.title")}
      closeButtonProps={{ "aria-label": t("common:close") }}
      size={720}
    >
      {/* biome-ignore lint/a11y/noStaticElementInteractions: dropping is the shortcut of the buttons inside */}
      <div
        className={classes.drop}
        onDragOver={(event) => event.preventDefault()}
        onDrop={(event) => {
          event.preventDefault();
          void take([...event.dataTransfer.files], false);
        }}
      >
        <IconUpload size={24} stroke={1.6} aria-hidden />
        <p>{t("releases:upload.lead")}</p>
        <div className={classes.choose}>
          <FileButton
            onChange={(list) => void take(list, false)}
            accept=".yaml,.yml,.drl,.csv,.xlsx"
            multiple
          >
            {(props) => (
              <Button {...props} leftSection={<IconFileText size={14} stroke={1.7} />}>
                {t("releases:upload.files")}
              </Button>
            )}
          </FileButton>
          <Button leftSection={<IconFolder size={14} stroke={1.7} />} onClick={() => folder.current?.click()}>
            {t("releases:upload.folder")}
          </Button>
          <input
            ref={(element) => {
              folder.current = element;
              // Not a property React knows: the browser then offers folders.
              element?.setAttribute("webkitdirectory", "");
            }}
            type="file"
            hidden
            multiple
            aria-label={t("releases:upload.folder")}
            onChange={(event) => {
              void take([...(event.currentTarget.files ?? [])], true);
              event.currentTarget.value = "";
            }}
          />
        </div>
        <p className={classes.hint}>{t("releases:upload.hint")}</p>
      </div>

      <div aria-live="polite">
        {files.length > 0 && (
          <p className={classes.chosen}>
            {whole
              ? t("releases:upload.wholeFolder", { count: files.length })
              : files.map((file) => file.path).join(", ")}
          </p>
        )}
        {state.step === "checking" && <p className={classes.hint}>{t("releases:upload.checking")}</p>}
        {state.step === "refused" && <Refusal failure={state.failure} />}
        {state.step === "checked" && (
          <>
            <h3 className={classes.heading}>
              {t("releases:upload.wouldChange", { count: state.result.diff.length })}
            </h3>
            <div className={classes.scroll}>
              <Differences diff={state.result.diff} />
            </div>
            {state.result.findings.length > 0 && (
              <>
                <h3 className={classes.heading}>
                  {t("releases:upload.findings", { count: state.result.findings.length })}
                </h3>
                <div className={classes.scroll}>
                  <FindingList findings={state.result.findings.map((each) => ({ ...each, place: null }))} />
                </div>
              </>
            )}
            {state.result.diff.length > 0 && (
              <form
                className={classes.publish}
                onSubmit={(event) => {
                  event.preventDefault();
                  if (!publishing) void publish();
                }}
              >
                <TextInput
                  label={t("releases:upload.note")}
                  description={t("releases:upload.noteHint")}
                  value={note}
                  maxLength={500}
                  onChange={(event) => setNote(event.currentTarget.value)}
                />
                <div className={classes.buttons}>
                  <Button onClick={close}>{t("common:cancel")}</Button>
                  <Button type="submit" variant="filled" aria-busy={publishing}>
                    {t("releases:upload.publish")}
                  </Button>
                </div>
              </form>
            )}
          </>
        )}
      </div>
    </Modal>
  );
}

/** Every problem with its place, so that all can be mended at once. */
function Refusal({ failure }: { failure: unknown }) {
  const { t } = useTranslation();
  const items: ProblemItem[] = failure instanceof ApiProblem ? (failure.problem.problems ?? []) : [];
  if (items.length === 0) {
    const { title, hint } = problemText(t, failure);
    return (
      <p className={classes.refusal} role="alert">
        <IconAlertTriangle size={16} stroke={1.8} aria-hidden /> {title} {hint}
      </p>
    );
  }
  return (
    <div role="alert">
      <h3 className={classes.heading} data-bad>
        <IconAlertTriangle size={16} stroke={1.8} aria-hidden />
        {t("releases:upload.problems", { count: items.length })}
      </h3>
      <ol className={classes.problems}>
        {items.map((item) => (
          <li key={`${item.source?.file} ${item.source?.line} ${item.pointer} ${item.code}`}>
            <IconX size={14} stroke={2.4} aria-hidden />
            <div>
              <code>
                {item.source ? `${item.source.file}:${item.source.line}:${item.source.column}` : item.pointer}
              </code>
              {item.source && <code className={classes.path}>{item.pointer}</code>}
              <p>
                <b>{definitionProblem(t, item)}</b> · {definitionSentence(t, item)}
              </p>
              {item.suggestion && (
                <p className={classes.suggestion}>
                  {t("problems:didYouMean", { suggestion: item.suggestion })}
                </p>
              )}
            </div>
          </li>
        ))}
      </ol>
      <p className={classes.hint}>{t("releases:upload.nothingChanged")}</p>
    </div>
  );
}
