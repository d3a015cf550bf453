// @ts-check
/** The till: one page, seven screens, a scanner that is heard everywhere, keys for every act. */
import { render, scanner, useEffect, useState } from "./base.js";
import { boot, n, setCurrency, t } from "./boot.js";
import * as basket from "./cart.js";
import { Entry, initials, last, place } from "./entry.js";
import { flush, outbox } from "./outbox.js";
import { Icon, Key, complain, html, say, toast } from "./parts.js";
import { People } from "./people.js";
import { Pickups, QueueScreen, queue, refresh, search } from "./pickups.js";
import { Returns, sought } from "./returns.js";
import { Outbox, Sale, asking, open, pane, sell, take } from "./sale.js";
import { Slips } from "./slips.js";
import * as source from "./source.js";
import { Stock, looked } from "./stock.js";
import { use } from "./store.js";

const IDLE = 5 * 60_000;
const TABS = [
  { id: "sale", icon: "basket", key: "F1" },
  { id: "pickups", icon: "package", key: "F3" },
  { id: "queue", icon: "checklist", key: "F6" },
  { id: "returns", icon: "arrow-back-up", key: "" },
  { id: "people", icon: "users", key: "F7" },
  { id: "stock", icon: "building-warehouse", key: "F8" },
  { id: "slips", icon: "receipt", key: "" },
];

const where = () => { const [tab, id = ""] = location.hash.slice(1).split("/"); return { tab: TABS.some((it) => it.id === tab) ? tab : "sale", id }; };
const go = (/** @type {string} */ to) => { if (location.hash !== `#${to}`) location.hash = to; };
const busyDialog = () => document.querySelector("dialog[open]");

/** Leaves the till; what was not sent yet forbids it. */
async function leave(/** @type {string} */ why) {
  if (outbox.now.length) return toast(n("outbox-holds", outbox.now.length), { tone: "bad" });
  try { await source.signOut(); } catch (error) { return complain(error); }
  source.ended.set(why);
  if (why === "switch") last.set(/** @type {any} */ (null));
}

function App() {
  const me = use(source.me);
  useEffect(() => { if (me) { setCurrency(me.currency); place.set(me.place); last.set(me.staff); flush(); } }, [me]);
  if (!me) return html`<${Entry} />`;
  return html`<${Till} me=${me} />`;
}

function Till(/** @type {{me: import("./boot.js").Me}} */ { me }) {
  const [at, setAt] = useState(where()), [listing, setListing] = useState(false);
  const asked = use(asking);
  useEffect(() => {
    const moved = () => { setAt(where()); asking.set(""); };
    addEventListener("hashchange", moved);
    return () => removeEventListener("hashchange", moved);
  }, []);

  // The queue follows the store live. What is new is told once, softly.
  useEffect(() => {
    refresh();
    const close = source.listen((change) => {
      refresh();
      if (change.name === "orders.placed") toast(t("queue-new", { number: change.number ?? "" }));
    });
    return close;
  }, [me.place.code]);

  // Nobody touched it for a while: the next one shows a PIN. What waits to be sent keeps the till open for its owner.
  useEffect(() => {
    let touched = Date.now();
    const touch = () => { touched = Date.now(); };
    const events = ["pointerdown", "keydown", "wheel"];
    for (const event of events) addEventListener(event, touch, { passive: true });
    const timer = setInterval(() => { if (Date.now() - touched > IDLE && !outbox.now.length && !basket.locked(basket.cart.now)) { touched = Date.now(); leave("idle"); } }, 5_000);
    return () => { clearInterval(timer); for (const event of events) removeEventListener(event, touch); };
  }, []);

  useEffect(() => scanner(heard), []);
  useEffect(() => {
    document.addEventListener("keydown", keys);
    return () => document.removeEventListener("keydown", keys);
  }, []);

  const screen = {
    sale: () => html`<${Sale} />`, pickups: () => html`<${Pickups} id=${at.id} go=${go} />`, queue: () => html`<${QueueScreen} go=${go} />`,
    people: () => html`<${People} id=${at.id} go=${go} />`, returns: () => html`<${Returns} id=${at.id} go=${go} />`, stock: () => html`<${Stock} go=${go} />`, slips: () => html`<${Slips} />`,
  }[at.tab] ?? (() => null);
  return html`<${Head} me=${me} tab=${at.tab} onOutbox=${() => setListing(true)} />
    <div class="screen" data-screen=${at.tab} data-asked=${asked}>${screen()}</div>
    <${Tabs} tab=${at.tab} kind="tabs-foot" />
    ${listing && html`<${Outbox} onClose=${() => setListing(false)} />`}`;
}

