// Turning the dial: rules change in words at once, the week is tried in the worker; the newest wish counts.
"use strict";
(() => {
  const $ = (id) => document.getElementById(id);
  const form = $("dial-form"), wordings = JSON.parse($("dial-wordings").textContent);
  let wish = 0, timer = 0;

  const fields = () => { const all = new URLSearchParams(new FormData(form)); all.delete("csrfmiddlewaretoken"); return all; };
  const start = fields().toString();

  function words() {
    const value = Number($("dial").value);
    [, $("dial-words").textContent, $("dial-note").textContent] = wordings.find(([most]) => value <= most);
    $("until-dial").value = value; $("until-words").textContent = value.toFixed(2);
    $("dial").setAttribute("aria-valuetext", `${Math.round(value * 100)} of 100. ${$("dial-words").textContent}`);
  }

  function turned() {
    words();
    $("take").disabled = fields().toString() === start;
    clearTimeout(timer);
    timer = setTimeout(attempt, 350);
  }

  async function attempt() {
    const mine = ++wish, given = fields();
    $("problems").hidden = true;
    try {
      const rules = await Equipoise.ask(`${form.dataset.rules}?${given}`);
      if (mine !== wish) return;
      $("rules").innerHTML = rules;
      $("working").hidden = false;
      const told = await Equipoise.ask(form.dataset.try, given);
      await Equipoise.until(told.proposal, async (state) => {
        if (mine !== wish) return true;
        $("working").textContent = state.waits_for || "Trying the coming week…";
        if (state.view || state.over) $("outcome").innerHTML = await Equipoise.ask(`${form.dataset.outcome}${told.proposal}`);
        return false;
      });
      if (mine === wish) Equipoise.say("The trial week is there.");
    } catch (error) {
      $("problems").textContent = (error.problems || []).map((p) => p.message).join(" ") || "The server did not answer.";
      $("problems").hidden = false;
    }
    if (mine === wish) $("working").hidden = true;
  }

  form.addEventListener("input", turned);
  $("advised").addEventListener("click", () => {
    const { dial, pattern } = $("advised").dataset;
    $("dial").value = dial;
    const radio = form.querySelector(`[name="pattern"][value="${pattern}"]`);
    if (radio) radio.checked = true;
    turned();
    $("dial").focus();
  });
  form.addEventListener("reset", () => setTimeout(turned));
  words();
})();
