/** 当场整改: the picture afterwards and both officers' signatures. A general one only (T4). */

import { noteVisit } from "../day.js";
import { banner, bigButton, make, para, word } from "../ui.js";
import { keepPictures, photoRow } from "./finding.js";
import { signPad } from "./pad.js";
import { signatureOf } from "./sign.js";
import { backTo } from "./visit.js";

/** @param {import("../app.js").App} app @param {string} findingId @returns {import("../ui.js").Screen} */
export function show(app, findingId) {
  const { visit } = app;
  const title = word("fixed.title");
  const finding = visit?.findings.find((one) => one.id === findingId);
  if (!visit || !finding) return { title, back: backTo(app), body: [para(word("visit.none"), "soft")] };
  const head = [make("h2", {}, finding.text), para(word("finding.facts", { grade: word(`grade.${finding.grade}`), photos: finding.photos.length }))];
  if (finding.fixed_at) return { title, back: backTo(app), body: [...head, banner(word("fixed.done"), word("fixed.done_text"), "ok")] };
  if (finding.grade !== "general") return { title, back: backTo(app), body: [...head, banner(word("fixed.not_major"), word("fixed.not_major_text"))] };
  const second = (app.sections.team ?? []).find((member) => member.id !== app.me.id);
  if (!second) return { title, back: backTo(app), isLive: true, body: [...head, banner(word("sign.second_missing"), word("sign.second_missing_text"), "warn")] };

  /** @type {{photos: {id: string, blob: Blob, sha256: string}[]}} */
  const draft = { photos: [] };
  const go = bigButton(word("fixed.go"), async () => {
    go.disabled = true;
    if (!(await keepPictures(app, draft.photos, finding.text))) return void (go.disabled = false);
    const signatures = [
      signatureOf({ role: "officer", name: app.me.name, signer: app.me.id }, own.png()),
      signatureOf({ role: "second_officer", name: second.name, signer: second.id }, other.png()),
    ];
    const photos = draft.photos.map((photo) => photo.id);
    const isKept = app.deed("hazard.fix_on_site", findingId, { photos, signatures }, word("deed.fixed", { text: finding.text }), (notes) => {
      const findings = notes.visits.find((one) => one.id === visit.id)?.findings ?? [];
      const fixed_at = new Date().toISOString();
      return noteVisit(notes, visit.id, { findings: findings.map((one) => (one.id === findingId ? { ...one, fixed_at } : one)) });
    });
    if (isKept) app.go(backTo(app));
    else go.disabled = false;
  }, { kind: "primary", disabled: true });
  const check = () => (go.disabled = !(draft.photos.length && own.isDrawn() && other.isDrawn()));
  const [own, other] = [signPad(check), signPad(check)];
  const pics = photoRow(draft, make("p", { class: "auto" }, word("fixed.photo_after")), check);
  return { title, back: backTo(app), body: [...head, pics, make("h2", { class: "list-head" }, app.me.name), own.element, make("h2", { class: "list-head" }, second.name), other.element], bottom: [go] };
}
