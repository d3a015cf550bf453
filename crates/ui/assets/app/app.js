// @ts-check
/** The behaviour common to all screens: toasts, dialogs, menus, keys, palette, unsaved changes. */
const root = document.documentElement;
const body = document.body;
/** @type {Record<string, string>} */
export const words = JSON.parse(body.dataset.words || "{}");
const $ = (/** @type {string} */ selector, /** @type {ParentNode} */ from = document) => /** @type {any} */ (from.querySelector(selector));

/** What a request of our own must carry. */
export function headers() {
  return { "HX-Request": "true", ...JSON.parse(body.getAttribute("hx-headers:inherited") || "{}") };
}

/** Says something to a screen reader; urgent things interrupt. */
export function say(/** @type {string} */ text, urgent = false) {
  const region = $(urgent ? "#alerts" : "#live");
  if (!region) return;
  region.textContent = "";
  requestAnimationFrame(() => { region.textContent = text; });
}

/**
 * A short message at the foot of the screen; with `undo` (an address to post to, or a function) it
 * stays eight seconds and while it is pointed at.
 * @param {string} text
 * @param {{undo?: string | (() => void), tone?: string}} [options]
 */
export function toast(text, { undo, tone } = {}) {
  const item = document.createElement("div");
  item.className = "toast-item" + (tone === "bad" ? " is-bad" : "");
  item.append(Object.assign(document.createElement("span"), { textContent: text }));
  const close = () => item.remove();
  if (undo) {
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: words.undo });
    button.onclick = async () => {
      close();
      if (typeof undo === "function") return undo();
      const answer = await fetch(undo, { method: "POST", headers: headers() }).catch(() => null);
      if (!answer?.ok) return toast(words.failed, { tone: "bad" });
      if (document.dispatchEvent(new CustomEvent("undone", { cancelable: true }))) location.reload();
    };
    item.append(button);
  }
  $("#toasts").append(item);
  say(text, tone === "bad");
  let timer = setTimeout(close, undo ? 8000 : 5000);
  const hold = () => clearTimeout(timer), release = () => { hold(); timer = setTimeout(close, 3000); };
  for (const event of ["mouseenter", "focusin"]) item.addEventListener(event, hold);
  for (const event of ["mouseleave", "focusout"]) item.addEventListener(event, release);
}

// The server says it by `HX-Trigger: {"toast": {"text": …, "undo": …}}` or, across a redirect, by a cookie.
document.addEventListener("toast", (event) => {
  const { text, ...options } = /** @type {CustomEvent} */ (event).detail ?? {};
  if (text) toast(text, options);
});
const flash = document.cookie.match(/(?:^|; )toast=([^;]+)/);
if (flash) {
  document.cookie = "toast=; Path=/; Max-Age=0";
  try { const { text, ...options } = JSON.parse(decodeURIComponent(flash[1])); toast(text, options); } catch { /* not ours */ }
}
document.addEventListener("htmx:error", () => toast(navigator.onLine ? words.failed : words.offline, { tone: "bad" }));
document.addEventListener("htmx:after:swap", () => focusMarked());

/** Moves the focus to what asks for it: the summary of errors after a refused form. */
function focusMarked() { $("[data-focus]")?.focus(); }
focusMarked();

const coloured = () => root.dataset.theme || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
const remember = (/** @type {string} */ name, /** @type {string} */ value) => { document.cookie = `${name}=${value}; Path=/; Max-Age=31536000; SameSite=Lax`; };

