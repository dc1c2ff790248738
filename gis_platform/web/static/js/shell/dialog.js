/** A question before a deed that cannot be undone, and something to read; each with its buttons. */

import { element as make, word } from "../page.js";

/**
 * @param {{title: string, text: string, deed: string}} asked `deed` is the button that goes on
 * @returns {Promise<boolean>} whether to go on
 */
export function ask({ title, text, deed }) {
  const go = make("button", { class: "btn", "data-kind": "primary", value: "go" }, deed);
  const stay = make("button", { class: "btn" }, word("cancel"));
  const dialog = open(title, make("p", { class: "small soft" }, text), stay, go);
  return new Promise((resolve) => dialog.addEventListener("close", () => resolve(dialog.returnValue === "go")));
}

/** @param {string} title @param {HTMLElement} content */
export function show(title, content) {
  open(title, content, make("button", { class: "btn", "data-kind": "secondary" }, word("close")));
}

/** @param {string} title @param {HTMLElement} content @param {...HTMLElement} buttons @returns {HTMLDialogElement} */
function open(title, content, ...buttons) {
  const parts = [make("header", {}, make("h2", {}, title)), make("div", { class: "body" }, content), make("footer", {}, ...buttons)];
  const dialog = make("dialog", { class: "dialog", "aria-label": title }, make("form", { method: "dialog" }, ...parts));
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}
