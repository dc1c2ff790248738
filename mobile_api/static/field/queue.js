/** The queue of deeds as plain values: nothing leaves it before the server has answered, nothing disappears. */

/**
 * @typedef {{op_id: string, kind: string, entity_id: string, at: string, seq: number, body: Record<string, any>}} Operation
 * @typedef {"new" | "waiting" | "applied" | "rejected" | "conflict"} State `new`: no answer yet; `waiting`: heard, not yet done
 * @typedef {{op: Operation, label: string, state: State, code: string, detail: string, settled_at: string, is_dealt_with: boolean}} Entry
 * @typedef {{seq: number, entries: Entry[]}} Queue
 * @typedef {{op_id: string | null, status: string, code: string, detail: string}} Result
 */

const KEPT_APPLIED = 200;

/** @returns {Queue} */
export function emptyQueue() {
  return { seq: 0, entries: [] };
}

/**
 * @param {Queue} queue
 * @param {{op_id: string, kind: string, entity_id: string, at: string, body: Record<string, any>}} deed
 * @param {string} label what the person reads in the list
 * @returns {Queue}
 */
export function add(queue, deed, label) {
  const seq = queue.seq + 1;
  /** @type {Entry} */
  const entry = { op: { ...deed, seq }, label, state: "new", code: "", detail: "", settled_at: "", is_dealt_with: false };
  return { seq, entries: [...queue.entries, entry] };
}

/** What is still to be asked of the server, in order. @param {Queue} queue */
export function unsettled(queue) {
  return queue.entries.filter((entry) => entry.state === "new" || entry.state === "waiting");
}

/**
 * Operations of one request: in order, at most `most` and about `maxChars` of JSON, but always one.
 * @param {Entry[]} entries
 */
export function batch(entries, most = 200, maxChars = 4_000_000) {
  /** @type {Operation[]} */
  const ops = [];
  let chars = 0;
  for (const { op } of entries) {
    chars += JSON.stringify(op).length;
    if (ops.length && (ops.length >= most || chars > maxChars)) break;
    ops.push(op);
  }
  return ops;
}

/**
 * The server's answers entered. `duplicate` says that it was applied before; anything unknown leaves the entry as it was.
 * @param {Queue} queue @param {Result[]} results @param {string} at
 * @returns {Queue}
 */
export function settle(queue, results, at) {
  const answers = new Map(results.map((result) => [result.op_id, result]));
  const entries = queue.entries.map((entry) => {
    const answer = answers.get(entry.op.op_id);
    const state = answer && STATES[answer.status];
    if (!state) return entry;
    return { ...entry, state, code: answer.code, detail: answer.detail, settled_at: state === "waiting" ? "" : at };
  });
  return { ...queue, entries: slim(entries) };
}

/** @type {Record<string, State>} */
const STATES = { applied: "applied", duplicate: "applied", waiting: "waiting", rejected: "rejected", conflict: "conflict" };

/**
 * A person has dealt with a refusal: it stays in the list, but asks for nothing more.
 * @param {Queue} queue @param {string} opId @returns {Queue}
 */
export function dealWith(queue, opId) {
  return { ...queue, entries: queue.entries.map((entry) => (entry.op.op_id === opId ? { ...entry, is_dealt_with: true } : entry)) };
}

/**
 * The same deed once more under a new id, since the server answers the old one as before.
 * @param {Queue} queue @param {string} opId @param {string} newId @returns {Queue}
 */
export function again(queue, opId, newId) {
  const refused = queue.entries.find((entry) => entry.op.op_id === opId);
  if (!refused) return queue;
  return add(dealWith(queue, opId), { ...refused.op, op_id: newId }, refused.label);
}

/** @param {Queue} queue @returns {Entry[]} */
export function refusals(queue) {
  return queue.entries.filter((entry) => (entry.state === "rejected" || entry.state === "conflict") && !entry.is_dealt_with);
}

/**
 * What the bar says; the worst state wins, and it never says ok while anything is open.
 * @param {Queue} queue
 * @param {{photos: number, line: "ok" | "offline" | "signed_out" | "broken"}} around `photos`: not yet uploaded
 * @returns {{state: "ok" | "waiting" | "offline" | "signed_out" | "broken" | "rejected", open: number, refused: number}}
 */
export function truth(queue, { photos, line }) {
  const open = unsettled(queue).length + photos;
  const refused = refusals(queue).length;
  const state = refused ? "rejected" : line !== "ok" ? line : open ? "waiting" : "ok";
  return { state, open, refused };
}

/**
 * Applied deeds keep their line but not their body (signatures are large); the oldest of very many go.
 * @param {Entry[]} entries
 */
function slim(entries) {
  let surplus = entries.filter((entry) => entry.state === "applied").length - KEPT_APPLIED;
  return entries
    .filter((entry) => entry.state !== "applied" || surplus-- <= 0)
    .map((entry) => (entry.state === "applied" ? { ...entry, op: { ...entry.op, body: {} } } : entry));
}
