/** 检查: the steps of one visit, each with how far it is. */

import { api } from "../../js/api.js";
import { ask } from "../../js/shell/dialog.js";
import { noteShared, noteVisit, progress } from "../day.js";
import { banner, bigButton, hour, make, para, pill, step, word } from "../ui.js";

/** @typedef {import("../day.js").Visit} Visit */

const SHARED_EVERY_MS = 30_000;
const TONES = /** @type {Record<string, string>} */ ({ verified: "ok", accepted: "info", unverified: "warn" });

/** @param {import("../app.js").App} app @param {string} [visitId] one of the last days, to sign it late or show its papers @returns {import("../ui.js").Screen} */
export function show(app, visitId = "") {
  app.chosen = visitId;
  const { visit } = app;
  if (visit?.is_heard && (asked.id !== visit.id || Date.now() - asked.at > SHARED_EVERY_MS)) fetchShared(app, visit.id);
  if (!visit) return { title: word("visit.title"), back: app.me.home, isLive: true, body: [para(word("visit.none"), "soft")] };
  return {
    title: visit.site?.name ?? word("visit.unnamed"),
    back: app.me.home,
    isLive: true,
    body: [standing(visit), make("nav", { class: "steps-list", "aria-label": word("visit.title") }, ...steps(app, visit)), ...papers(visit)],
    bottom: visit.is_left ? [] : [leaveButton(app, visit)],
  };
}

/** The visit whose shared part was asked for last, and when. */
let asked = { id: "", at: 0 };

/** What a colleague noted at the same visit. @param {import("../app.js").App} app @param {string} id */
async function fetchShared(app, id) {
  asked = { id, at: Date.now() };
  try {
    const [visit, hazards] = await Promise.all([api(`/api/v1/visits/${id}/`), api(`/api/v1/hazards/?visit=${id}`)]);
    app.note((notes) => noteShared(notes, id, visit.data.answers, hazards.data.results));
    app.changed();
  } catch {
    // Without signal the phone shows what it noted itself; the next look asks again.
  }
}

/** @param {Visit} visit */
function standing(visit) {
  const name = visit.is_heard ? word(`standing.${visit.standing}`) : word("standing.unknown");
  const why = visit.standing === "unverified" ? (visit.verdict ?? []).map((reason) => reason.detail).join(" ") : "";
  const text = visit.standing === "unverified" ? word("standing.unverified_text") : "";
  return make("div", { class: "stack" }, make("div", { class: "row between" }, pill(name, TONES[visit.standing]), make("span", { class: "soft small" }, word("today.arrived", { time: hour(visit.arrived_at) }))), para([why, text].filter(Boolean).join(" ")));
}

/** @param {import("../app.js").App} app @param {Visit} visit */
function steps(app, visit) {
  const sheets = sheetsOf(app, visit);
  const { total, answered, failed } = progress(sheets, visit.answers);
  const second = (app.sections.team ?? []).filter((member) => member.id !== app.me.id).map((member) => member.name);
  const signed = Object.values(visit.signed).join("、");
  const note = total ? word("visit.answered", { answered, total, failed }) : word("checklist.none");
  const asking = visit.is_left ? [] : [step("#checklist", word("checklist.title"), note, { icon: "list-checks", state: total && answered === total ? "done" : undefined })];
  return [
    ...asking,
    step("#finding", word("finding.title"), word("visit.findings", { count: visit.findings.length }), { icon: "camera" }),
    ...visit.findings.map((one) => step(`#fixed/${one.id}`, one.text, findingNote(one), { icon: one.fixed_at ? "circle-check" : "triangle-alert", state: one.fixed_at ? "done" : undefined })),
    step("#sign", word("sign.title"), signed ? word("visit.signed", { names: signed }) : second.length ? word("visit.to_sign", { names: second.join("、") }) : word("visit.second_first"), { icon: "signature" }),
  ];
}

/** @param {import("../store.js").NotedFinding} finding */
function findingNote({ grade, fixed_at }) {
  if (fixed_at) return word("fixed.done");
  return grade === "general" ? word("fixed.offer", { grade: word("grade.general") }) : word(`grade.${grade}`);
}

/** Where the screens of a visit lead back to. @param {import("../app.js").App} app */
export function backTo(app) {
  return app.chosen ? `visit/${app.chosen}` : "visit";
}

/** A row for each visit that leads back to it. @param {Visit[]} visits */
export function visitRows(visits) {
  return visits.map((visit) => {
    const note = visit.recorded_at ? word("visit.recorded") : word("visit.not_recorded");
    return step(`#visit/${visit.id}`, visit.site?.name ?? word("visit.unnamed"), `${hour(visit.arrived_at)} · ${note}`, { icon: "clipboard-check", state: visit.recorded_at ? "done" : undefined });
  });
}

/** Sheets are those of the open stop. @param {import("../app.js").App} app @param {Visit} visit @returns {import("../day.js").Sheet[]} */
export function sheetsOf({ sections }, visit) {
  const { stop } = sections;
  return stop && (stop.stop_id === visit.stop_id || stop.site.id === visit.site?.id) ? stop.sheets : [];
}

/** @param {Visit} visit */
function papers(visit) {
  if (!visit.papers.length) return [];
  const rows = visit.papers.map((paper) => step(`#paper/${paper.id}`, word(`paper.${paper.series}`), paper.serial, { icon: "file-text" }));
  const note = visit.recorded_at ? [banner(word("visit.recorded"), word("visit.recorded_text"), "ok")] : [];
  return [make("h2", { class: "list-head" }, word("visit.papers")), make("div", { class: "steps-list" }, ...rows), ...note];
}

/** @param {import("../app.js").App} app @param {Visit} visit */
function leaveButton(app, visit) {
  const isSigned = Boolean(visit.signed.enterprise && visit.signed.officer && visit.signed.second_officer);
  return bigButton(word("visit.leave"), async () => {
    if (!isSigned && !(await ask({ title: word("visit.leave"), text: word("visit.leave_unsigned"), deed: word("visit.leave") }))) return;
    const left_at = new Date().toISOString();
    const label = word("deed.leave", { site: visit.site?.name ?? "" });
    if (app.deed("visit.leave", visit.id, {}, label, (notes) => noteVisit(notes, visit.id, { left_at }))) app.go();
  }, { icon: "arrow-right", kind: isSigned ? "primary" : undefined });
}
