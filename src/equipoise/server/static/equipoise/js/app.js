// What every page has: answers of the server as JSON, words for those who listen.
"use strict";
const Equipoise = {
  csrf: () => document.body.dataset.csrf,
  async ask(path, body) {
    const options = { headers: { Accept: "application/json" }, credentials: "same-origin" };
    if (body !== undefined) {
      options.method = "POST";
      options.headers["X-CSRFToken"] = Equipoise.csrf();
      options.headers["Content-Type"] = body instanceof URLSearchParams ? "application/x-www-form-urlencoded" : "application/json";
      options.body = body instanceof URLSearchParams ? body : JSON.stringify(body);
    }
    const answer = await fetch(path, options);
    if (answer.redirected && answer.url.includes("/account/")) { location.assign(answer.url); return null; }
    const kind = answer.headers.get("Content-Type") || "";
    const told = kind.includes("json") ? await answer.json() : await answer.text();
    if (!answer.ok) throw Object.assign(new Error("refused"), { problems: told.problems || [{ message: "The server did not answer as it should. Try again in a moment." }] });
    return told;
  },
  // Asks how far a plan is until it is over, ever more slowly; ``each`` sees every answer, and may end it with true.
  // A server that does not answer for a while is asked again.
  async until(proposal, each, query = () => "") {
    for (let tries = 0, lost = 0; ; tries++) {
      try {
        const told = await Equipoise.ask(`/week/proposals/${proposal}${query()}`);
        lost = 0;
        if (!told || await each(told) || told.over) return told;
      } catch (error) { if (error.problems || ++lost > 10) throw error; }
      await new Promise((next) => setTimeout(next, lost || tries >= 240 ? 2000 : tries < 8 ? 150 : 400));
    }
  },
  say(words) { document.getElementById("live").textContent = words; },
};
document.querySelector("nav.main [aria-current]")?.scrollIntoView({ inline: "center", block: "nearest" }); // on a phone they do not all fit
document.body.addEventListener("htmx:configRequest", (event) => { event.detail.headers["X-CSRFToken"] = Equipoise.csrf(); });
if ("serviceWorker" in navigator) navigator.serviceWorker.register("/sw.js").catch(() => {}); // without it all works, but not offline
