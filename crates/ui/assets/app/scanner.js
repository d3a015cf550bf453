// @ts-check
/** Barcode scanners that pretend to be keyboards, heard from any focus. */

/**
 * Calls `heard` with each scanned code: at least four characters, no more than 100 ms apart, all
 * within 1.5 s, ended by Enter or Tab. What leaked into a focused field is taken out again.
 * @param {(code: string) => void} heard
 * @returns {() => void} stops listening
 */
export function scanner(heard, { gap = 100, whole = 1500, least = 4 } = {}) {
  let code = "", first = 0, last = 0;
  /** @type {HTMLInputElement | HTMLTextAreaElement | null} */
  let field = null;
  let before = "";
  const listen = (/** @type {KeyboardEvent} */ event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const now = event.timeStamp, ends = event.key === "Enter" || event.key === "Tab";
    if (ends) {
      const scanned = code.length >= least && now - last <= gap && now - first <= whole;
      const text = code;
      code = "";
      if (!scanned) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      if (field?.isConnected) {
        field.value = before;
        field.dispatchEvent(new Event("input", { bubbles: true }));
      }
      heard(text.replace(/[^\x20-\x7e]/g, ""));
      return;
    }
    if (event.key.length !== 1) return;
    if (!code || now - last > gap) {
      code = "";
      first = now;
      const at = event.target;
      field = at instanceof HTMLInputElement || at instanceof HTMLTextAreaElement ? at : null;
      before = field?.value ?? "";
    }
    last = now;
    code += event.key;
  };
  document.addEventListener("keydown", listen, true);
  return () => document.removeEventListener("keydown", listen, true);
}

/** Whether the check digit of an EAN-8, UPC-A, EAN-13 or GTIN-14 is right. */
export function isGtin(/** @type {string} */ code) {
  if (!/^(\d{8}|\d{12,14})$/.test(code)) return false;
  const sum = [...code].reverse().reduce((total, digit, i) => total + Number(digit) * (i % 2 ? 3 : 1), 0);
  return sum % 10 === 0;
}
