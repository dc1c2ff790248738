/** 检查表: one question a screen; yes, no, 不适用, or a value to note. A wrong answer leads on to the finding. */

import { findItems, isFail, noteVisit, progress } from "../day.js";
import { bigButton, field, icon, make, pair, para, step, word } from "../ui.js";
import { backTo, sheetsOf } from "./visit.js";

/** @typedef {import("../app.js").App} App */
/** @typedef {import("../day.js").Sheet} Sheet */
/** @typedef {import("../day.js").Item} Item */
/** @typedef {import("../day.js").Visit} Visit */
/** @typedef {{sheet: Sheet, item: Item}} Asked */

/** @param {App} app @param {string} [checklist] @param {string} [itemId] @returns {import("../ui.js").Screen} */
export function show(app, checklist, itemId) {
  const { visit } = app;
  const sheets = visit ? sheetsOf(app, visit) : [];
  if (!visit || !sheets.length) return { title: word("checklist.title"), back: backTo(app), body: [para(word("checklist.none"), "soft")] };
  const all = findItems(sheets, "");
  const place = all.findIndex(({ sheet, item }) => sheet.checklist === checklist && item.id === itemId);
  return place < 0 ? list(app, visit, sheets, all) : question(app, visit, sheets, all, place);
}

/** The text in the page's language. @param {Item} item */
export function textOf(item) {
  return document.documentElement.lang.startsWith("en") && item.text_en ? item.text_en : item.text;
}

/** @param {Asked} asked */
function addressOf({ sheet, item }) {
  return `checklist/${encodeURIComponent(sheet.checklist)}/${encodeURIComponent(item.id)}`;
}

/** @param {Visit} visit @param {Asked} asked */
function answerOf(visit, { sheet, item }) {
  return visit.answers[`${sheet.checklist}/${item.id}`];
}

/** @param {App} app @param {Visit} visit @param {Sheet[]} sheets @param {Asked[]} all @returns {import("../ui.js").Screen} */
function list(app, visit, sheets, all) {
  const { total, answered, failed } = progress(sheets, visit.answers);
  const rows = make("div", { class: "steps-list" });
  const search = make("input", { class: "search-input", type: "search", placeholder: word("checklist.search"), "aria-label": word("checklist.search") });
  const fill = () => {
    const found = findItems(sheets, search.value);
    rows.replaceChildren(...found.map((asked) => row(visit, asked)), ...(found.length ? [] : [para(word("checklist.nothing"), "soft")]));
  };
  search.addEventListener("input", fill);
  fill();
  const next = all.find((asked) => !answerOf(visit, asked));
  return {
    title: word("checklist.title"),
    back: backTo(app),
    body: [para(word("visit.answered", { answered, total, failed })), make("label", { class: "search-row" }, icon("search"), search), rows],
    bottom: next ? [bigLinkTo(next, answered ? word("checklist.go_on") : word("checklist.begin"))] : [],
  };
}

/** @param {Asked} asked @param {string} text */
function bigLinkTo(asked, text) {
  return make("a", { class: "big-btn", "data-kind": "primary", href: `#${addressOf(asked)}` }, text);
}

/** @param {Visit} visit @param {Asked} asked */
function row(visit, asked) {
  const answer = answerOf(visit, asked);
  const isWrong = isFail(asked.item, answer?.answer);
  const note = answer ? [word(`answer.${answer.answer}`), answer.value].filter(Boolean).join(" ") : asked.item.section;
  return step(`#${addressOf(asked)}`, textOf(asked.item), note, { icon: isWrong ? "triangle-alert" : answer ? "check" : "circle-dashed", state: isWrong ? "bad" : answer ? "done" : undefined });
}

