import assert from "node:assert/strict";
import { test } from "node:test";

import { findItems, isFail, merged, noteShared, noteVisit, progress, takenBack, toConfirm, visitNow, visitOf } from "../../../mobile_api/static/field/day.js";
import { emptyNotes } from "../../../mobile_api/static/field/store.js";

const packed = (/** @type {string} */ id, change = {}) => ({
  id, stop_id: "s1", site_id: null, state: "arrived", standing: "unverified", arrived_at: "2026-11-24T09:00:00Z",
  left_at: null, recorded_at: null, verdict: [], papers: [], ...change,
});
const noted = (/** @type {string} */ id, change = {}) => noteVisit(emptyNotes(), id, { site: { id: 7, name: "示例石场" }, arrived_at: "2026-11-24T09:00:00Z", ...change });
const item = (/** @type {string} */ id, /** @type {string} */ ok_when, text = id) => ({ id, ok_when, text, section: "证照" });
const SHEET = { checklist: "mine", version: 1, title: "", title_en: "", items: [item("a", "yes", "采矿许可证"), item("b", "no", "危石"), item("c", "record")] };

test("a section that came replaces the old one, the others stay", () => {
  assert.deepEqual(merged({ stop: null, team: [] }, { team: [{ id: 1, name: "谭", is_leader: true }] }).stop, null);
});

test("an arrival that only the phone knows is the visit one is at", () => {
  const visit = visitNow({}, noted("v"));
  assert.deepEqual([visit?.id, visit?.is_heard, visit?.standing], ["v", false, "unknown"]);
});

test("what the server says of a visit wins over what the phone noted", () => {
  const visit = visitOf({ visits: [packed("v", { standing: "accepted" })] }, noted("v"), "v");
  assert.deepEqual([visit?.standing, visit?.site?.name], ["accepted", "示例石场"]);
  assert.equal(visitNow({ visits: [packed("v", { state: "left", left_at: "2026-11-24T10:00:00Z" })] }, noted("v")), null);
  assert.equal(visitNow({ visits: [packed("v", { state: "voided" })] }, noted("v")), null);
});

test("one who has left without signal is not at the visit any more", () => {
  assert.equal(visitNow({ visits: [packed("v")] }, noted("v", { left_at: "2026-11-24T10:00:00Z" })), null);
});

test("a colleague's visit waits for one's own confirmation, and only until it was given", () => {
  const opened = [{ stop_id: "s1", place: 1, state: "unsealed", site: { id: 7, name: "示例石场" }, visit_id: "v" }];
  assert.equal(toConfirm({ opened }, emptyNotes())?.visit_id, "v");
  assert.equal(toConfirm({ opened }, noted("v")), null);
  assert.equal(toConfirm({ opened, visits: [packed("v")] }, emptyNotes()), null);
});

test("a wrong answer fails, 不适用 and a noted value never do", () => {
  assert.deepEqual([isFail(item("a", "yes"), "no"), isFail(item("b", "no"), "yes"), isFail(item("b", "no"), "no")], [true, true, false]);
  assert.deepEqual([isFail(item("a", "yes"), "na"), isFail(item("c", "record"), "record")], [false, false]);
  assert.deepEqual(progress([SHEET], { "mine/a": { answer: "no" }, "mine/c": { answer: "na" } }), { total: 3, answered: 2, failed: 1 });
});

test("items are found by every word of the search", () => {
  assert.deepEqual(findItems([SHEET], "证照 采矿").map((found) => found.item.id), ["a"]);
  assert.equal(findItems([SHEET], "").length, 3);
});

test("a colleague's answers and findings lie under one's own", () => {
  const own = noted("v", { answers: { "mine/a": { answer: "yes", value: "" } } });
  const theirs = [{ checklist: "mine", item_key: "a", answer: "no", value: "" }, { checklist: "mine", item_key: "b", answer: "na", value: "" }];
  const visit = noteShared(own, "v", theirs, [{ id: "f", text: "危石", grade: "general", state: "closed", photos: [] }]).visits[0];
  assert.deepEqual([visit.answers["mine/a"].answer, visit.answers["mine/b"].answer, Boolean(visit.findings[0].fixed_at)], ["yes", "na", true]);
});

test("what was noted with a refused deed is taken back, so that it can be done again", () => {
  const signed = noted("v", { signed: { officer: "谭", enterprise: "乙" }, left_at: "x" });
  const after = takenBack(signed, { kind: "visit.sign", entity_id: "v", body: { signatures: [{ role: "officer" }] } });
  assert.deepEqual(after.visits[0].signed, { enterprise: "乙" });
  assert.equal(takenBack(signed, { kind: "visit.leave", entity_id: "v", body: {} }).visits[0].left_at, "");
  assert.equal(takenBack(signed, { kind: "visit.arrive", entity_id: "v", body: {} }).visits.length, 0);
  const onDuty = { ...emptyNotes(), duty: { id: "d", started_at: "" } };
  assert.equal(takenBack(onDuty, { kind: "duty.start", entity_id: "d", body: {} }).duty, null);
});
