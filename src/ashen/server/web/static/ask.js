// Questions to the server.
import { keyHeaders } from "./key.js";

export class Problem extends Error {
  constructor(message, code) {
    super(message);
    this.code = code;
  }
}

const MOVING = /\.(mp4|m4v|mkv|webm|mov|avi|ts|m2ts|flv|ogm|ogv|wmv|mpe?g|gif)$/i;

const kindOf = (file) => (file.type.startsWith("video/") || MOVING.test(file.name ?? "") ? "video" : "image");

/** What a file shows: the answer as the API gives it. `tell` hears shares of what was sent, then null; `signal` cancels. */
export async function askFile(file, { tell, signal }) {
  const kind = kindOf(file);
  try {
    return await sent(`/v1/search/${kind}`, file, tell, signal);
  } catch (error) {
    if (error.code !== "wrong_kind") throw error;
    return sent(`/v1/search/${kind === "video" ? "image" : "video"}`, file, tell, signal);
  }
}

/** What is at an address shows. The server fetches it, where it may. */
export async function askUrl(url, { signal }) {
  const asked = { method: "POST", headers: { "Content-Type": "application/json", ...keyHeaders() }, body: JSON.stringify({ url }), signal };
  const answer = await fetch("/v1/search/url", asked);
  return told(answer.status, await answer.text());
}

export async function library() {
  const answer = await fetch("/v1/library");
  return told(answer.status, await answer.text());
}

/** Send a file in a form; `tell` hears shares of what was sent, then null. */
export function sent(address, file, tell, signal) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const stop = () => request.abort();
    const named = (file.name ?? "").replaceAll(/[^\x20-\x7e]|["\\]/g, "_");
    const form = new FormData();
    form.append("file", file, file.name || named || "query");
    request.open("POST", address);
    for (const [name, value] of Object.entries(keyHeaders())) request.setRequestHeader(name, value);
    request.upload.onprogress = (event) => event.lengthComputable && tell(event.loaded / event.total);
    request.upload.onload = () => tell(null);
    request.onload = () => {
      try { resolve(told(request.status, request.responseText)); } catch (error) { reject(error); }
    };
    request.onerror = () => reject(new Problem("", "unreachable"));
    request.onabort = () => reject(new DOMException("cancelled", "AbortError"));
    request.onloadend = () => signal.removeEventListener("abort", stop);
    signal.addEventListener("abort", stop);
    request.send(form);
  });
}

/** What an answer says; throws a Problem unless it is one of success. */
export function told(status, text) {
  let body = null;
  try { body = JSON.parse(text); } catch { /* not JSON: the status says it */ }
  if ((status === 200 || status === 202) && body) return body;
  throw new Problem(body?.detail ?? "", (status === 429 && body?.code !== "quota_spent") || status === 503 ? "busy" : (body?.code ?? `http_${status}`));
}
