// @ts-check
/** What the shop adds in the browser; every page works without it. */
import { say } from "../app/app.js";

const here = new URL(".", import.meta.url);
const $ = (/** @type {string} */ selector, /** @type {ParentNode} */ from = document) => /** @type {any} */ (from.querySelector(selector));

// The head draws its line once the page has moved.
const head = $("[data-head]");
const mark = () => head?.classList.toggle("is-down", scrollY > 4);
addEventListener("scroll", mark, { passive: true });
mark();

// Search and basket open as sheets; as plain links they are pages.
document.addEventListener("click", (event) => {
  const target = /** @type {Element} */ (event.target);
  const plain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey;
  if (plain && target.closest("[data-search-open]")) {
    event.preventDefault();
    $("#search").showModal();
    $("#search input").select();
  }
  if (plain && target.closest("[data-basket-open]") && !location.pathname.startsWith("/basket")) {
    event.preventDefault();
    const bag = $("#bag");
    /** @type {any} */ (window).htmx.ajax("GET", "/basket/mini", { target: "#mini", swap: "innerHTML" }).then(() => bag.open || bag.showModal());
  }
  const needs = target.closest("[data-needs-size]");
  if (needs) {
    event.preventDefault();
    const sizes = $("#sizes");
    sizes?.setAttribute("data-asks", "");
    sizes?.scrollIntoView({ block: "center", behavior: "smooth" });
    $(".size:not(.is-out)", sizes)?.focus({ preventScroll: true });
    say(sizes?.querySelector(".option-label")?.textContent ?? "");
  }
});

// A sheet is above everything else: what the toasts say and undo must be reachable in it.
for (const sheet of document.querySelectorAll("dialog")) sheet.addEventListener("close", () => document.body.append($("#toasts")));
function raise() {
  const sheet = $("dialog[open]");
  if (sheet && !sheet.contains($("#toasts"))) sheet.append($("#toasts"));
}

// A filter stays open while several of its values are picked.
let open = "";
document.addEventListener("htmx:before:swap", () => { open = $(".filter[open]")?.id ?? ""; });
document.addEventListener("htmx:after:swap", () => { if (open) $("#" + open)?.setAttribute("open", ""); });

// The basket shows itself when something came in.
document.addEventListener("htmx:after:swap", (event) => {
  const target = /** @type {any} */ (event).detail?.ctx?.target ?? event.target;
  const bag = $("#bag");
  if (target?.id === "mini" && bag && !bag.open) bag.showModal();
  raise();
  refresh();
});
document.addEventListener("undone", (event) => {
  if (!$("#bag")?.open) return;
  event.preventDefault();
  /** @type {any} */ (window).htmx.ajax("GET", "/basket/mini", { target: "#mini", swap: "innerHTML" });
});

// A parcel is paid for online; going back to the store brings back what was chosen there.
let there = "on_pickup";
document.addEventListener("change", (event) => {
  const { name, value } = /** @type {HTMLInputElement} */ (event.target);
  if (name === "payment") there = value;
  if (name !== "delivery") return;
  const way = $(`[data-checkout] [name=payment][value=${value === "pickup" ? there : "online"}]`);
  if (way) way.checked = true;
});

// An order is sent once, however often the button is pressed.
document.addEventListener("submit", (event) => {
  const button = $("[data-once]", /** @type {HTMLElement} */ (event.target));
  if (button) setTimeout(() => { button.disabled = true; }, 0);
});
addEventListener("pageshow", () => { for (const button of document.querySelectorAll("[data-once]")) /** @type {any} */ (button).disabled = false; });

// Where the shopper is, if they press the button.
document.addEventListener("click", (event) => {
  const button = /** @type {Element} */ (event.target).closest("[data-locate]");
  const form = /** @type {HTMLFormElement | null} */ (button?.closest("form") ?? null);
  if (!form) return;
  navigator.geolocation.getCurrentPosition(({ coords }) => {
    /** @type {any} */ (form.elements.namedItem("lat")).value = coords.latitude.toFixed(2);
    /** @type {any} */ (form.elements.namedItem("lon")).value = coords.longitude.toFixed(2);
    form.submit();
  }, () => $("[name=q]", form)?.focus(), { maximumAge: 600_000, timeout: 8_000 });
});

/** @type {Promise<unknown> | undefined} */
let leaflet;
function maps() {
  leaflet ??= new Promise((resolve, reject) => {
    document.head.append(Object.assign(document.createElement("link"), { rel: "stylesheet", href: new URL("../vendor/leaflet.css", here).href }));
    const script = Object.assign(document.createElement("script"), { src: new URL("../vendor/leaflet.js", here).href });
    script.onload = resolve;
    script.onerror = reject;
    document.head.append(script);
  }).then(() => import(new URL("../app/map.js", here).href));
  return leaflet;
}

// Maps are drawn when they come near.
const seen = new IntersectionObserver((entries) => {
  for (const entry of entries) {
    if (!entry.isIntersecting) continue;
    seen.unobserve(entry.target);
    const element = /** @type {HTMLElement} */ (entry.target);
    maps().then((/** @type {any} */ map) => map.draw(element));
  }
}, { rootMargin: "300px" });

/** The bar to buy from appears when the button is out of sight. */
const bar = new IntersectionObserver((entries) => {
  for (const entry of entries) $("[data-buy-bar]")?.classList.toggle("is-up", !entry.isIntersecting);
});

function refresh() {
  for (const element of document.querySelectorAll("[data-lazy-map]:not([data-drawn]):not([data-watched])")) {
    element.setAttribute("data-watched", "");
    seen.observe(element);
  }
  bar.disconnect();
  const buy = $("[data-buy]");
  if (buy) bar.observe(buy);
  for (const button of document.querySelectorAll("[data-locate]")) /** @type {any} */ (button).hidden = !navigator.geolocation;
  // Pins say what the list beside them says.
  for (const line of document.querySelectorAll("[data-pin][data-left]")) {
    const { name = "", left = "0" } = /** @type {HTMLElement} */ (line).dataset;
    const pin = [...document.querySelectorAll(".pin")].find((it) => it.getAttribute("title") === name);
    if (!pin) continue;
    pin.textContent = left === "0" ? "" : left;
    pin.classList.toggle("pin-good", left !== "0");
    pin.classList.toggle("pin-ink", left === "0");
  }
  for (const gallery of document.querySelectorAll("[data-gallery]:not([data-watched])")) {
    gallery.setAttribute("data-watched", "");
    gallery.addEventListener("scroll", () => {
      const at = Math.round(gallery.scrollLeft / Math.max(1, /** @type {any} */ (gallery.firstElementChild).offsetWidth));
      $("[data-gallery-dots]")?.querySelectorAll("i").forEach((/** @type {Element} */ dot, /** @type {number} */ i) => dot.classList.toggle("is-on", i === at));
    }, { passive: true });
  }
}
refresh();
