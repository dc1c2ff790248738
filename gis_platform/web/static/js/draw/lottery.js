/** The check of a draw's public record, again in JavaScript: the same claims as inspections/draw/lottery.py (docs/draw.md).
 * Pure: it runs in the browser and in Node, and asks the server for nothing. */

import { sha256 } from "./sha256.js";

/** @typedef {[string, number, number]} Candidate pseudonym, zone, weight in units of 2⁻³² */
/** @typedef {{attempt: number, reason: string, record_sha256: string}} Earlier */
/** @typedef {{algorithm: string, attempt: number, candidates: Candidate[], date: string, day_key: string,
 *   earlier_attempts: Earlier[], register_hash: string, result: string[][], snapshot_hash: string, stops: number,
 *   teams: number, witness_nonce: string}} DrawRecord */
/** @typedef {{days: Record<string, {key_hashes: string[], shown: string[], witness_nonce: string}>}} Commitments */
/** @typedef {{name: string, ok: boolean, value?: string}} Claim */

const ONE = 1n << 32n;
const ROOM = 1n << 256n;
const [ID, HEX, INT] = ['"[0-9a-f]{16}"', '"[0-9a-f]{64}"', "(0|[1-9][0-9]{0,9})"];
// What Python calls white space: the two checks must refuse the same records.
const BLANK = "[ \\t-\\r\\x1c-\\x1f\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]";
const PAST = `\\{"attempt":${INT},"reason":"(?!${BLANK}*")([^"\\\\]|\\\\.)+","record_sha256":${HEX}\\},?`;
const SHAPE = new RegExp(
  `^\\{"algorithm":"pivotal-1","attempt":[123],"candidates":\\[(\\[${ID},${INT},${INT}\\],?)+\\],"date":"[0-9-]{10}",` +
    `"day_key":${HEX},"earlier_attempts":\\[(${PAST})*\\],"register_hash":${HEX},"result":\\[(\\[(${ID},?)+\\],?)+\\],` +
    `"snapshot_hash":${HEX},"stops":${INT},"teams":${INT},"witness_nonce":${HEX}\\}$`,
);

/**
 * Every claim in order, up to the first that does not hold. Throws when a file cannot be read.
 * @param {string} recordText draw.json as it came
 * @param {string} commitmentsText commitments.json as it came
 * @returns {Claim[]}
 */
export function verified(recordText, commitmentsText) {
  const record = JSON.parse(recordText), commitments = JSON.parse(commitmentsText);
  const checked = [];
  for (const claim of claims(record, commitments, hasFloat(recordText))) {
    checked.push(claim);
    if (!claim.ok) break;
  }
  return checked;
}

/** Each relies on those before it being true. @param {DrawRecord} d @param {Commitments} commitments @param {boolean} isFloat @returns {Generator<Claim>} */
function* claims(d, commitments, isFloat) {
  yield { name: "shape", ok: !isFloat && SHAPE.test(canonical(d)) };
  yield { name: "day", ok: Object.hasOwn(commitments.days, d.date) };
  const { candidates, stops, teams } = d, at = d.attempt - 1, day = commitments.days[d.date];
  if (!day) throw new Error("no commitment for that day");
  const names = candidates.map(([name]) => name), zones = [...new Set(candidates.map(([, zone]) => zone))];
  const sorted = [...new Set(names)].sort();
  yield { name: "order", ok: same(names, sorted) && same(zones, zones.map((_, k) => k)) };
  const mass = zones.map((zone) => total(candidates.filter(([, z]) => z === zone)));
  const whole = mass.reduce((a, b) => a + b, 0n);
  yield { name: "total", ok: 0 < teams && teams <= stops && whole === BigInt(stops) * ONE };
  const most = mass.reduce((a, b) => (a > b ? a : b)), share = BigInt(Math.ceil(stops / teams));
  const bears = most * BigInt(teams) <= whole && candidates.every(([, z, w]) => BigInt(w) * share <= mass[z]);
  yield { name: "cap", ok: (bears || mass.length === 1) && candidates.every(([, , w]) => BigInt(w) * 100n <= ONE * 95n) };
  const keyHash = item(day.key_hashes, at);
  yield { name: "key", ok: hashOf(d.day_key) === keyHash, value: keyHash };
  const snapshot = hashOf(d.register_hash, hashOf({ candidates, stops, teams }));
  yield { name: "snapshot", ok: snapshot === d.snapshot_hash, value: snapshot };
  yield { name: "shown", ok: d.snapshot_hash === item(day.shown, at), value: d.snapshot_hash };
  yield { name: "nonce", ok: d.witness_nonce === day.witness_nonce, value: day.witness_nonce };
  yield { name: "attempts", ok: same(d.earlier_attempts.map((one) => one.attempt), [1, 2].slice(0, at)) };
  const seed = hashOf(d.day_key, d.snapshot_hash, d.witness_nonce);
  yield { name: "again", ok: same(lottery(candidates, stops, teams, seed), d.result), value: seed };
  yield { name: "hash", ok: true, value: hashOf(d) };
}

