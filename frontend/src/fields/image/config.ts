import { filesConfig } from "../files/ids";

export const imageConfig = filesConfig("image");
