// @ts-check
/** Who stands here: the store, the own name, a PIN. */
import { useEffect, useRef, useState } from "./base.js";
import { boot, n, t } from "./boot.js";
import { cart } from "./cart.js";
import { outbox } from "./outbox.js";
import { Icon, Trouble, Waiting, html, useLoad } from "./parts.js";
import { ended, names, signIn } from "./source.js";
import { Cell, use } from "./store.js";

/** @type {Cell<import("./boot.js").Place | null>} */
export const place = new Cell(boot.place, "pos.place");
if (boot.place) place.now = boot.place;
/** Who worked here last: the PIN is asked of them first. @type {Cell<import("./boot.js").Name | null>} */
export const last = new Cell(/** @type {any} */ (null), "pos.last");

export function Entry() {
  const here = use(place), who = use(last), waiting = use(outbox).length;
  const pieces = use(cart).lines.reduce((sum, line) => sum + line.quantity, 0);
  const notes = [
    pieces > 0 && n("entry-cart-waits", pieces),
    waiting > 0 && n("entry-outbox-waits", waiting),
  ].filter(Boolean);
  return html`<div class="entry">
    <header class="entry-head"><span class="display">${boot.site}</span><span class="muted">${t("till")}</span>
      <span class="grow"></span><a class="btn btn-quiet" href=${boot.other_lang}>${t("other-language")}</a></header>
    <section class="entry-body" aria-live="polite">
      ${notes.length > 0 && html`<p class="note"><${Icon} name="info-circle" />${notes.join(" ")}</p>`}
      ${!here ? html`<${Places} />` : !who ? html`<${Names} here=${here} />` : html`<${Pin} here=${here} who=${who} />`}
    </section></div>`;
}

function Places() {
  const [wanted, setWanted] = useState("");
  const plain = (/** @type {string} */ text) => text.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "").replace(/ł/g, "l");
  const shown = boot.places.filter((it) => plain(`${it.name} ${it.city} ${it.street}`).includes(plain(wanted.trim())));
  return html`<h2 class="entry-title">${t("choose-place")}</h2>
    <div class="search-field"><${Icon} name="search" /><input class="input" type="search" aria-label=${t("choose-place")} placeholder=${t("choose-place-hint")} value=${wanted} onInput=${(/** @type {any} */ e) => setWanted(e.target.value)} /></div>
    <div class="choice-grid" data-test="places">${shown.map((it) => html`<button type="button" class="choice" key=${it.code} data-test=${`place-${it.code}`} onClick=${() => { last.set(null); place.set(it); }}>
      <${Icon} name="building-store" /><span><strong>${it.name}</strong><small>${it.street}, ${it.city}</small></span></button>`)}</div>
    ${shown.length === 0 && html`<p class="muted">${t("nothing-found")}</p>`}`;
}

function Names(/** @type {{here: import("./boot.js").Place}} */ { here }) {
  const { data, error, again } = useLoad(() => names(here.code), [here.code]);
  const held = use(outbox).length > 0;
  return html`<h2 class="entry-title">${t("choose-name")}</h2>
    <p class="entry-place"><${Icon} name="map-pin" />${here.name}<button type="button" class="btn btn-quiet" data-test="other-place" disabled=${held} onClick=${() => place.set(/** @type {any} */ (null))}>${t("other-place")}</button></p>
    ${error ? html`<${Trouble} error=${error} again=${again} />` : !data ? html`<${Waiting} />` : html`<div class="choice-grid" data-test="names">
      ${data.map((/** @type {import("./boot.js").Name} */ it) => html`<button type="button" class="choice" key=${it.id} data-test="name" onClick=${() => last.set(it)}>
        <span class="face">${initials(it.name)}</span><span><strong>${it.name}</strong></span></button>`)}</div>`}
    ${data?.length === 0 && html`<p class="muted">${t("nobody-here")}</p>`}`;
}

export const initials = (/** @type {string} */ name) => name.split(/\s+/).map((part) => part[0] ?? "").slice(0, 2).join("");

function Pin(/** @type {{here: import("./boot.js").Place, who: import("./boot.js").Name}} */ { here, who }) {
  const [pin, setPin] = useState(""), [said, setSaid] = useState(""), [busy, setBusy] = useState(false);
  const why = use(ended);
  const now = useRef(pin);
  now.current = pin;
  // Sales that wait are sent under the name of whoever made them.
  const mine = use(outbox).some((it) => it.staff === who.id);
  const enter = async (/** @type {string} */ typed) => {
    if (typed.length < 4 || busy) return;
    setBusy(true);
    setSaid("");
    try { await signIn(here.code, who.id, typed); } catch (error) {
      setSaid(/** @type {any} */ (error).status ? /** @type {any} */ (error).message : t("unreachable"));
      setPin("");
    }
    setBusy(false);
  };
  const press = (/** @type {string} */ key) => {
    if (key === "back") return setPin((it) => it.slice(0, -1));
    setPin((it) => {
      const next = (it + key).slice(0, 6);
      if (next.length === 6 && it.length < 6) enter(next);
      return next;
    });
  };
  useEffect(() => {
    const listen = (/** @type {KeyboardEvent} */ event) => {
      if (event.ctrlKey || event.altKey || event.metaKey) return;
      if (/^\d$/.test(event.key)) { event.preventDefault(); press(event.key); }
      if (event.key === "Backspace") { event.preventDefault(); press("back"); }
      if (event.key === "Enter" && !(event.target instanceof HTMLButtonElement)) enter(now.current);
    };
    document.addEventListener("keydown", listen);
    return () => document.removeEventListener("keydown", listen);
  });
  return html`<div class="pin">
    <span class="face face-large">${initials(who.name)}</span>
    <h2 class="entry-title">${who.name}</h2>
    <p class="entry-place"><${Icon} name="map-pin" />${here.name}</p>
    <p class="pin-why" role="status">${said ? html`<span class="error" role="alert" data-test="pin-error"><${Icon} name="alert-circle" />${said}</span>` : busy ? t("pin-checking") : why ? t(`ended-${why}`) : t("pin-enter")}</p>
    <p class="dots" role="img" aria-label=${n("pin-typed", pin.length)}>${[0, 1, 2, 3, 4, 5].map((i) => html`<span class=${i < pin.length ? "is-on" : ""}></span>`)}</p>
    <div class="pad" data-test="pad">
      ${["1", "2", "3", "4", "5", "6", "7", "8", "9"].map((key) => html`<button type="button" key=${key} data-test=${`key-${key}`} disabled=${busy} onClick=${() => press(key)}>${key}</button>`)}
      <button type="button" aria-label=${t("erase")} disabled=${busy} onClick=${() => press("back")}><${Icon} name="arrow-left" /></button>
      <button type="button" data-test="key-0" disabled=${busy} onClick=${() => press("0")}>0</button>
      <button type="button" class="is-go" aria-label=${t("sign-in")} data-test="pin-go" disabled=${busy || pin.length < 4} onClick=${() => enter(pin)}><${Icon} name="check" /></button>
    </div>
    <button type="button" class="btn btn-quiet" data-test="other-name" disabled=${mine} onClick=${() => { ended.set(""); last.set(null); }}><${Icon} name="users" />${mine ? t("held-by-outbox") : t("other-name")}</button>
  </div>`;
}
