// @ts-check
/** Ids made on this device: UUIDv7 in the spelling of the server, `order_01h455vb4pex5vsknk084sn02q`. */
const LETTERS = "0123456789abcdefghjkmnpqrstvwxyz";

export function newId(/** @type {string} */ prefix) {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  let millis = Date.now();
  for (let i = 5; i >= 0; i--) { bytes[i] = millis % 256; millis = Math.floor(millis / 256); }
  bytes[6] = (bytes[6] & 0x0f) | 0x70;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  let bits = bytes.reduce((all, byte) => (all << 8n) | BigInt(byte), 0n), text = "";
  for (let i = 0; i < 26; i++) { text = LETTERS[Number(bits & 31n)] + text; bits >>= 5n; }
  return `${prefix}_${text}`;
}

/** This device, for the receipts: named once, kept for good. */
export function tillId() {
  const known = localStorage.getItem("pos.till");
  if (known) return known;
  const made = newId("till");
  localStorage.setItem("pos.till", made);
  return made;
}
