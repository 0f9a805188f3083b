import { plainDisplay } from "../PlainDisplay";
import { decimalConfig } from "./config";

export const Display = plainDisplay(decimalConfig, { numeric: true });
