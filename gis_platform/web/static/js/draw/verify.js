/** 复算: checks a published draw in the reader's own browser, with the two files that everybody can download. */

import { api } from "../api.js";
import { element as make, icon, word } from "../page.js";
import { verified } from "./lottery.js";

/** @param {HTMLElement} element the verdict card @param {{record: string, commitments: string}} options */
export function mount(element, options) {
  const button = element.querySelector("button");
  button?.addEventListener("click", () => check(element, options));
  return check(element, options);
}

/** @param {HTMLElement} element @param {{record: string, commitments: string}} options */
async function check(element, { record, commitments }) {
  show(element, "working", []);
  try {
    // As text, not as JSON: the check looks at every character of the record.
    const [draw, days] = await Promise.all([record, commitments].map((url) => api(url, { asText: true })));
    const claims = verified(draw.data, days.data);
    show(element, claims.every((claim) => claim.ok) ? "ok" : "wrong", claims);
  } catch (error) {
    show(element, "unreadable", [], error instanceof Error ? error.message : "");
  }
}

/** @param {HTMLElement} element @param {"working" | "ok" | "wrong" | "unreadable"} state @param {import("./lottery.js").Claim[]} claims @param {string} [why] */
function show(element, state, claims, why = "") {
  element.dataset.state = state;
  const part = (/** @type {string} */ name) => /** @type {HTMLElement} */ (element.querySelector(`[data-${name}]`));
  part("title").textContent = word(`draw.${state}`);
  part("text").textContent = why || word(`draw.${state}.text`);
  part("mark").replaceChildren(icon(state === "ok" ? "check" : state === "working" ? "loader-circle" : "x"));
  part("claims").replaceChildren(...claims.map(line));
}

/** @param {import("./lottery.js").Claim} claim */
function line({ name, ok, value }) {
  const said = make("span", { class: "grow" }, word(`draw.claim.${name}`));
  if (value) said.append(make("span", { class: "mono xs soft hash" }, value));
  const mark = ok ? icon("circle-check") : icon("circle-x");
  return make("li", { class: ok ? "t-ok" : "t-danger" }, mark, said, make("b", { class: "sr-only" }, word(ok ? "draw.right" : "draw.false")));
}
