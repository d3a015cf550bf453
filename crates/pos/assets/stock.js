// @ts-check
/** Price and stock: here, nearby, in the warehouse. */
import { useState } from "./base.js";
import { distance, money, n, t } from "./boot.js";
import { Empty, Icon, Picture, State, Trouble, Waiting, html, useLoad, useSettled } from "./parts.js";
import { Picker, sell } from "./sale.js";
import * as source from "./source.js";
import { Cell, use } from "./store.js";

/** The variant that is looked at; a scan sets it too. */
export const looked = new Cell("");

export function Stock(/** @type {{go: (to: string) => void}} */ { go }) {
  const [words, setWords] = useState(""), [picked, setPicked] = useState(/** @type {any} */ (null));
  const variant = use(looked), settled = useSettled(words.trim());
  const { data, error, again } = useLoad(() => settled.length > 1 ? source.search(settled) : Promise.resolve(null), [settled]);
  return html`<section class=${`page split ${variant ? "has-detail" : ""}`}><div class="split-list">
    <h2 class="page-title">${t("tab-stock")}</h2>
    <form class="search-field" role="search" onSubmit=${(/** @type {Event} */ e) => e.preventDefault()}><${Icon} name="scan" /><input class="input" type="search" autocomplete="off" data-test="stock-search" data-search-field aria-label=${t("goods-search")} placeholder=${t("goods-search")} value=${words} onInput=${(/** @type {any} */ e) => setWords(e.target.value)} /></form>
    ${error && !data ? html`<${Trouble} error=${error} again=${again} />` : data ? html`<ul class="rows">${data.groups.map((/** @type {any} */ it) => html`<li key=${it.product}><button type="button" class="row" data-test="stock-hit" onClick=${() => it.items.length === 1 ? looked.set(it.items[0].id) : setPicked(it)}><${Picture} id=${it.picture} kind="pic-small" /><span class="row-main"><strong>${it.name}</strong><small>${it.items.length === 1 ? it.items[0].options : n("variants", it.items.length)}</small></span><span class="row-states"><strong class="money">${it.from === null ? "–" : money(it.from)}</strong><small class="muted">${n("here", it.here)}</small></span></button></li>`)}</ul>${!data.groups.length && html`<${Empty} icon="search" title=${t("nothing-found")} text=${t("goods-nothing")} />`}` : html`<${Empty} icon="barcode" title=${t("stock-scan")} text=${t("stock-scan-hint")} />`}
    ${picked && html`<${Picker} group=${picked} onClose=${() => setPicked(null)} onPick=${(/** @type {any} */ it) => { setPicked(null); looked.set(it.id); }} />`}
  </div><div class="split-detail">${variant ? html`<${Card} key=${variant} variant=${variant} go=${go} />` : html`<${Empty} icon="building-warehouse" title=${t("stock-choose")} />`}</div></section>`;
}

function Card(/** @type {{variant: string, go: (to: string) => void}} */ { variant, go }) {
  const { data, error, again } = useLoad(() => source.stock(variant), [variant]);
  const [open, setOpen] = useState(/** @type {any} */ (null));
  if (error && !data) return html`<${Trouble} error=${error} again=${again} />`;
  if (!data) return html`<${Waiting} />`;
  const it = data.item;
  const others = async () => setOpen((await source.siblings(variant).catch(() => ({ groups: [] }))).groups[0] ?? null);
  return html`<article class="detail" data-test="stock-card"><header class="detail-head"><button type="button" class="btn-icon detail-back" aria-label=${t("back")} onClick=${() => looked.set("")}><${Icon} name="arrow-left" /></button>
      <${Picture} id=${it?.picture ?? null} /><div class="row-main"><h2>${it?.name}</h2><p class="muted">${it?.options}</p><p class="muted small">${it?.sku}${it?.ean ? ` · ${it.ean}` : ""}</p></div><strong class="price money">${it?.price === null || !it ? "–" : money(it.price)}</strong></header>
    <div class="detail-body" tabindex="0" role="group" aria-label=${t("tab-stock")}><div class="points-band"><div><strong class="num" data-test="stock-here">${data.here}</strong><span>${t("stock-here")}</span></div><div><strong class="num">${data.total}</strong><span>${t("stock-chain")}</span></div></div>
      <table class="list"><caption class="visually-hidden">${t("stock-elsewhere")}</caption><thead><tr><th scope="col">${t("stock-place")}</th><th scope="col" class="num">${t("stock-distance")}</th><th scope="col" class="num">${t("stock-pieces")}</th></tr></thead>
        <tbody>${data.places.map((/** @type {any} */ place) => html`<tr key=${place.place}><th scope="row"><strong>${place.name}</strong><br /><span class="muted small">${place.kind === "warehouse" ? t("warehouse") : `${place.street}, ${place.city}`}${place.phone ? ` · ${place.phone}` : ""}</span></th><td class="num muted">${place.distance_m === null ? "" : distance(place.distance_m)}</td><td class="num">${place.available > 0 ? html`<${State} tone="good">${place.available}</${State}>` : html`<${State} tone="quiet">0</${State}>`}</td></tr>`)}</tbody></table></div>
    <footer class="detail-foot foot-row"><button type="button" class="btn btn-large" onClick=${others}>${t("stock-others")}</button><button type="button" class="btn btn-main btn-large" data-test="stock-sell" disabled=${!it || it.price === null || !it.sold} onClick=${() => { sell(it); go("sale"); }}><${Icon} name="basket" />${t("to-sale")}</button></footer>
    ${open && html`<${Picker} group=${open} onClose=${() => setOpen(null)} onPick=${(/** @type {any} */ other) => { setOpen(null); looked.set(other.id); }} />`}</article>`;
}
