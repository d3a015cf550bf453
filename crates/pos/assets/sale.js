// @ts-check
/** Selling: tiles and search on one side, the cart on the other. */
import { useEffect, useRef, useState } from "./base.js";
import { moment, money, n, number, t } from "./boot.js";
import * as basket from "./cart.js";
import { tillId } from "./ids.js";
import { commit, drop, outbox } from "./outbox.js";
import { Dialog, Empty, Icon, Key, Picture, Points, State, Trouble, Waiting, arrows, complain, html, say, toast, useLoad, useSettled } from "./parts.js";
import { Pay } from "./pay.js";
import { FindPerson } from "./people.js";
import * as source from "./source.js";
import { Cell, use } from "./store.js";

/** @typedef {import("./source.js").Item} Item */

/** Which dialog is open: "" | "pay-cash" | "pay-card" | "person". */
export const asking = new Cell("");
/** On a phone: the goods or the cart. */
export const pane = new Cell("goods");
/** The line that was touched last, to be shown and changed by keys. */
const touched = new Cell("");

/** One more of this; says so. */
export function sell(/** @type {Item} */ item) {
  const { line, why } = basket.add(item);
  if (!line) return toast(why ?? "", { tone: "bad" });
  touched.set(line.id);
  say(t("added", { name: item.name, quantity: line.quantity, total: money(basket.total(basket.cart.now)) }));
  if (item.here < line.quantity) toast(t("not-on-shelf", { name: item.name }));
}
export function take(/** @type {string} */ id) {
  const name = basket.cart.now.lines.find((line) => line.id === id)?.item.name ?? "";
  const undo = basket.remove(id);
  if (undo) toast(t("removed", { name }), { undo });
}
export function open(/** @type {string} */ what) {
  const { lines, tenders } = basket.cart.now;
  if (what.startsWith("pay") && !lines.length) return toast(t("cart-empty"));
  if (what.startsWith("pay") && !tenders.length && basket.total(basket.cart.now) <= 0) return;
  asking.set(what);
}

export function Sale() {
  const shown = use(pane), cart = use(basket.cart), asked = use(asking);
  return html`<div class="sale" data-pane=${shown}>
    <${Goods} />
    <${CartPanel} cart=${cart} />
    ${shown === "goods" && html`<button type="button" class="to-cart" data-test="to-cart" onClick=${() => pane.set("cart")}><span><${Icon} name="basket" />${n("cart-pieces", basket.pieces(cart))}</span><strong class="money">${money(basket.total(cart))}</strong><${Icon} name="chevron-right" /></button>`}
    ${asked.startsWith("pay") && html`<${PaySale} start=${asked.slice(4) || "cash"} />`}
    ${asked === "person" && html`<${Dialog} title=${t("customer-find")} onClose=${() => asking.set("")} kind="wide" test="find-person"><${FindPerson} onFound=${(/** @type {any} */ it) => { basket.attach(it); asking.set(""); say(t("customer-attached", { name: it.name ?? it.email ?? "" })); }} /></${Dialog}>`}
  </div>`;
}

