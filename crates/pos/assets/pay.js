// @ts-check
/** Taking money: cash with change, a card at the terminal, or some of each. */
import { useEffect, useMemo, useRef, useState } from "./base.js";
import { amount, money, n, readAmount, t } from "./boot.js";
import { back, paid } from "./cart.js";
import { newId } from "./ids.js";
import { Dialog, Icon, Key, html, say } from "./parts.js";

/** @typedef {import("./cart.js").Tender} Tender */

/** What people put down: the notes that reach the amount. */
const NOTES = [5000, 10000, 20000, 50000];

/**
 * `finish` is called when everything is paid and resolves to a receipt, or `null` while it waits to be sent.
 * @param {{title: string, due: number, tenders: Tender[], setTenders: (it: Tender[]) => void, finish: () => Promise<any>, onClose: () => void, onNext: () => void, start?: string, person?: any, points?: number}} props
 */
export function Pay({ title, due, tenders, setTenders, finish, onClose, onNext, start = "cash", person = null, points = 0 }) {
  const [method, setMethod] = useState(start);
  const [done, setDone] = useState(/** @type {any} */ (undefined));
  const [busy, setBusy] = useState(false), [said, setSaid] = useState("");
  const left = due - paid(tenders);
  // What was paid is shown after the cart has been emptied too.
  const shown = useRef({ due, tenders }), settling = useRef(false);
  if (done === undefined && !settling.current) shown.current = { due, tenders };

  const settle = async () => {
    settling.current = true;
    setBusy(true);
    setSaid("");
    try {
      const receipt = await finish();
      setDone(receipt ?? null);
      const change = back(shown.current.tenders);
      say(change > 0 ? t("say-change", { amount: money(change) }) : t("say-paid"));
    } catch (error) {
      settling.current = false;
      setSaid(/** @type {any} */ (error).message);
      say(/** @type {any} */ (error).message, true);
    }
    setBusy(false);
  };
  const take = (/** @type {Tender} */ tender) => {
    setTenders([...tenders, tender]);
    if (tender.amount < left) say(t("say-left", { amount: money(left - tender.amount) }));
  };
  // Everything is paid: nothing is left to decide. A refusal waits for a person.
  const complete = tenders.length > 0 && left === 0;
  useEffect(() => { if (complete && done === undefined && !busy && !said) settle(); }, [complete]);

  if (done !== undefined) return html`<${Done} receipt=${done} due=${shown.current.due} change=${back(shown.current.tenders)} person=${person} points=${points} onNext=${onNext} />`;
  return html`<${Dialog} title=${title} onClose=${onClose} kind="pay" test="pay"><div class="pay-grid">
    <section class="pay-sum" aria-label=${t("pay-summary")}>
      <p class="pay-label">${tenders.length ? t("pay-left") : t("pay-due")}</p>
      <p class="pay-due" data-test="pay-left">${money(Math.max(0, left))}</p>
      ${tenders.length > 0 && html`<p class="muted">${t("pay-of", { amount: money(due) })}</p>
      <ul class="pay-tenders">${tenders.map((it) => html`<li key=${it.id}><${Icon} name=${it.method === "cash" ? "cash" : "credit-card"} /><span>${t(`method-${it.method}`)}</span><strong class="money">${money(it.amount)}</strong>
        <button type="button" class="btn-icon" disabled=${busy} aria-label=${t("pay-take-back", { amount: money(it.amount) })} onClick=${() => { setSaid(""); setTenders(tenders.filter((other) => other.id !== it.id)); }}><${Icon} name="x" /></button></li>`)}</ul>`}
      ${said && html`<p class="error" role="alert" data-test="pay-error"><${Icon} name="alert-circle" />${said}</p>`}
      ${person && points > 0 && html`<p class="points"><${Icon} name="star" />${n("points-for-this", points)}</p>`}
    </section>
    ${complete ? html`<section class="pay-finish"><p role="status">${busy ? t("pay-saving") : t("pay-complete")}</p>
        <button type="button" class="btn btn-main btn-pay" data-test="pay-finish" disabled=${busy} onClick=${settle}><${Icon} name="check" />${t("pay-finish")}</button></section>`
    : html`<section class="pay-means">
      <div class="segments" role="group" aria-label=${t("pay-method")}>
        <button type="button" aria-pressed=${String(method === "cash")} data-test="cash" onClick=${() => setMethod("cash")}><${Icon} name="cash" />${t("method-cash")}</button>
        <button type="button" aria-pressed=${String(method === "card")} data-test="card" onClick=${() => setMethod("card")}><${Icon} name="credit-card" />${t("method-card")}</button>
      </div>
      ${method === "cash" ? html`<${Cash} key=${`cash-${left}`} left=${left} take=${take} />` : html`<${Card} key=${`card-${left}`} left=${left} take=${take} />`}
    </section>`}
  </div></${Dialog}>`;
}

