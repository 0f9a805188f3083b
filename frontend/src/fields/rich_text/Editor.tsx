import { ActionIcon } from "@mantine/core";
import {
  IconBlockquote,
  IconBold,
  IconCode,
  IconH2,
  IconItalic,
  IconLink,
  IconList,
  IconListNumbers,
  IconStrikethrough,
  IconUnderline,
} from "@tabler/icons-react";
import { EditorContent, useEditor, useEditorState } from "@tiptap/react";
import StarterKit from "@tiptap/starter-kit";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { InputProps } from "../FieldKind";
import styles from "../fields.module.css";
import type { Parts } from "../model";
import { richTextConfig } from "./config";
import { LinkBar } from "./LinkBar";

/**
 * The editor knows exactly the elements the server keeps, so that nothing disappears on saving; what is pasted is cut
 * down to them.
 */
export default function Editor(props: InputProps<Parts>) {
  const { t } = useTranslation();
  const [linking, setLinking] = useState(false);
  const html = props.value?.html ?? "";
  const told = useRef(html);
  const change = useRef(props.onChange);
  change.current = props.onChange;
  const blur = useRef(props.onBlur);
  blur.current = props.onBlur;
  const editor = useEditor({
    extensions: [
      StarterKit.configure({
        heading: { levels: [1, 2, 3] },
        link: { openOnClick: false, autolink: true, protocols: ["http", "https", "mailto", "tel"] },
      }),
    ],
    content: html,
    // The policy of the page takes no style elements; its rules are in fields.module.css.
    injectCSS: false,
    editorProps: {
      attributes: {
        id: props.id,
        role: "textbox",
        "aria-multiline": "true",
        "aria-labelledby": props.labelledBy,
        ...(props.describedBy ? { "aria-describedby": props.describedBy } : {}),
        ...(props.required ? { "aria-required": "true" } : {}),
        ...(props.invalid ? { "aria-invalid": "true" } : {}),
      },
    },
    onUpdate: ({ editor: now }) => {
      const text = now.getText({ blockSeparator: "\n" }).trim();
      told.current = text === "" ? "" : now.getHTML();
      change.current({ value: text === "" ? null : { html: told.current, text } });
    },
    onBlur: () => blur.current?.(),
  });
  // Somebody else's version, or a discarded draft: the editor follows, without telling it back.
  useEffect(() => {
    if (editor && html !== told.current) {
      told.current = html;
      editor.commands.setContent(html, { emitUpdate: false });
    }
  }, [editor, html]);
  const on = useEditorState({
    editor,
    selector: ({ editor: now }) => ({
      bold: now?.isActive("bold"),
      italic: now?.isActive("italic"),
      underline: now?.isActive("underline"),
      strike: now?.isActive("strike"),
      code: now?.isActive("code"),
      heading: now?.isActive("heading"),
      bullet: now?.isActive("bulletList"),
      ordered: now?.isActive("orderedList"),
      quote: now?.isActive("blockquote"),
      link: now?.isActive("link"),
    }),
  });
  if (!editor) return null;
  const chain = () => editor.chain().focus();
  const tools = [
    { key: "bold", Icon: IconBold, run: () => chain().toggleBold().run() },
    { key: "italic", Icon: IconItalic, run: () => chain().toggleItalic().run() },
    { key: "underline", Icon: IconUnderline, run: () => chain().toggleUnderline().run() },
    { key: "strike", Icon: IconStrikethrough, run: () => chain().toggleStrike().run() },
    { key: "code", Icon: IconCode, run: () => chain().toggleCode().run() },
    { key: "heading", Icon: IconH2, run: () => chain().toggleHeading({ level: 2 }).run() },
    { key: "bullet", Icon: IconList, run: () => chain().toggleBulletList().run() },
    { key: "ordered", Icon: IconListNumbers, run: () => chain().toggleOrderedList().run() },
    { key: "quote", Icon: IconBlockquote, run: () => chain().toggleBlockquote().run() },
    { key: "link", Icon: IconLink, run: () => setLinking((now) => !now) },
  ] as const;
  return (
    <div className={styles.editor} data-invalid={props.invalid || undefined}>
      <div className={styles.tools} role="toolbar" aria-label={t("fields:rich.tools")}>
        {tools.map(({ key, Icon, run }) => (
          <ActionIcon
            key={key}
            variant="subtle"
            aria-label={t(`fields:rich.${key}`)}
            aria-pressed={on?.[key] ?? false}
            data-on={on?.[key] || undefined}
            // The selection must survive the click.
            onMouseDown={(event) => event.preventDefault()}
            onClick={run}
          >
            <Icon size={16} stroke={1.7} aria-hidden />
          </ActionIcon>
        ))}
      </div>
      {linking && (
        <LinkBar
          href={String(editor.getAttributes("link").href ?? "")}
          onDone={(href) => {
            setLinking(false);
            if (href === "") chain().extendMarkRange("link").unsetLink().run();
            else if (href != null) chain().extendMarkRange("link").setLink({ href }).run();
            else editor.commands.focus();
          }}
        />
      )}
      <EditorContent
        editor={editor}
        className={styles.prose}
        data-empty={richTextConfig.isEmpty(props.value) || undefined}
      />
    </div>
  );
}
