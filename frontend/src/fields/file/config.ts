import { filesConfig } from "../files/ids";

export const fileConfig = filesConfig("file");
