import { ApiProblem, csrfHeader, type KnownProblem } from "./client";
import type { paths } from "./schema.gen";
import type { Attachment, Problem } from "./types";

const ATTACHMENTS = "/api/v1/attachments" satisfies keyof paths;

/** Addresses of a file's bytes and of a picture of it; the server asks for rights at each use. */
export const fileAddress = (id: string) => `${ATTACHMENTS}/${encodeURIComponent(id)}/content`;
export const pictureAddress = (id: string, size: "small" | "large") =>
  `${ATTACHMENTS}/${encodeURIComponent(id)}/picture?size=${size}`;

interface Uploading {
  readonly name: string;
  /** 0 to 1, while bytes are sent. */
  readonly onProgress: (part: number) => void;
  readonly signal: AbortSignal;
}

/**
 * Sends a file. By XMLHttpRequest, because fetch does not say how much has been sent. Fails as every call does, with an
 * {@link ApiProblem}; when aborted, with the browser's AbortError.
 */
export function uploadFile(file: Blob, { name, onProgress, signal }: Uploading): Promise<Attachment> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", ATTACHMENTS);
    request.setRequestHeader("Content-Type", "application/octet-stream");
    request.setRequestHeader("X-File-Name", encodeURIComponent(name.slice(0, 300)));
    for (const [header, value] of Object.entries(csrfHeader())) request.setRequestHeader(header, value);
    request.upload.onprogress = (event) => {
      if (event.lengthComputable && event.total > 0) onProgress(event.loaded / event.total);
    };
    request.onload = () => {
      const answer = read(request.responseText);
      if (request.status === 201) resolve(answer as unknown as Attachment);
      else reject(new ApiProblem({ ...answer, ...knownOf(answer, request.status) }));
    };
    request.onerror = () => reject(new ApiProblem({ status: 0, code: "offline" }));
    request.onabort = () => reject(new DOMException("given up", "AbortError"));
    signal.addEventListener("abort", () => request.abort(), { once: true });
    if (signal.aborted) reject(new DOMException("given up", "AbortError"));
    else request.send(file);
  });
}

function read(text: string): Partial<Problem> {
  try {
    const json: unknown = JSON.parse(text);
    return typeof json === "object" && json !== null ? json : {};
  } catch {
    return {};
  }
}

function knownOf(answer: Partial<Problem>, status: number): KnownProblem {
  return {
    status,
    code:
      answer.code ?? (status === 413 ? "file-too-large" : status >= 500 ? "internal" : "malformed-request"),
  };
}
