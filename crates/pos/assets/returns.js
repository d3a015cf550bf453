// @ts-check
/** Returns at the counter: find what was bought, choose pieces, look at them, pay back. */
import { useEffect, useRef, useState } from "./base.js";
import { code, date, money, moment, n, t } from "./boot.js";
import { newId } from "./ids.js";
import { Dialog, Empty, Icon, Picture, State, Trouble, Waiting, html, say, useLoad, useSettled } from "./parts.js";
import * as source from "./source.js";
import { Cell, use } from "./store.js";

/** What was searched or scanned at the returns desk. */
export const sought = new Cell("");

const REASONS = ["changed_mind", "too_small", "too_large", "not_as_shown", "damaged", "wrong_item", "late", "other"];
const DISPOSITIONS = ["restocked", "damaged", "to_supplier", "written_off"];
const TONES = /** @type {Record<string, string>} */ ({ expected: "info", received: "warn", accepted: "good", rejected: "bad", cancelled: "quiet" });

export function Returns(/** @type {{id: string, go: (to: string) => void}} */ { id, go }) {
  const words = use(sought);
  const settled = useSettled(words.trim(), 180);
  const { data, error, busy, again } = useLoad(() => settled.length > 2 ? source.forReturn(settled) : Promise.resolve([]), [settled]);
  const field = useRef(/** @type {any} */ (null));
  useEffect(() => { if (!id) field.current?.focus({ preventScroll: true }); }, [id]);
  useEffect(() => { if (settled.length > 5 && data?.length === 1 && !busy && !id) go(`returns/${data[0].order}`); }, [data]);
  return html`<section class=${`page split ${id ? "has-detail" : ""}`}><div class="split-list">
    <h2 class="page-title">${t("tab-returns")}</h2>
    <form class="search-field" role="search" onSubmit=${(/** @type {Event} */ e) => { e.preventDefault(); if (data?.length === 1) go(`returns/${data[0].order}`); }}><${Icon} name="scan" /><input ref=${field} class="input" type="search" autocomplete="off" data-test="return-search" data-search-field aria-label=${t("return-search")} placeholder=${t("return-search")} value=${words} onInput=${(/** @type {any} */ e) => sought.set(e.target.value)} /></form>
    ${error ? html`<${Trouble} error=${error} again=${again} />` : !data ? html`<${Waiting} />` : html`<ul class="rows" data-test="return-orders">${data.map((/** @type {any} */ it) => html`<li key=${it.order}><button type="button" class=${`row ${it.order === id ? "is-current" : ""}`} aria-current=${it.order === id ? "true" : undefined} data-test="return-order" data-number=${it.number} onClick=${() => go(`returns/${it.order}`)}><span class="face"><${Icon} name="receipt" /></span>
      <span class="row-main"><strong>${it.number}${it.name ? ` · ${it.name}` : ""}</strong><small>${moment(it.at)} · ${it.channel} · ${n("cart-pieces", it.pieces)}</small></span><strong class="money">${money(it.total)}</strong></button></li>`)}</ul>
      ${!data.length && (settled.length > 2 ? html`<${Empty} icon="search" title=${t("return-nothing")} text=${t("return-nothing-hint")} />` : html`<${Empty} icon="arrow-back-up" title=${t("return-find")} text=${t("return-find-hint")} />`)}`}
  </div><div class="split-detail">${id ? html`<${Desk} key=${id} id=${id} go=${go} />` : html`<${Empty} icon="arrow-back-up" title=${t("return-choose")} text=${t("return-choose-hint")} />`}</div></section>`;
}

/** @typedef {{units: number, reason: string, disposition: string}} Choice */

