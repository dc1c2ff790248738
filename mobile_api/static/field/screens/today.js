/** 今天: the call, duty, and the one stop that is open. */

import { bearingDeg, distanceM, wind } from "../fence.js";
import { clockOf, nextCall, toConfirm, visitsOf } from "../day.js";
import { newKey } from "../../js/api.js";
import { banner, bigButton, bigLink, day, draw, hour, icon, length, make, para, riskBadge, step, word } from "../ui.js";
import { visitRows } from "./visit.js";

/** @typedef {import("../app.js").App} App */
/** @typedef {import("../day.js").Stop} Stop */

/** @param {App} app @returns {import("../ui.js").Screen} */
export function show(app) {
  app.chosen = "";
  const { sections, notes } = app;
  const title = word("today.title", { day: day(new Date()) });
  const colleague = toConfirm(sections, notes);
  const { visit } = app;
  if (!notes.duty) return { title, isLive: true, body: [...called(app), ...hereCards(app)], bottom: [startButton(app)] };
  if (visit) return { title, isLive: true, body: [...atVisit(visit), ...hereCards(app)], bottom: [bigLink("#visit", word("today.to_visit"), { icon: "clipboard-check", kind: "primary" })] };
  if (colleague) return { title, isLive: true, body: colleagueCard(colleague), bottom: [bigLink(`#confirm/${colleague.visit_id}`, word("today.me_too"), { icon: "hand", kind: "primary" })] };
  const { stop } = sections;
  if (stop?.state === "released") return { title, isLive: true, body: stopCard(app, stop), bottom: stopButtons(stop) };
  return { title, isLive: true, body: waiting(app), bottom: [] };
}

/** @param {App} app */
function called({ sections }) {
  const call = nextCall(sections.assemblies ?? []);
  if (!call) return [make("h2", { class: "big-name" }, word("today.no_task")), para(word("today.no_task_text"), "soft")];
  return [
    para(day(call.departs_at), "soft"),
    make("h2", { class: "big-name" }, word("today.task")),
    make(
      "dl", { class: "facts" },
      make("dt", {}, word("today.departs")), make("dd", { class: "num big" }, hour(call.departs_at)),
      make("dt", {}, word("today.until")), make("dd", { class: "num" }, hour(call.shift_ends_at)),
      make("dt", {}, word("today.meeting")), make("dd", {}, call.meeting_point),
    ),
    para(word("today.sealed_note")),
  ];
}

/** Before and beside the work: what is still open from earlier. @param {App} app */
function hereCards({ notes, visit }) {
  return !notes.duty && visit ? [step("#visit", visit.site?.name ?? word("visit.unnamed"), word("today.still_open"), { icon: "clipboard-check" })] : [];
}

/** @param {App} app */
function startButton(app) {
  return bigButton(word("today.start_duty"), () => {
    const id = newKey();
    const duty = { id, started_at: new Date().toISOString() };
    if (!app.deed("duty.start", id, {}, word("deed.duty_start"), (notes) => ({ ...notes, duty }))) return;
    app.followWhileOnDuty();
    app.render(true);
  }, { icon: "play", kind: "primary" });
}

/** @param {import("../day.js").Visit} visit */
function atVisit(visit) {
  return [para(word("today.at"), "soft"), make("h2", { class: "big-name" }, visit.site?.name ?? word("visit.unnamed")), para(word("today.arrived", { time: hour(visit.arrived_at) }), "soft")];
}

/** @param {import("../day.js").Opened} colleague */
function colleagueCard(colleague) {
  return [para(word("today.colleague"), "soft"), make("h2", { class: "big-name" }, colleague.site.name), para(word("today.colleague_text"), "soft")];
}

/** @param {App} app */
function waiting(app) {
  const call = nextCall(app.sections.assemblies ?? []);
  const text = call ? word("today.wait_text", { place: call.meeting_point, time: hour(call.departs_at) }) : word("today.wait_without");
  return [make("h2", { class: "big-name" }, word("today.wait")), para(text, "soft"), ...late(app), ...(app.endFollowing ? [] : [banner(word("gps.off"), word("gps.off_text"), "warn")])];
}

/** Visits that were left and whose record is not issued yet. @param {App} app */
function late({ sections, notes }) {
  const open = visitsOf(sections, notes).filter((visit) => visit.is_left && !visit.recorded_at);
  return open.length ? [make("div", { class: "steps-list" }, ...visitRows(open))] : [];
}

/** @param {App} app @param {Stop} stop */
function stopCard(app, stop) {
  const { site } = stop;
  return [
    para(word("today.place", { place: stop.place })),
    make("h2", { class: "big-name" }, site.name),
    make("div", { class: "row wrap" }, riskBadge(stop.risk.level), make("span", { class: "soft small" }, site.sector_line)),
    way(app, stop),
    para([site.township, site.address].filter(Boolean).join(" "), "soft"),
    make("a", { class: "quiet-link", href: "#skip" }, icon("arrow-right"), word("skip.title")),
  ];
}

/** Compass with the distance as the crow flies. @param {App} app @param {Stop} stop */
function way({ fix }, { site, planned }) {
  const plan = planned?.arrive_s === undefined ? "" : word("today.planned", { time: clockOf(planned.arrive_s) });
  if (!fix) return make("div", { class: "way" }, make("div", {}, make("b", {}, word("today.locating")), make("br"), make("span", { class: "soft" }, plan)));
  /** @type {[number, number]} */
  const here = [fix.lng, fix.lat];
  const bearing = bearingDeg(here, [site.lng, site.lat]);
  const name = word(`wind.${wind(bearing)}`);
  const [figure, unit] = length(distanceM(here, [site.lng, site.lat]));
  const figures = make("div", {}, make("div", { class: "dist num" }, figure, make("small", {}, unit)), make("b", {}, name), make("br"), make("span", { class: "soft" }, plan));
  return make("div", { class: "way" }, compass(bearing, name), figures);
}

/** @param {number} bearing @param {string} name */
function compass(bearing, name) {
  return draw(
    "svg", { viewBox: "0 0 120 120", width: 118, height: 118, role: "img", "aria-label": name },
    draw("circle", { class: "dial", cx: 60, cy: 60, r: 54 }),
    draw("path", { class: "dial", d: "M60 6v8M114 60h-8M60 114v-8M6 60h8" }),
    draw("text", { class: "north", x: 60, y: 28, "text-anchor": "middle" }, word("wind.mark")),
    draw("path", { class: "needle", d: "M60 22 74 78 60 68 46 78z", transform: `rotate(${bearing.toFixed(1)} 60 60)` }),
  );
}

/** @param {Stop} stop */
function stopButtons(stop) {
  return [
    bigLink("#navigate", word("navigate.title"), { icon: "navigation" }),
    bigLink("#arrive", word("today.here"), { icon: "map-pin-check", kind: "primary" }),
    make("p", { class: "seal" }, icon("lock"), word("today.next_sealed", { place: stop.place + 1 })),
  ];
}
