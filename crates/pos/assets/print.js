// @ts-check
// Opened by the till to be printed at once; the page stays for whoever wants to look or print again.
addEventListener("load", () => requestAnimationFrame(() => print()));
