// @ts-check
/** Orders that shoppers come for, and the store's queue that makes them ready. */
import { useEffect, useRef, useState } from "./base.js";
import { code, date, money, moment, n, t } from "./boot.js";
import { newId, tillId } from "./ids.js";
import { commit, drop, outbox } from "./outbox.js";
import { Dialog, Empty, Icon, Picture, State, Trouble, Waiting, complain, html, say, toast, useLoad, useSettled } from "./parts.js";
import { Pay } from "./pay.js";
import * as source from "./source.js";
import { Cell, use } from "./store.js";

/** @typedef {import("./source.js").Pickup} Pickup */

/** The store's queue as it was told last; the badge and the lists show it. @type {Cell<import("./source.js").Queue | null>} */
export const queue = new Cell(/** @type {any} */ (null));
export async function refresh() {
  try { queue.set(await source.queue()); } catch { /* the next change or reconnect asks again */ }
}
/** What was searched or scanned at the pickup counter; `shown` counts as proof when a code, phone or e-mail found it. */
export const search = new Cell("");

const STATE = { open: "info", picked: "warn", ready: "good", on_hold: "quiet", collected: "good", shipped: "good", rejected: "bad", expired: "quiet", cancelled: "quiet" };
const Standing = (/** @type {{it: Pickup}} */ { it }) => html`<${State} tone=${/** @type {any} */ (STATE)[it.state] ?? "quiet"}>${code("state", it.state)}</${State}>`;
const Money = (/** @type {{it: Pickup}} */ { it }) => it.due > 0 ? html`<${State} tone="warn">${t("to-pay", { amount: money(it.due) })}</${State}>` : html`<${State} tone="good">${code("payment", it.payment)}</${State}>`;
const who = (/** @type {Pickup} */ it) => it.name ?? it.email ?? it.phone ?? t("customer-nameless");

export function Pickups(/** @type {{id: string, go: (to: string) => void}} */ { id, go }) {
  const words = use(search);
  const settled = useSettled(words.trim(), 180);
  const { data, error, busy, again } = useLoad(() => source.pickups(settled.length > 2 ? settled : ""), [settled.length > 2 ? settled : ""]);
  const live = use(queue);
  useEffect(() => { if (data) again(); }, [live]);
  const field = useRef(/** @type {any} */ (null));
  useEffect(() => { if (!id) field.current?.focus({ preventScroll: true }); }, [id]);
  // One hit for what the shopper told is the one.
  useEffect(() => { if (settled.length > 5 && data?.length === 1 && !busy && !id) go(`pickups/${data[0].id}`); }, [data]);
  return html`<section class=${`page split ${id ? "has-detail" : ""}`}><div class="split-list">
    <h2 class="page-title">${t("tab-pickups")}</h2>
    <form class="search-field" role="search" onSubmit=${(/** @type {Event} */ e) => { e.preventDefault(); if (data?.length === 1) go(`pickups/${data[0].id}`); }}><${Icon} name="scan" /><input ref=${field} class="input" type="search" autocomplete="off" data-test="pickup-search" data-search-field aria-label=${t("pickup-search")} placeholder=${t("pickup-search")} value=${words} onInput=${(/** @type {any} */ e) => search.set(e.target.value)} /></form>
    ${error && !data ? html`<${Trouble} error=${error} again=${again} />` : !data ? html`<${Waiting} />` : html`<p class="muted small list-note" role="status">${settled.length > 2 ? n("pickups-found", data.length) : n("pickups-waiting", data.length)}</p>
      <ul class="rows" data-test="pickups">${data.map((/** @type {Pickup} */ it) => html`<li key=${it.id}><button type="button" class=${`row ${it.id === id ? "is-current" : ""}`} aria-current=${it.id === id ? "true" : undefined} data-test="pickup" data-number=${it.number} onClick=${() => go(`pickups/${it.id}`)}><${Bin} it=${it} />
        <span class="row-main"><strong>${who(it)}</strong><small>${it.number} · ${n("cart-pieces", it.pieces)}</small></span><span class="row-states"><${Money} it=${it} /><${Standing} it=${it} /></span></button></li>`)}</ul>
      ${!data.length && html`<${Empty} icon=${settled ? "search" : "package"} title=${settled ? t("pickup-nothing") : t("pickups-none")} text=${settled ? t("pickup-nothing-hint") : t("pickups-none-hint")}>${words && html`<button type="button" class="btn" onClick=${() => search.set("")}>${t("clear-search")}</button>`}</${Empty}>`}`}
  </div><div class="split-detail">${id ? html`<${Detail} key=${id} id=${id} go=${go} />` : html`<${Empty} icon="package" title=${t("pickup-choose")} text=${t("pickup-choose-hint")} />`}</div></section>`;
}

