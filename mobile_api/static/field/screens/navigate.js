/** 导航: hands the stop over to a map app, each with the numbers of its own datum. */

import { handOver } from "../datum.js";
import { bigLink, make, para, word } from "../ui.js";

/** @param {import("../app.js").App} app @returns {import("../ui.js").Screen} */
export function show({ sections }) {
  const title = word("navigate.title");
  const site = sections.stop?.site;
  if (!site) return { title, back: "today", body: [para(word("today.wait"), "soft")] };
  const links = handOver([site.lng, site.lat], site.name).map(({ key, href }) => bigLink(href, word(`navigate.${key}`), { size: "md" }));
  return { title, back: "today", body: [make("h2", { class: "big-name" }, site.name), para(word("navigate.text")), make("div", { class: "links" }, ...links)] };
}
