/** 到达: where one stands against the fence, said before it is logged. Outside one can still log. */

import { newKey } from "../../js/api.js";
import { noteVisit } from "../day.js";
import { awayM, distanceM, doubts, limitM, metresFrom } from "../fence.js";
import { bigButton, draw, icon, length, make, pair, para, word } from "../ui.js";

/** @typedef {import("../gps.js").Fix} Fix */
/** @typedef {import("../day.js").SiteCard} SiteCard */

/** @param {import("../app.js").App} app @returns {import("../ui.js").Screen} */
export function show(app) {
  const stop = app.sections.stop;
  if (!stop) return { title: word("arrive.title", { site: "" }), back: "today", body: [para(word("today.wait"), "soft")] };
  const place = make("div", { class: "arrive", "aria-live": "polite" });
  const bottom = make("div", {});
  const find = async () => {
    place.replaceChildren(make("div", { class: "pad" }, make("h2", {}, word("arrive.locating")), para(word("arrive.locating_text"))));
    bottom.replaceChildren();
    try {
      const fix = await app.locate();
      place.replaceChildren(sketch(fix, stop.site), verdict(fix, stop.site));
      bottom.replaceChildren(buttons(app, stop, fix, find));
    } catch (error) {
      const key = /** @type {Error} */ (error).message;
      place.replaceChildren(make("div", { class: "pad" }, make("h2", {}, word(key)), para(word(`${key}_text`))));
      bottom.replaceChildren(bigButton(word("arrive.again"), find, { icon: "locate-fixed", size: "md" }));
    }
  };
  find();
  return { title: word("arrive.title", { site: stop.site.name }), back: "today", body: [place], bottom: [bottom] };
}

/** @param {import("../app.js").App} app @param {import("../day.js").Stop} stop @param {Fix} fix @param {() => void} find */
function buttons(app, stop, fix, find) {
  const isDoubted = doubts(fix, stop.site).some((doubt) => doubt.code !== "source_unknown");
  const log = bigButton(word(isDoubted ? "arrive.log_anyway" : "arrive.log"), () => {
    const id = newKey();
    const change = { stop_id: stop.stop_id, site: { id: stop.site.id, name: stop.site.name }, arrived_at: new Date().toISOString() };
    const label = word("deed.arrive", { site: stop.site.name });
    if (app.deed("visit.arrive", id, { fix, site_id: stop.site.id }, label, (notes) => noteVisit(notes, id, change))) app.go("visit");
  }, { kind: "primary", size: "md" });
  return pair(bigButton(word("arrive.again"), find, { icon: "locate-fixed", size: "md" }), log);
}

/** @param {Fix} fix @param {SiteCard} site */
function verdict(fix, site) {
  const found = doubts(fix, site);
  const place = found.find((doubt) => doubt.code === "outside");
  const title = place ? word("arrive.outside", { metres: place.value ?? 0 }) : word("arrive.inside");
  const isFine = found.every((doubt) => doubt.code === "source_unknown");
  const accuracy = fix.accuracy_m === null ? word("arrive.accuracy_unknown") : word("arrive.accuracy", { metres: Math.round(fix.accuracy_m) });
  const why = found.map((doubt) => para(word(`arrive.why_${doubt.code}`, { metres: doubt.value ?? 0 })));
  return make(
    "div", { class: "verdict", "data-state": isFine ? "ok" : "warn" },
    make("span", { class: "sign" }, icon(isFine ? "map-pin-check" : "map-pin-off")),
    make("div", { class: "grow" }, make("h2", {}, title), para(word("arrive.distance", { distance: length(distanceM([fix.lng, fix.lat], [site.lng, site.lat])).join(" "), accuracy })), ...why),
  );
}

/** Fence, site and oneself, north up. @param {Fix} fix @param {SiteCard} site */
function sketch(fix, site) {
  /** @type {[number, number]} */
  const centre = [site.lng, site.lat];
  const [east, north] = metresFrom(centre, [fix.lng, fix.lat]);
  const corners = (site.boundary ?? []).map((corner) => metresFrom(centre, corner));
  const radius = limitM(site);
  const reach = Math.max(radius, ...corners.map(([x, y]) => Math.max(Math.abs(x), Math.abs(y)) + radius));
  const far = Math.max(reach, Math.min(Math.hypot(east, north), reach * 4)) * 1.25;
  const scale = 118 / far;
  const pull = Math.min(1, (far * 0.94) / Math.max(Math.hypot(east, north), 1));
  const me = { x: 180 + east * scale * pull, y: 125 - north * scale * pull };
  const outline = corners.map(([x, y]) => `${180 + x * scale},${125 - y * scale}`).join(" ");
  const away = Math.round(awayM([fix.lng, fix.lat], site));
  return draw(
    "svg", { class: "sketch", viewBox: "0 0 360 250", role: "img", "aria-label": word("arrive.sketch", { metres: away }) },
    corners.length
      ? draw("polygon", { class: "fence", points: outline, "stroke-linejoin": "round" })
      : draw("circle", { class: "fence", cx: 180, cy: 125, r: radius * scale }),
    draw("rect", { class: "site-mark", x: 168, y: 113, width: 24, height: 24, rx: 5 }),
    draw("path", { class: "to-site", d: `M${me.x} ${me.y}L180 125` }),
    draw("circle", { class: "accuracy", cx: me.x, cy: me.y, r: Math.min(90, Math.max(12, (fix.accuracy_m ?? 0) * scale)) }),
    draw("circle", { class: "me", cx: me.x, cy: me.y, r: 8 }),
    draw("text", { class: "m-label", x: me.x, y: me.y > 200 ? me.y - 14 : me.y + 26 }, word("arrive.me", { metres: Math.round(fix.accuracy_m ?? 0) })),
    draw("text", { class: "m-label", x: 180, y: 104 }, site.name),
  );
}