document.addEventListener("click", (event) => {
  const target = /** @type {Element} */ (event.target), near = (/** @type {string} */ s) => /** @type {any} */ (target.closest?.(s));
  for (const menu of document.querySelectorAll("details.menu[open]")) if (!menu.contains(target)) menu.removeAttribute("open");
  if (near("[data-theme-switch]")) {
    event.preventDefault();
    root.dataset.theme = coloured() === "dark" ? "light" : "dark";
    remember("theme", root.dataset.theme);
  } else if (near("[data-dialog]")) {
    $("#" + near("[data-dialog]").dataset.dialog)?.showModal();
  } else if (near("[data-close]")) {
    near("dialog")?.close();
  } else if (target instanceof HTMLDialogElement && target.open) {
    // The dialog itself is hit only beside its content: on the backdrop.
    const box = target.getBoundingClientRect();
    if (event.clientX < box.left || event.clientX > box.right || event.clientY < box.top || event.clientY > box.bottom) target.close();
  } else if (near("[data-palette]")) {
    openPalette();
  } else if (near("[data-shortcuts]")) {
    near("details")?.removeAttribute("open");
    $("#shortcuts")?.showModal();
  } else if (near("[data-sidebar]")) {
    sidebar(!$("#sidebar").classList.contains("is-open"));
  } else if (!near("#sidebar")) {
    sidebar(false);
  }
  if (near("[data-print]")) print();
  if (near("[data-copy]")) navigator.clipboard?.writeText(near("[data-copy]").dataset.copy).then(() => say("✓"));
});

function sidebar(/** @type {boolean} */ open) {
  $("#sidebar")?.classList.toggle("is-open", open);
  $("[data-sidebar]")?.setAttribute("aria-expanded", String(open));
}

/* Keys: never while somebody is typing. */
/** @type {Map<string, (event: KeyboardEvent) => void>} */
const keys = new Map();
/** Binds a key of a screen: `key("r", () => reply())`. */
export function key(/** @type {string} */ name, /** @type {(event: KeyboardEvent) => void} */ act) { keys.set(name, act); }
export const typing = (/** @type {EventTarget | null} */ at) => at instanceof HTMLElement && (at.isContentEditable || at.matches("textarea, select, input:not([type=checkbox], [type=radio], [type=button], [type=submit])"));

const rows = () => [...document.querySelectorAll("[data-rows] > tr, [data-rows] > li")];
function row(/** @type {number} */ step) {
  const all = rows(), at = all.findIndex((it) => it.contains(document.activeElement));
  const next = all[Math.max(0, Math.min(all.length - 1, at < 0 ? 0 : at + step))];
  $("a, button", next ?? document.createElement("i"))?.focus();
}
key("j", () => row(1));
key("k", () => row(-1));
key("x", () => { const box = $("input[type=checkbox]", document.activeElement?.closest("[data-rows] > *") ?? document.createElement("i")); box?.click(); });
key("/", () => { const field = $("[data-search-field], main input[type=search], input[type=search]"); field ? field.focus() : openPalette(); });
key("?", () => $("#shortcuts")?.showModal());
document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k" && $("#palette")) { event.preventDefault(); openPalette(); return; }
  if (event.key === "Escape") { for (const menu of document.querySelectorAll("details.menu[open]")) menu.removeAttribute("open"); sidebar(false); }
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || document.querySelector("dialog[open]")) return;
  const act = keys.get(event.key) ?? keys.get(event.key.toLowerCase());
  if (act) { event.preventDefault(); act(event); }
});

/* Selecting rows: `data-select-all` ticks all, `data-bulk` appears with their number in `data-bulk-count`. */
document.addEventListener("change", (event) => {
  const box = /** @type {HTMLInputElement} */ (event.target);
  if (box.matches("[data-select-all]")) for (const other of document.querySelectorAll("[data-rows] input[type=checkbox]")) /** @type {any} */ (other).checked = box.checked;
  if (box.type === "checkbox") {
    for (const it of rows()) it.classList.toggle("is-selected", Boolean($("input[type=checkbox]:checked", it)));
    const many = document.querySelectorAll("[data-rows] input[type=checkbox]:checked").length, bar = $("[data-bulk]");
    if (bar) { bar.hidden = many === 0; const count = $("[data-bulk-count]", bar); if (count) count.textContent = String(many); }
  }
  // A filter that applies itself: <form data-auto>.
  const form = box.closest("form[data-auto]");
  if (form) /** @type {HTMLFormElement} */ (form).requestSubmit();
});

