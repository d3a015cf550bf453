// @ts-check
/**
 * What was sold or handed over and not yet acknowledged. It is written to the device before it is sent and leaves only when
 * the server has answered; its ids were made here, so that sending it again is the same sale.
 */
import { Refused, link, me, post } from "./source.js";
import { Cell } from "./store.js";

/** @typedef {{id: string, kind: "sale" | "pickup", path: string, body: any, label: string, total: number, at: string, place: string, staff: string, state: "waiting" | "refused", why?: string, slug?: string, cart?: any}} Entry */

/** @type {Cell<Entry[]>} */
export const outbox = new Cell(/** @type {Entry[]} */ ([]), "pos.outbox");
/** The answer to each entry that went through since the page was opened. @type {Map<string, any>} */
export const answers = new Map();

const change = (/** @type {string} */ id, /** @type {(entry: Entry) => Entry | null} */ how) =>
  outbox.set(outbox.now.flatMap((it) => { const next = it.id === id ? how(it) : it; return next ? [next] : []; }));
export const drop = (/** @type {string} */ id) => change(id, () => null);

/** @type {Map<string, Promise<any>>} */
const under = new Map();

/** Keeps the entry, then sends it. Resolves to the answer, or to `null` while it has to wait. Throws what was refused. */
export function commit(/** @type {Entry} */ entry) {
  outbox.set([...outbox.now.filter((it) => it.id !== entry.id), entry]);
  return send(entry);
}

function send(/** @type {Entry} */ entry) {
  const running = under.get(entry.id) ?? once(entry).finally(() => under.delete(entry.id));
  under.set(entry.id, running);
  return running;
}
async function once(/** @type {Entry} */ entry) {
  try {
    const answer = await post(entry.path, entry.body);
    answers.set(entry.id, answer);
    drop(entry.id);
    return answer;
  } catch (error) {
    // Signed out, too fast, or our own fault: it waits and is tried again.
    const waits = !(error instanceof Refused) || [401, 408, 429].includes(error.status) || error.status >= 500 || error.slug === "access/forged-form";
    if (waits) return null;
    change(entry.id, (it) => ({ ...it, state: "refused", why: error.message, slug: error.slug }));
    throw error;
  }
}

/** Tries everything that waits, oldest first; stops where nobody answers. */
export async function flush() {
  const here = me.now?.place.code;
  for (const entry of outbox.now.filter((it) => it.state === "waiting" && it.place === here)) {
    const answer = await send(entry).catch(() => undefined);
    if (answer === null) return;
  }
}
setInterval(() => { if (me.now && outbox.now.length) flush(); }, 4_000);
addEventListener("online", () => { link.set(true); flush(); });
