import type { Detector } from "./detector";

/** Wide enough for the bars of a parcel at arm's length; more only takes longer. */
const WIDEST = 1280;

/** Reads codes in a worker of our own server, so that typing and the camera's picture go on meanwhile. */
export function bundledDetector(): Detector {
  const worker = new Worker(new URL("./codes.worker.ts", import.meta.url), { type: "module" });
  const canvas = document.createElement("canvas");
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  return {
    detect: (video) => {
      const scale = Math.min(1, WIDEST / video.videoWidth);
      canvas.width = Math.round(video.videoWidth * scale);
      canvas.height = Math.round(video.videoHeight * scale);
      if (!pen || canvas.width === 0 || canvas.height === 0) return Promise.resolve([]);
      pen.drawImage(video, 0, 0, canvas.width, canvas.height);
      const picture = pen.getImageData(0, 0, canvas.width, canvas.height);
      return new Promise((found, failed) => {
        worker.onmessage = (message: MessageEvent<readonly string[]>) => found(message.data);
        worker.onerror = (error) => failed(new Error(error.message));
        worker.onmessageerror = () => failed(new Error("no codes"));
        worker.postMessage(picture, [picture.data.buffer]);
      });
    },
    close: () => worker.terminate(),
  };
}
