import type { Attachment } from "@/api";
import type { Problem, Settings } from "../model";

/** What a phone's camera and most screens make. */
const IMAGES = "image/png,image/jpeg,image/gif,image/webp";

/** What the browser's chooser offers; the server decides by the content. */
export function chooserTypes(kind: string, settings: Settings): string | undefined {
  const accept = settings.accept ?? [];
  if (accept.length > 0) return accept.join(",");
  return kind === "image" ? IMAGES : undefined;
}

const matches = (pattern: string, type: string) =>
  pattern === "*/*" || pattern === type || (pattern.endsWith("/*") && type.startsWith(pattern.slice(0, -1)));

/** Why a file cannot go into a field, as far as it can be told before it is saved. */
export function refusal(kind: string, settings: Settings, file: Attachment): Problem | null {
  const accept = settings.accept ?? [];
  const refuse = settings.refuse ?? [];
  if (
    (accept.length > 0 && !accept.some((p) => matches(p, file.type))) ||
    refuse.some((p) => matches(p, file.type))
  )
    return { code: "field.file-type", params: { type: file.type } };
  if (kind !== "file" && !file.hasPictures) return { code: "field.not-an-image" };
  return null;
}

export function tooLarge(settings: Settings, size: number): Problem | null {
  const most = settings.maxBytes;
  return most != null && size > most ? { code: "field.file-too-large", params: { max: most } } : null;
}

/** Files of a paste or a drop; a screenshot that has no name of its own gets the moment's. */
export function filesOf(data: DataTransfer | null): File[] {
  return [...(data?.files ?? [])].map((file) =>
    /^image\.(png|jpe?g)$/.test(file.name)
      ? new File(
          [file],
          `${new Date().toISOString().slice(0, 19).replace(/[-:]/g, "").replace("T", "-")}.png`,
          {
            type: file.type,
          },
        )
      : file,
  );
}