function Cash(/** @type {{left: number, take: (it: Tender) => void}} */ { left, take }) {
  const [text, setText] = useState("");
  const field = useRef(/** @type {any} */ (null));
  useEffect(() => { field.current?.focus(); }, []);
  const given = text.trim() === "" ? left : readAmount(text);
  const change = given === null ? 0 : given - left;
  const quick = useMemo(() => [...new Set(NOTES.map((note) => Math.ceil(left / note) * note))].filter((it) => it > left).slice(0, 3), [left]);
  const ok = given !== null && given > 0;
  const accept = (/** @type {number | null} */ it) => {
    if (!it || it <= 0) return;
    take({ id: newId("tender"), method: "cash", amount: Math.min(it, left), given: it });
  };
  const press = (/** @type {string} */ key) => setText((it) => key === "back" ? it.slice(0, -1) : key === "," && /[.,]/.test(it) ? it : it + key);
  return html`<form class="pay-form" onSubmit=${(/** @type {Event} */ e) => { e.preventDefault(); accept(given); }}>
    <label class="pay-field"><span>${t("cash-given")}</span><input ref=${field} data-focus inputmode="decimal" autocomplete="off" data-test="given" placeholder=${amount(left)} value=${text} aria-invalid=${ok ? undefined : "true"} aria-describedby="cash-change" onInput=${(/** @type {any} */ e) => setText(e.target.value)} /></label>
    <div class="quick" role="group" aria-label=${t("cash-quick")}>
      <button type="button" data-test="exact" onClick=${() => accept(left)}>${t("cash-exact")}</button>
      ${quick.map((note) => html`<button type="button" key=${note} data-test=${`note-${note / 100}`} onClick=${() => accept(note)}>${money(note).replace(/[,.]00/, "")}</button>`)}
    </div>
    <div class="pad pad-small">${["1", "2", "3", "4", "5", "6", "7", "8", "9", ",", "0"].map((key) => html`<button type="button" key=${key} tabindex="-1" onClick=${() => press(key)}>${key}</button>`)}
      <button type="button" tabindex="-1" aria-label=${t("erase")} onClick=${() => press("back")}><${Icon} name="arrow-left" /></button></div>
    <p class="pay-change" id="cash-change" aria-live="polite">${given === null ? t("cash-no-amount") : change >= 0 ? html`<span>${t("change")}</span><strong data-test="change">${money(change)}</strong>` : html`<span>${t("cash-short")}</span><strong>${money(-change)}</strong>`}</p>
    <button type="submit" class="btn btn-main btn-pay" data-test="take-cash" disabled=${!ok}><${Icon} name="cash" />${change < 0 ? t("cash-take-part") : t("cash-take")}<${Key} name="Enter" /></button>
  </form>`;
}

