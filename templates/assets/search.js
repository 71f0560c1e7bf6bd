// Filters the list of history while somebody types; all of it stands in the page, so it works from a file too.
(() => {
  const doc = document, find = (css, from = doc) => from.querySelector(css), all = (css, from = doc) => from.querySelectorAll(css);
  const folded = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const number = (value) => value.toLocaleString(doc.documentElement.lang);
  // What each entry may be found by: its own words, its month and its date.
  let texts = new Map();
  const read = () => {
    texts = new Map();
    for (const month of all(".month")) {
      const name = find("h3", month).textContent;
      for (const entry of all("li", month)) texts.set(entry, folded(`${name} ${find("time", entry).dateTime} ${entry.textContent}`));
    }
  };
  const filter = () => {
    const box = find("#search"), output = find("output", box), words = folded(find("input", box).value).split(/\s+/);
    let count = 0;
    for (const [entry, text] of texts) {
      entry.hidden = !words.every((word) => text.includes(word));
      count += !entry.hidden;
    }
    for (const part of [...all(".month"), ...all(".year")]) part.hidden = words.join("") && !find("li:not([hidden])", part);
    box.hidden = false;
    output.textContent = words.join("") && output.dataset.found.replace("{found}", number(count)).replace("{all}", number(texts.size));
  };
  const start = () => {
    read();
    filter();
  };
  doc.addEventListener("input", filter);
  doc.addEventListener("renewed", start);
  addEventListener("pageshow", filter);
  start();
})();
