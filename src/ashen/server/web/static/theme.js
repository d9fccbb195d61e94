// Before anything is drawn: the colours that were chosen here before, or the system's.
(() => {
  let chosen = null;
  try { chosen = localStorage.getItem("ashen-theme"); } catch { /* storage may be off */ }
  const dark = chosen ? chosen === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  document.documentElement.dataset.theme = dark ? "dark" : "light";
})();
