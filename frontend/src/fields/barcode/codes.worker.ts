import { prepareZXingModule, readBarcodes } from "zxing-wasm/reader";
import wasm from "zxing-wasm/reader/zxing_reader.wasm?url";

// From where this file came; the library's own idea is a server of somebody else's.
prepareZXingModule({ overrides: { locateFile: () => wasm } });

/** What is said to whoever started this worker; the DOM's types would have it a window. */
const reply = (codes: readonly string[]) =>
  (self as unknown as { postMessage(message: readonly string[]): void }).postMessage(codes);

const read = async (picture: ImageData) => {
  const codes = await readBarcodes(picture, { maxNumberOfSymbols: 4 });
  reply(codes.filter((code) => code.isValid).map((code) => code.text));
};

self.onmessage = (message: MessageEvent<ImageData>) => {
  read(message.data).catch((problem: unknown) => {
    // Outside of the promise it is an error of the worker, which its owner hears of.
    setTimeout(() => {
      throw problem;
    });
  });
};