function Card(/** @type {{left: number, take: (it: Tender) => void}} */ { left, take }) {
  const [text, setText] = useState(amount(left)), [sent, setSent] = useState(false), [reference, setReference] = useState("");
  const wanted = readAmount(text);
  const why = wanted === null || wanted <= 0 ? t("cash-no-amount") : wanted > left ? t("card-too-much", { amount: money(left) }) : "";
  const go = useRef(/** @type {any} */ (null));
  useEffect(() => { go.current?.focus(); }, [sent]);
  return html`<form class="pay-form" onSubmit=${(/** @type {Event} */ e) => {
    e.preventDefault();
    if (why) return;
    if (!sent) return setSent(true);
    take({ id: newId("tender"), method: "card", amount: /** @type {number} */ (wanted), reference: reference.trim() || undefined });
  }}>
    <label class="pay-field"><span>${t("card-amount")}</span><input inputmode="decimal" autocomplete="off" data-test="card-amount" disabled=${sent} value=${text} aria-invalid=${why ? "true" : undefined} onInput=${(/** @type {any} */ e) => setText(e.target.value)} /></label>
    <div class="terminal" data-test="terminal"><${Icon} name=${sent ? "device-mobile" : "credit-card"} /><div role="status">
      ${sent ? html`<strong>${t("card-on-terminal", { amount: money(wanted ?? 0) })}</strong><p class="muted">${t("card-wait")}</p>` : html`<strong>${why || t("card-ready")}</strong><p class="muted">${t("card-hint")}</p>`}</div></div>
    ${sent && html`<label class="pay-field pay-field-small"><span>${t("card-reference")}</span><input autocomplete="off" maxlength="40" data-test="reference" value=${reference} onInput=${(/** @type {any} */ e) => setReference(e.target.value)} /></label>`}
    <div class="pay-actions">${sent && html`<button type="button" class="btn btn-large" data-test="terminal-declined" onClick=${() => setSent(false)}>${t("card-declined")}</button>`}
      <button ref=${go} type="submit" class="btn btn-main btn-pay" data-focus data-test=${sent ? "terminal-confirmed" : "to-terminal"} disabled=${Boolean(why)}><${Icon} name=${sent ? "check" : "credit-card"} />${sent ? t("card-confirmed") : t("card-send")}<${Key} name="Enter" /></button></div>
  </form>`;
}

function Done(/** @type {{receipt: any, due: number, change: number, person: any, points: number, onNext: () => void}} */ { receipt, due, change, person, points, onNext }) {
  const earned = receipt ? receipt.points : person ? points : 0;
  const printIt = () => open(`${receipt.url}&print=1`, "receipt");
  return html`<${Dialog} title=${t("done-title")} onClose=${onNext} kind="pay done" test="done"><div class="done-body">
    <p class=${`done-mark ${receipt ? "" : "is-waiting"}`}><${Icon} name=${receipt ? "circle-check" : "hourglass"} /></p>
    ${change > 0 ? html`<p class="pay-label">${t("change")}</p><p class="pay-due" data-test="done-change">${money(change)}</p>` : html`<p class="pay-label">${t("done-paid")}</p><p class="pay-due">${money(due)}</p>`}
    ${receipt ? html`<p class="muted">${t("done-receipt")} <strong data-test="receipt-number">${receipt.number}</strong></p>` : html`<p class="note" role="status" data-test="done-waiting"><${Icon} name="cloud-off" />${t("done-waits")}</p>`}
    ${earned > 0 && html`<p class="points" data-test="done-points"><${Icon} name="star" />${n("points-for-this", earned)}</p>`}
    <div class="pay-actions">
      ${receipt && html`<button type="button" class="btn btn-large" data-test="print-receipt" onClick=${printIt}><${Icon} name="printer" />${t("done-print")}</button>
      <a class="btn btn-large btn-quiet" target="receipt" href=${receipt.url} data-test="show-receipt"><${Icon} name="receipt" />${t("done-show")}</a>`}
      <button type="button" class="btn btn-main btn-pay" data-focus data-test="next-customer" onClick=${onNext}>${t("done-next")}<${Key} name="Enter" /></button>
    </div></div></${Dialog}>`;
}
