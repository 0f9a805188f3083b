import { plainDisplay } from "../PlainDisplay";
import { geoPointConfig } from "./config";

export const Display = plainDisplay(geoPointConfig, { numeric: true });