/**
 * Each team's stops (one zone: one set for all).
 * @param {Candidate[]} candidates @param {number} stops @param {number} teams @param {string} seed @returns {string[][]}
 */
export function lottery(candidates, stops, teams, seed) {
  const sizes = Array.from({ length: teams }, (_, k) => Math.floor(stops / teams) + (k < stops % teams ? 1 : 0));
  const ofZones = new Stream(seed, "zones"), ofSites = new Stream(seed, "sites");
  /** @type {[string, bigint][][]} */
  const zones = Array.from({ length: 1 + Math.max(...candidates.map(([, zone]) => zone)) }, () => []);
  for (const [name, zone, weight] of candidates) zones[zone].push([name, BigInt(weight)]);
  if (zones.length === 1) return [pivotal(zones[0], ONE, ofSites)];
  ofZones.shuffle(sizes);
  const mass = zones.map((zone) => zone.reduce((sum, [, weight]) => sum + weight, 0n));
  const shares = mass.map((m, k) => /** @type {[number, bigint]} */ ([k, m * BigInt(teams)]));
  const hit = pivotal(shares, mass.reduce((a, b) => a + b, 0n), ofZones);
  ofZones.shuffle(hit);
  return hit.map((zone, i) =>
    pivotal(zones[zone].map(([name, weight]) => [name, weight * BigInt(sizes[i])]), mass[zone], ofSites),
  );
}

/**
 * Two play for each other's chance until one is in or out. Σ weight = m·one → m ids, P = weight / one.
 * @template T
 * @param {[T, bigint][]} pairs @param {bigint} one @param {Stream} rng @returns {T[]}
 */
function pivotal(pairs, one, rng) {
  const queue = [...pairs], won = /** @type {T[]} */ ([]);
  let holder = /** @type {any} */ (null), a = 0n;
  rng.shuffle(queue);
  for (const [challenger, b] of queue) {
    if (a + b < one || a === 0n || b === 0n) {
      if (rng.below(atLeastOne(a + b)) < b) holder = challenger;
      a += b;
    } else {
      const isFirst = rng.below(atLeastOne(2n * one - a - b)) < atLeastOne(one - b);
      won.push(isFirst ? holder : challenger);
      holder = isFirst ? challenger : holder;
      a = a + b - one;
    }
    if (a === one) {
      won.push(holder);
      holder = null;
      a = 0n;
    }
  }
  return won;
}

/** SHA-256 in counter mode: the same numbers on every machine. */
class Stream {
  /** @param {string} seed @param {string} name */
  constructor(seed, name) {
    this.seed = sha256(joined([bytesOf(seed), utf8(name)]));
    this.n = 0n;
  }

  /** Exactly uniform 0 ≤ u < k, by rejection. @param {bigint} k @returns {bigint} */
  below(k) {
    for (;;) {
      const count = new Uint8Array(8);
      new DataView(count.buffer).setBigUint64(0, ++this.n);
      const u = BigInt(`0x${hex(sha256(joined([this.seed, count])))}`);
      if (u < (ROOM / k) * k) return u % k;
    }
  }

  /** @param {any[]} items in place */
  shuffle(items) {
    for (let i = items.length - 1; i > 0; i--) {
      const j = Number(this.below(BigInt(i + 1)));
      [items[i], items[j]] = [items[j], items[i]];
    }
  }
}

/** Hex text counts as its bytes, anything else as its canonical JSON. @param {...any} parts @returns {string} hex */
export function hashOf(...parts) {
  return hex(sha256(joined(parts.map((part) => (typeof part === "string" ? bytesOf(part) : utf8(unbroken(canonical(part))))))));
}

/** JSON with sorted keys and no spaces. @param {any} value @returns {string} */
export function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  return `{${Object.keys(value).sort().map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join(",")}}`;
}

/** Half a character has no bytes; JSON.stringify writes it as an escape. @param {string} text */
function unbroken(text) {
  if (/(?:^|[^\\])(?:\\\\)*\\ud[89a-f]/.test(text)) throw new Error("half a character");
  return text;
}

/** `1.0` and `1e3` become whole numbers in JavaScript, so the text itself is looked at. @param {string} text */
function hasFloat(text) {
  return /\d[.eE]/.test(text.replace(/"(?:[^"\\]|\\.)*"/gs, '""'));
}

/** @param {string[]} list @param {number} at */
function item(list, at) {
  if (list[at] === undefined) throw new Error("nothing committed for this attempt");
  return list[at];
}

/** @param {Candidate[]} rows */
function total(rows) {
  return rows.reduce((sum, [, , weight]) => sum + BigInt(weight), 0n);
}

/** @param {bigint} k */
function atLeastOne(k) {
  return k > 1n ? k : 1n;
}

/** @param {any} a @param {any} b plain values */
function same(a, b) {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** @param {string} text hex @returns {Uint8Array} */
function bytesOf(text) {
  if (!/^([0-9a-f]{2})*$/i.test(text)) throw new Error("not hex");
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16));
}

/** @param {Uint8Array} bytes */
function hex(bytes) {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** @param {string} text */
function utf8(text) {
  return new TextEncoder().encode(text);
}

/** @param {Uint8Array[]} parts */
function joined(parts) {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