const Bin = (/** @type {{it: Pickup}} */ { it }) => html`<span class=${`bin ${it.bin ? "" : "is-empty"}`} data-test="bin"><small>${t("bin")}</small><strong>${it.bin ?? "–"}</strong></span>`;

const Lines = (/** @type {{it: Pickup}} */ { it }) => html`<ul class="order-lines">${it.lines.map((line) => html`<li key=${line.id}><${Picture} id=${line.picture} kind="pic-small" /><div class="row-main"><strong>${line.name}</strong><small>${line.sku}${line.ean ? ` · ${line.ean}` : ""}</small></div><span class="qty">${line.quantity} ×</span><strong class="money">${money(line.gross)}</strong></li>`)}</ul>`;

function Detail(/** @type {{id: string, go: (to: string) => void}} */ { id, go }) {
  const { data: it, error, again } = useLoad(() => source.pickup(id), [id]);
  const sent = use(outbox).find((entry) => entry.body?.fulfilment === id);
  // What found the order is what the shopper showed.
  const [shown, setShown] = useState(() => search.now.trim()), [proven, setProven] = useState(/** @type {"" | "shown" | "staff"} */ ("")), [wrong, setWrong] = useState(false);
  const [paying, setPaying] = useState(false), [tenders, setTenders] = useState(/** @type {any[]} */ ([]));
  const check = async (/** @type {string} */ text) => {
    if (text.trim().length < 3) return;
    try {
      const hits = await source.pickups(text.trim());
      const right = hits.some((hit) => hit.id === id);
      setProven(right ? "shown" : "");
      setWrong(!right);
      if (!right) say(t("proof-wrong"), true);
    } catch (failed) { complain(failed); }
  };
  useEffect(() => { if (it && shown) check(shown); }, [it?.id]);
  if (error && !it) return html`<${Trouble} error=${error} again=${again} />`;
  if (!it) return html`<${Waiting} />`;
  const waits = ["open", "picked", "ready"].includes(it.state);
  const blocked = it.payment === "pending" || it.payment === "unpaid";
  const begin = () => setPaying(true);
  const finish = async () => {
    const who = source.me.now;
    const entry = { id: newId("order"), kind: /** @type {const} */ ("pickup"), path: `/pickups/${id}/hand-over`, label: it.number, total: it.due, at: new Date().toISOString(), place: who?.place.code ?? "", staff: who?.staff.id ?? "", state: /** @type {const} */ ("waiting"),
      body: { fulfilment: id, proof: proven === "staff" ? { kind: "staff" } : { kind: "shown", value: shown.trim() }, tenders, till: tillId() } };
    try { return await commit(entry); } catch (failed) { drop(entry.id); again(); throw failed; }
  };
  const handOver = async () => {
    if (it.due > 0) return begin();
    setPaying(true);
  };
  const next = () => { setPaying(false); setTenders([]); search.set(""); refresh(); go("pickups"); };
  return html`<article class="detail" data-test="pickup-detail">
    <header class="detail-head"><button type="button" class="btn-icon detail-back" aria-label=${t("back")} onClick=${() => go("pickups")}><${Icon} name="arrow-left" /></button><${Bin} it=${it} /><div class="row-main"><h2>${who(it)}</h2><p class="muted">${t("order")} <strong data-test="detail-number">${it.number}</strong> · ${moment(it.placed_at)}</p></div><${Standing} it=${it} /></header>
    <div class="detail-body" tabindex="0" role="group" aria-label=${t("order")}>
      <${Lines} it=${it} />
      <p class="due-line"><span>${it.due > 0 ? t("pay-due") : code("payment", it.payment)}</span><strong class="money" data-test="due">${money(it.due > 0 ? it.due : it.worth)}</strong></p>
      ${it.person && html`<a class="person-link" href=${`#people/${it.person}`}><${Icon} name="user" /><span class="row-main"><strong>${who(it)}</strong><small>${[it.phone, it.email].filter(Boolean).join(" · ")}</small></span><${PersonPoints} id=${it.person} /><${Icon} name="chevron-right" /></a>`}
      ${it.due_at && waits && html`<p class="muted small"><${Icon} name="clock" /> ${t("waits-until", { date: date(it.due_at) })}</p>`}
      ${sent && html`<p class="note"><${Icon} name="cloud-off" />${t("done-waits")}</p>`}
      ${it.state === "collected" && html`<p class="note is-good"><${Icon} name="circle-check" />${t("already-collected")} <a href=${`/pos/receipt/${it.order}`} target="receipt">${t("done-show")}</a></p>`}
      ${waits && blocked && html`<p class="note"><${Icon} name="alert-triangle" />${t("not-paid-yet")}</p>`}
      ${waits && !blocked && !sent && html`<section class="proof" aria-label=${t("proof")}><h3>${t("proof")}</h3>
        ${proven ? html`<p class="note is-good" role="status" data-test="proven"><${Icon} name="circle-check" />${proven === "staff" ? t("proof-staff") : t("proof-right", { text: shown })}</p>`
        : html`<form class="proof-form" onSubmit=${(/** @type {Event} */ e) => { e.preventDefault(); check(shown); }}><input class="input" autocomplete="off" data-test="proof" aria-label=${t("proof-field")} placeholder=${t("proof-field")} aria-invalid=${wrong ? "true" : undefined} value=${shown} onInput=${(/** @type {any} */ e) => { setShown(e.target.value); setWrong(false); }} /><button type="submit" class="btn btn-large" data-test="check-proof">${t("proof-check")}</button>
          <button type="button" class="btn btn-large btn-quiet" data-test="proof-by-staff" onClick=${() => setProven("staff")}>${t("proof-by-staff")}</button></form>
          ${wrong && html`<p class="error" role="alert" data-test="proof-error"><${Icon} name="alert-circle" />${t("proof-wrong")}</p>`}`}</section>`}
    </div>
    ${waits && !blocked && !sent && html`<footer class="detail-foot">${it.state !== "ready" && html`<p class="muted small">${t("not-staged")}</p>`}<button type="button" class="btn btn-main btn-pay" data-test="hand-over" disabled=${!proven} onClick=${handOver}><${Icon} name=${it.due > 0 ? "cash" : "package-export"} />${it.due > 0 ? t("pay-and-hand-over", { amount: money(it.due) }) : t("hand-over")}</button></footer>`}
    ${paying && (it.due > 0 ? html`<${Pay} title=${t("pay-order", { number: it.number })} due=${it.due} tenders=${tenders} setTenders=${setTenders} finish=${finish} person=${it.person ? it : null} points=${Math.floor(it.due / 100) * (source.me.now?.points_per_unit ?? 0)} onClose=${() => setPaying(false)} onNext=${next} />` : html`<${Paid} it=${it} finish=${finish} onNext=${next} onClose=${() => setPaying(false)} />`)}
  </article>`;
}

