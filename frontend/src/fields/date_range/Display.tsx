import { plainDisplay } from "../PlainDisplay";
import { dateRangeConfig } from "./config";

export const Display = plainDisplay(dateRangeConfig, { numeric: true });
