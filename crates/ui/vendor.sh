#!/bin/sh
# Maintainer step: refreshes the prebuilt browser libraries and what is derived from packages (icon
# sprite, map outline), and writes the manifest that the tests verify. Needs npm and node; building
# and running Spoina needs neither, because the files are committed.
set -eu
cd "$(dirname "$0")/assets"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
fetch() { # package@version -> unpacked under $work/<name>
  name=$1; dir=$2
  file=$(cd "$work" && npm pack --silent "$name" | tail -1)
  mkdir -p "$work/$dir" && tar xzf "$work/$file" -C "$work/$dir" --strip-components=1
}
fetch htmx.org@4.0.1 htmx
fetch @tabler/core@1.6.1 tabler
fetch leaflet@1.9.4 leaflet
fetch htm@3.1.1 htm
fetch @fontsource-variable/inter@5.3.0 inter
fetch @fontsource-variable/bricolage-grotesque@5.3.0 bricolage
fetch axe-core@4.14.1 axe
fetch @tabler/icons@3.51.0 icons
fetch world-atlas@2.0.2 atlas
(cd "$work" && npm install --silent --no-save --prefix tools subset-font@2.9.0)
WORK=$work node --input-type=module <<'JS'
import { createHash } from "node:crypto";
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname } from "node:path";
const work = process.env.WORK;
const meta = (dir) => JSON.parse(readFileSync(`${work}/${dir}/package.json`, "utf8"));
const sha = (file) => createHash("sha256").update(readFileSync(file)).digest("hex");
rmSync("vendor", { recursive: true, force: true });
const files = [], licences = {};
const entry = (dir, file, source, how) => {
  const { name, version, license } = meta(dir);
  files.push({ package: name, version, licence: license.replace("BSD-0-Clause", "0BSD"), file, source, how, sha256: sha(file) });
};
const take = (dir, source, file) => {
  mkdirSync(dirname(file), { recursive: true });
  copyFileSync(`${work}/${dir}/${source}`, file);
  entry(dir, file, source, "unmodified");
};
const licence = (dir, file = "LICENSE") => {
  mkdirSync("vendor/licenses", { recursive: true });
  copyFileSync(`${work}/${dir}/${file}`, `vendor/licenses/${dir}.txt`);
};
take("htmx", "dist/htmx.min.js", "vendor/htmx.min.js");
take("htmx", "dist/ext/hx-sse.min.js", "vendor/hx-sse.min.js");
take("tabler", "dist/css/tabler.min.css", "vendor/tabler.min.css");
take("tabler", "dist/js/tabler.min.js", "vendor/tabler.min.js");
take("leaflet", "dist/leaflet.js", "vendor/leaflet.js");
take("leaflet", "dist/leaflet.css", "vendor/leaflet.css");
for (const image of ["layers.png", "layers-2x.png", "marker-icon.png"]) take("leaflet", `dist/images/${image}`, `vendor/images/${image}`);
take("htm", "preact/standalone.module.js", "vendor/preact-htm.js");
for (const part of ["latin", "latin-ext"]) {
  take("inter", `files/inter-${part}-wght-normal.woff2`, `vendor/inter-${part}.woff2`);
  take("bricolage", `files/bricolage-grotesque-${part}-wght-normal.woff2`, `vendor/bricolage-${part}.woff2`);
}
// Two small cuts of each face hold what Polish and English need; the whole files serve other letters.
const subset = createRequire(`${work}/tools/package.json`)("subset-font");
const english = String.fromCharCode(...Array.from({ length: 95 }, (_, i) => 32 + i)) + "\u00a0§©«®°·»Óó×–—‘’‚“”„•…™←↑→↓−";
const polish = "ĄąĆćĘęŁłŃńŚśŹźŻż€";
mkdirSync("app/fonts", { recursive: true });
for (const [dir, face] of [["inter", "inter"], ["bricolage", "bricolage-grotesque"]])
  for (const [part, letters, name] of [["latin", english, "en"], ["latin-ext", polish, "pl"]]) {
    const source = `files/${face}-${part}-wght-normal.woff2`, file = `app/fonts/${dir}-${name}.woff2`;
    writeFileSync(file, await subset(readFileSync(`${work}/${dir}/${source}`), letters, { targetFormat: "woff2", variationAxes: { wght: { min: 400, max: 700 } } }));
    entry(dir, file, source, "derived: the letters of one language");
  }
take("axe", "axe.min.js", "../tests/axe/axe.min.js");
for (const dir of ["htmx", "leaflet", "htm", "inter", "bricolage", "axe", "icons", "atlas"]) licence(dir);
// @tabler/core ships no licence file of its own; its icon package has the text of the same project.
copyFileSync(`${work}/icons/LICENSE`, "vendor/licenses/tabler.txt");

// The icon sprite: only the icons named in app/icons.txt, as symbols that inherit stroke from CSS.
const names = readFileSync("app/icons.txt", "utf8").split(/\s+/).filter(Boolean).sort();
const symbol = (name) => {
  const svg = readFileSync(`${work}/icons/icons/outline/${name}.svg`, "utf8");
  const body = svg.replace(/<!--[\s\S]*?-->/g, "").replace(/^[\s\S]*?<svg[^>]*>/, "").replace(/<\/svg>\s*$/, "")
    .replace(/<path[^>]*d="M0 0h24v24H0z"[^>]*\/>/, "").replace(/\s+/g, " ").replace(/ \/>/g, "/>").trim();
  return `<symbol id="${name}" viewBox="0 0 24 24">${body}</symbol>`;
};
writeFileSync("app/icons.svg", `<svg xmlns="http://www.w3.org/2000/svg">\n${names.map(symbol).join("\n")}\n</svg>\n`);
entry("icons", "app/icons.svg", "icons/outline/*.svg", "derived: sprite of app/icons.txt");

// The outline of Poland, cut out of Natural Earth (public domain) to about one kilometre.
const topo = JSON.parse(readFileSync(`${work}/atlas/countries-10m.json`, "utf8"));
const { scale, translate } = topo.transform;
const arc = (index) => {
  let x = 0, y = 0;
  const line = topo.arcs[index < 0 ? ~index : index].map(([dx, dy]) => [(x += dx) * scale[0] + translate[0], (y += dy) * scale[1] + translate[1]]);
  return index < 0 ? line.reverse() : line;
};
const ring = (ids) => {
  const out = [];
  for (const id of ids) for (const [lon, lat] of arc(id)) {
    const point = [Math.round(lon * 100) / 100, Math.round(lat * 100) / 100], last = out.at(-1);
    if (!last || last[0] !== point[0] || last[1] !== point[1]) out.push(point);
  }
  return out;
};
const poland = topo.objects.countries.geometries.find((country) => country.properties.name === "Poland");
const polygons = poland.type === "MultiPolygon" ? poland.arcs : [poland.arcs];
const coordinates = polygons.map((rings) => rings.map(ring)).filter((rings) => rings[0].length > 3);
const feature = { type: "Feature", properties: { name: "Polska" }, geometry: { type: "MultiPolygon", coordinates } };
writeFileSync("app/pl.geojson", JSON.stringify(feature) + "\n");
entry("atlas", "app/pl.geojson", "countries-10m.json", "derived: Natural Earth (public domain) outline");

writeFileSync("vendor/manifest.json", JSON.stringify(files, null, 2) + "\n");
JS
