/** /field/: one thing a screen; the address after `#` says which. */

import { App } from "./app.js";
import * as arrive from "./screens/arrive.js";
import * as checklist from "./screens/checklist.js";
import * as confirm from "./screens/confirm.js";
import * as finding from "./screens/finding.js";
import * as fixed from "./screens/fixed.js";
import * as menu from "./screens/menu.js";
import * as navigate from "./screens/navigate.js";
import * as paper from "./screens/paper.js";
import * as received from "./screens/received.js";
import * as residence from "./screens/residence.js";
import * as sign from "./screens/sign.js";
import * as skip from "./screens/skip.js";
import * as today from "./screens/today.js";
import * as visit from "./screens/visit.js";

const SCREENS = { arrive, checklist, confirm, finding, fixed, menu, navigate, paper, received, residence, sign, skip, today, visit };

/** @param {HTMLElement} element @param {import("./app.js").Me} me */
export async function mount(element, me) {
  await new App(element, me, SCREENS).start();
}
