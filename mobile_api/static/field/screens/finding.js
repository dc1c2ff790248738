/** 记隐患 in a few presses: photo → what → general or major → save. Place, time and hash come by themselves. */

import { newKey } from "../../js/api.js";
import { toast } from "../../js/shell/toast.js";
import { picture } from "../camera.js";
import { findItems, noteVisit } from "../day.js";
import { bigButton, field, hour, icon, make, pair, para, word } from "../ui.js";
import { textOf } from "./checklist.js";
import { backTo, sheetsOf } from "./visit.js";

/** @typedef {import("../app.js").App} App */
/** @typedef {import("../gps.js").Fix} Fix */
/** @typedef {{sheet: import("../day.js").Sheet, item: import("../day.js").Item}} Asked */

const OFFERED = 6;
const FRESH_MS = 30_000;

/** @param {App} app @param {string} [checklist] @param {string} [itemId] @returns {import("../ui.js").Screen} */
export function show(app, checklist, itemId) {
  const { visit } = app;
  const title = word("finding.title");
  if (!visit) return { title, back: backTo(app), body: [para(word("visit.none"), "soft")] };
  const all = findItems(sheetsOf(app, visit), "");
  const draft = {
    /** @type {{id: string, blob: Blob, sha256: string}[]} */ photos: [],
    /** @type {Asked | undefined} */ asked: all.find(({ sheet, item }) => sheet.checklist === checklist && item.id === itemId),
    grade: "general",
    /** @type {Fix | null} */ fix: freshFix(app),
  };
  const text = field(word("finding.text"), { rows: 2, maxlength: 4000 });
  const save = bigButton(word("finding.save"), () => keep(app, visit, draft, text.input.value.trim(), save), { kind: "primary", disabled: true });
  const check = () => (save.disabled = !(draft.photos.length && draft.fix && text.input.value.trim()));
  text.input.addEventListener("input", check);
  const auto = make("p", { class: "auto", "aria-live": "polite" });
  const tellAuto = () => auto.replaceChildren(...automatic(draft));
  tellAuto();
  if (!draft.fix) app.locate().then((fix) => { draft.fix = fix; tellAuto(); check(); }, (error) => auto.replaceChildren(make("b", {}, word(error.message)), make("br"), word(`${error.message}_text`)));
  const pics = photoRow(draft, auto, () => { tellAuto(); check(); });
  const what = itemPicker(app, all, draft, (asked) => { text.input.value = phrase(asked); check(); });
  return {
    title,
    back: backTo(app),
    body: [pics, text.row, what],
    bottom: [grades(draft), save],
  };
}

/** @param {App} app @returns {Fix | null} */
function freshFix({ fix }) {
  return fix && Date.now() - Date.parse(fix.at) < FRESH_MS ? fix : null;
}

/** @param {{photos: unknown[], fix: Fix | null}} draft */
function automatic({ photos, fix }) {
  if (!fix) return [make("b", {}, word("arrive.locating"))];
  const hashed = photos.length ? [make("br"), word("finding.hashed", { count: photos.length })] : [];
  return [make("b", {}, word("finding.automatic")), make("br"), `±${Math.round(fix.accuracy_m ?? 0)} m · ${hour(fix.at)}`, ...hashed];
}

/**
 * Thumbnails and the camera.
 * @param {{photos: {id: string, blob: Blob, sha256: string}[]}} draft @param {HTMLElement} auto @param {() => void} changed
 */
export function photoRow(draft, auto, changed) {
  const row = make("div", { class: "pics" });
  const input = make("input", { type: "file", accept: "image/*", capture: "environment", class: "sr-only", "aria-label": word("finding.photo") });
  const add = make("label", { class: "add-photo" }, icon("camera"), input);
  input.addEventListener("change", async () => {
    for (const file of input.files ?? []) await take(file, draft, add);
    input.value = "";
    changed();
  });
  row.append(add, auto);
  return row;
}

/** @param {File} file @param {{photos: {id: string, blob: Blob, sha256: string}[]}} draft @param {HTMLElement} add */
async function take(file, draft, add) {
  try {
    const taken = { id: newKey(), ...(await picture(file)) };
    draft.photos.push(taken);
    const image = make("img", { class: "thumb", alt: word("finding.photo_number", { number: draft.photos.length }), src: URL.createObjectURL(taken.blob) });
    image.addEventListener("load", () => URL.revokeObjectURL(image.src));
    add.before(image);
  } catch {
    toast(word("finding.no_picture"), { state: "danger" });
  }
}

