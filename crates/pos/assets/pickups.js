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

const STATE = { open: "info", picking: "info", picked: "warn", in_transit: "quiet", ready: "good", on_hold: "quiet", collected: "good", shipped: "good", rejected: "bad", expired: "quiet", cancelled: "quiet" };
const Standing = (/** @type {{it: Pickup}} */ { it }) => html`<${State} tone=${/** @type {any} */ (STATE)[it.state] ?? "quiet"}>${code("state", it.state)}</${State}>`;
const Money = (/** @type {{it: Pickup}} */ { it }) => it.due > 0 ? html`<${State} tone="warn">${t("to-pay", { amount: money(it.due) })}</${State}>` : html`<${State} tone="good">${code("payment", it.payment)}</${State}>`;
/** What is to be done next, and how much time is left for it. */
const Left = (/** @type {{it: Pickup}} */ { it }) => {
  if (!it.clock || !it.clock_due_at || it.clock === "collect") return null;
  const minutes = Math.round((Date.parse(it.clock_due_at) - Date.now()) / 60_000), late = minutes < 0, size = Math.abs(minutes);
  const time = size < 120 ? t("minutes", { n: size }) : t("hours", { n: Math.floor(size / 60) });
  return html`<span class=${`left ${late ? "is-late" : ""}`} data-test="left"><${Icon} name="clock" />${code("clock", it.clock)}: ${t(late ? "time-over" : "time-left", { time })}</span>`;
};
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
  const [taken, setTaken] = useState(/** @type {Record<string, number>} */ ({})), [rest, setRest] = useState(/** @type {"stays" | "released"} */ ("stays")), [proxy, setProxy] = useState(""), [receipt] = useState(() => newId("receipt"));
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
  const waits = ["open", "picking", "picked", "ready"].includes(it.state);
  const wanted = (/** @type {import("./source.js").PickupLine} */ line) => taken[line.id] ?? line.quantity;
  const whole = it.lines.every((line) => wanted(line) === line.quantity), nothing = it.lines.every((line) => wanted(line) === 0);
  // What leaves is at the front of a line; the server says the sum to the grosz, this one only for whole lines and whole units.
  const worth = whole ? it.worth : it.lines.reduce((sum, line) => sum + Math.round(line.gross * wanted(line) / line.quantity), 0);
  const due = it.due > 0 ? worth : 0;
  const blocked = ["pending", "overdue", "unpaid"].includes(it.payment);
  const begin = () => setPaying(true);
  const finish = async () => {
    const who = source.me.now;
    const entry = { id: newId("order"), kind: /** @type {const} */ ("pickup"), path: `/pickups/${id}/hand-over`, label: it.number, total: due, at: new Date().toISOString(), place: who?.place.code ?? "", staff: who?.staff.id ?? "", state: /** @type {const} */ ("waiting"),
      body: { fulfilment: id, proof: proven === "staff" ? { kind: "staff" } : { kind: "shown", value: shown.trim() }, tenders, till: tillId(), lines: whole ? null : it.lines.filter((line) => wanted(line) > 0).map((line) => ({ line: line.id, quantity: wanted(line) })), rest, proxy: proxy.trim() || null, receipt } };
    try { return await commit(entry); } catch (failed) { drop(entry.id); again(); throw failed; }
  };
  const handOver = async () => {
    if (due > 0) return begin();
    setPaying(true);
  };
  const next = () => { setPaying(false); setTenders([]); search.set(""); refresh(); go("pickups"); };
  return html`<article class="detail" data-test="pickup-detail">
    <header class="detail-head"><button type="button" class="btn-icon detail-back" aria-label=${t("back")} onClick=${() => go("pickups")}><${Icon} name="arrow-left" /></button><${Bin} it=${it} /><div class="row-main"><h2>${who(it)}</h2><p class="muted">${t("order")} <strong data-test="detail-number">${it.number}</strong> · ${moment(it.placed_at)}</p></div><${Standing} it=${it} /></header>
    <div class="detail-body" tabindex="0" role="group" aria-label=${t("order")}>
      ${waits && !blocked && !sent ? html`<ul class="order-lines">${it.lines.map((line) => html`<li key=${line.id}><${Picture} id=${line.picture} kind="pic-small" /><div class="row-main"><strong>${line.name}</strong><small>${line.sku}</small></div>${it.pieces > 1 ? html`<span class="take"><input type="number" aria-label=${t("take-along", { name: line.name })} inputmode="numeric" min="0" max=${line.quantity} data-test="take" value=${wanted(line)} onInput=${(/** @type {any} */ e) => setTaken({ ...taken, [line.id]: Math.max(0, Math.min(line.quantity, Number(e.target.value) || 0)) })} /></span><span class="qty">/ ${line.quantity}</span>` : html`<span class="qty">${line.quantity} ×</span>`}<strong class="money">${money(line.gross)}</strong></li>`)}</ul>
      ${!whole && html`<fieldset class="rest"><legend>${t("rest-title")}</legend>${(/** @type {const} */ (["stays", "released"])).map((kind) => html`<label key=${kind}><input type="radio" name="rest" data-test=${`rest-${kind}`} checked=${rest === kind} onChange=${() => setRest(kind)} /> ${t(`rest-${kind}`)}</label>`)}</fieldset>`}` : html`<${Lines} it=${it} />`}
      <p class="due-line"><span>${it.due > 0 ? t("pay-due") : code("payment", it.payment)}</span><strong class="money" data-test="due">${money(worth)}</strong></p>
      ${it.person && html`<a class="person-link" href=${`#people/${it.person}`}><${Icon} name="user" /><span class="row-main"><strong>${who(it)}</strong><small>${[it.phone, it.email].filter(Boolean).join(" · ")}</small></span><${PersonPoints} id=${it.person} /><${Icon} name="chevron-right" /></a>`}
      ${it.due_at && waits && html`<p class="muted small"><${Icon} name="clock" /> ${t("waits-until", { date: date(it.due_at) })}</p>`}
      ${sent && html`<p class="note"><${Icon} name="cloud-off" />${t("done-waits")}</p>`}
      ${it.state === "collected" && html`<p class="note is-good"><${Icon} name="circle-check" />${t("already-collected")} <a href=${`/pos/receipt/${it.order}`} target="receipt">${t("done-show")}</a></p>`}
      ${waits && blocked && html`<p class="note"><${Icon} name="alert-triangle" />${t("not-paid-yet")}</p>`}
      ${waits && !blocked && !sent && html`<section class="proof" aria-label=${t("proof")}><h3>${t("proof")}</h3>
        ${proven ? html`<p class="note is-good" role="status" data-test="proven"><${Icon} name="circle-check" />${proven === "staff" ? t("proof-staff") : t("proof-right", { text: shown })}</p>`
        : html`<form class="proof-form" onSubmit=${(/** @type {Event} */ e) => { e.preventDefault(); check(shown); }}><input class="input" autocomplete="off" data-test="proof" aria-label=${t("proof-field")} placeholder=${t("proof-field")} aria-invalid=${wrong ? "true" : undefined} value=${shown} onInput=${(/** @type {any} */ e) => { setShown(e.target.value); setWrong(false); }} /><button type="submit" class="btn btn-large" data-test="check-proof">${t("proof-check")}</button>
          <button type="button" class="btn btn-large btn-quiet" data-test="proof-by-staff" onClick=${() => setProven("staff")}>${t("proof-by-staff")}</button></form>
          <details class="proxy"><summary>${t("proxy")}</summary><label for="proxy-name">${t("proxy-name")}</label><input id="proxy-name" class="input" maxlength="120" autocomplete="off" data-test="proxy" value=${proxy} onInput=${(/** @type {any} */ e) => setProxy(e.target.value)} /><p class="hint">${t("proxy-hint")}</p></details>
          ${wrong && html`<p class="error" role="alert" data-test="proof-error"><${Icon} name="alert-circle" />${t("proof-wrong")}</p>`}`}</section>`}
    </div>
    ${waits && !blocked && !sent && html`<footer class="detail-foot">${it.state !== "ready" && html`<p class="muted small">${t("not-staged")}</p>`}<button type="button" class="btn btn-main btn-pay" data-test="hand-over" disabled=${!proven || nothing} onClick=${handOver}><${Icon} name=${due > 0 ? "cash" : "package-export"} />${due > 0 ? t("pay-and-hand-over", { amount: money(due) }) : t("hand-over")}</button></footer>`}
    ${paying && (due > 0 ? html`<${Pay} title=${t("pay-order", { number: it.number })} due=${due} tenders=${tenders} setTenders=${setTenders} finish=${finish} person=${it.person ? it : null} points=${Math.floor(due / 100) * (source.me.now?.points_per_unit ?? 0)} onClose=${() => setPaying(false)} onNext=${next} />` : html`<${Paid} it=${it} finish=${finish} onNext=${next} onClose=${() => setPaying(false)} />`)}
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
  const data = use(queue), [staging, setStaging] = useState(/** @type {Pickup | null} */ (null)), [rejecting, setRejecting] = useState(/** @type {Pickup | null} */ (null)), [walking, setWalking] = useState(/** @type {Pickup | null} */ (null)), [busy, setBusy] = useState("");
  useEffect(() => { refresh(); }, []);
  const act = async (/** @type {string} */ id, /** @type {() => Promise<any>} */ what, /** @type {string} */ done) => {
    setBusy(id);
    try { await what(); toast(done); await refresh(); } catch (error) { complain(error); await refresh(); }
    setBusy("");
  };
  if (!data) return html`<${Waiting} />`;
  const column = (/** @type {"open" | "picked" | "ready"} */ state, /** @type {string} */ icon) => html`<section class="lane" data-test=${`lane-${state}`} aria-label=${t(`lane-${state}`)}><h2><${Icon} name=${icon} />${t(`lane-${state}`)}<span class="count">${data[state].length}</span></h2>
    <ul>${data[state].map((it) => html`<li class="job" key=${it.id} data-test="job" data-number=${it.number}><div class="job-head"><strong>${it.number}</strong><span class="muted small">${moment(it.placed_at)}</span><span class="grow"></span>${it.mode === "ship" ? html`<${State} tone="info">${t("mode-ship")}</${State}>` : html`<${Money} it=${it} />`}</div>
      <${Left} it=${it} />
      <p class="small">${it.mode === "transfer" ? html`<${Icon} name="truck-delivery" /> ${t("transfer-to", { place: it.to ?? "" })}` : who(it)}${it.bin ? html` · <strong>${t("bin")} ${it.bin}</strong>` : ""}</p><${Lines} it=${it} />
      <div class="job-acts">
        ${state === "open" && html`<button type="button" class="btn btn-large" disabled=${busy === it.id} onClick=${() => setRejecting(it)}>${t("cannot-find")}</button><button type="button" class="btn btn-main btn-large" data-test="walk" disabled=${busy === it.id} onClick=${() => setWalking(it)}><${Icon} name="scan" />${t(it.state === "picking" ? "pick-go-on" : "pick-begin")}</button><button type="button" class="btn btn-large" data-test="pick" disabled=${busy === it.id} onClick=${() => act(it.id, () => source.pick(it.id), t("was-picked", { number: it.number }))}><${Icon} name="checklist" />${t("pick")}</button>`}
        ${state === "picked" && it.mode === "transfer" && html`<button type="button" class="btn btn-main btn-large" data-test="dispatch" disabled=${busy === it.id} onClick=${() => act(it.id, () => source.dispatch(it.id), t("was-dispatched", { number: it.number }))}><${Icon} name="truck-delivery" />${t("dispatch")}</button>`}
        ${state === "picked" && it.mode === "pickup" && html`<button type="button" class="btn btn-large" disabled=${busy === it.id} onClick=${() => setRejecting(it)}>${t("cannot-find")}</button><button type="button" class="btn btn-main btn-large" data-test="stage" disabled=${busy === it.id} onClick=${() => setStaging(it)}><${Icon} name="package-import" />${t("stage")}</button>`}
        ${state === "picked" && it.mode === "ship" && html`<p class="muted small">${t("ship-in-office")}</p>`}
        ${state === "ready" && html`<button type="button" class="btn btn-large" onClick=${() => setStaging(it)}>${t("other-bin")}</button><button type="button" class="btn btn-main btn-large" onClick=${() => { search.set(""); go(`pickups/${it.id}`); }}>${t("hand-over")}</button>`}
      </div></li>`)}</ul>
    ${!data[state].length && html`<p class="lane-empty">${t(`lane-${state}-empty`)}</p>`}</section>`;
  return html`<section class="page wide"><h2 class="page-title">${t("tab-queue")}</h2>${data.arriving.length > 0 && html`<section class="arriving" data-test="arriving"><h3><${Icon} name="truck-delivery" />${t("arriving")}</h3><ul>${data.arriving.map((it) => html`<li key=${it.id}><strong>${it.number}</strong><span class="muted small">${it.from} · ${n("cart-pieces", it.pieces)}</span><span class="grow"></span>${it.state === "in_transit" ? html`<button type="button" class="btn btn-main btn-large" data-test="receive" disabled=${busy === it.id} onClick=${() => act(it.id, () => source.receive(it.id), t("was-received", { number: it.number }))}>${t("receive")}</button>` : html`<${Standing} it=${it} />`}</li>`)}</ul></section>`}<div class="lanes">${column("open", "inbox")}${column("picked", "basket")}${column("ready", "package")}</div>
    ${walking && html`<${Walk} it=${walking} onClose=${() => { setWalking(null); refresh(); }} />`}
    ${staging && html`<${Stage} it=${staging} onClose=${() => setStaging(null)} onBin=${(/** @type {string} */ bin) => { const it = staging; setStaging(null); act(it.id, () => source.stage(it.id, bin), t("was-staged", { number: it.number, bin })); }} />`}
    ${rejecting && html`<${Dialog} title=${t("cannot-find")} onClose=${() => setRejecting(null)}><p>${t("reject-explain", { number: rejecting.number })}</p><div class="stack reasons">${["not_found", "damaged", "no_capacity", "other"].map((reason) => html`<button type="button" class="btn btn-large" key=${reason} onClick=${() => { const it = rejecting; setRejecting(null); act(it.id, () => source.reject(it.id, reason), t("was-rejected", { number: it.number })); }}>${code("reason", reason)}</button>`)}</div></${Dialog}>`}
  </section>`;
}

/** The walk with the list: each scan is one unit more; what is not there is said at the end. */
function Walk(/** @type {{it: Pickup, onClose: () => void}} */ { it, onClose }) {
  const [lines, setLines] = useState(it.lines), [missing, setMissing] = useState(false), [typed, setTyped] = useState("");
  const now = useRef(lines), holder = useRef(/** @type {any} */ (null));
  now.current = lines;
  const set = async (/** @type {string} */ id, /** @type {number} */ quantity) => {
    const line = now.current.find((one) => one.id === id);
    if (!line || quantity < 0 || quantity > line.quantity) return;
    const next = now.current.map((one) => one.id === id ? { ...one, picked: quantity } : one);
    now.current = next;
    setLines(next);
    try {
      await source.picked(it.id, [{ line: id, quantity }]);
      say(t("picked-so-far", { name: line.name, n: quantity, of: line.quantity }));
      if (next.every((one) => one.picked === one.quantity)) { toast(t("was-picked", { number: it.number })); onClose(); }
    } catch (error) { complain(error); onClose(); }
  };
  const heard = (/** @type {string} */ text) => {
    const line = now.current.find((one) => (one.sku === text || one.ean === text) && one.picked < one.quantity) ?? now.current.find((one) => one.sku === text || one.ean === text);
    if (!line) return toast(t("scan-not-on-list", { code: text }), { tone: "bad" });
    if (line.picked >= line.quantity) return toast(t("scan-enough", { name: line.name }), { tone: "bad" });
    set(line.id, line.picked + 1);
  };
  useEffect(() => {
    if (it.state === "open") source.accept(it.id).catch(complain);
    const dialog = holder.current?.closest("dialog");
    const scan = (/** @type {any} */ event) => heard(event.detail);
    dialog?.addEventListener("pos:scan", scan);
    return () => dialog?.removeEventListener("pos:scan", scan);
  }, []);
  const short = async (/** @type {string} */ reason) => {
    try { await source.short(it.id, now.current.filter((one) => one.picked < one.quantity).map((one) => ({ line: one.id, quantity: one.quantity - one.picked })), reason); toast(t("was-short", { number: it.number })); } catch (error) { complain(error); }
    onClose();
  };
  const left = lines.reduce((sum, one) => sum + one.quantity - one.picked, 0);
  return html`<${Dialog} title=${t("pick-title", { number: it.number })} onClose=${onClose} test="pick-dialog"><div ref=${holder} class="stack">
    ${missing ? html`<p>${t("short-explain")}</p><div class="stack reasons">${["not_found", "damaged", "no_capacity", "other"].map((reason) => html`<button type="button" class="btn btn-large" key=${reason} data-test=${`short-${reason}`} onClick=${() => short(reason)}>${code("reason", reason)}</button>`)}</div><button type="button" class="btn btn-large btn-quiet" onClick=${() => setMissing(false)}>${t("back")}</button>` : html`
    <form class="proof-form" onSubmit=${(/** @type {Event} */ e) => { e.preventDefault(); const text = typed.trim(); setTyped(""); if (text) heard(text); }}><input class="input" data-focus autocomplete="off" data-test="pick-code" aria-label=${t("pick-code")} placeholder=${t("pick-code")} value=${typed} onInput=${(/** @type {any} */ e) => setTyped(e.target.value)} /><button type="submit" class="btn btn-large">${t("pick-one")}</button></form>
    <ul class="order-lines walk">${lines.map((line) => html`<li key=${line.id} class=${line.picked === line.quantity ? "is-done" : ""} data-test="walk-line"><${Picture} id=${line.picture} kind="pic-small" /><div class="row-main"><strong>${line.name}</strong><small>${line.sku}${line.ean ? ` · ${line.ean}` : ""}</small></div>
      <div class="steps"><button type="button" class="btn-icon" aria-label=${t("one-less", { name: line.name })} disabled=${line.picked === 0} onClick=${() => set(line.id, line.picked - 1)}><${Icon} name="minus" /></button><strong data-test="walk-count">${line.picked}/${line.quantity}</strong><button type="button" class="btn-icon" aria-label=${t("one-more", { name: line.name })} data-test="walk-more" disabled=${line.picked >= line.quantity} onClick=${() => set(line.id, line.picked + 1)}><${Icon} name="plus" /></button></div></li>`)}</ul>
    <button type="button" class="btn btn-large" data-test="walk-short" onClick=${() => setMissing(true)}>${n("short-rest", left)}</button>`}</div></${Dialog}>`;
}

function Stage(/** @type {{it: Pickup, onClose: () => void, onBin: (bin: string) => void}} */ { it, onClose, onBin }) {
  const [bin, setBin] = useState(it.bin ?? "");
  return html`<${Dialog} title=${t("stage-title", { number: it.number })} onClose=${onClose} test="stage-dialog"><form class="find" onSubmit=${(/** @type {Event} */ e) => { e.preventDefault(); if (bin.trim()) onBin(bin.trim()); }}>
    <div class="field"><label for="bin-field">${t("stage-bin")}</label><p class="hint" id="bin-hint">${t("stage-hint")}</p><input id="bin-field" data-focus data-test="bin-field" maxlength="40" autocomplete="off" aria-describedby="bin-hint" value=${bin} onInput=${(/** @type {any} */ e) => setBin(e.target.value)} /></div>
    <div class="quick">${["A1", "A2", "A3", "B1", "B2", "B3"].map((name) => html`<button type="button" key=${name} aria-pressed=${String(bin === name)} onClick=${() => setBin(name)}>${name}</button>`)}</div>
    <button type="submit" class="btn btn-main btn-pay" data-test="stage-go" disabled=${!bin.trim()}><${Icon} name="bell" />${t("stage-go")}</button></form></${Dialog}>`;
}
