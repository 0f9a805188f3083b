import { plainDisplay } from "../PlainDisplay";
import { timeConfig } from "./config";

export const Display = plainDisplay(timeConfig, { numeric: true });
