// @ts-check
/** Customers: finding, taking down, and their whole history over all channels. */
import { useEffect, useRef, useState } from "./base.js";
import { code, date, money, moment, n, t } from "./boot.js";
import * as basket from "./cart.js";
import { Empty, Icon, Points, State, Trouble, Waiting, complain, html, say, toast, useLoad, useSettled } from "./parts.js";
import * as source from "./source.js";

/** @typedef {import("./source.js").Person} Person */

const nameOf = (/** @type {Person} */ it) => it.name ?? it.email ?? it.phone ?? t("customer-nameless");

/** Search by phone, e-mail, card or name; whoever is not known yet is taken down here. */
export function FindPerson(/** @type {{onFound: (it: Person) => void}} */ { onFound }) {
  const [words, setWords] = useState(""), [adding, setAdding] = useState(false);
  const settled = useSettled(words.trim(), 220);
  const { data, error, again } = useLoad(() => settled.length > 2 ? source.people(settled) : Promise.resolve(null), [settled]);
  if (adding) return html`<${NewPerson} words=${words} onDone=${onFound} onBack=${() => setAdding(false)} />`;
  return html`<form class="find" onSubmit=${(/** @type {Event} */ e) => { e.preventDefault(); if (data?.length === 1) onFound(data[0]); }}>
    <div class="search-field"><${Icon} name="search" /><input class="input" type="search" autocomplete="off" data-focus data-test="person-search" aria-label=${t("customer-search")} placeholder=${t("customer-search")} value=${words} onInput=${(/** @type {any} */ e) => setWords(e.target.value)} /></div>
    ${error && !data ? html`<${Trouble} error=${error} again=${again} />` : data && html`<ul class="rows" data-test="people">${data.map((/** @type {Person} */ it) => html`<li key=${it.id}><button type="button" class="row" data-test="person" onClick=${() => onFound(it)}><span class="face">${initials(nameOf(it))}</span>
      <span class="row-main"><strong>${nameOf(it)}</strong><small>${[it.phone, it.email].filter(Boolean).join(" · ")}</small></span><${Points} person=${it} /></button></li>`)}</ul>`}
    ${data && !data.length && html`<${Empty} icon="users" title=${t("customer-unknown")} text=${t("customer-unknown-hint")} />`}
    <button type="button" class="btn btn-large" data-test="new-person" onClick=${() => setAdding(true)}><${Icon} name="user-plus" />${t("customer-new")}</button>
  </form>`;
}

const initials = (/** @type {string} */ name) => name.split(/\s+/).map((part) => part[0] ?? "").slice(0, 2).join("").toUpperCase();

function NewPerson(/** @type {{words: string, onDone: (it: Person) => void, onBack: () => void}} */ { words, onDone, onBack }) {
  const [busy, setBusy] = useState(false), [said, setSaid] = useState("");
  const isEmail = words.includes("@"), isPhone = /^[\d\s+()-]{6,}$/.test(words.trim());
  const form = useRef(/** @type {any} */ (null));
  useEffect(() => { form.current?.querySelector("input")?.focus(); }, []);
  const save = async (/** @type {Event} */ event) => {
    event.preventDefault();
    const data = new FormData(form.current);
    const text = (/** @type {string} */ name) => String(data.get(name) ?? "");
    setBusy(true);
    setSaid("");
    try {
      const person = await source.addPerson({ name: text("name"), phone: text("phone"), email: text("email") });
      onDone(person);
    } catch (error) { setSaid(/** @type {any} */ (error).status ? /** @type {any} */ (error).message : t("unreachable")); }
    setBusy(false);
  };
  return html`<form class="find" ref=${form} onSubmit=${save}>
    <p class="muted">${t("customer-new-hint")}</p>
    ${said && html`<p class="error" role="alert" data-test="person-error"><${Icon} name="alert-circle" />${said}</p>`}
    <div class="field"><label for="new-name">${t("field-name")}</label><input id="new-name" name="name" autocomplete="off" defaultValue=${isEmail || isPhone ? "" : words} /></div>
    <div class="field"><label for="new-phone">${t("field-phone")}</label><input id="new-phone" name="phone" type="tel" autocomplete="off" defaultValue=${isPhone ? words : ""} /></div>
    <div class="field"><label for="new-email">${t("field-email")}</label><input id="new-email" name="email" type="email" autocomplete="off" defaultValue=${isEmail ? words : ""} /></div>
    <div class="pay-actions"><button type="button" class="btn btn-large" onClick=${onBack}>${t("back")}</button><button type="submit" class="btn btn-main btn-large" data-test="save-person" disabled=${busy}>${t("customer-save")}</button></div>
  </form>`;
}

