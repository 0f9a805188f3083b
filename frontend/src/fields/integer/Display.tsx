import { plainDisplay } from "../PlainDisplay";
import { integerConfig } from "./config";

export const Display = plainDisplay(integerConfig, { numeric: true });
