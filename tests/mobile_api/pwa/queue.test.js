import assert from "node:assert/strict";
import { test } from "node:test";

import { add, again, batch, dealWith, emptyQueue, refusals, settle, truth, unsettled } from "../../../mobile_api/static/field/queue.js";
import { send } from "../../../mobile_api/static/field/sync.js";

const NOW = "2026-11-24T09:00:00Z";
const deed = (/** @type {string} */ op_id, body = {}) => ({ op_id, kind: "visit.leave", entity_id: "v", at: NOW, body });
const filled = (/** @type {string[]} */ ...ids) => ids.reduce((queue, id) => add(queue, deed(id), id), emptyQueue());
const answer = (/** @type {string} */ op_id, /** @type {string} */ status) => ({ op_id, status, code: status === "rejected" ? "x.no" : "", detail: "" });
const around = { photos: 0, line: /** @type {const} */ ("ok") };

/** A store as `send` wants it. @param {import("../../../mobile_api/static/field/queue.js").Queue} queue */
function shelf(queue) {
  const store = { queue, read: () => store.queue, write: (/** @type {typeof queue} */ next) => void (store.queue = next) };
  return store;
}

test("deeds are numbered in the order they were done", () => {
  assert.deepEqual(filled("a", "b", "c").entries.map((entry) => entry.op.seq), [1, 2, 3]);
});

test("only what was applied leaves the open ones; waiting is asked again", () => {
  const queue = settle(filled("a", "b", "c", "d"), [answer("a", "applied"), answer("b", "duplicate"), answer("c", "waiting"), answer("d", "strange")], NOW);
  assert.deepEqual(unsettled(queue).map((entry) => entry.op.op_id), ["c", "d"]);
});

test("a refused deed stays in the list for ever and asks until a person has dealt with it", () => {
  const refused = settle(filled("a"), [answer("a", "rejected")], NOW);
  assert.equal(truth(refused, around).state, "rejected");
  const done = dealWith(refused, "a");
  assert.deepEqual([refusals(done).length, done.entries.length], [0, 1]);
  const retried = again(refused, "a", "b");
  assert.deepEqual(unsettled(retried).map((entry) => [entry.op.op_id, entry.op.kind]), [["b", "visit.leave"]]);
});

test("the bar never says ok while a deed or a picture is open", () => {
  assert.equal(truth(emptyQueue(), around).state, "ok");
  assert.equal(truth(filled("a"), around).state, "waiting");
  assert.equal(truth(emptyQueue(), { ...around, photos: 1 }).state, "waiting");
  assert.equal(truth(filled("a"), { photos: 0, line: "offline" }).state, "offline");
});

test("a batch is bounded, but a deed that is larger than the bound goes alone", () => {
  const large = add(filled("a"), deed("b", { png: "x".repeat(100) }), "b");
  assert.deepEqual(batch(large.entries, 200, 120).map((op) => op.op_id), ["a"]);
  assert.deepEqual(batch(large.entries.slice(1), 200, 50).map((op) => op.op_id), ["b"]);
  assert.equal(batch(filled("a", "b", "c").entries, 2).length, 2);
});

test("every open deed is asked once a run, and what waits does not stop the run", async () => {
  const store = shelf(filled("a", "b"));
  const calls = /** @type {string[][]} */ ([]);
  const outcome = await send(store, async (ops) => {
    calls.push(ops.map((op) => op.op_id));
    return { results: [answer("a", "waiting"), answer("b", "applied")], server_time: NOW };
  });
  assert.deepEqual([outcome.line, calls, unsettled(store.queue).length], ["ok", [["a", "b"]], 1]);
});

test("a deed done while the answer was on its way is sent in the same run", async () => {
  const store = shelf(filled("a"));
  const calls = /** @type {string[][]} */ ([]);
  await send(store, async (ops) => {
    calls.push(ops.map((op) => op.op_id));
    if (calls.length === 1) store.write(add(store.read(), deed("b"), "b"));
    return { results: ops.map((op) => answer(op.op_id, "applied")), server_time: NOW };
  });
  assert.deepEqual([calls, unsettled(store.queue).length], [[["a"], ["b"]], 0]);
});

test("a lost line, an ended session and a broken server leave all deeds where they are", async () => {
  for (const [status, line] of [[0, "offline"], [401, "signed_out"], [403, "signed_out"], [502, "broken"]]) {
    const store = shelf(filled("a"));
    const outcome = await send(store, async () => {
      throw Object.assign(new Error("no"), { status });
    });
    assert.deepEqual([outcome.line, unsettled(store.queue).length], [line, 1]);
  }
});
