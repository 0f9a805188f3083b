import { create } from "zustand";
import { api, type ImportJob } from "@/api";

/** Files that this page is sending, by their job: one goes on while its person looks at something else. */
interface Uploads {
  failures: Readonly<Record<string, unknown>>;
  active: Readonly<Record<string, true>>;
}

export const useUploads = create<Uploads>(() => ({ failures: {}, active: {} }));

/** What a file is known by, so that a job that was cut off is found again. */
export const fingerprintOf = (file: File) => `${file.name}:${file.size}:${file.lastModified}`;

/** Sends what the server does not have yet, part by part; `onStep` gets the job after each. */
export async function upload(job: ImportJob, file: Blob, onStep: (job: ImportJob) => void): Promise<void> {
  if (useUploads.getState().active[job.id]) return;
  const set = (active: boolean, failure?: unknown) =>
    useUploads.setState((state) => {
      const { [job.id]: _, ...others } = state.active;
      return {
        active: active ? { ...others, [job.id]: true } : others,
        failures: { ...state.failures, [job.id]: failure },
      };
    });
  set(true);
  try {
    let now = job;
    while (now.state === "uploading") {
      const part = Math.floor(now.stored / now.part);
      now = await api.putImportPart(job.id, part, file.slice(part * now.part, (part + 1) * now.part));
      onStep(now);
    }
    set(false);
  } catch (failure) {
    set(false, failure);
  }
}
