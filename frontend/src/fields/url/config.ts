import { always, textual } from "../textual";

/** What lacks a scheme gets https, as the server does it. */
function complete(text: string): string {
  const t = text.trim();
  if (t === "" || /^[a-z][a-z0-9+.-]*:/i.test(t.replace(/^[^/?#:]+:\d{1,5}(?=[/?#]|$)/, ""))) return t;
  return `https://${t}`;
}

/** Only http and https, and no login in the address: nothing else may become a link somebody clicks. */
export function isWeb(value: string): boolean {
  try {
    const url = new URL(value);
    return (
      (url.protocol === "https:" || url.protocol === "http:") &&
      url.username === "" &&
      url.password === "" &&
      url.hostname !== ""
    );
  } catch {
    return false;
  }
}

export const urlConfig = textual("url", always(2_000), complete, (value) =>
  isWeb(value) ? [] : [{ code: "field.url" }],
);
