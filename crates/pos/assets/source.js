// @ts-check
/**
 * Where data comes from: the only module that talks to the server. A till that works without network puts a local
 * snapshot behind these same functions and leaves the rest alone.
 */
import { boot, setCurrency, setZone } from "./boot.js";
import { Cell } from "./store.js";

/** @typedef {{axis: string, code: string, label: string, name: string, hex: string | null}} Value */
/** @typedef {{id: string, sku: string, ean: string | null, product: string, name: string, options: string, values: Value[], picture: string | null, price: number | null, rate_bp: number, letter: string, here: number, sold: boolean}} Item */
/** @typedef {{product: string, name: string, picture: string | null, from: number | null, to: number | null, here: number, items: Item[]}} Group */
/** @typedef {{id: string, name: string | null, email: string | null, phone: string | null, card: string | null, spendable: number, pending: number, next_spendable_at: string | null}} Person */
/** @typedef {{id: string, variant: string, sku: string, ean: string | null, name: string, picture: string | null, quantity: number, picked: number, unit: number, gross: number}} PickupLine */
/** @typedef {{id: string, order: string, number: string, mode: string, state: string, bin: string | null, payment: string, due: number, worth: number, person: string | null, name: string | null, email: string | null, phone: string | null, placed_at: string, ready_at: string | null, due_at: string | null, clock: string | null, clock_due_at: string | null, from: string | null, to: string | null, pieces: number, lines: PickupLine[]}} Pickup */
/** @typedef {{open: Pickup[], picked: Pickup[], ready: Pickup[], arriving: Pickup[]}} Queue */
/** @typedef {{order: string, order_number: string, number: string, total: number, change: number, issued_at: string, url: string, points: number}} Receipt */

/** The server said no, and why. */
export class Refused extends Error {
  constructor(/** @type {any} */ body, /** @type {number} */ status) {
    super(body.text || body.detail || body.title || String(status));
    this.status = status;
    this.slug = String(body.type ?? "").replace("/problems/", "");
    this.fields = body.errors ?? [];
  }
}
/** Nobody answered; whether the request arrived is unknown. */
export class Unreachable extends Error {}

/** Whether the server answers. Told apart from what still waits to be sent. */
export const link = new Cell(navigator.onLine);
addEventListener("offline", () => link.set(false));

/** Who is signed in. @type {Cell<import("./boot.js").Me | null>} */
export const me = new Cell(/** @type {any} */ (boot.me));
/** Why somebody has to sign in again. */
export const ended = new Cell("");

const PATIENCE = 10_000;

/** @returns {Promise<any>} */
async function call(/** @type {string} */ method, /** @type {string} */ path, /** @type {any} */ body = undefined) {
  /** @type {Record<string, string>} */
  const headers = { accept: "application/json" };
  if (method !== "GET") headers["x-csrf-token"] = me.now?.csrf ?? "";
  if (body !== undefined) headers["content-type"] = "application/json";
  let answer;
  try {
    answer = await fetch(`/pos/api${path}`, { method, headers, body: body === undefined ? undefined : JSON.stringify(body), signal: AbortSignal.timeout(PATIENCE) });
  } catch (error) {
    link.set(false);
    throw new Unreachable(String(error));
  }
  // A gateway that stands in for a missing server says 502 to 504; a busy server says 503 itself.
  if (answer.status >= 502 && answer.status <= 504) { link.set(answer.status === 503); throw new Unreachable(String(answer.status)); }
  if (!link.now) link.set(true);
  const told = await answer.json().catch(() => ({}));
  if (answer.ok) return told;
  const refused = new Refused(told, answer.status);
  if (refused.slug === "access/signed-out" && me.now) { ended.set("session"); me.set(null); }
  throw refused;
}

const get = (/** @type {string} */ path) => call("GET", path);
export const post = (/** @type {string} */ path, /** @type {any} */ body = null) => call("POST", path, body);
const q = encodeURIComponent;

/** Codes that were answered a moment ago are answered at once. @type {Map<string, {item: Item, at: number}>} */
const seen = new Map();
const FRESH = 5 * 60_000;
function learn(/** @type {Item[]} */ items) {
  const at = Date.now();
  for (const item of items) for (const key of [item.ean, item.sku]) if (key) seen.set(key, { item, at });
  return items;
}
const learnGroups = (/** @type {{groups: Group[], next: string | null}} */ it) => { it.groups.forEach((group) => learn(group.items)); return it; };
export const forget = () => seen.clear();

