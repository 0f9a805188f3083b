import { plainDisplay } from "../PlainDisplay";
import { moneyConfig } from "./config";

export const Display = plainDisplay(moneyConfig, { numeric: true });
