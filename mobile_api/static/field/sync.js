/** Sends the queue. Pure but for what it is given: it runs in the browser, in Node's tests and behind any transport. */

import { batch, settle, unsettled } from "./queue.js";

/** @typedef {import("./queue.js").Queue} Queue */
/** @typedef {"ok" | "offline" | "signed_out" | "broken"} Line */
/** @typedef {{line: Line, message: string}} Outcome */

/**
 * Every unsettled operation is asked once; each answer is kept before the next batch goes out.
 * @param {{read: () => Queue, write: (queue: Queue) => void}} store
 * @param {(ops: import("./queue.js").Operation[]) => Promise<{results: import("./queue.js").Result[], server_time: string}>} post
 *   throws an error with `status` (0: not reached) and `message`
 * @returns {Promise<Outcome>}
 */
export async function send(store, post) {
  const asked = new Set();
  for (;;) {
    const ops = batch(unsettled(store.read()).filter((entry) => !asked.has(entry.op.op_id)));
    if (!ops.length) return { line: "ok", message: "" };
    for (const op of ops) asked.add(op.op_id);
    try {
      const answer = await post(ops);
      store.write(settle(store.read(), answer.results, answer.server_time));
    } catch (error) {
      return outcomeOf(error);
    }
  }
}

/** @param {any} error @returns {Outcome} */
export function outcomeOf(error) {
  const message = String(error?.message ?? error);
  const status = Number(error?.status ?? 500);
  if (status === 0) return { line: "offline", message };
  if (status === 401 || status === 403) return { line: "signed_out", message };
  return { line: "broken", message };
}