function Desk(/** @type {{id: string, go: (to: string) => void}} */ { id, go }) {
  const { data: it, error, again } = useLoad(() => source.returnable(id), [id]);
  const [chosen, setChosen] = useState(/** @type {Record<string, Choice>} */ ({})), [open, setOpen] = useState(/** @type {any} */ (null)), [state, setState] = useState(/** @type {any} */ (null)), [credit, setCredit] = useState(false);
  const fresh = useRef(newId("return"));
  if (error && !it) return html`<${Trouble} error=${error} again=${again} />`;
  if (!it) return html`<${Waiting} />`;
  const most = (/** @type {any} */ line) => open ? open.lines.find((/** @type {any} */ own) => own.line === line.id)?.quantity ?? 0 : line.excluded ? 0 : line.returnable;
  const choice = (/** @type {string} */ line) => chosen[line] ?? { units: 0, reason: "changed_mind", disposition: "restocked" };
  const set = (/** @type {string} */ line, /** @type {Partial<Choice>} */ part) => setChosen({ ...chosen, [line]: { ...choice(line), ...part } });
  const worth = (/** @type {any} */ line) => { const units = choice(line.id).units; return units ? line.worth[units - 1] ?? 0 : 0; };
  const total = it.lines.reduce((/** @type {number} */ sum, /** @type {any} */ line) => sum + worth(line), 0);
  const pieces = it.lines.reduce((/** @type {number} */ sum, /** @type {any} */ line) => sum + choice(line.id).units, 0);
  const announced = it.returns.filter((/** @type {any} */ one) => one.state === "expected");
  const pickUp = (/** @type {any} */ one) => {
    setOpen(one);
    setChosen(Object.fromEntries(one.lines.map((/** @type {any} */ line) => [line.line, { units: line.quantity, reason: line.reason, disposition: "restocked" }])));
  };
  const take = async () => {
    setState({ busy: true });
    const lines = it.lines.filter((/** @type {any} */ line) => choice(line.id).units > 0).map((/** @type {any} */ line) => ({ line: line.id, quantity: choice(line.id).units, reason: choice(line.id).reason, disposition: choice(line.id).disposition }));
    try {
      const done = await source.takeBack({ id: open?.id ?? fresh.current, order: id, lines, credit });
      setState({ done });
      say(t("return-done"));
    } catch (failed) { setState({ error: failed }); }
  };
  const next = () => { setState(null); setChosen({}); setOpen(null); setCredit(false); fresh.current = newId("return"); sought.set(""); go("returns"); };
  const over = !it.basis && !open;
  return html`<article class="detail" data-test="return-detail">
    <header class="detail-head"><button type="button" class="btn-icon detail-back" aria-label=${t("back")} onClick=${() => go("returns")}><${Icon} name="arrow-left" /></button><div class="row-main"><h2>${it.name ?? it.number}</h2><p class="muted">${t("order")} <strong>${it.number}</strong> · ${it.channel} · ${moment(it.at)}</p></div>${it.basis && html`<${State} tone="good">${code("basis", it.basis)}</${State}>`}</header>
    <div class="detail-body" tabindex="0" role="group" aria-label=${t("order")}>
      ${over ? html`<p class="note"><${Icon} name="alert-triangle" />${it.until ? t("return-over", { date: date(it.until) }) : t("return-over-plain")}</p>` : it.until && html`<p class="muted small"><${Icon} name="clock" /> ${t("return-until", { date: date(it.until) })}</p>`}
      ${announced.map((/** @type {any} */ one) => html`<p class="note" key=${one.id}><${Icon} name="package-import" /><span class="grow">${t("return-announced", { code: one.code })}</span>${open?.id === one.id ? html`<${State} tone="info">${t("return-chosen")}</${State}>` : html`<button type="button" class="btn" data-test="return-announced" onClick=${() => pickUp(one)}>${t("return-take-announced")}</button>`}</p>`)}
      <ul class="order-lines return-lines">${it.lines.map((/** @type {any} */ line) => html`<li key=${line.id} data-test="return-line" data-sku=${line.sku}><${Picture} id=${line.picture} kind="pic-small" /><div class="row-main"><strong>${line.name}</strong><small>${line.sku}${line.excluded ? ` · ${t("return-excluded")}` : ` · ${n("return-left", most(line))}`}</small>
        ${choice(line.id).units > 0 && html`<div class="return-picks"><label><span class="visually-hidden">${t("return-reason")}</span><select class="input" value=${choice(line.id).reason} disabled=${!!open} onChange=${(/** @type {any} */ e) => set(line.id, { reason: e.target.value })}>${REASONS.map((one) => html`<option value=${one}>${code("back", one)}</option>`)}</select></label>
          <label><span class="visually-hidden">${t("return-disposition")}</span><select class="input" data-test="disposition" value=${choice(line.id).disposition} onChange=${(/** @type {any} */ e) => set(line.id, { disposition: e.target.value })}>${DISPOSITIONS.map((one) => html`<option value=${one}>${code("put", one)}</option>`)}</select></label></div>`}</div>
        <div class="return-steps"><button type="button" class="btn-icon" aria-label=${t("less")} disabled=${!choice(line.id).units} onClick=${() => set(line.id, { units: choice(line.id).units - 1 })}><${Icon} name="minus" /></button><output aria-label=${t("quantity-of", { name: line.name })}>${choice(line.id).units}</output><button type="button" class="btn-icon" data-test="return-more" aria-label=${t("extra")} disabled=${over || choice(line.id).units >= most(line)} onClick=${() => set(line.id, { units: choice(line.id).units + 1 })}><${Icon} name="plus" /></button></div>
        <strong class="money">${money(worth(line))}</strong></li>`)}</ul>
      ${it.returns.filter((/** @type {any} */ one) => one.state !== "expected").map((/** @type {any} */ one) => html`<p class="pair-line" key=${one.id}><span>${one.code}</span><${State} tone=${TONES[one.state]}>${code("return", one.state)}</${State}>${one.state === "accepted" && html`<a href=${one.url} target="receipt">${t("done-show")} · ${money(one.refund)}</a>`}</p>`)}
    </div>
    <footer class="detail-foot"><p class="due-line"><span>${n("return-pieces", pieces)}</span><strong class="money" data-test="return-total">${money(total)}</strong></p>${it.has_person && html`<label class="check"><input type="checkbox" data-test="return-credit" checked=${credit} onChange=${(/** @type {any} */ e) => setCredit(e.target.checked)} /> ${t("return-credit")}</label>`}<button type="button" class="btn btn-main btn-pay" data-test="take-back" disabled=${!pieces || state?.busy} onClick=${take}><${Icon} name="arrow-back-up" />${t(credit ? "return-take-credit" : "return-take", { amount: money(total) })}</button>${state?.error && html`<p class="error" role="alert" data-test="return-error"><${Icon} name="alert-circle" />${state.error.message}</p>`}</footer>
    ${state?.done && html`<${Dialog} title=${t("return-done")} onClose=${next} kind="pay done" test="done"><div class="done-body"><p class="done-mark"><${Icon} name="circle-check" /></p><p class="pay-due" data-test="return-refund">${money(state.done.refund)}</p><p class="muted">${t(credit ? "return-done-credit" : "return-done-hint")}</p>
      <div class="pay-actions"><a class="btn btn-large" href=${state.done.url} target="receipt" data-test="return-slip"><${Icon} name="printer" />${t("done-print")}</a><button type="button" class="btn btn-main btn-pay" data-focus data-test="next-customer" onClick=${next}>${t("done-next")}</button></div></div></${Dialog}>`}
  </article>`;
}
