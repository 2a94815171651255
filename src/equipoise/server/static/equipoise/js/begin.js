// A newcomer's steps: zone and country are guessed, a slider says where it stands. Every step works without this, too.
"use strict";
(() => {
  const zone = document.getElementById("zone");
  if (zone && "guess" in zone.dataset) zone.value = Intl.DateTimeFormat().resolvedOptions().timeZone || "";
  const country = document.getElementById("country");
  if (country) {
    const names = new Intl.DisplayNames(["en"], { type: "region" }), chosen = country.value;
    const [none, ...options] = country.options;
    for (const option of options) option.textContent = names.of(option.value) || option.value;
    options.sort((a, b) => a.textContent.localeCompare(b.textContent));
    country.replaceChildren(none, ...options);
    country.value = "guess" in country.dataset ? navigator.language.split("-")[1] || "" : chosen;
    if (country.selectedIndex < 0) country.value = "";
  }
  for (const slider of document.querySelectorAll("[data-out]")) {
    const out = document.getElementById(slider.dataset.out);
    const tell = () => { out.textContent = Number(slider.value).toFixed(2); };
    slider.addEventListener("input", tell);
    tell();
  }
  for (const field of document.querySelectorAll("[data-tick]")) {
    field.addEventListener("input", () => { document.getElementById(field.dataset.tick).checked = field.value.trim() !== ""; });
  }
})();
