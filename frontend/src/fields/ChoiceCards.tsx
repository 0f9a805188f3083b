import { CloseButton } from "@mantine/core";
import { IconCheck } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import styles from "./fields.module.css";

interface Props {
  readonly id: string;
  readonly choices: readonly { readonly key: string; readonly text: string }[];
  readonly chosen: readonly string[];
  /** One choice (radio buttons) or any number of them (checkboxes). */
  readonly many?: boolean;
  readonly onChoose: (keys: readonly string[]) => void;
  readonly onBlur?: (() => void) | undefined;
  readonly invalid: boolean;
  readonly required: boolean;
  readonly labelledBy: string;
  readonly describedBy?: string | undefined;
}

/** Choices as large targets side by side: yes/no, and short lists where fingers choose. */
export function ChoiceCards(props: Props) {
  const { t } = useTranslation();
  const { chosen, many, onChoose } = props;
  return (
    // biome-ignore lint/a11y/useAriaPropsSupportedByRole: the role is a group or a radiogroup, both take a label
    <div
      className={styles.cards}
      role={many ? "group" : "radiogroup"}
      aria-labelledby={props.labelledBy}
      aria-describedby={props.describedBy}
      {...(many ? {} : { "aria-required": props.required, "aria-invalid": props.invalid })}
      data-invalid={props.invalid || undefined}
    >
      {props.choices.map((choice, index) => (
        <label key={choice.key} className={styles.card}>
          <input
            id={index === 0 ? props.id : undefined}
            type={many ? "checkbox" : "radio"}
            name={props.id}
            checked={chosen.includes(choice.key)}
            onChange={(event) => {
              if (!many) onChoose([choice.key]);
              else if (event.currentTarget.checked) onChoose([...chosen, choice.key]);
              else onChoose(chosen.filter((key) => key !== choice.key));
            }}
            onBlur={props.onBlur}
          />
          {chosen.includes(choice.key) && <IconCheck size={14} stroke={2.4} aria-hidden />}
          {choice.text}
        </label>
      ))}
      {!many && !props.required && chosen.length > 0 && (
        <CloseButton
          className={styles.clear}
          size="sm"
          aria-label={t("fields:clear")}
          onClick={() => onChoose([])}
        />
      )}
    </div>
  );
}
