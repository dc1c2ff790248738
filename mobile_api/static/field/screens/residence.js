/** 驻点签到 of a member unit: check in where one stands, hear what it is worth, check out. */

import { api, newKey } from "../../js/api.js";
import { refusals, unsettled } from "../queue.js";
import { banner, bigButton, day, hour, make, para, pill, word } from "../ui.js";

/** @typedef {import("../app.js").App} App */
/** @typedef {{id: string, on: string, at: string, standing: string, township: string | null, accuracy_m: number | null, is_mock: boolean | null, checked_out_at: string | null,
 *   is_inside: boolean, edge_m: number, is_deputy: boolean, reasons: {code: string, values: Record<string, string | number>}[]}} CheckIn */

const TONES = /** @type {Record<string, string>} */ ({ counted: "ok", to_review: "warn", not_counted: "danger" });

/** @param {App} app @returns {import("../ui.js").Screen} */
export function show(app) {
  const title = word("residence.title", { day: day(new Date()) });
  const told = make("div", { "aria-live": "polite" });
  const last = app.notes.check_ins.at(-1);
  const open = last && day(last.at) === day(new Date()) ? last : undefined;
  const isOpen = Boolean(open && !open.out_at);
  if (open) showWorth(app, open.id, told);
  const body = open ? [para(word(isOpen ? "residence.since" : "residence.was", { time: hour(open.at) }), "soft"), told] : [make("h2", { class: "big-name" }, word("residence.none")), para(word("residence.text"), "soft"), told];
  return { title, isLive: true, body, bottom: [isOpen && open ? outButton(app, open.id) : inButton(app, told)] };
}

/** @param {App} app @param {HTMLElement} told */
function inButton(app, told) {
  const go = bigButton(word("residence.check_in"), async () => {
    go.disabled = true;
    told.replaceChildren(para(word("arrive.locating"), "soft"));
    try {
      const fix = await app.locate();
      const id = newKey();
      const noted = { id, at: new Date().toISOString(), out_at: "" };
      const isKept = app.deed("supervision.check_in", id, { fix }, word("deed.check_in"), (notes) => ({ ...notes, check_ins: [...notes.check_ins.slice(-30), noted] }));
      if (isKept) app.render(true);
    } catch (error) {
      const key = /** @type {Error} */ (error).message;
      told.replaceChildren(banner(word(key), word(`${key}_text`), "warn"));
    }
    go.disabled = false;
  }, { icon: "map-pin-check", kind: "primary" });
  return go;
}

/** @param {App} app @param {string} id */
function outButton(app, id) {
  return bigButton(word("residence.check_out"), () => {
    const out_at = new Date().toISOString();
    app.deed("supervision.check_out", id, {}, word("deed.check_out"), (notes) => ({ ...notes, check_ins: notes.check_ins.map((one) => (one.id === id ? { ...one, out_at } : one)) }));
    app.render(true);
  }, { icon: "log-out", kind: "primary" });
}

/** The server's verdict, once it has heard of the check-in. @param {App} app @param {string} id @param {HTMLElement} told */
async function showWorth(app, id, told) {
  const refused = refusals(app.store.queue).find((entry) => entry.op.entity_id === id);
  if (refused) return told.replaceChildren(banner(word("residence.refused"), refused.detail, "danger"));
  if (unsettled(app.store.queue).some((entry) => entry.op.entity_id === id && entry.op.kind === "supervision.check_in")) {
    return told.replaceChildren(para(word("residence.not_yet"), "soft"));
  }
  try {
    const { data } = await api(`/api/v1/supervision-days/${id}/`);
    told.replaceChildren(...worth(data));
  } catch {
    told.replaceChildren(para(word("residence.not_yet"), "soft"));
  }
}

/** @param {CheckIn} row */
function worth(row) {
  const accuracy = row.accuracy_m === null ? word("arrive.accuracy_unknown") : word("arrive.accuracy", { metres: Math.round(row.accuracy_m) });
  const place = word(row.is_inside ? "residence.inside" : "residence.outside", { metres: Math.round(row.edge_m) });
  const reasons = row.reasons.map((reason) => para(word(`reason.${reason.code}`, reason.values)));
  const source = row.is_mock === null && row.standing === "to_review" ? [para(word("residence.why_source"))] : [];
  return [make("div", { class: "stack" }, pill(word(`worth.${row.standing}`), TONES[row.standing]), para(`${place}${accuracy}`, "soft"), ...reasons, ...source)];
}
