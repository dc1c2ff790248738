/** The one place that talks to the server: session cookie, CSRF, idempotency, problem+json. Nothing else calls fetch. */

import { word } from "./page.js";

/** @typedef {{pointer?: string, code?: string, detail: string}} ProblemEntry a pointer names the field (`#/reason`) */
/** @typedef {{method?: string, body?: unknown, accept?: string, headers?: Record<string, string>, signal?: AbortSignal,
 *   asText?: boolean}} Asked `headers` of a protocol of its own (tus), `asText`: the answer as it came, not parsed */
/** @typedef {{data: any, headers: Headers}} Answer */

/** A refusal or failure; `message` is what the person reads. */
class ApiError extends Error {
  /**
   * @param {number} status 0: the server was not reached
   * @param {{type?: string, title?: string, detail?: string, errors?: ProblemEntry[]}} problem
   */
  constructor(status, problem) {
    super(sentences(problem));
    this.name = "ApiError";
    this.status = status;
    this.type = problem.type ?? "about:blank";
    /** @type {ProblemEntry[]} */
    this.errors = problem.errors ?? [];
  }
}

const leaving = new AbortController();
addEventListener("pagehide", (event) => event.persisted || leaving.abort());

/**
 * Ask the server. Throws ApiError; throws AbortError when the page is left or `signal` fires.
 * @param {string} path
 * @param {Asked} [asked] `body`: plain values go as JSON, a Blob as it is
 * @returns {Promise<Answer>}
 */
export async function api(path, { method, body, accept = "application/json", headers: own = {}, signal, asText } = {}) {
  const verb = method ?? (body === undefined ? "GET" : "POST");
  const headers = new Headers({ Accept: `${accept}, application/problem+json`, ...own });
  if (verb !== "GET" && verb !== "HEAD") {
    headers.set("X-CSRFToken", csrfToken());
    headers.set("Idempotency-Key", newKey());
  }
  const isRaw = body instanceof Blob || body === undefined;
  if (!isRaw) headers.set("Content-Type", "application/json");

  const response = await reach(path, {
    method: verb, headers, credentials: "same-origin",
    body: isRaw ? /** @type {Blob | undefined} */ (body) : JSON.stringify(body),
    signal: eitherSignal(leaving.signal, signal),
  });
  const data = asText && response.ok ? await response.text() : await content(response);
  if (!response.ok) throw new ApiError(response.status, isProblem(data) ? data : { title: statusWords(response.status) });
  return { data, headers: response.headers };
}

/** A UUIDv4; `crypto.randomUUID` exists only on HTTPS and localhost. @returns {string} */
export function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/** @returns {string} */
export function csrfToken() {
  return document.cookie.match(/(?:^|; )csrftoken=([^;]*)/)?.[1] ?? "";
}

/** @param {unknown} error @returns {boolean} true: nobody waits for the answer any more, say nothing */
export function isAborted(error) {
  return error instanceof DOMException && error.name === "AbortError";
}

/** @param {string} path @param {RequestInit} request @returns {Promise<Response>} */
async function reach(path, request) {
  try {
    return await fetch(path, request);
  } catch (error) {
    if (isAborted(error)) throw error;
    throw new ApiError(0, { title: word("api.unreachable") });
  }
}

/** @param {Response} response @returns {Promise<any>} */
async function content(response) {
  if (response.status === 204) return null;
  const isJson = /[/+]json/.test(response.headers.get("Content-Type") ?? "");
  return isJson ? response.json() : response.text();
}

/** @param {AbortSignal} first @param {AbortSignal} [second] @returns {AbortSignal} `AbortSignal.any` is too new */
function eitherSignal(first, second) {
  if (!second) return first;
  const either = new AbortController();
  for (const signal of [first, second]) {
    if (signal.aborted) either.abort();
    signal.addEventListener("abort", () => either.abort(), { once: true });
  }
  return either.signal;
}

/** @param {any} data */
function isProblem(data) {
  return typeof data === "object" && data !== null && typeof data.title === "string";
}

/** @param {number} status @returns {string} */
function statusWords(status) {
  return word(status === 401 || status === 403 ? "api.refused" : status >= 500 ? "api.broken" : "api.failed", { status });
}

/** What happened, why, what to do: the title, then each reason once. @param {{title?: string, detail?: string, errors?: ProblemEntry[]}} problem */
function sentences({ title = "", detail = "", errors = [] }) {
  const reasons = errors.map((one) => one.detail).filter((one) => !detail.includes(one));
  return [title, [detail, ...reasons].filter(Boolean).join(" ")].filter(Boolean).join(word("colon"));
}
