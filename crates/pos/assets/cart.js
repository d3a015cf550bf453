// @ts-check
/** The sale under way. It lives on the device: no reload, lock or lost connection empties it. */
import { t } from "./boot.js";
import { newId } from "./ids.js";
import { items } from "./source.js";
import { Cell } from "./store.js";

/** @typedef {import("./source.js").Item} Item */
/** @typedef {{id: string, item: Item, quantity: number}} Line */
/** @typedef {{id: string, method: "cash" | "card", amount: number, given?: number, reference?: string}} Tender */
/** @typedef {{order: string, lines: Line[], person: import("./source.js").Person | null, tenders: Tender[]}} Cart */

/** @returns {Cart} */
const fresh = () => ({ order: newId("order"), lines: [], person: null, tenders: [] });
/** @type {Cell<Cart>} */
export const cart = new Cell(fresh(), "pos.cart");

export const MOST = 999;
const change = (/** @type {(it: Cart) => Partial<Cart>} */ how) => cart.set({ ...cart.now, ...how(cart.now) });

export const total = (/** @type {Cart} */ it) => it.lines.reduce((sum, line) => sum + (line.item.price ?? 0) * line.quantity, 0);
export const pieces = (/** @type {Cart} */ it) => it.lines.reduce((sum, line) => sum + line.quantity, 0);
export const paid = (/** @type {Tender[]} */ tenders) => tenders.reduce((sum, it) => sum + it.amount, 0);
export const back = (/** @type {Tender[]} */ tenders) => tenders.reduce((sum, it) => sum + Math.max(0, (it.given ?? it.amount) - it.amount), 0);

/** The tax inside, by rate, as the server rounds it: of each rate's sum, halves up. */
export function taxes(/** @type {Cart} */ it) {
  /** @type {Map<number, {letter: string, rate: number, gross: number, tax: number}>} */
  const sums = new Map();
  for (const { item, quantity } of it.lines) {
    const sum = sums.get(item.rate_bp) ?? { letter: item.letter, rate: item.rate_bp, gross: 0, tax: 0 };
    sum.gross += (item.price ?? 0) * quantity;
    sum.tax = Math.floor((sum.gross * item.rate_bp * 2 + 10_000 + item.rate_bp) / ((10_000 + item.rate_bp) * 2));
    sums.set(item.rate_bp, sum);
  }
  return [...sums.values()].sort((a, b) => b.rate - a.rate);
}

/** Money was taken already: the goods stay as they are. */
export const locked = (/** @type {Cart} */ it) => it.tenders.length > 0;

/** Adds one piece; the line it went to, or why not. @returns {{line?: Line, why?: string}} */
export function add(/** @type {Item} */ item) {
  if (locked(cart.now)) return { why: t("cart-locked") };
  if (!item.sold || item.price === null) return { why: t("not-sold", { name: item.name }) };
  const known = cart.now.lines.find((line) => line.item.id === item.id);
  const line = known ? { ...known, item, quantity: Math.min(MOST, known.quantity + 1) } : { id: newId("line"), item, quantity: 1 };
  change((it) => ({ lines: known ? it.lines.map((old) => old.id === line.id ? line : old) : [...it.lines, line] }));
  return { line };
}
export function setQuantity(/** @type {string} */ id, /** @type {number} */ quantity) {
  if (locked(cart.now)) return;
  const wanted = Math.max(1, Math.min(MOST, Math.floor(quantity) || 1));
  change((it) => ({ lines: it.lines.map((line) => line.id === id ? { ...line, quantity: wanted } : line) }));
}
/** Takes a line out; the way to put it back where it was. */
export function remove(/** @type {string} */ id) {
  const before = cart.now.lines, at = before.findIndex((line) => line.id === id);
  if (at < 0 || locked(cart.now)) return null;
  const line = before[at];
  change((it) => ({ lines: it.lines.filter((other) => other.id !== id) }));
  return () => change((it) => it.lines.some((other) => other.item.id === line.item.id) ? {} : ({ lines: [...it.lines.slice(0, at), line, ...it.lines.slice(at)] }));
}
export const attach = (/** @type {import("./source.js").Person | null} */ person) => change(() => ({ person }));
export const setTenders = (/** @type {Tender[]} */ tenders) => change(() => ({ tenders }));
/** Empties the cart; the way to bring it back. */
export function clear() {
  const before = cart.now;
  cart.set(fresh());
  return () => { if (!cart.now.lines.length) cart.set(before); };
}
/** Takes a sale that was refused back under way, under a new id: the old one may be known to the server. */
export const restore = (/** @type {Cart} */ it) => cart.set({ ...it, order: newId("order"), lines: it.lines.map((line) => ({ ...line, id: newId("line") })), tenders: it.tenders.map((tender) => ({ ...tender, id: newId("tender") })) });

/** Prices as they are now; says whether something changed. */
export async function refresh() {
  const now = await items(cart.now.lines.map((line) => line.item.id));
  let changed = false;
  change((it) => ({
    lines: it.lines.map((line) => {
      const item = now.find((other) => other.id === line.item.id);
      if (item && item.price !== line.item.price) changed = true;
      return item ? { ...line, item } : line;
    }),
  }));
  return changed;
}

/** What this till sold most, for the first tiles. @type {Cell<Record<string, number>>} */
export const often = new Cell(/** @type {Record<string, number>} */ ({}), "pos.often");
export function count(/** @type {Line[]} */ lines) {
  const all = { ...often.now };
  for (const line of lines) all[line.item.id] = (all[line.item.id] ?? 0) + line.quantity;
  often.set(Object.fromEntries(Object.entries(all).sort((a, b) => b[1] - a[1]).slice(0, 60)));
}