/** Nothing is due: one press and the goods are the shopper's. */
function Paid(/** @type {{it: Pickup, finish: () => Promise<any>, onNext: () => void, onClose: () => void}} */ { it, finish, onNext, onClose }) {
  const [state, setState] = useState(/** @type {any} */ ({ busy: true }));
  useEffect(() => { finish().then((receipt) => { setState({ receipt }); say(t("handed-over")); }, (error) => setState({ error })); }, []);
  return html`<${Dialog} title=${t("pay-order", { number: it.number })} onClose=${state.receipt === undefined ? onClose : onNext} kind="pay done" test="done"><div class="done-body">
    ${state.busy ? html`<${Waiting} />` : state.error ? html`<p class="error" role="alert">${state.error.message}</p><button type="button" class="btn btn-large" onClick=${onClose}>${t("back")}</button>` : html`
    <p class=${`done-mark ${state.receipt ? "" : "is-waiting"}`}><${Icon} name=${state.receipt ? "circle-check" : "hourglass"} /></p><p class="pay-due">${t("handed-over")}</p>
    ${state.receipt ? html`<p class="muted">${t("done-receipt")} <strong data-test="receipt-number">${state.receipt.number}</strong></p>` : html`<p class="note"><${Icon} name="cloud-off" />${t("done-waits")}</p>`}
    <div class="pay-actions">${state.receipt && html`<button type="button" class="btn btn-large" onClick=${() => open(`${state.receipt.url}&print=1`, "receipt")}><${Icon} name="printer" />${t("done-print")}</button>`}<button type="button" class="btn btn-main btn-pay" data-focus data-test="next-customer" onClick=${onNext}>${t("done-next")}</button></div>`}</div></${Dialog}>`;
}

function PersonPoints(/** @type {{id: string}} */ { id }) {
  const { data } = useLoad(() => source.profile(id), [id]);
  return data && html`<small class="muted" data-test="person-history">${n("purchases-count", data.orders.length)} · ${n("points-spendable", data.spendable)}</small>`;
}