function Tabs(/** @type {{tab: string, kind: string}} */ { tab, kind }) {
  const waiting = use(queue), many = use(basket.cart).lines.length;
  const count = (/** @type {string} */ id) => id === "queue" ? waiting?.open.length ?? 0 : id === "pickups" ? waiting?.ready.filter((it) => it.mode === "pickup").length ?? 0 : 0;
  return html`<nav class=${`tabs-bar ${kind}`} aria-label=${t("screens")}>${TABS.map((it) => html`<a key=${it.id} href=${`#${it.id}`} aria-current=${tab === it.id ? "page" : undefined} data-test=${`tab-${it.id}`} title=${it.key}>
    <${Icon} name=${it.icon} /><span>${t(`tab-${it.id}`)}</span>${count(it.id) > 0 && html`<span class=${`badge-count ${it.id === "queue" ? "is-loud" : ""}`} data-test=${`badge-${it.id}`}>${count(it.id)}<span class="visually-hidden"> ${t(`badge-${it.id}`)}</span></span>`}${it.id === "sale" && many > 0 && tab !== "sale" && html`<span class="badge-count">${many}<span class="visually-hidden"> ${t("badge-sale")}</span></span>`}</a>`)}</nav>`;
}

function Head(/** @type {{me: import("./boot.js").Me, tab: string, onOutbox: () => void}} */ { me, tab, onOutbox }) {
  const online = use(source.link), waiting = use(outbox);
  const refused = waiting.some((it) => it.state === "refused");
  return html`<header class="head"><span class="display head-site">${boot.site}</span><${Tabs} tab=${tab} kind="tabs-head" /><span class="grow"></span>
    <button type="button" class=${`head-chip ${waiting.length ? refused ? "is-bad" : "is-warn" : ""}`} data-test="outbox" data-count=${waiting.length} onClick=${onOutbox} title=${waiting.length ? n("outbox-count", waiting.length) : t("outbox-empty")}><${Icon} name="upload" /><span class="num">${waiting.length}</span><span class="visually-hidden"> ${t("outbox-title")}</span></button>
    <span class=${`head-chip ${online ? "is-good" : "is-bad"}`} role="status" data-test="link"><${Icon} name=${online ? "wifi" : "wifi-off"} /><span class="link-word">${online ? t("online") : t("offline")}</span></span>
    <details class="menu head-menu"><summary data-test="menu"><span class="face" aria-hidden="true">${initials(me.staff.name)}</span><span class="visually-hidden">${t("menu-of", { name: me.staff.name })}</span><span class="head-who"><strong data-test="staff-name">${me.staff.name}</strong><small data-test="place-name">${me.place.name}</small></span></summary>
      <div><p><strong>${me.staff.name}</strong><br />${me.place.name}</p><ul>
        <li><button type="button" data-test="lock" onClick=${() => leave("lock")}><${Icon} name="lock" />${t("lock")}<span class="grow"></span><${Key} name="F12" /></button></li>
        <li><button type="button" data-test="switch" onClick=${() => leave("switch")}><${Icon} name="users" />${t("switch-user")}</button></li>
        <li><button type="button" data-theme-switch><${Icon} name="moon" />${t("theme")}</button></li>
        <li><a href=${boot.other_lang}><${Icon} name="language" />${t("other-language")}</a></li></ul>
        <dl class="key-list">${[["F1", "tab-sale"], ["F2", "key-search"], ["F3", "tab-pickups"], ["F4", "key-customer"], ["F6", "tab-queue"], ["F7", "tab-people"], ["F8", "tab-stock"], ["F9", "key-cash"], ["F10", "key-card"], ["Enter", "key-enter"], ["+ − Del", "key-line"]].map(([key, word]) => html`<div key=${key}><dt><kbd>${key}</kbd></dt><dd>${t(word)}</dd></div>`)}</dl></div></details></header>`;
}