function Goods() {
  const [words, setWords] = useState(""), [category, setCategory] = useState("");
  const settled = useSettled(words.trim());
  const [picked, setPicked] = useState(/** @type {import("./source.js").Group | null} */ (null));
  const { data: tree } = useLoad(source.categories, []);
  const oftenSold = use(basket.often);
  const usual = Object.keys(oftenSold).slice(0, 12);
  const searching = settled.length > 1;
  const { data, error, busy, again, put } = useLoad(() => searching ? source.search(settled) : source.assortment(category), [searching ? settled : "", category]);
  const { data: favourites } = useLoad(() => source.items(usual), [searching || category ? "" : usual.join()]);
  const choose = (/** @type {import("./source.js").Group} */ group) => group.items.length === 1 ? sell(group.items[0]) : setPicked(group);
  const more = async () => { try { const next = await source.assortment(category, data.next); put({ groups: [...data.groups, ...next.groups], next: next.next }); } catch (failed) { complain(failed); } };
  const submit = (/** @type {Event} */ event) => {
    event.preventDefault();
    const only = data?.groups.length === 1 ? data.groups[0] : null;
    if (only && searching) choose(only);
  };
  return html`<section class="goods" aria-label=${t("goods")}>
    <form class="search-field" role="search" onSubmit=${submit}><${Icon} name="scan" /><input class="input" id="goods-search" type="search" autocomplete="off" enterkeyhint="search" aria-label=${t("goods-search")} placeholder=${t("goods-search")} data-test="goods-search" data-search-field value=${words} onInput=${(/** @type {any} */ e) => setWords(e.target.value)} /><${Key} name="F2" /></form>
    <div class="chips" role="group" aria-label=${t("categories")} onKeyDown=${arrows}>
      <button type="button" class="chip" aria-pressed=${String(!category)} onClick=${() => { setCategory(""); setWords(""); }}>${t("category-all")}</button>
      ${(tree ?? []).map((/** @type {any} */ it) => html`<button type="button" class="chip" key=${it.key} aria-pressed=${String(category === it.key)} onClick=${() => { setCategory(it.key); setWords(""); }}>${it.name}</button>`)}
    </div>
    <div class="tiles-scroll" aria-busy=${String(busy)}>
      ${!searching && !category && favourites?.length > 0 && html`<h2 class="tiles-title">${t("often")}</h2><div class="goods-tiles" data-test="often" onKeyDown=${arrows}>${favourites.filter((/** @type {Item} */ it) => it.sold && it.price !== null).map((/** @type {Item} */ it) => html`<${Tile} key=${it.id} name=${it.name} detail=${it.options} picture=${it.picture} from=${it.price} here=${it.here} onClick=${() => sell(it)} />`)}</div><h2 class="tiles-title">${t("goods")}</h2>`}
      ${error && !data ? html`<${Trouble} error=${error} again=${again} />` : !data ? html`<${Waiting} />` : data.groups.length === 0 ? html`<${Empty} icon="search" title=${t("nothing-found")} text=${t("goods-nothing")} />`
        : html`<div class="goods-tiles" data-test="goods" onKeyDown=${arrows}>${data.groups.map((/** @type {import("./source.js").Group} */ it) => html`<${Tile} key=${it.product} name=${it.name} detail=${it.items.length === 1 ? it.items[0].options : n("variants", it.items.length)} picture=${it.picture} from=${it.from} range=${it.from !== it.to} here=${it.here} onClick=${() => choose(it)} />`)}</div>
          ${data.next && html`<button type="button" class="btn more" onClick=${more}>${t("more")}</button>`}`}
    </div>
    ${picked && html`<${Picker} group=${picked} onClose=${() => setPicked(null)} onPick=${(/** @type {Item} */ it) => { setPicked(null); sell(it); }} />`}
  </section>`;
}

const Tile = (/** @type {any} */ { name, detail, picture, from, range = false, here, onClick }) => html`<button type="button" class="goods-tile" data-test="tile" onClick=${onClick}>
  <${Picture} id=${picture} /><span class="goods-name">${name}</span><span class="goods-detail">${detail}</span>
  <span class="goods-foot"><strong class="money">${from === null ? "–" : (range ? t("price-from", { amount: money(from) }) : money(from))}</strong><${Shelf} here=${here} /></span></button>`;

export const Shelf = (/** @type {{here: number}} */ { here }) => html`<span class=${`shelf ${here > 0 ? "" : "is-empty"}`}>${here > 0 ? n("here", here) : t("here-none")}</span>`;

