import { plainDisplay } from "../PlainDisplay";
import { treeConfig } from "./config";

export const Display = plainDisplay(treeConfig);
