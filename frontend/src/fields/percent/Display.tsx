import { plainDisplay } from "../PlainDisplay";
import { percentConfig } from "./config";

export const Display = plainDisplay(percentConfig, { numeric: true });
