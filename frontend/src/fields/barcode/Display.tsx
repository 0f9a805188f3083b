import { plainDisplay } from "../PlainDisplay";
import { barcodeConfig } from "./config";

export const Display = plainDisplay(barcodeConfig, { numeric: true });
