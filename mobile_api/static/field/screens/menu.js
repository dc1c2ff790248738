/** 菜单: who is logged in, the end of duty, the list of deeds. Language and log-out stand in the page beneath. */

import { visitsOf } from "../day.js";
import { bigButton, hour, make, para, step, word } from "../ui.js";
import { visitRows } from "./visit.js";

/** @param {import("../app.js").App} app @returns {import("../ui.js").Screen} */
export function show(app) {
  const { duty } = app.notes;
  const form = /** @type {HTMLTemplateElement} */ (document.getElementById("account-forms")).content.cloneNode(true);
  const isNone = app.me.home === "none";
  const visits = visitsOf(app.sections, app.notes);
  return {
    title: word("menu.title"),
    back: isNone ? undefined : app.me.home,
    body: [
      make("h2", {}, app.me.name),
      para(app.me.role),
      ...(isNone ? [para(word("menu.nothing_here"), "soft")] : [make("div", { class: "steps-list" }, step("#received", word("received.title"), word("menu.received"), { icon: "cloud-upload" }))]),
      ...(duty ? [para(word("menu.on_duty", { time: hour(duty.started_at) }), "soft")] : []),
      ...(visits.length ? [make("h2", { class: "list-head" }, word("menu.visits")), make("div", { class: "steps-list" }, ...visitRows(visits))] : []),
      /** @type {Node} */ (form),
    ],
    bottom: duty ? [endButton(app, duty.id)] : [],
  };
}

/** @param {import("../app.js").App} app @param {string} dutyId */
function endButton(app, dutyId) {
  return bigButton(word("menu.end_duty"), () => {
    if (!app.deed("duty.end", dutyId, {}, word("deed.duty_end"), (notes) => ({ ...notes, duty: null }))) return;
    app.followWhileOnDuty();
    app.go();
  }, { icon: "log-out" });
}
