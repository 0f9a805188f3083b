import { plainDisplay } from "../PlainDisplay";
import { dateConfig } from "./config";

export const Display = plainDisplay(dateConfig, { numeric: true });
