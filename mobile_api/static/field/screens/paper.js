/** 文书: opens the PDF, once the worker has rendered it. */

import { api } from "../../js/api.js";
import { banner, bigLink, make, para, word } from "../ui.js";
import { backTo } from "./visit.js";

const AGAIN_MS = 3000;

/** @param {import("../app.js").App} app @param {string} documentId @returns {import("../ui.js").Screen} */
export function show(app, documentId) {
  const paper = app.visit?.papers.find((one) => one.id === documentId);
  const name = paper ? word(`paper.${paper.series}`) : word("visit.papers");
  const told = make("div", { class: "stack", "aria-live": "polite" });
  const bottom = make("div", {});
  look(documentId, told, bottom);
  return { title: name, back: backTo(app), body: [make("h2", {}, name), para(paper?.serial ?? "", "soft"), told], bottom: [bottom] };
}

/** Asks until the paper is rendered or the person has gone on. @param {string} id @param {HTMLElement} told @param {HTMLElement} bottom */
async function look(id, told, bottom) {
  try {
    const { data } = await api(`/api/v1/documents/${id}/`);
    if (data.is_rendered) {
      told.replaceChildren(para(word("paper.ready")));
      const link = bigLink(`/api/v1/documents/${id}/pdf/`, word("paper.open"), { icon: "file-text", kind: "primary" });
      link.target = "_blank";
      return bottom.replaceChildren(link);
    }
    told.replaceChildren(para(word("paper.making")));
  } catch (error) {
    told.replaceChildren(banner(word("paper.none"), /** @type {Error} */ (error).message, "warn"));
  }
  setTimeout(() => told.isConnected && look(id, told, bottom), AGAIN_MS);
}
