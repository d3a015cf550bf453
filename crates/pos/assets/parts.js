// @ts-check
/** Small pieces every screen of the till is made of. */
import { html, say, toast, useCallback, useEffect, useRef, useState } from "./base.js";
import { boot, n, t } from "./boot.js";

export { html, say, toast };

/** The icons are brought into the page once, so that they are there without network too. */
export const icons = fetch(boot.icons).then((it) => it.text()).then((text) => {
  const sprite = document.importNode(new DOMParser().parseFromString(text, "image/svg+xml").documentElement, true);
  sprite.setAttribute("hidden", "");
  document.body.prepend(sprite);
}).catch(() => { /* words stand beside every icon that matters */ });
export const Icon = (/** @type {{name: string}} */ { name }) => html`<svg class="icon" aria-hidden="true" focusable="false"><use href=${`#${name}`} /></svg>`;

export const Picture = (/** @type {{id: string | null, kind?: string}} */ { id, kind = "" }) => id
  ? html`<img class=${`pic ${kind}`} src=${`/media/${id}`} alt="" loading="lazy" decoding="async" />`
  : html`<span class=${`pic ${kind} is-empty`}><${Icon} name="shirt" /></span>`;

export const State = (/** @type {{tone: string, children?: any}} */ { tone, children }) => html`<span class=${`state state-${tone}`}>${children}</span>`;

export const Key = (/** @type {{name: string}} */ { name }) => html`<kbd aria-hidden="true">${name}</kbd>`;

export const Empty = (/** @type {{icon: string, title: string, text?: string, children?: any}} */ { icon, title, text = "", children }) =>
  html`<div class="empty-state"><${Icon} name=${icon} /><h2>${title}</h2>${text && html`<p>${text}</p>`}${children}</div>`;

export const Waiting = () => html`<p class="starting" role="status">${t("loading")}</p>`;

/** A modal dialog; open for as long as it is drawn. */
export function Dialog(/** @type {{title: string, onClose: () => void, kind?: string, test?: string, children?: any}} */ { title, onClose, kind = "", test = "", children }) {
  const ref = useRef(/** @type {any} */ (null));
  const close = useRef(onClose);
  close.current = onClose;
  useEffect(() => {
    const dialog = ref.current, from = document.activeElement;
    dialog.showModal();
    (dialog.querySelector("[data-focus]") ?? dialog.querySelector("input, .btn-main"))?.focus();
    const cancel = (/** @type {Event} */ event) => { event.preventDefault(); close.current(); };
    // A click beside the dialog closes it (app.js); the screen has to hear of it.
    const closed = () => close.current();
    dialog.addEventListener("cancel", cancel);
    dialog.addEventListener("close", closed);
    return () => {
      dialog.removeEventListener("close", closed);
      if (dialog.open) dialog.close();
      if (from instanceof HTMLElement && from.isConnected) from.focus();
    };
  }, []);
  return html`<dialog ref=${ref} class=${`dialog ${kind}`} aria-label=${title} data-test=${test}>
    <div class="dialog-head"><h2>${title}</h2><button type="button" class="btn-icon" aria-label=${t("close")} onClick=${onClose}><${Icon} name="x" /></button></div>
    <div class="dialog-body">${children}</div></dialog>`;
}

/** Loads something and again when `keys` change; an older answer never replaces a newer one. */
export function useLoad(/** @type {() => Promise<any>} */ load, /** @type {any[]} */ keys) {
  const [state, setState] = useState(/** @type {{data: any, error: any, busy: boolean}} */ ({ data: null, error: null, busy: true }));
  const turn = useRef(0);
  const again = useCallback(() => {
    const mine = ++turn.current;
    setState((it) => ({ ...it, busy: true }));
    return load().then(
      (data) => { if (mine === turn.current) setState({ data, error: null, busy: false }); },
      (error) => { if (mine === turn.current) setState((it) => ({ ...it, error, busy: false })); },
    );
  }, keys);
  useEffect(() => { again(); return () => { turn.current++; }; }, [again]);
  return { ...state, again, put: (/** @type {any} */ data) => setState({ data, error: null, busy: false }) };
}

/** What went wrong, where the data would be, with a way to try again. */
export const Trouble = (/** @type {{error: any, again: () => void}} */ { error, again }) => html`<${Empty} icon=${error?.status ? "alert-circle" : "cloud-off"} title=${error?.status ? t("refused") : t("unreachable")} text=${error?.status ? error.message : t("unreachable-hint")}>
  <button type="button" class="btn" onClick=${again}><${Icon} name="refresh" />${t("try-again")}</button></${Empty}>`;

export const complain = (/** @type {any} */ error) => toast(error?.status ? error.message : t("unreachable"), { tone: "bad" });

/** Text that follows the typing, but not each letter. */
export function useSettled(/** @type {string} */ text, wait = 160) {
  const [settled, setSettled] = useState(text);
  useEffect(() => { const timer = setTimeout(() => setSettled(text), wait); return () => clearTimeout(timer); }, [text]);
  return settled;
}

export const Points = (/** @type {{person: any}} */ { person }) => html`<span class="points" data-test="points"><${Icon} name="star" />${n("points-spendable", person.spendable)}${person.pending > 0 && html` <span class="muted" data-test="pending">+ ${n("points-pending", person.pending)}</span>`}</span>`;

/** Moves through a list with the arrow keys. */
export function arrows(/** @type {KeyboardEvent} */ event) {
  const step = { ArrowDown: 1, ArrowUp: -1, ArrowRight: 1, ArrowLeft: -1 }[event.key];
  const list = /** @type {HTMLElement} */ (event.currentTarget);
  const all = [.../** @type {NodeListOf<HTMLElement>} */ (list.querySelectorAll("button:not(:disabled), a"))];
  const at = all.indexOf(/** @type {any} */ (document.activeElement));
  if (!step || at < 0) return;
  event.preventDefault();
  all[Math.max(0, Math.min(all.length - 1, at + step))]?.focus();
}
