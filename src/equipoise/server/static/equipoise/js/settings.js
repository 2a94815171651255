// Finding a rule, opening the one that an address names, jumping to a line. All of it works without this, more slowly.
"use strict";
(() => {
  const find = document.getElementById("find");
  if (find) {
    const own = document.getElementById("own-only"), none = document.getElementById("none");
    const rows = [...document.querySelectorAll(".rule")].map((row) => [row, row.textContent.toLowerCase()]);
    const filter = () => {
      const words = find.value.toLowerCase().split(/\s+/).filter(Boolean);
      let left = 0;
      for (const [row, text] of rows) {
        row.hidden = !words.every((word) => text.includes(word)) || (own.checked && !("own" in row.dataset));
        left += row.hidden ? 0 : 1;
      }
      for (const group of document.querySelectorAll(".rules")) group.hidden = !group.querySelector(".rule:not([hidden])");
      none.hidden = left > 0;
      Equipoise.say(`${left} rules`);
    };
    find.addEventListener("input", filter);
    own.addEventListener("change", filter);
  }
  const named = location.hash && document.getElementById(location.hash.slice(1));
  if (named && named.matches("details")) { named.open = true; named.querySelector("summary").focus({ preventScroll: true }); named.scrollIntoView({ block: "center" }); }
  const text = document.getElementById("text");
  for (const link of document.querySelectorAll("[data-line]")) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      const lines = text.value.split("\n"), line = Number(link.dataset.line) - 1;
      const start = lines.slice(0, line).join("\n").length + (line ? 1 : 0);
      text.focus();
      text.setSelectionRange(start, start + (lines[line] || "").length);
      text.scrollTop = Math.max(0, (line - 5) * (text.scrollHeight / lines.length));
    });
  }
})();
