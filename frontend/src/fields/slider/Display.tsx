import { plainDisplay } from "../PlainDisplay";
import { sliderConfig } from "./config";

export const Display = plainDisplay(sliderConfig, { numeric: true });
