import { plainDisplay } from "../PlainDisplay";
import { addressConfig } from "./config";

export const Display = plainDisplay(addressConfig);
