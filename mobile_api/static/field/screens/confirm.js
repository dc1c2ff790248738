/** 我也在场: the second officer, on an own phone. */

import { noteVisit } from "../day.js";
import { bigButton, make, para, word } from "../ui.js";

/** @param {import("../app.js").App} app @param {string} visitId @returns {import("../ui.js").Screen} */
export function show(app, visitId) {
  const title = word("confirm.title");
  const opened = app.sections.opened?.find((one) => one.visit_id === visitId);
  if (!opened) return { title, back: "today", body: [para(word("today.wait"), "soft")] };
  const told = make("p", { class: "soft", "aria-live": "polite" });
  const go = bigButton(word("confirm.go"), async () => {
    go.disabled = true;
    told.textContent = word("arrive.locating");
    try {
      const fix = await app.locate();
      const change = { stop_id: opened.stop_id, site: opened.site, arrived_at: new Date().toISOString() };
      const label = word("deed.confirm", { site: opened.site.name });
      if (app.deed("presence.confirm", visitId, { fix }, label, (notes) => noteVisit(notes, visitId, change))) app.go("visit");
    } catch (error) {
      told.textContent = word(`${/** @type {Error} */ (error).message}_text`);
      go.disabled = false;
    }
  }, { icon: "hand", kind: "primary" });
  return { title, back: "today", body: [make("h2", { class: "big-name" }, opened.site.name), para(word("confirm.text"), "soft"), told], bottom: [go] };
}