/** A code was scanned, wherever the focus was. */
async function heard(/** @type {string} */ text) {
  if (!source.me.now) return;
  const { tab, id } = where(), dialog = busyDialog();
  const test = dialog?.getAttribute("data-test") ?? "";
  if (test === "done") /** @type {HTMLElement | null} */ (dialog?.querySelector("[data-test=next-customer]"))?.click();
  // Whoever walks with a list scans for the list.
  else if (test === "pick-dialog") return void dialog?.dispatchEvent(new CustomEvent("pos:scan", { detail: text }));
  else if (dialog && test !== "find-person" && test !== "picker") return toast(t("scan-in-dialog"));
  if (tab === "pickups" && !id) { search.set(text); return; }
  if (tab === "returns" && !id) { sought.set(text); return; }
  let found;
  try { found = await source.scan(text); } catch (error) { return complain(error); }
  if (found.item) {
    /** @type {any} */ (busyDialog())?.close();
    if (tab === "stock") return looked.set(found.item.id);
    go("sale");
    return sell(found.item);
  }
  if (found.person) {
    if (tab === "people") return go(`people/${found.person.id}`);
    basket.attach(found.person);
    asking.set("");
    go("sale");
    return say(t("customer-attached", { name: found.person.name ?? "" }));
  }
  if (found.pickups.length) {
    search.set(text);
    return go(found.pickups.length === 1 ? `pickups/${found.pickups[0].id}` : "pickups");
  }
  // Fast fingers look like a scanner: what they typed is searched instead.
  const field = /** @type {HTMLInputElement | null} */ (document.activeElement instanceof HTMLInputElement && document.activeElement.type === "search" ? document.activeElement : null);
  if (field) { field.value = text; field.dispatchEvent(new Event("input", { bubbles: true })); return; }
  toast(t("scan-unknown", { code: text }), { tone: "bad" });
}

function keys(/** @type {KeyboardEvent} */ event) {
  if (event.ctrlKey || event.altKey || event.metaKey || busyDialog()) return;
  const act = /** @type {Record<string, () => void>} */ ({
    F1: () => go("sale"), F3: () => go("pickups"), F6: () => go("queue"), F7: () => go("people"), F8: () => go("stock"),
    F2: () => { if (where().tab === "queue" || where().tab === "slips") go("sale"); pane.set("goods"); requestAnimationFrame(() => /** @type {HTMLElement | null} */ (document.querySelector("[data-search-field]"))?.focus()); },
    F4: () => { go("sale"); requestAnimationFrame(() => open("person")); },
    F9: () => { go("sale"); requestAnimationFrame(() => open("pay-cash")); },
    F10: () => { go("sale"); requestAnimationFrame(() => open("pay-card")); },
    F12: () => leave("lock"),
  })[event.key];
  if (act) { event.preventDefault(); return act(); }
  const at = /** @type {HTMLElement} */ (event.target);
  const idle = at === document.body || at.id === "main";
  const search = at instanceof HTMLInputElement && at.type === "search" && !at.value;
  if (where().tab === "sale" && (idle || search) && event.key === "Enter") { event.preventDefault(); return open("pay-cash"); }
  if (where().tab === "sale" && idle) {
    const line = basket.cart.now.lines.at(-1);
    if (line && event.key === "+") basket.setQuantity(line.id, line.quantity + 1);
    if (line && event.key === "-" && line.quantity > 1) basket.setQuantity(line.id, line.quantity - 1);
    if (line && event.key === "Delete") take(line.id);
  }
}

const root = /** @type {HTMLElement} */ (document.getElementById("app"));
root.replaceChildren();
render(html`<${App} />`, root);
// Leaving with something unsent is asked about; closing the page loses nothing all the same.
addEventListener("beforeunload", (event) => { if (outbox.now.length) event.preventDefault(); });