/** @returns {Promise<{item: Item | null, person: Person | null, pickups: Pickup[]}>} */
export async function scan(/** @type {string} */ text) {
  const known = seen.get(text);
  if (known && Date.now() - known.at < FRESH) return { item: known.item, person: null, pickups: [] };
  const heard = await get(`/scan?code=${q(text)}`);
  if (heard.item) { learn([heard.item]); seen.set(text, { item: heard.item, at: Date.now() }); }
  return heard;
}
/** @returns {Promise<{groups: Group[], next: string | null}>} */
export const search = async (/** @type {string} */ words) => learnGroups(await get(`/goods?q=${q(words)}`));
/** @returns {Promise<{groups: Group[], next: string | null}>} */
export const assortment = async (/** @type {string} */ category, /** @type {string} */ after = "") => learnGroups(await get(`/goods?category=${q(category)}${after ? `&after=${q(after)}` : ""}`));
/** @returns {Promise<{key: string, name: string}[]>} */
export const categories = () => get("/categories");
/** @returns {Promise<Item[]>} */
export const items = async (/** @type {string[]} */ ids) => ids.length ? learn(await get(`/items?ids=${ids.join(",")}`)) : [];
/** @returns {Promise<{groups: Group[]}>} */
export const siblings = async (/** @type {string} */ variant) => learnGroups(await get(`/goods/${variant}`));
export const stock = (/** @type {string} */ variant) => get(`/stock/${variant}`);

/** @returns {Promise<Person[]>} */
export const people = (/** @type {string} */ words) => get(`/people?q=${q(words)}`);
export const profile = (/** @type {string} */ id) => get(`/people/${id}`);
export const timeline = (/** @type {string} */ id, /** @type {string} */ after) => get(`/people/${id}/timeline?after=${q(after)}`);
/** @returns {Promise<Person>} */
export const addPerson = (/** @type {{name: string, email: string, phone: string}} */ it) => post("/people", it);

/** @returns {Promise<Pickup[]>} */
export const pickups = (/** @type {string} */ words = "") => get(`/pickups?q=${q(words)}`);
/** @returns {Promise<Pickup>} */
export const pickup = (/** @type {string} */ id) => get(`/pickups/${id}`);
/** @returns {Promise<Queue>} */
export const queue = () => get("/queue");
export const pick = (/** @type {string} */ id) => post(`/queue/${id}/pick`);
export const stage = (/** @type {string} */ id, /** @type {string} */ bin) => post(`/queue/${id}/stage`, { bin });
export const reject = (/** @type {string} */ id, /** @type {string} */ reason) => post(`/queue/${id}/reject`, { reason });
export const accept = (/** @type {string} */ id) => post(`/queue/${id}/accept`);
/** To how many each line is set: one more with every scan. @returns {Promise<Pickup>} */
export const picked = (/** @type {string} */ id, /** @type {{line: string, quantity: number}[]} */ lines) => post(`/queue/${id}/picked`, { lines });
/** @returns {Promise<Pickup>} */
export const short = (/** @type {string} */ id, /** @type {{line: string, quantity: number}[]} */ missing, /** @type {string} */ reason) => post(`/queue/${id}/short`, { missing, reason });
export const dispatch = (/** @type {string} */ id) => post(`/queue/${id}/dispatch`);
export const receive = (/** @type {string} */ id) => post(`/queue/${id}/receive`);
export const sales = () => get("/sales");
export const forReturn = (/** @type {string} */ words) => get(`/returns?q=${q(words)}`);
export const returnable = (/** @type {string} */ order) => get(`/returns/${order}`);
export const takeBack = (/** @type {{id: string, order: string, lines: any[], credit: boolean}} */ it) => post("/returns", it);

/** @returns {Promise<import("./boot.js").Name[]>} */
export const names = (/** @type {string} */ place) => get(`/places/${place}/staff`);
export async function signIn(/** @type {string} */ place, /** @type {string} */ staff, /** @type {string} */ pin) {
  const opened = await post("/sign-in", { place, staff, pin });
  setCurrency(opened.currency);
  setZone(opened.zone);
  ended.set("");
  me.set(opened);
}
export async function signOut() {
  try { await post("/sign-out"); } catch (error) { if (!(error instanceof Refused)) throw error; }
  me.set(null);
}

/** Hears of changes in this store's queue until closed. */
export function listen(/** @type {(change: {name: string, number?: string}) => void} */ heard) {
  const stream = new EventSource("/pos/api/live");
  stream.addEventListener("change", (event) => heard(JSON.parse(/** @type {MessageEvent} */ (event).data)));
  stream.onopen = () => link.set(true);
  stream.onerror = () => { if (stream.readyState !== EventSource.OPEN) link.set(false); };
  return () => stream.close();
}
