// @ts-check
/** Receipts of this counter, to be shown and printed again. */
import { money, moment, n, t } from "./boot.js";
import { Empty, Icon, Trouble, Waiting, html, useLoad } from "./parts.js";
import { outbox } from "./outbox.js";
import * as source from "./source.js";
import { use } from "./store.js";

export function Slips() {
  const waiting = use(outbox).length;
  const { data, error, again } = useLoad(source.sales, [waiting]);
  return html`<section class="page narrow"><h2 class="page-title">${t("tab-slips")}</h2>
    ${error && !data ? html`<${Trouble} error=${error} again=${again} />` : !data ? html`<${Waiting} />` : html`<ul class="rows" data-test="slips">${data.map((/** @type {any} */ it) => html`<li class="row" key=${it.order} data-test="slip"><span class="face"><${Icon} name="receipt" /></span><span class="row-main"><strong>${it.number}${it.name ? ` · ${it.name}` : ""}</strong><small>${moment(it.at)} · ${it.channel} · ${n("cart-pieces", it.pieces)}</small></span><strong class="money">${money(it.total)}</strong>
      <a class="btn" href=${it.url} target="receipt">${t("done-show")}</a><button type="button" class="btn" data-test="reprint" onClick=${() => open(`${it.url}?print=1`, "receipt")}><${Icon} name="printer" />${t("reprint")}</button></li>`)}</ul>
      ${!data.length && html`<${Empty} icon="receipt" title=${t("slips-none")} text=${t("slips-none-hint")} />`}`}</section>`;
}