export function People(/** @type {{id: string, go: (to: string) => void}} */ { id, go }) {
  if (id) return html`<${Profile} key=${id} id=${id} go=${go} />`;
  return html`<section class="page narrow"><h2 class="page-title">${t("tab-people")}</h2><${FindPerson} onFound=${(/** @type {Person} */ it) => go(`people/${it.id}`)} /></section>`;
}

const LIFE = { placed: "info", completed: "good", cancelled: "quiet", expired: "quiet" };

function Profile(/** @type {{id: string, go: (to: string) => void}} */ { id, go }) {
  const { data, error, again, put } = useLoad(() => source.profile(id), [id]);
  if (error && !data) return html`<${Trouble} error=${error} again=${again} />`;
  if (!data) return html`<${Waiting} />`;
  const attached = basket.cart.now.person?.id === id;
  const attach = () => { basket.attach(data); say(t("customer-attached", { name: nameOf(data) })); go("sale"); };
  const more = async () => { try { const next = await source.timeline(id, data.next); put({ ...data, timeline: [...data.timeline, ...next.timeline], next: next.next }); } catch (failed) { complain(failed); } };
  return html`<section class="page" data-test="profile">
    <header class="profile-head"><button type="button" class="btn-icon" aria-label=${t("back")} onClick=${() => go("people")}><${Icon} name="arrow-left" /></button>
      <span class="face face-large">${initials(nameOf(data))}</span>
      <div class="row-main"><h2 data-test="profile-name">${nameOf(data)}</h2><p class="muted">${[data.phone, data.email].filter(Boolean).join(" · ")}</p><p class="muted small">${t("customer-since", { date: date(data.since), channel: data.met })}${data.card ? ` · ${t("customer-card")} ${data.card}` : ""}</p></div>
      <button type="button" class="btn btn-main btn-large" data-test="attach-to-sale" disabled=${attached} onClick=${attach}><${Icon} name="basket" />${attached ? t("customer-is-attached") : t("customer-attach")}</button></header>
    <div class="points-band"><div><strong class="num" data-test="spendable">${data.spendable}</strong><span>${t("points-can-spend")}</span></div><div><strong class="num">${data.pending}</strong><span>${t("points-waiting")}${data.next_spendable_at ? ` · ${t("points-from", { date: date(data.next_spendable_at) })}` : ""}</span></div><div><strong class="num">${data.orders.length}</strong><span>${t("purchases")}</span></div></div>
    <div class="halves"><section class="panel"><div class="panel-head"><h2>${t("purchases")}</h2><span class="muted small">${t("purchases-hint")}</span></div>
      ${data.orders.length ? html`<ul class="bought" data-test="orders">${data.orders.map((/** @type {any} */ it) => html`<li key=${it.order}><div class="bought-head"><strong>${it.channel}</strong><${State} tone=${/** @type {any} */ (LIFE)[it.life] ?? "quiet"}>${code("life", it.life)}</${State}><span class="grow"></span><strong class="money">${money(it.total)}</strong></div>
        <p class="muted small">${moment(it.at)} · ${it.number}${it.places.length ? ` · ${[...new Set(it.places)].join(", ")}` : ""} · ${code("payment", it.payment)}</p>
        ${it.lines.length > 0 && html`<ul class="bought-lines">${it.lines.map((/** @type {any} */ line, /** @type {number} */ i) => html`<li key=${i}><span>${line.quantity > 1 ? `${line.quantity} × ` : ""}${line.name}</span><span class="money">${money(line.gross)}</span></li>`)}</ul>`}</li>`)}</ul>`
        : html`<${Empty} icon="shopping-bag" title=${t("customer-first")} />`}</section>
    <section class="panel"><div class="panel-head"><h2>${t("history")}</h2></div><div class="panel-body">
      ${data.timeline.length ? html`<ol class="timeline" data-test="timeline">${data.timeline.map((/** @type {any} */ it, /** @type {number} */ i) => html`<li key=${i}><strong>${code("kind", it.kind)}</strong>${told(it)}<time datetime=${it.at}>${moment(it.at)}${it.channel ? ` · ${it.channel}` : ""}${it.place ? ` · ${it.place}` : ""}</time></li>`)}</ol>` : html`<p class="muted">${t("history-empty")}</p>`}
      ${data.next && html`<button type="button" class="btn more" onClick=${more}>${t("more")}</button>`}</div></section></div></section>`;
}

/** The numbers of an entry. */
function told(/** @type {any} */ it) {
  const { total, points, number, campaign, query } = it.data ?? {};
  const parts = [
    total && typeof total.amount === "number" && money(total.amount), number,
    typeof points === "number" && n("points-earned", points),
    query && `„${query}”`, campaign?.source && `${campaign.source}${campaign.campaign ? ` / ${campaign.campaign}` : ""}`,
    it.kind.endsWith("view") && it.subject?.startsWith("/") && it.subject,
  ].filter(Boolean);
  return parts.length ? html`<span class="muted"> ${parts.join(" · ")}</span>` : null;
}
