import { plainDisplay } from "../PlainDisplay";
import { autonumberConfig } from "./config";

export const Display = plainDisplay(autonumberConfig, { numeric: true });
