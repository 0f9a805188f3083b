/** What of the Shape Detection API (BarcodeDetector) is used; TypeScript's library does not know it yet. */
export interface Detector {
  detect(source: HTMLVideoElement): Promise<readonly { readonly rawValue: string }[]>;
}

type DetectorClass = new () => Detector;

const found = (): DetectorClass | undefined =>
  (globalThis as { BarcodeDetector?: DetectorClass }).BarcodeDetector;

/** Whether this browser has a camera to ask for and can read codes; elsewhere the code is typed. */
export const canScan = (): boolean =>
  found() !== undefined && typeof navigator !== "undefined" && !!navigator.mediaDevices?.getUserMedia;

export function makeDetector(): Detector | null {
  const Class = found();
  return Class ? new Class() : null;
}