export function QueueScreen(/** @type {{go: (to: string) => void}} */ { go }) {
  const data = use(queue), [staging, setStaging] = useState(/** @type {Pickup | null} */ (null)), [rejecting, setRejecting] = useState(/** @type {Pickup | null} */ (null)), [busy, setBusy] = useState("");
  useEffect(() => { refresh(); }, []);
  const act = async (/** @type {string} */ id, /** @type {() => Promise<any>} */ what, /** @type {string} */ done) => {
    setBusy(id);
    try { await what(); toast(done); await refresh(); } catch (error) { complain(error); await refresh(); }
    setBusy("");
  };
  if (!data) return html`<${Waiting} />`;
  const column = (/** @type {"open" | "picked" | "ready"} */ state, /** @type {string} */ icon) => html`<section class="lane" data-test=${`lane-${state}`} aria-label=${t(`lane-${state}`)}><h2><${Icon} name=${icon} />${t(`lane-${state}`)}<span class="count">${data[state].length}</span></h2>
    <ul>${data[state].map((it) => html`<li class="job" key=${it.id} data-test="job" data-number=${it.number}><div class="job-head"><strong>${it.number}</strong><span class="muted small">${moment(it.placed_at)}</span><span class="grow"></span>${it.mode === "ship" ? html`<${State} tone="info">${t("mode-ship")}</${State}>` : html`<${Money} it=${it} />`}</div>
      <p class="small">${who(it)}${it.bin ? html` · <strong>${t("bin")} ${it.bin}</strong>` : ""}</p><${Lines} it=${it} />
      <div class="job-acts">
        ${state === "open" && html`<button type="button" class="btn btn-large" disabled=${busy === it.id} onClick=${() => setRejecting(it)}>${t("cannot-find")}</button><button type="button" class="btn btn-main btn-large" data-test="pick" disabled=${busy === it.id} onClick=${() => act(it.id, () => source.pick(it.id), t("was-picked", { number: it.number }))}><${Icon} name="checklist" />${t("pick")}</button>`}
        ${state === "picked" && it.mode === "pickup" && html`<button type="button" class="btn btn-large" disabled=${busy === it.id} onClick=${() => setRejecting(it)}>${t("cannot-find")}</button><button type="button" class="btn btn-main btn-large" data-test="stage" disabled=${busy === it.id} onClick=${() => setStaging(it)}><${Icon} name="package-import" />${t("stage")}</button>`}
        ${state === "picked" && it.mode === "ship" && html`<p class="muted small">${t("ship-in-office")}</p>`}
        ${state === "ready" && html`<button type="button" class="btn btn-large" onClick=${() => setStaging(it)}>${t("other-bin")}</button><button type="button" class="btn btn-main btn-large" onClick=${() => { search.set(""); go(`pickups/${it.id}`); }}>${t("hand-over")}</button>`}
      </div></li>`)}</ul>
    ${!data[state].length && html`<p class="lane-empty">${t(`lane-${state}-empty`)}</p>`}</section>`;
  return html`<section class="page wide"><h2 class="page-title">${t("tab-queue")}</h2><div class="lanes">${column("open", "inbox")}${column("picked", "basket")}${column("ready", "package")}</div>
    ${staging && html`<${Stage} it=${staging} onClose=${() => setStaging(null)} onBin=${(/** @type {string} */ bin) => { const it = staging; setStaging(null); act(it.id, () => source.stage(it.id, bin), t("was-staged", { number: it.number, bin })); }} />`}
    ${rejecting && html`<${Dialog} title=${t("cannot-find")} onClose=${() => setRejecting(null)}><p>${t("reject-explain", { number: rejecting.number })}</p><div class="stack reasons">${["not_found", "damaged", "no_capacity", "other"].map((reason) => html`<button type="button" class="btn btn-large" key=${reason} onClick=${() => { const it = rejecting; setRejecting(null); act(it.id, () => source.reject(it.id, reason), t("was-rejected", { number: it.number })); }}>${code("reason", reason)}</button>`)}</div></${Dialog}>`}
  </section>`;
}

function Stage(/** @type {{it: Pickup, onClose: () => void, onBin: (bin: string) => void}} */ { it, onClose, onBin }) {
  const [bin, setBin] = useState(it.bin ?? "");
  return html`<${Dialog} title=${t("stage-title", { number: it.number })} onClose=${onClose} test="stage-dialog"><form class="find" onSubmit=${(/** @type {Event} */ e) => { e.preventDefault(); if (bin.trim()) onBin(bin.trim()); }}>
    <div class="field"><label for="bin-field">${t("stage-bin")}</label><p class="hint" id="bin-hint">${t("stage-hint")}</p><input id="bin-field" data-focus data-test="bin-field" maxlength="40" autocomplete="off" aria-describedby="bin-hint" value=${bin} onInput=${(/** @type {any} */ e) => setBin(e.target.value)} /></div>
    <div class="quick">${["A1", "A2", "A3", "B1", "B2", "B3"].map((name) => html`<button type="button" key=${name} aria-pressed=${String(bin === name)} onClick=${() => setBin(name)}>${name}</button>`)}</div>
    <button type="submit" class="btn btn-main btn-pay" data-test="stage-go" disabled=${!bin.trim()}><${Icon} name="bell" />${t("stage-go")}</button></form></${Dialog}>`;
}
