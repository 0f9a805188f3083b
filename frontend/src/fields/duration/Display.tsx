import { plainDisplay } from "../PlainDisplay";
import { durationConfig } from "./config";

export const Display = plainDisplay(durationConfig, { numeric: true });
