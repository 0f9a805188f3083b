import { plainDisplay } from "../PlainDisplay";
import { dateTimeConfig } from "./config";

export const Display = plainDisplay(dateTimeConfig, { numeric: true });
