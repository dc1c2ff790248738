/** 跳过本站, with a reason. */

import { bigButton, field, make, para, word } from "../ui.js";

/** @param {import("../app.js").App} app @returns {import("../ui.js").Screen} */
export function show(app) {
  const title = word("skip.title");
  const { stop } = app.sections;
  if (stop?.state !== "released") return { title, back: "today", body: [para(word("today.wait"), "soft")] };
  const reason = field(word("skip.reason"), { rows: 3, hint: word("skip.hint") });
  const go = bigButton(word("skip.go"), () => {
    const said = { reason: reason.input.value.trim() };
    if (app.deed("stop.skip", stop.stop_id, said, word("deed.skip", { site: stop.site.name }))) app.go("today");
  }, { kind: "danger", disabled: true });
  reason.input.addEventListener("input", () => (go.disabled = !reason.input.value.trim()));
  return { title, back: "today", body: [make("h2", { class: "big-name" }, stop.site.name), para(word("skip.text"), "soft"), reason.row], bottom: [go] };
}