/* Unsaved changes: <form data-guard> with a `[data-save-bar]` inside. */
const dirty = new Set();
document.addEventListener("input", (event) => {
  const form = /** @type {HTMLElement} */ (event.target).closest("form[data-guard]");
  if (!form) return;
  dirty.add(form);
  const bar = $("[data-save-bar]", form);
  if (bar) bar.hidden = false;
});
document.addEventListener("reset", (event) => { dirty.delete(event.target); const bar = $("[data-save-bar]", /** @type {any} */ (event.target)); if (bar) bar.hidden = true; });
document.addEventListener("submit", (event) => dirty.delete(event.target));
addEventListener("beforeunload", (event) => { if ([...dirty].some((form) => form.isConnected)) event.preventDefault(); });

/* The command palette: places from the menu, acts registered by screens, and what the server finds. */
/** @typedef {{name: string, hint?: string, go: () => void}} Command */
/** @type {Command[]} */
const commands = [];
/** Adds an act of a screen to the palette. */
export function command(/** @type {string} */ name, /** @type {() => void} */ go, hint = "") { commands.push({ name, go, hint }); }
const plain = (/** @type {string} */ text) => text.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "").replace(/ł/g, "l");

function openPalette() {
  const dialog = $("#palette");
  if (!dialog || dialog.open) return;
  const input = $("input", dialog), list = $("ul", dialog);
  /** @type {Command[]} */
  const places = [...document.querySelectorAll("#sidebar a, [data-command]")].map((link) => ({ name: (link.querySelector("span") ?? link).textContent?.trim() ?? "", hint: link.getAttribute("data-command") ?? "", go: () => /** @type {HTMLElement} */ (link).click() }));
  /** @type {Command[]} */
  let found = [], shown = [];
  let at = 0, asked = 0;
  const draw = () => {
    const wanted = plain(input.value.trim()).split(/\s+/);
    shown = [...found, ...[...commands, ...places].filter((it) => wanted.every((word) => plain(it.name).includes(word)))].slice(0, 40);
    at = Math.max(0, Math.min(at, shown.length - 1));
    list.replaceChildren(...shown.map((it, i) => {
      const item = document.createElement("li");
      item.id = `palette-${i}`;
      item.role = "option";
      item.ariaSelected = String(i === at);
      item.append(it.name);
      if (it.hint) item.append(Object.assign(document.createElement("small"), { textContent: it.hint }));
      item.onclick = () => { dialog.close(); it.go(); };
      return item;
    }));
    if (!shown.length) list.append(Object.assign(document.createElement("li"), { className: "none", role: "option", textContent: words.nothing }));
    input.setAttribute("aria-activedescendant", shown.length ? `palette-${at}` : "");
    $(`#palette-${at}`)?.scrollIntoView({ block: "nearest" });
  };
  // The server answers [{"name", "hint", "href"}] to ?q=.
  const ask = async () => {
    const turn = ++asked, q = input.value.trim();
    if (!dialog.dataset.search || q.length < 2) { found = []; return draw(); }
    await new Promise((resolve) => setTimeout(resolve, 120));
    if (turn !== asked) return;
    const hits = await fetch(`${dialog.dataset.search}?q=${encodeURIComponent(q)}`, { headers: { accept: "application/json" } }).then((it) => it.json()).catch(() => []);
    if (turn !== asked) return;
    found = hits.map((/** @type {any} */ hit) => ({ ...hit, go: () => { location.href = hit.href; } }));
    draw();
  };
  input.oninput = () => { at = 0; draw(); ask(); };
  input.onkeydown = (/** @type {KeyboardEvent} */ event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) { event.preventDefault(); at += step; draw(); }
    if (event.key === "Enter") { event.preventDefault(); if (shown[at]) { dialog.close(); shown[at].go(); } }
  };
  input.value = "";
  dialog.showModal();
  draw();
}
