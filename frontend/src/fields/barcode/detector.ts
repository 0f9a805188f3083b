/** Something that reads the codes in a picture of the camera. */
export interface Detector {
  /** The codes in the picture the video shows now. */
  detect(video: HTMLVideoElement): Promise<readonly string[]>;
  close(): void;
}

/** What of the Shape Detection API is used; TypeScript's library does not know it yet. */
interface NativeDetector {
  detect(source: HTMLVideoElement): Promise<readonly { readonly rawValue: string }[]>;
}

interface NativeClass {
  new (): NativeDetector;
  getSupportedFormats(): Promise<readonly string[]>;
}

/** Whether there is a camera to ask for, which only a page that came by HTTPS or from this machine may. */
export const canScan = (): boolean =>
  typeof navigator !== "undefined" &&
  !!navigator.mediaDevices?.getUserMedia &&
  typeof Worker !== "undefined" &&
  typeof WebAssembly !== "undefined";

/** The browser's own where it reads both bars and squares; ours, which is loaded only then, everywhere else. */
export async function makeDetector(): Promise<Detector> {
  const Native = (globalThis as { BarcodeDetector?: NativeClass }).BarcodeDetector;
  const formats = (await Native?.getSupportedFormats().catch(() => [])) ?? [];
  if (Native && formats.includes("ean_13") && formats.includes("qr_code")) {
    const native = new Native();
    return {
      detect: async (video) => (await native.detect(video)).map((code) => code.rawValue),
      close: () => {},
    };
  }
  const { bundledDetector } = await import("./bundledDetector");
  return bundledDetector();
}
