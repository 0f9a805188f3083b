import { plainDisplay } from "../PlainDisplay";
import { secretConfig } from "./config";

export const Display = plainDisplay(secretConfig);
