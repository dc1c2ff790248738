/** Reads the package and the phone's own notes together: where the day stands. Pure. */

/**
 * @typedef {import("./store.js").Notes} Notes
 * @typedef {import("./store.js").NotedVisit} NotedVisit
 * @typedef {{code: string, detail: string}} Reason
 * @typedef {{id: string, stop_id: string | null, site_id: number | null, state: string, standing: string, arrived_at: string, left_at: string | null,
 *   recorded_at: string | null, verdict: Reason[] | null, papers: {id: string, series: string, serial: string}[]}} PackedVisit
 * @typedef {{id: number, name: string, kind: string, sector_line: string, township: string, address: string, lng: number, lat: number,
 *   boundary: [number, number][] | null, principal: string, phone: string}} SiteCard
 * @typedef {{id: string, text: string, text_en?: string, section: string, ok_when: string, how?: string, grade_hint?: string, evidence?: string}} Item
 * @typedef {{checklist: string, version: number, title: string, title_en: string, items: Item[]}} Sheet
 * @typedef {{stop_id: string, place: number, of_padded: number, state: string, planned: {arrive_s: number}, site: SiteCard,
 *   risk: {level: string, reasons: Reason[]}, sheets: Sheet[], licences: any[], history: any[], hazards: any[]}} Stop
 * @typedef {{task: string, date: string, departs_at: string, shift_ends_at: string, meeting_point: string}} Assembly
 * @typedef {{stop_id: string, place: number, state: string, site: {id: number, name: string}, visit_id: string | null}} Opened
 * @typedef {{id: number, name: string, is_leader: boolean}} Member
 * @typedef {{assemblies?: Assembly[], stop?: Stop | null, opened?: Opened[], team?: Member[], visits?: PackedVisit[]}} Sections
 */

/** The sections that came laid over those that were there. @param {Sections} old @param {Sections} came @returns {Sections} */
export function merged(old, came) {
  return { ...old, ...came };
}

/**
 * One visit as the server and the phone know it, or null.
 * @param {Sections} sections @param {Notes} notes @param {string} id
 */
export function visitOf(sections, notes, id) {
  const packed = sections.visits?.find((one) => one.id === id);
  const noted = notes.visits.find((one) => one.id === id);
  if (!packed && !noted) return null;
  const site = noted?.site ?? siteOf(sections, packed);
  return {
    id,
    site,
    stop_id: packed?.stop_id ?? noted?.stop_id ?? null,
    arrived_at: packed?.arrived_at ?? noted?.arrived_at ?? "",
    is_left: Boolean(packed?.left_at || noted?.left_at),
    is_heard: Boolean(packed),
    standing: packed?.standing ?? "unknown",
    verdict: packed?.verdict ?? null,
    recorded_at: packed?.recorded_at ?? null,
    papers: packed?.papers ?? [],
    answers: noted?.answers ?? {},
    findings: noted?.findings ?? [],
    signed: noted?.signed ?? {},
  };
}

/** @typedef {NonNullable<ReturnType<typeof visitOf>>} Visit */

/** @param {Sections} sections @param {PackedVisit | undefined} packed */
function siteOf(sections, packed) {
  const { stop } = sections;
  if (packed && stop && (packed.stop_id === stop.stop_id || packed.site_id === stop.site.id)) return { id: stop.site.id, name: stop.site.name };
  const opened = sections.opened?.find((one) => packed && (one.stop_id === packed.stop_id || one.site.id === packed.site_id));
  return opened?.site ?? null;
}

/** The visit one is at now: the newest that was neither left nor voided. @param {Sections} sections @param {Notes} notes @returns {Visit | null} */
export function visitNow(sections, notes) {
  return visitsOf(sections, notes).find((visit) => !visit.is_left) ?? null;
}

/** Visits of the last days, newest first. @param {Sections} sections @param {Notes} notes @returns {Visit[]} */
export function visitsOf(sections, notes) {
  const live = (sections.visits ?? []).filter((one) => one.state !== "voided").map((one) => one.id);
  const sealed = notes.visits.map((one) => one.id).filter((id) => !sections.visits?.some((one) => one.id === id));
  const found = [...live, ...sealed].map((id) => /** @type {Visit} */ (visitOf(sections, notes, id)));
  return found.sort((a, b) => Date.parse(b.arrived_at) - Date.parse(a.arrived_at)).slice(0, 20);
}

/** The colleague's visit that waits for one's own “I am here too”. @param {Sections} sections @param {Notes} notes */
export function toConfirm(sections, notes) {
  const mine = new Set([...(sections.visits ?? []).map((one) => one.id), ...notes.visits.map((one) => one.id)]);
  return sections.opened?.find((one) => one.state === "unsealed" && one.visit_id && !mine.has(one.visit_id)) ?? null;
}