/** Colour by size: the assistant sees at once what lies here. */
export function Picker(/** @type {{group: import("./source.js").Group, onClose: () => void, onPick: (item: Item) => void, action?: string}} */ { group, onClose, onPick }) {
  const value = (/** @type {Item} */ it, /** @type {string} */ axis) => it.values.find((v) => v.axis === axis);
  const axes = [...new Set(group.items.flatMap((it) => it.values.map((v) => v.axis)))];
  const color = axes.find((axis) => group.items.some((it) => value(it, axis)?.hex)) ?? null;
  const colors = color ? [...new Map(group.items.map((it) => [value(it, color)?.code, value(it, color)])).values()].filter(Boolean) : [null];
  const rest = (/** @type {Item} */ it) => it.values.filter((v) => v.axis !== color).map((v) => v.name).join(" / ") || it.sku;
  return html`<${Dialog} title=${group.name} onClose=${onClose} kind="wide" test="picker"><div class="picker" onKeyDown=${arrows}>
    ${colors.map((it) => { const own = group.items.filter((item) => !color || value(item, color)?.code === it?.code); return html`<section class="picker-row" key=${it?.code ?? ""}>
      <${Picture} id=${own[0]?.picture ?? group.picture} kind="pic-small" />
      <div class="picker-main">${it && html`<h3><${Swatch} hex=${it.hex} />${it.name}</h3>`}
      <div class="picker-sizes">${own.map((item) => html`<button type="button" key=${item.id} class=${`size ${item.here > 0 ? "" : "is-empty"}`} data-test="variant" data-sku=${item.sku} disabled=${item.price === null} onClick=${() => onPick(item)}><strong>${rest(item)}</strong><small>${item.here > 0 ? n("here", item.here) : t("here-none")}</small>${group.from !== group.to && html`<small class="money">${item.price === null ? "–" : money(item.price)}</small>`}</button>`)}</div></div></section>`; })}
  </div></${Dialog}>`;
}

const Swatch = (/** @type {{hex: string | null}} */ { hex }) => hex ? html`<svg class="swatch-dot" viewBox="0 0 16 16" aria-hidden="true"><circle cx="8" cy="8" r="7" fill=${hex} /></svg>` : null;

function CartPanel(/** @type {{cart: basket.Cart}} */ { cart }) {
  const total = basket.total(cart), stuck = basket.locked(cart), many = basket.pieces(cart);
  const current = use(touched);
  const list = useRef(/** @type {any} */ (null));
  useEffect(() => { list.current?.querySelector(".is-current")?.scrollIntoView({ block: "nearest" }); }, [current, many]);
  const left = total - basket.paid(cart.tenders);
  return html`<section class="cart" aria-label=${t("cart")}>
    <${Customer} cart=${cart} />
    <div class="cart-head"><h2>${t("cart")}</h2><span class="muted" data-test="cart-count">${n("cart-pieces", many)}</span>
      <button type="button" class="btn btn-quiet cart-to-goods" onClick=${() => pane.set("goods")}><${Icon} name="plus" />${t("goods")}</button>
      <button type="button" class="btn-icon" aria-label=${t("cart-clear")} data-test="cart-clear" disabled=${!many || stuck} onClick=${() => toast(t("cart-cleared"), { undo: basket.clear() })}><${Icon} name="trash" /></button></div>
    <ul class="cart-lines" ref=${list} data-test="cart-lines">
      ${cart.lines.map((line) => html`<${CartLine} key=${line.id} line=${line} stuck=${stuck} current=${line.id === current} />`)}
      ${!cart.lines.length && html`<li class="cart-empty"><${Icon} name="barcode" /><strong>${t("cart-empty")}</strong><p>${t("cart-empty-hint")}</p></li>`}
    </ul>
    <div class="cart-foot">
      ${stuck && html`<p class="note"><${Icon} name="info-circle" />${t("cart-part-paid", { amount: money(basket.paid(cart.tenders)) })}</p>`}
      <dl class="sums">${basket.taxes(cart).map((it) => html`<div key=${it.rate}><dt>${t("vat", { letter: it.letter, rate: number(it.rate / 100) })}</dt><dd class="money">${money(it.tax)}</dd></div>`)}
        <div class="sum-total"><dt>${stuck ? t("pay-left") : t("total")}</dt><dd class="money" data-test="total">${money(stuck ? left : total)}</dd></div></dl>
      <div class="cart-pay"><button type="button" class="btn btn-main btn-pay" data-test="pay-button" disabled=${!cart.lines.length} onClick=${() => open("pay-cash")}><${Icon} name="cash" />${t("pay")}<${Key} name="F9" /></button>
        <button type="button" class="btn btn-pay btn-card" data-test="pay-card-button" disabled=${!cart.lines.length} onClick=${() => open("pay-card")}><${Icon} name="credit-card" />${t("method-card")}<${Key} name="F10" /></button></div>
    </div></section>`;
}

