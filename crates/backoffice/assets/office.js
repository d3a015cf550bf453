// @ts-check
/** What staff screens do beyond the common behaviour: live parts, the orders board, uploads, scanning while picking. */
import { headers, say, toast } from "../app/app.js";
import { scanner } from "../app/scanner.js";

/** @param {string} selector @param {ParentNode} [from] @returns {any} */
const $ = (selector, from = document) => from.querySelector(selector);
/** @param {string} selector @param {ParentNode} [from] @returns {any[]} */
const all = (selector, from = document) => [...from.querySelectorAll(selector)];

/** Fetches a piece of a page; null if that failed. @param {string} url */
async function piece(url) {
  const answer = await fetch(url, { headers: headers() }).catch(() => null);
  return answer?.ok ? answer.text() : null;
}

/* Live parts: <section id="…" data-live="orders. inventory.stock" data-src="/address/of/the/piece">. */
/** @type {Map<string, ReturnType<typeof setTimeout>>} */
const waiting = new Map();

/** @param {any} part */
async function refresh(part) {
  // Whoever is typing or has a menu open there is not disturbed; the part is drawn anew when they leave it.
  const busy = part.contains(document.activeElement) && document.activeElement?.matches("input, select, textarea");
  if (busy || $("dialog[open], details[open]", part)) {
    part.addEventListener("focusout", () => setTimeout(() => schedule(part), 400), { once: true });
    return;
  }
  const html = await piece(part.dataset.src);
  if (html === null || !part.isConnected) return;
  const holder = document.createElement("template");
  holder.innerHTML = html;
  const fresh = holder.content.querySelector(`#${part.id}`);
  if (!fresh) return;
  const at = /** @type {HTMLElement | null} */ (part.contains(document.activeElement) ? document.activeElement : null);
  const path = at?.getAttribute("href") || at?.id;
  part.replaceWith(fresh);
  /** @type {any} */ (window).htmx?.process(fresh);
  if (path) all("a, button, input", fresh).find((it) => it.getAttribute("href") === path || it.id === path)?.focus();
}

/** @param {any} part */
function schedule(part) {
  clearTimeout(waiting.get(part.id));
  waiting.set(part.id, setTimeout(() => { const now = document.getElementById(part.id); if (now) refresh(now); }, 250));
}

/** @param {string} name @param {string} subject */
function heard(name, subject) {
  for (const part of all("[data-live]")) {
    const of = part.dataset.liveOf;
    if (part.dataset.live.split(" ").some((/** @type {string} */ it) => name.startsWith(it)) && (!of || of === subject)) schedule(part);
  }
  board(name, subject);
}

if ($("[data-live], [data-board]")) {
  const source = new EventSource("/staff/live");
  let lost = false;
  source.addEventListener("fact", (event) => {
    const [name, subject] = JSON.parse(event.data);
    heard(name, subject);
  });
  source.addEventListener("lagged", () => all("[data-live]").forEach(schedule));
  source.onerror = () => { lost = true; };
  source.onopen = () => { if (lost) all("[data-live]").forEach(schedule); lost = false; };
  addEventListener("pagehide", () => source.close());
}

/* The orders board: known rows change in place, new ones are counted and shown on request. */
const fresh = new Set();
/** @param {string} name @param {string} subject */
async function board(name, subject) {
  const rows = $("[data-board]");
  if (!rows || !name.startsWith("orders.") || !subject.startsWith("order_")) return;
  const row = $(`[data-id="${CSS.escape(subject)}"]`, rows);
  if (row) {
    const html = await piece(`/staff/orders/row?id=${encodeURIComponent(subject)}`);
    if (!html) return;
    const holder = document.createElement("template");
    holder.innerHTML = html.trim();
    const changed = /** @type {HTMLElement | null} */ (holder.content.firstElementChild);
    const focused = row.contains(document.activeElement);
    if (changed) { changed.classList.add("is-new"); row.replaceWith(changed); if (focused) $("a", changed)?.focus(); }
  } else if (["orders.placed", "orders.sold"].includes(name) && !fresh.has(subject)) {
    fresh.add(subject);
    const bar = $("[data-new-bar]");
    if (!bar) return;
    bar.hidden = false;
    const form = new Intl.PluralRules(document.documentElement.lang).select(fresh.size);
    const words = JSON.parse(bar.dataset.newBar);
    $("span", bar).textContent = (words[form] ?? words.other).replace("#", String(fresh.size));
    say($("span", bar).textContent);
  }
}

/* Dropping pictures onto a form. */
for (const form of all("form[data-drop]")) {
  const area = $(".drop", form) ?? form, input = $("input[type=file]", form);
  for (const name of ["dragenter", "dragover"]) area.addEventListener(name, (/** @type {DragEvent} */ event) => { event.preventDefault(); area.classList.add("is-over"); });
  for (const name of ["dragleave", "drop"]) area.addEventListener(name, () => area.classList.remove("is-over"));
  area.addEventListener("drop", (/** @type {DragEvent} */ event) => {
    event.preventDefault();
    const files = [...(event.dataTransfer?.files ?? [])].filter((it) => it.type.startsWith("image/"));
    if (!files.length) return toast(form.dataset.drop, { tone: "bad" });
    const list = new DataTransfer();
    files.forEach((it) => list.items.add(it));
    input.files = list.files;
    form.requestSubmit();
  });
  input.addEventListener("change", () => input.files.length && form.requestSubmit());
}

/* One price for all rows. */
for (const button of all("[data-fill]")) {
  button.addEventListener("click", () => {
    const value = $(button.dataset.fill).value;
    for (const input of all(button.dataset.into)) { input.value = value; input.dispatchEvent(new Event("input", { bubbles: true })); }
  });
}

/* Picking with a scanner: each scan ticks one piece; the button lights up when all are there. */
if ($("[data-pick]")) {
  scanner((code) => {
    const item = all("[data-pick] [data-scan]").find((it) => it.dataset.scan.split(" ").includes(code) && !it.classList.contains("is-scanned"));
    if (!item) return toast($("[data-pick]").dataset.unknown.replace("#", code), { tone: "bad" });
    const need = Number(item.dataset.need || 1), have = Number(item.dataset.have || 0) + 1;
    item.dataset.have = String(have);
    const count = $("[data-count]", item);
    if (count) count.textContent = `${have}/${need}`;
    if (have >= need) item.classList.add("is-scanned");
    say(`${code} ${have}/${need}`);
    const ticket = item.closest("[data-ticket]");
    if (ticket && all("[data-scan]", ticket).every((it) => it.classList.contains("is-scanned"))) $("button[type=submit]", ticket)?.focus();
  });
}

/* Counting: a scan, or Enter after a typed code, leads to the number; Enter there saves. */
const counting = $("[data-count-form]");
if (counting) {
  const code = $("#f-code", counting), units = $("#f-units", counting);
  const next = () => { units.focus(); units.select(); };
  code.addEventListener("keydown", (event) => { if (event.key === "Enter" && code.value.trim()) { event.preventDefault(); next(); } });
  scanner((scanned) => { code.value = scanned; next(); });
  if (code.value && !counting.querySelector("[aria-invalid]")) next(); else code.focus();
}
