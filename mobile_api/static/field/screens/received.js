/** 上传: what waits, what was refused and why, what has been received. Nothing disappears. */

import { newKey } from "../../js/api.js";
import { takenBack } from "../day.js";
import { again, dealWith, refusals, unsettled } from "../queue.js";
import { bigButton, bigLink, hour, icon, make, pair, para, word } from "../ui.js";

/** @typedef {import("../app.js").App} App */
/** @typedef {import("../queue.js").Entry} Entry */

const SHOWN = 60;

/** @param {App} app @returns {import("../ui.js").Screen} */
export function show(app) {
  const { queue } = app.store;
  const open = unsettled(queue);
  const photos = app.runner.photos.filter((photo) => !photo.refused);
  const settled = queue.entries.filter((entry) => !open.includes(entry) && !refusals(queue).includes(entry)).reverse();
  return {
    title: word("received.title"),
    back: app.me.home,
    isLive: true,
    body: [...line(app), ...refusals(queue).map((entry) => refused(app, entry)), ...refusedPhotos(app), ...waiting(open, photos), ...list(settled, app)],
    bottom: [bottomButton(app)],
  };
}

/** @param {App} app */
function bottomButton(app) {
  if (app.runner.outcome.line === "signed_out") return bigLink(`/login/?next=${encodeURIComponent("/field/")}`, word("received.log_in"), { icon: "lock", kind: "primary" });
  return bigButton(word(app.runner.running ? "received.running" : "received.now"), () => { app.runner.run(); app.render(false); }, { icon: "cloud-upload", kind: "primary", disabled: Boolean(app.runner.running) });
}

/** @param {App} app */
function line({ runner }) {
  return runner.outcome.line === "ok" ? [] : [make("p", { class: "soft", role: "status" }, runner.outcome.message || word(`sync.${runner.outcome.line}`))];
}

/** @param {App} app @param {Entry} entry */
function refused(app, entry) {
  const retry = bigButton(word("received.again"), () => {
    app.store.queue = again(app.store.queue, entry.op.op_id, newKey());
    app.runner.run();
    app.render(false);
  }, { size: "md" });
  const known = bigButton(word("received.known"), () => {
    app.store.queue = dealWith(app.store.queue, entry.op.op_id);
    app.note((notes) => takenBack(notes, entry.op));
    app.followWhileOnDuty();
    app.changed();
  }, { size: "md" });
  return card(entry.label, entry.detail || entry.code, pair(retry, known));
}

/** @param {App} app */
function refusedPhotos(app) {
  return app.runner.photos.filter((photo) => photo.refused).map((photo) => {
    const known = bigButton(word("received.drop_photo"), async () => { await app.runner.drop(photo.id); app.changed(); }, { size: "md" });
    return card(word("received.photo", { label: photo.label }), photo.refused, known);
  });
}

/** @param {string} title @param {string} reason @param {Node} deeds */
function card(title, reason, deeds) {
  return make("section", { class: "refused" }, make("div", { class: "row" }, icon("octagon-alert"), make("h2", {}, title)), para(word("received.reason", { reason })), para(word("received.kept")), deeds);
}

/** @param {Entry[]} open @param {import("../photos.js").KeptPhoto[]} photos */
function waiting(open, photos) {
  if (!open.length && !photos.length) return [];
  const bytes = photos.reduce((sum, photo) => sum + photo.blob.size, 0);
  const pictures = photos.length ? [row("image", word("received.photos", { count: photos.length }), `${(bytes / 1e6).toFixed(1)} MB`)] : [];
  const deeds = open.map((entry) => row(entry.state === "waiting" ? "clock" : "cloud-upload", entry.label, entry.detail || hour(entry.op.at)));
  return [make("h2", { class: "list-head" }, word("received.waiting", { count: open.length + photos.length })), make("ul", { class: "deeds" }, ...pictures, ...deeds)];
}

/** @param {Entry[]} settled @param {App} app */
function list(settled, { notes }) {
  const last = notes.last_sync ? word("received.last", { time: hour(notes.last_sync) }) : word("received.never");
  const rows = settled.slice(0, SHOWN).map((entry) => row(entry.state === "applied" ? "circle-check" : "circle-x", entry.label, entry.state === "applied" ? word("received.at", { time: hour(entry.settled_at) }) : entry.detail));
  return [make("h2", { class: "list-head" }, word("received.received", { count: settled.filter((entry) => entry.state === "applied").length })), para(last), make("ul", { class: "deeds" }, ...rows)];
}

/** @param {string} sign @param {string} name @param {string} note */
function row(sign, name, note) {
  return make("li", {}, icon(sign), make("span", { class: "grow" }, make("b", {}, name), make("span", { class: "soft small" }, note)));
}