/** Notes with one visit changed, or begun. @param {Notes} notes @param {string} id @param {Partial<NotedVisit>} change @returns {Notes} */
export function noteVisit(notes, id, change) {
  const known = notes.visits.find((one) => one.id === id);
  /** @type {NotedVisit} */
  const before = known ?? { id, stop_id: null, site: null, arrived_at: "", left_at: "", answers: {}, findings: [], signed: {} };
  return { ...notes, visits: [...notes.visits.filter((one) => one.id !== id), { ...before, ...change }] };
}

/**
 * What a colleague's phone sent to the same visit, laid under what this one noted.
 * @param {Notes} notes @param {string} id
 * @param {{checklist: string, item_key: string, answer: string, value: string}[]} answers
 * @param {{id: string, text: string, grade: string, state: string, photos: string[]}[]} hazards
 * @returns {Notes}
 */
export function noteShared(notes, id, answers, hazards) {
  const noted = notes.visits.find((one) => one.id === id);
  const theirs = Object.fromEntries(answers.map((one) => [`${one.checklist}/${one.item_key}`, { answer: one.answer, value: one.value }]));
  const own = noted?.findings ?? [];
  const others = hazards.filter((one) => !own.some((known) => known.id === one.id));
  const findings = others.map(({ id: findingId, text, grade, state, photos }) => ({ id: findingId, text, grade, at: "", photos, fixed_at: FIXED.has(state) ? state : "" }));
  return noteVisit(notes, id, { answers: { ...theirs, ...noted?.answers }, findings: [...own, ...findings] });
}

const FIXED = new Set(["fixed_on_site", "closed"]);

/**
 * What the phone noted with a deed that the server refused for good, taken back; the deed itself stays in the list.
 * @param {Notes} notes @param {{kind: string, entity_id: string, body: Record<string, any>}} deed @returns {Notes}
 */
export function takenBack(notes, { kind, entity_id: id, body }) {
  if (kind === "duty.start") return { ...notes, duty: notes.duty?.id === id ? null : notes.duty };
  if (kind === "visit.arrive" || kind === "presence.confirm") return { ...notes, visits: notes.visits.filter((one) => one.id !== id) };
  if (kind === "supervision.check_in") return { ...notes, check_ins: notes.check_ins.filter((one) => one.id !== id) };
  if (kind === "supervision.check_out") return { ...notes, check_ins: notes.check_ins.map((one) => (one.id === id ? { ...one, out_at: "" } : one)) };
  return { ...notes, visits: notes.visits.map((visit) => visitTakenBack(visit, kind, id, body)) };
}

/** @param {NotedVisit} visit @param {string} kind @param {string} id @param {Record<string, any>} body @returns {NotedVisit} */
function visitTakenBack(visit, kind, id, body) {
  if (kind === "finding.create") return { ...visit, findings: visit.findings.filter((one) => one.id !== id) };
  if (kind === "hazard.fix_on_site") return { ...visit, findings: visit.findings.map((one) => (one.id === id ? { ...one, fixed_at: "" } : one)) };
  if (visit.id !== id) return visit;
  if (kind === "visit.leave") return { ...visit, left_at: "" };
  if (kind === "visit.sign") return { ...visit, signed: without(visit.signed, body.signatures.map((/** @type {{role: string}} */ one) => one.role)) };
  if (kind === "checklist.answer") return { ...visit, answers: without(visit.answers, [`${body.checklist}/${body.item}`]) };
  return visit;
}

/** @template T @param {Record<string, T>} shelf @param {string[]} names @returns {Record<string, T>} */
function without(shelf, names) {
  return Object.fromEntries(Object.entries(shelf).filter(([name]) => !names.includes(name)));
}

/** Items one can look for: every word must be in the text, the section or the way of looking. @param {Sheet[]} sheets @param {string} words */
export function findItems(sheets, words) {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  return sheets.flatMap((sheet) =>
    sheet.items
      .filter((item) => {
        const text = [item.text, item.text_en, item.section, item.how].join(" ").toLowerCase();
        return wanted.every((word) => text.includes(word));
      })
      .map((item) => ({ sheet, item })),
  );
}

/** Whether an answer says that something is wrong; a note and 不适用 never do. @param {Item} item @param {string | undefined} answer */
export function isFail(item, answer) {
  return (answer === "yes" || answer === "no") && item.ok_when !== "record" && answer !== item.ok_when;
}

/** @param {Sheet[]} sheets @param {Record<string, {answer: string}>} answers */
export function progress(sheets, answers) {
  const all = sheets.flatMap((sheet) => sheet.items.map((item) => ({ item, answer: answers[`${sheet.checklist}/${item.id}`]?.answer })));
  return {
    total: all.length,
    answered: all.filter(({ answer }) => answer).length,
    failed: all.filter(({ item, answer }) => isFail(item, answer)).length,
  };
}

/** Today's call, or the next one. @param {Assembly[]} assemblies */
export function nextCall(assemblies) {
  return [...assemblies].sort((a, b) => Date.parse(a.departs_at) - Date.parse(b.departs_at))[0] ?? null;
}

/** Seconds of the day as 11:52. @param {number} seconds */
export function clockOf(seconds) {
  const minutes = Math.round(seconds / 60);
  return `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
}
