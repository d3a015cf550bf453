// @ts-check
/** What comes from the crate `ui`. It is served beside this folder and lies elsewhere, so its types are not found here. */
// @ts-ignore
export { html, render, useCallback, useEffect, useMemo, useRef, useState } from "../vendor/preact-htm.js";
// @ts-ignore
export { say, toast } from "../app/app.js";
// @ts-ignore
export { scanner } from "../app/scanner.js";
