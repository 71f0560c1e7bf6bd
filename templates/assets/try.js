// The reader's own browser asks the addresses when told to, and shows which of the page's sentences fits.
(() => {
  const doc = document, find = (css, from = doc) => from.querySelector(css), all = (css, from = doc) => [...from.querySelectorAll(css)];
  const LATE = 8e3, AT_ONCE = 30;
  // The page's policy lets exactly these be asked, whatever a renewed page may name.
  const allowed = new Set(all("[data-try]").map((row) => row.dataset.try));
  // What came of each; the addresses that led elsewhere, where the policy stopped it; what is said of them all.
  const results = new Map(), strayed = new Set();
  let said = "", isBusy = false;

  const paint = () => {
    for (const row of all("[data-try]")) {
      const result = results.get(row.dataset.try) || ["untried"];
      for (const words of all("[data-when]", row)) {
        words.hidden = !result.includes(words.dataset.when);
        // Until then answers stand in attributes: a reader without styles and scripts would see them all.
        for (const node of [words, ...all("*", words)]) if (node.dataset.say) node.textContent = words.hidden ? "" : node.dataset.say;
      }
    }
    find("#try").hidden = false;
    find("#by-hand").hidden = true;
    find("#try button").setAttribute("aria-disabled", isBusy);
    const output = find("#try output"), text = output.dataset[said] || "";
    if (output.textContent != text) output.textContent = text;
  };

  const fetched = async (address, options) => {
    const stop = new AbortController(), timer = setTimeout(() => stop.abort("late"), LATE), begun = performance.now();
    try {
      await fetch(address, { ...options, cache: "no-store", referrerPolicy: "no-referrer", signal: stop.signal });
      return ["yes"];
    } catch (error) {
      if (error == "late") return ["no", "late"];
      return performance.now() - begun < AT_ONCE ? ["no", "quick"] : ["no"];
    } finally {
      clearTimeout(timer);
      // The head was all that was wanted.
      stop.abort();
    }
  };
  const asked = async (address) => {
    const result = await fetched(address, { mode: "no-cors", credentials: "omit" });
    // The policy's complaint comes a moment after the failure.
    if (result[0] == "no") await new Promise((done) => setTimeout(done, 100));
    // Whoever leads elsewhere has answered.
    const { href, origin } = new URL(address);
    return strayed.has(href) || strayed.has(origin) ? ["yes"] : result;
  };
  const own = async () => !location.protocol.startsWith("http") || (await fetched(location, { method: "HEAD" }))[0] == "yes";

  const run = async () => {
    if (isBusy) return;
    results.clear();
    strayed.clear();
    isBusy = navigator.onLine;
    said = isBusy ? "busy" : "offline";
    paint();
    if (!isBusy) return;
    const isOnline = own();
    await Promise.all([...allowed].map(async (address) => {
      results.set(address, await asked(address));
      paint();
    }));
    isBusy = false;
    said = "done";
    if (![...results.values()].some(([answer]) => answer == "yes") && !await isOnline) {
      said = "cut";
      results.clear();
    }
    paint();
  };

  doc.addEventListener("securitypolicyviolation", (event) => strayed.add(event.blockedURI));
  doc.addEventListener("click", (event) => event.target.closest("#try button") && run());
  doc.addEventListener("renewed", paint);
  paint();
})();
