/** 签字: both officers and the enterprise, one after the other; or the refusal with its witness. */

import { newKey } from "../../js/api.js";
import { noteVisit } from "../day.js";
import { banner, bigButton, field, icon, make, para, word } from "../ui.js";
import { signPad } from "./pad.js";
import { backTo } from "./visit.js";

/** @typedef {import("../app.js").App} App */
/** @typedef {import("../day.js").Visit} Visit */
/** @typedef {{role: string, name: string, signer: number | null}} Signer */

/** @param {App} app @param {string} [mode] `refused`: the enterprise will not sign @returns {import("../ui.js").Screen} */
export function show(app, mode) {
  const { visit } = app;
  const title = word("sign.title");
  if (!visit) return { title, back: backTo(app), body: [para(word("visit.none"), "soft")] };
  const turn = nextSigner(app, visit);
  if (turn === "done") return { title, back: backTo(app), isLive: true, body: done(visit), bottom: [make("a", { class: "big-btn", "data-kind": "primary", href: `#${backTo(app)}` }, word("sign.back"))] };
  if (turn === "second") return { title, back: backTo(app), isLive: true, body: [banner(word("sign.second_missing"), word("sign.second_missing_text"), "warn")] };
  return mode === "refused" && turn.role === "enterprise" ? refusal(app, visit) : signing(app, visit, turn);
}

/**
 * Who signs next. The second officer is known once the visit is open and the round's team is sent.
 * @param {App} app @param {Visit} visit @returns {Signer | "second" | "done"}
 */
function nextSigner(app, visit) {
  const second = (app.sections.team ?? []).find((member) => member.id !== app.me.id);
  if (!visit.signed.enterprise) return { role: "enterprise", name: "", signer: null };
  if (!visit.signed.officer) return { role: "officer", name: app.me.name, signer: app.me.id };
  if (visit.signed.second_officer) return "done";
  return second ? { role: "second_officer", name: second.name, signer: second.id } : "second";
}

/** @param {App} app @param {Visit} visit @param {Signer} turn @returns {import("../ui.js").Screen} */
function signing(app, visit, turn) {
  const isUnit = turn.role === "enterprise";
  const name = field(word("sign.name"), { value: turn.name, maxlength: 40 });
  const go = bigButton(word("sign.go"), () => {
    const signature = signatureOf({ ...turn, name: name.input.value.trim() }, pad.png());
    if (send(app, visit, [signature])) app.render(true);
  }, { kind: "primary", disabled: true });
  const check = () => (go.disabled = !(pad.isDrawn() && name.input.value.trim()));
  const pad = signPad(check);
  name.input.addEventListener("input", check);
  const refuse = isUnit ? [make("a", { class: "quiet-link", href: "#sign/refused" }, word("sign.refused"))] : [];
  return {
    title: word("sign.title"),
    back: backTo(app),
    body: [summary(visit), make("h2", {}, word(`role.${turn.role}`)), ...(isUnit ? [name.row] : [para(turn.name)]), pad.element, ...refuse],
    bottom: [go, para(word("sign.final"), "xs soft centre")],
  };
}

/** @param {App} app @param {Visit} visit @returns {import("../ui.js").Screen} */
function refusal(app, visit) {
  const who = field(word("sign.refused_name"), { maxlength: 40 });
  const reason = field(word("sign.refused_reason"));
  const witness = field(word("role.witness"), { maxlength: 40 });
  const texts = [who, reason, witness];
  const go = bigButton(word("sign.go"), () => {
    const [name, refusal_reason, seen] = texts.map(({ input }) => input.value.trim());
    const refused = { ...signatureOf({ role: "enterprise", name, signer: null }, ""), refusal_reason };
    const signed = [refused, signatureOf({ role: "witness", name: seen, signer: null }, pad.png())];
    if (send(app, visit, signed)) app.go("sign");
  }, { kind: "primary", disabled: true });
  const check = () => (go.disabled = !(pad.isDrawn() && texts.every(({ input }) => input.value.trim())));
  const pad = signPad(check);
  for (const { input } of texts) input.addEventListener("input", check);
  return { title: word("sign.refused"), back: "sign", body: [para(word("sign.refused_text")), ...texts.map(({ row }) => row), make("h2", { class: "list-head" }, word("sign.witness_signs")), pad.element], bottom: [go] };
}

/** @param {Signer} turn @param {string} png */
export function signatureOf({ role, name, signer }, png) {
  return { id: newKey(), role, name, signer, png, signed_at: new Date().toISOString() };
}

/** @param {App} app @param {Visit} visit @param {ReturnType<typeof signatureOf>[]} signatures */
function send(app, visit, signatures) {
  const names = signatures.map((one) => one.name).join("、");
  return app.deed("visit.sign", visit.id, { signatures }, word("deed.sign", { names }), (notes) => {
    const before = notes.visits.find((one) => one.id === visit.id)?.signed ?? {};
    return noteVisit(notes, visit.id, { signed: { ...before, ...Object.fromEntries(signatures.map((one) => [one.role, one.name])) } });
  });
}

/** @param {Visit} visit */
function summary(visit) {
  const photos = visit.findings.reduce((count, one) => count + one.photos.length, 0);
  return make("div", { class: "doc-line" }, icon("file-text"), make("div", { class: "grow" }, make("b", {}, word("paper.record")), para(word("sign.summary", { findings: visit.findings.length, photos }))));
}

/** @param {Visit} visit */
function done(visit) {
  const isIssued = Boolean(visit.recorded_at);
  return [banner(word(isIssued ? "visit.recorded" : "sign.all_signed"), word(isIssued ? "visit.recorded_text" : "sign.all_signed_text"), "ok"), para(Object.values(visit.signed).join("、"), "soft")];
}
