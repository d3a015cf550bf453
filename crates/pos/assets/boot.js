// @ts-check
/** What the page brought along, and the voice of the till: words, amounts, times. */

/** @typedef {{code: string, name: string, city: string, street: string}} Place */
/** @typedef {{id: string, name: string}} Name */
/** @typedef {{staff: Name, place: Place, csrf: string, currency: string, zone: string, points_per_unit: number, may: Record<string, boolean>}} Me */
/** @type {{lang: string, site: string, icons: string, words: Record<string, any>, places: Place[], place: Place | null, me: Me | null, other_lang: string}} */
export const boot = JSON.parse(/** @type {HTMLElement} */ (document.getElementById("main")).dataset.boot || "{}");

/** English as Europe writes it: 24 hours, day before month. */
const locale = boot.lang === "en" ? "en-GB" : boot.lang;
const plural = new Intl.PluralRules(locale);
const fill = (/** @type {string} */ text, /** @type {Record<string, any>} */ args) => text.replace(/\{([\w-]+)\}/g, (hole, name) => args[name] ?? hole);

/** A message; arguments fill its `{holes}`. */
export function t(/** @type {string} */ key, /** @type {Record<string, any>} */ args = {}) {
  const text = boot.words[key];
  return typeof text === "string" ? fill(text, args) : `⟦${key}⟧`;
}
/** A message that counts. */
export function n(/** @type {string} */ key, /** @type {number} */ count, /** @type {Record<string, any>} */ args = {}) {
  const forms = boot.words[key];
  if (!forms || typeof forms === "string") return `⟦${key}⟧`;
  return fill(forms[plural.select(count)] ?? forms.other, { count: number(count), ...args });
}
/** A message for a code of the server; the code itself where we have no word for it. */
export const code = (/** @type {string} */ family, /** @type {string} */ value) => boot.words[`${family}-${value.replace(/[._]/g, "-")}`] ?? value;

const whole = new Intl.NumberFormat(locale);
export const number = (/** @type {number} */ it) => whole.format(it);

/** @type {Record<string, Intl.NumberFormat>} */
const purses = {};
let currency = boot.me?.currency ?? "PLN";
export const setCurrency = (/** @type {string} */ it) => { currency = it; };
/** An amount in the smallest unit, as people write it. */
export function money(/** @type {number} */ minor) {
  purses[currency] ??= new Intl.NumberFormat(locale, { style: "currency", currency });
  return purses[currency].format(minor / 100);
}
/** The same without the name of the currency, for fields. */
export const amount = (/** @type {number} */ minor) => (minor / 100).toFixed(2).replace(".", boot.lang === "pl" ? "," : ".");
/** What somebody typed, in the smallest unit; `null` if it is no amount. */
export function readAmount(/** @type {string} */ text) {
  const match = text.replace(/[\s\u00a0]/g, "").match(/^(\d{1,7})(?:[.,](\d{0,2}))?$/);
  return match ? Number(match[1]) * 100 + Number((match[2] ?? "").padEnd(2, "0")) : null;
}

/** Times are told as the store's clock shows them, wherever this device thinks it is. */
let zone = boot.me?.zone;
/** @type {Record<string, Intl.DateTimeFormat>} */
let clocks = {};
export const setZone = (/** @type {string} */ it) => { zone = it; clocks = {}; };
const written = (/** @type {Date} */ at, /** @type {Intl.DateTimeFormatOptions} */ how) => (clocks[JSON.stringify(how)] ??= new Intl.DateTimeFormat(locale, { ...how, timeZone: zone })).format(at);
const TIME = /** @type {const} */ ({ hour: "2-digit", minute: "2-digit" }), DAY = /** @type {const} */ ({ day: "numeric", month: "short" }), YEAR = /** @type {const} */ ({ day: "numeric", month: "short", year: "numeric" });
/** `14:05` today, `12 lis, 14:05` before. */
export function moment(/** @type {string} */ iso) {
  const at = new Date(iso), now = new Date();
  if (written(at, YEAR) === written(now, YEAR)) return written(at, TIME);
  return `${written(at, at.getFullYear() === now.getFullYear() ? DAY : YEAR)}, ${written(at, TIME)}`;
}
export const date = (/** @type {string} */ iso) => written(new Date(iso), YEAR);
/** `850 m` · `12 km` */
export const distance = (/** @type {number} */ metres) => metres < 1000 ? `${number(Math.round(metres / 10) * 10)} m` : `${number(Math.round(metres / 1000))} km`;
