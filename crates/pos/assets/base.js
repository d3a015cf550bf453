// @ts-check
/** What comes from the crate `ui`, which is served beside this folder. */
import { html as tag } from "../vendor/preact-htm.js";
export { render, useCallback, useEffect, useMemo, useRef, useState } from "../vendor/preact-htm.js";
export { say, toast } from "../app/app.js";
export { scanner } from "../app/scanner.js";

/** The template tag; its guessed type sees only one argument. @type {any} */
export const html = tag;
