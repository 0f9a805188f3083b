import { plainDisplay } from "../PlainDisplay";
import { longTextConfig } from "./config";

export const Display = plainDisplay(longTextConfig);
