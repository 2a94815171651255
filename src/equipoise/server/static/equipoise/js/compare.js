// A comparison is planned in the worker; the page asks until it is there.
"use strict";
(() => {
  const $ = (id) => document.getElementById(id);
  const form = $("compare-form");

  async function follow(proposal) {
    $("working").hidden = false;
    await Equipoise.until(proposal, ({ progress: { name, done, of }, waits_for: why }) => {
      $("working").textContent = name ? `${name}: ${done} of ${of}` : why || "Planning…";
    });
    location.reload();
  }

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const fields = new URLSearchParams(new FormData(form, event.submitter));
    $("problems").hidden = true;
    try { await follow((await Equipoise.ask(form.action, fields)).proposal); } catch (error) {
      $("problems").textContent = (error.problems || []).map((p) => [p.message, p.cure].filter(Boolean).join(": ")).join(" ");
      $("problems").hidden = false; $("working").hidden = true;
    }
  });
  if (form.dataset.waiting) follow(form.dataset.waiting);
})();
