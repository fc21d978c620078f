// Sets light or dark before the first paint; a plain script, so that nothing flashes.
(() => {
  const system = matchMedia("(prefers-color-scheme: dark)");
  const remembered = () => {
    try {
      return localStorage.getItem("theme");
    } catch {
      return null; // storage may be switched off; the system's choice is then right
    }
  };
  const apply = () => {
    document.documentElement.dataset.theme = remembered() || (system.matches ? "dark" : "light");
    document.dispatchEvent(new Event("themechange"));
  };
  window.switchTheme = () => {
    const next = document.documentElement.dataset.theme === "dark" ? "light" : "dark";
    try {
      localStorage.setItem("theme", next);
    } catch {
      // not remembered, still applied below
    }
    apply();
    document.documentElement.dataset.theme = next;
    document.dispatchEvent(new Event("themechange"));
  };
  system.addEventListener("change", apply);
  apply();
})();
