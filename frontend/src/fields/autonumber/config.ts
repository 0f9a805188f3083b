import { always, textual } from "../textual";

/** Given by the server; only read and looked for. */
export const autonumberConfig = textual("autonumber", always(31), (text) => text.trim());