/** An item as a finding says it: the question is what should be, so it is kept as “not so”. @param {Asked} asked */
function phrase({ item }) {
  return word("finding.phrase", { item: textOf(item) });
}

/** Search over the items, the recent ones first. @param {App} app @param {Asked[]} all @param {{asked?: Asked}} draft @param {(asked: Asked) => void} chosen */
function itemPicker(app, all, draft, chosen) {
  const search = make("input", { class: "search-input", type: "search", placeholder: word("checklist.search"), "aria-label": word("checklist.search") });
  const options = make("div", { class: "options", role: "radiogroup", "aria-label": word("finding.what") });
  const recent = new Map(app.notes.recent.map((id, i) => [id, i]));
  const order = (/** @type {Asked} */ { item }) => (item === draft.asked?.item ? -1 : (recent.get(item.id) ?? 1000));
  const fill = () => {
    const found = search.value ? findItems(sheets(all), search.value) : [...all].sort((a, b) => order(a) - order(b));
    options.replaceChildren(...found.slice(0, OFFERED).map((asked) => option(asked, asked.item === draft.asked?.item, () => { draft.asked = asked; chosen(asked); fill(); })));
  };
  search.addEventListener("input", fill);
  fill();
  if (draft.asked) queueMicrotask(() => draft.asked && chosen(draft.asked));
  return make("div", { class: "stack" }, make("label", { class: "search-row" }, icon("search"), search), options);
}

/** @param {Asked[]} all */
function sheets(all) {
  return [...new Set(all.map(({ sheet }) => sheet))];
}

/** @param {Asked} asked @param {boolean} isChosen @param {() => void} press */
function option({ item }, isChosen, press) {
  const row = make("button", { class: "option", type: "button", role: "radio", "aria-checked": String(isChosen) }, make("span", {}, textOf(item)), ...(isChosen ? [icon("check")] : []));
  row.addEventListener("click", press);
  return row;
}

/** @param {{grade: string}} draft */
function grades(draft) {
  const buttons = ["general", "major"].map((grade) => {
    const button = bigButton(word(`grade.${grade}`), () => {
      draft.grade = grade;
      for (const other of buttons) other.setAttribute("aria-pressed", String(other === button));
    }, { size: "md", pressed: grade === draft.grade, icon: grade === "major" ? "octagon-alert" : undefined });
    return button;
  });
  return make("div", { class: "choice", role: "group", "aria-label": word("finding.grade") }, ...buttons);
}

/**
 * Pictures are on the disk before the finding names them.
 * @param {App} app @param {import("../day.js").Visit} visit @param {{photos: {id: string, blob: Blob, sha256: string}[], asked?: Asked, grade: string, fix: Fix | null}} draft
 * @param {string} text @param {HTMLButtonElement} save
 */
async function keep(app, visit, draft, text, save) {
  save.disabled = true;
  const id = newKey();
  if (!(await keepPictures(app, draft.photos, text))) return void (save.disabled = false);
  const { asked, grade, fix } = draft;
  const item = asked ? { checklist: asked.sheet.checklist, item: asked.item.id } : {};
  const photos = draft.photos.map((photo) => photo.id);
  const body = { visit_id: visit.id, text, fix, photos, grade_hint: grade, ...item };
  const noted = { id, text, grade, at: new Date().toISOString(), photos, fixed_at: "" };
  const isKept = app.deed("finding.create", id, body, word("deed.finding", { text }), (notes) => {
    const before = notes.visits.find((one) => one.id === visit.id)?.findings ?? [];
    const recent = asked ? [asked.item.id, ...notes.recent.filter((one) => one !== asked.item.id)].slice(0, 12) : notes.recent;
    return noteVisit({ ...notes, recent }, visit.id, { findings: [...before, noted] });
  });
  if (isKept) app.go(backTo(app));
  else save.disabled = false;
}

/** @param {App} app @param {{id: string, blob: Blob, sha256: string}[]} photos @param {string} label */
export async function keepPictures(app, photos, label) {
  try {
    for (const { id, blob, sha256 } of photos) await app.runner.keep({ id, user: app.me.id, blob, sha256, url: "", label, refused: "" });
    return true;
  } catch {
    toast(word("field.phone_full"), { state: "danger" });
    return false;
  }
}
