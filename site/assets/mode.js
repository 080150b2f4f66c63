// Brings the reader's settings in before the first paint: blocking, so kept to the least.
{
  const shown = document.documentElement.dataset;
  const here = new URL(location.href);
  if (here.searchParams.get("mode") === "elder") shown.mode = "elder";
  try {
    if (shown.mode) {
      localStorage.setItem("reading.mode", "elder");
      // Kept now: whoever turns it off shall not find it on after a reload.
      here.searchParams.delete("mode");
      history.replaceState(history.state, "", here);
    }
    for (const name of ["mode", "text"]) {
      const kept = localStorage.getItem(`reading.${name}`);
      if (kept) shown[name] = kept;
    }
  } catch {
    // A private window or a full store: the page shows what its address asks for.
  }
}
