// @ts-check
import { useEffect, useState } from "./base.js";

/**
 * A value that screens watch. With a name it is kept on the device and survives a reload.
 * @template T
 */
export class Cell {
  /** @param {T} start @param {string} [name] */
  constructor(start, name) {
    this.name = name;
    /** @type {Set<() => void>} */
    this.watchers = new Set();
    /** @type {T} */
    this.now = start;
    if (name) {
      try { this.now = JSON.parse(localStorage.getItem(name) ?? "null") ?? start; } catch { /* not ours */ }
      addEventListener("storage", (event) => { if (event.key === name && event.newValue) { this.now = JSON.parse(event.newValue); this.tell(); } });
    }
  }
  /** @param {T} value */
  set(value) {
    this.now = value;
    if (this.name) localStorage.setItem(this.name, JSON.stringify(value));
    this.tell();
  }
  tell() { for (const watcher of [...this.watchers]) watcher(); }
}

/** @template T @param {Cell<T>} cell @returns {T} */
export function use(cell) {
  const [, redraw] = useState({});
  useEffect(() => {
    const watcher = () => redraw({});
    cell.watchers.add(watcher);
    watcher();
    return () => { cell.watchers.delete(watcher); };
  }, [cell]);
  return cell.now;
}
