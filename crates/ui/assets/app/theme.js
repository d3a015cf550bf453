// Before the first paint: Tabler wants to be told which theme the system has.
(() => {
  const root = document.documentElement, system = matchMedia("(prefers-color-scheme: dark)");
  const apply = () => { root.dataset.bsTheme = root.dataset.theme || (system.matches ? "dark" : "light"); };
  system.addEventListener("change", apply);
  new MutationObserver(apply).observe(root, { attributeFilter: ["data-theme"] });
  apply();
})();