function CartLine(/** @type {{line: basket.Line, stuck: boolean, current: boolean}} */ { line, stuck, current }) {
  const { item, quantity } = line;
  const set = (/** @type {number} */ to) => { touched.set(line.id); basket.setQuantity(line.id, to); };
  const keys = (/** @type {KeyboardEvent} */ event) => {
    if (event.target instanceof HTMLInputElement) return;
    if (event.key === "+") set(quantity + 1);
    if (event.key === "-" && quantity > 1) set(quantity - 1);
    if (event.key === "Delete") take(line.id);
  };
  return html`<li class=${`cart-line ${current ? "is-current" : ""}`} data-test="cart-line" data-sku=${item.sku} onKeyDown=${keys}>
    <${Picture} id=${item.picture} kind="pic-small" />
    <div class="line-main"><strong class="line-name">${item.name}</strong><span class="line-detail">${item.options}</span>
      <span class="line-unit"><span class="money">${money(item.price ?? 0)}</span>${item.here < quantity && html` <${State} tone="warn">${t("check-shelf")}</${State}>`}</span></div>
    <div class="stepper" role="group" aria-label=${t("quantity-of", { name: item.name })}>
      <button type="button" aria-label=${t("less")} disabled=${stuck || quantity <= 1} onClick=${() => set(quantity - 1)}><${Icon} name="minus" /></button>
      <input inputmode="numeric" aria-label=${t("quantity")} data-test="quantity" disabled=${stuck} value=${quantity} onFocus=${(/** @type {any} */ e) => e.target.select()} onChange=${(/** @type {any} */ e) => { set(Number(e.target.value)); e.target.value = basket.cart.now.lines.find((it) => it.id === line.id)?.quantity ?? quantity; }} />
      <button type="button" aria-label=${t("extra")} data-test="more-of" disabled=${stuck} onClick=${() => set(quantity + 1)}><${Icon} name="plus" /></button></div>
    <strong class="line-gross money" data-test="line-gross">${money((item.price ?? 0) * quantity)}</strong>
    <button type="button" class="btn-icon line-remove" aria-label=${t("remove-line", { name: item.name })} data-test="remove-line" disabled=${stuck} onClick=${() => take(line.id)}><${Icon} name="x" /></button></li>`;
}

