// @ts-check
/**
 * Maps without a tile server: the outline of Poland and pins. A page loads `vendor/leaflet.js`
 * before this module; every `[data-map]` becomes a map. `data-tiles` may name a tile server that
 * the content policy allows.
 */
import { words } from "./app.js";

/** @typedef {{lat: number, lon: number, name: string, text?: string, tone?: string, href?: string, note?: string}} Place */
const L = /** @type {any} */ (window).L;

/** Draws one map; the answer lets a list point at a pin. */
export async function draw(/** @type {HTMLElement} */ element) {
  if (element.dataset.drawn) return;
  element.dataset.drawn = "yes";
  const outline = await fetch(element.dataset.outline ?? "").then((answer) => answer.json());
  /** @type {Place[]} */
  const places = JSON.parse(element.dataset.places || "[]");
  const map = L.map(element, { zoomSnap: 0.25, scrollWheelZoom: false, zoomControl: false, attributionControl: false, minZoom: 5, maxZoom: element.dataset.tiles ? 18 : 11 });
  L.control.zoom({ zoomInTitle: words["zoom-in"], zoomOutTitle: words["zoom-out"] }).addTo(map);
  L.control.attribution({ prefix: false }).addAttribution("Natural Earth").addTo(map);
  if (element.dataset.tiles) L.tileLayer(element.dataset.tiles, { attribution: element.dataset.tilesBy ?? "" }).addTo(map);
  const land = L.geoJSON(outline, { interactive: false, style: { className: "land", fillOpacity: element.dataset.tiles ? 0 : 1 } }).addTo(map);
  const pins = places.map((place) => {
    const pin = L.marker([place.lat, place.lon], {
      title: place.name, alt: place.text ? `${place.name}: ${place.text}` : place.name, riseOnHover: true,
      icon: L.divIcon({ className: `pin pin-${place.tone ?? "ink"}`, html: place.text ? escape(place.text) : "", iconSize: [28, 28] }),
    });
    return pin.bindPopup(() => popup(place)).addTo(map);
  });
  const near = element.dataset.near === "places" && places.length;
  map.fitBounds(near ? L.latLngBounds(places.map((place) => [place.lat, place.lon])) : land.getBounds(), { padding: [24, 24], maxZoom: 10 });
  // A list beside the map names its pins by number: <li data-pin="0" data-pin-of="map-id">.
  document.addEventListener("click", (event) => {
    const item = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest("[data-pin]"));
    if (!item || (item.dataset.pinOf && item.dataset.pinOf !== element.id)) return;
    const pin = pins[Number(item.dataset.pin)];
    if (pin) { map.panTo(pin.getLatLng()); pin.openPopup(); }
  });
}

function escape(/** @type {string} */ text) {
  return text.replace(/[&<>"]/g, (it) => `&#${it.charCodeAt(0)};`);
}

function popup(/** @type {Place} */ place) {
  const box = document.createElement("div");
  const name = Object.assign(document.createElement(place.href ? "a" : "strong"), { textContent: place.name });
  if (place.href) /** @type {HTMLAnchorElement} */ (name).href = place.href;
  box.append(name);
  if (place.note) box.append(document.createElement("br"), place.note);
  return box;
}

const drawAll = () => document.querySelectorAll("[data-map]").forEach((element) => draw(/** @type {HTMLElement} */ (element)));
drawAll();
document.addEventListener("htmx:after:swap", drawAll);