/** @param {App} app @param {Visit} visit @param {Sheet[]} sheets @param {Asked[]} all @param {number} place @returns {import("../ui.js").Screen} */
function question(app, visit, sheets, all, place) {
  const asked = all[place];
  const { failed } = progress(sheets, visit.answers);
  const { item } = asked;
  const head = make("div", { class: "row between" }, make("b", { class: "num" }, word("checklist.place", { place: place + 1, total: all.length })), make("span", { class: "soft small" }, word("checklist.failed", { failed })));
  const before = answerOf(visit, asked);
  const said = before ? [para(word("checklist.said", { answer: word(`answer.${before.answer}`) }))] : [];
  return {
    title: asked.sheet.title,
    back: "checklist",
    body: [head, bar(visit, all, place), make("h2", { class: "question" }, textOf(item)), ...(item.how ? [para(item.how, "soft")] : []), ...basis(item), ...said],
    bottom: [...choices(app, visit, all, place), ...back(all, place)],
  };
}

/** @param {Item & {basis?: {doc: string, clause?: string}[]}} item */
function basis(item) {
  const first = item.basis?.[0];
  return first ? [para(word("checklist.basis", { text: first.doc + (first.clause ?? "") }), "xs muted")] : [];
}

/** @param {Visit} visit @param {Asked[]} all @param {number} place */
function bar(visit, all, place) {
  const parts = all.map((asked, i) => {
    const answer = answerOf(visit, asked)?.answer;
    return make("i", { "data-state": i === place ? "now" : isFail(asked.item, answer) ? "bad" : answer ? "done" : undefined });
  });
  return make("div", { class: "segments", "aria-hidden": true }, ...parts);
}

/** @param {App} app @param {Visit} visit @param {Asked[]} all @param {number} place */
function choices(app, visit, all, place) {
  const asked = all[place];
  const { item } = asked;
  const onwards = () => app.go(all[place + 1] ? addressOf(all[place + 1]) : "checklist");
  const give = (/** @type {string} */ answer, /** @type {string} */ value = "") => answerItem(app, visit, asked, answer, value);
  const rest = pair(
    bigButton(word("answer.na"), () => give("na") && onwards(), { size: "md" }),
    bigButton(word("checklist.later"), onwards, { size: "md" }),
  );
  if (item.ok_when === "record") return [...recordField((value) => give("record", value) && onwards()), rest];
  const [good, bad] = item.ok_when === "no" ? ["no", "yes"] : ["yes", "no"];
  return [
    bigButton(word(`checklist.${good}_good`), () => give(good) && onwards(), { icon: "check", start: true }),
    bigButton(word(`checklist.${bad}_bad`), () => give(bad) && app.go(`finding/${encodeURIComponent(asked.sheet.checklist)}/${encodeURIComponent(item.id)}`), { icon: "camera", start: true }),
    rest,
  ];
}

/** @param {(value: string) => void} give */
function recordField(give) {
  const noted = field(word("checklist.value"));
  const save = bigButton(word("checklist.note"), () => give(noted.input.value.trim()), { kind: "primary", size: "md", disabled: true });
  noted.input.addEventListener("input", () => (save.disabled = !noted.input.value.trim()));
  return [noted.row, save];
}

/** @param {Asked[]} all @param {number} place */
function back(all, place) {
  if (!place) return [];
  return [make("a", { class: "quiet-link", href: `#${addressOf(all[place - 1])}` }, icon("chevron-left"), word("checklist.previous"))];
}

/** @param {App} app @param {Visit} visit @param {Asked} asked @param {string} answer @param {string} value */
function answerItem(app, visit, { sheet, item }, answer, value) {
  const body = { checklist: sheet.checklist, version: sheet.version, item: item.id, answer, value };
  return app.deed("checklist.answer", visit.id, body, word("deed.answer", { item: textOf(item) }), (notes) => {
    const answers = notes.visits.find((one) => one.id === visit.id)?.answers ?? {};
    return noteVisit(notes, visit.id, { answers: { ...answers, [`${sheet.checklist}/${item.id}`]: { answer, value } } });
  });
}
