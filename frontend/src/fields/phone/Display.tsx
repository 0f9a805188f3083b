import { plainDisplay } from "../PlainDisplay";
import { phoneConfig } from "./config";

export const Display = plainDisplay(phoneConfig, { numeric: true });
