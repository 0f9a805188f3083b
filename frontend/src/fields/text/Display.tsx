import { plainDisplay } from "../PlainDisplay";
import { textConfig } from "./config";

export const Display = plainDisplay(textConfig);