function Customer(/** @type {{cart: basket.Cart}} */ { cart }) {
  const person = cart.person;
  if (!person) return html`<button type="button" class="customer is-empty" data-test="attach-customer" onClick=${() => asking.set("person")}><${Icon} name="user-plus" /><span><strong>${t("customer-add")}</strong><small>${t("customer-add-hint")}</small></span><${Key} name="F4" /></button>`;
  return html`<div class="customer" data-test="customer"><${Icon} name="user" />
    <a class="customer-main" href=${`#people/${person.id}`}><strong data-test="customer-name">${person.name ?? person.email ?? person.phone}</strong><${Points} person=${person} /><${LastBought} id=${person.id} /></a>
    <button type="button" class="btn-icon" aria-label=${t("customer-remove")} data-test="customer-remove" onClick=${() => { basket.attach(null); toast(t("customer-removed"), { undo: () => basket.attach(person) }); }}><${Icon} name="x" /></button></div>`;
}

/** The last purchases in any channel, in one line. */
function LastBought(/** @type {{id: string}} */ { id }) {
  const { data } = useLoad(() => source.profile(id), [id]);
  if (!data) return html`<small class="muted last-bought">…</small>`;
  const said = data.orders.slice(0, 2).map((/** @type {any} */ it) => `${it.channel}: ${it.lines[0]?.name ?? n("cart-pieces", it.pieces)}`).join(" · ");
  return html`<small class="muted last-bought" data-test="last-bought">${said ? said : t("customer-first")}</small>`;
}

function PaySale(/** @type {{start: string}} */ { start }) {
  const cart = use(basket.cart);
  const person = useRef(cart.person).current;
  const due = useRef(basket.total(cart));
  if (cart.lines.length) due.current = basket.total(cart);
  const perUnit = source.me.now?.points_per_unit ?? 0;
  const finish = async () => {
    const sold = basket.cart.now;
    const who = source.me.now;
    const body = {
      order: sold.order, till: tillId(), person: sold.person?.id ?? null,
      lines: sold.lines.map((line) => ({ id: line.id, variant: line.item.id, quantity: line.quantity })),
      tenders: sold.tenders,
    };
    try {
      const receipt = await commit({
        id: sold.order, kind: "sale", path: "/sales", body, label: n("cart-pieces", basket.pieces(sold)), total: due.current,
        at: new Date().toISOString(), place: who?.place.code ?? "", staff: who?.staff.id ?? "", state: "waiting", cart: sold,
      });
      basket.count(sold.lines);
      basket.clear();
      return receipt;
    } catch (error) {
      // It was refused before anything happened: it stays in the cart, with what is right now.
      drop(sold.order);
      const changed = await basket.refresh().catch(() => false);
      if (changed) { basket.setTenders([]); throw new Error(t("prices-changed")); }
      throw error;
    }
  };
  const next = () => { asking.set(""); pane.set("goods"); document.getElementById("goods-search")?.focus({ preventScroll: true }); };
  return html`<${Pay} title=${t("pay-title")} due=${due.current} tenders=${cart.tenders} setTenders=${basket.setTenders} finish=${finish} start=${start} person=${person} points=${Math.floor(due.current / 100) * perUnit} onClose=${() => asking.set("")} onNext=${next} />`;
}

/** What waits to be sent, and what the server refused meanwhile. */
export function Outbox(/** @type {{onClose: () => void}} */ { onClose }) {
  const all = use(outbox);
  const again = (/** @type {import("./outbox.js").Entry} */ it) => {
    if (basket.cart.now.lines.length) return toast(t("outbox-cart-full"), { tone: "bad" });
    basket.restore(it.cart);
    drop(it.id);
    onClose();
  };
  return html`<${Dialog} title=${t("outbox-title")} onClose=${onClose} kind="wide" test="outbox-list">
    <p class="muted explain">${t("outbox-explain")}</p>
    <ul class="rows">${all.map((it) => html`<li class="row" key=${it.id}><span class="row-main"><strong>${t(`outbox-${it.kind}`)} · ${it.label}</strong><small>${moment(it.at)}${it.why ? ` · ${it.why}` : ""}</small></span>
      <strong class="money">${money(it.total)}</strong><${State} tone=${it.state === "refused" ? "bad" : "warn"}>${t(`outbox-${it.state}`)}</${State}>
      ${it.state === "refused" && it.cart && html`<button type="button" class="btn" onClick=${() => again(it)}>${t("outbox-to-cart")}</button>`}</li>`)}</ul>
    ${!all.length && html`<${Empty} icon="circle-check" title=${t("outbox-empty")} />`}
  </${Dialog}>`;
}
