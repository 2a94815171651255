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
  say(words) { document.getElementById("live").textContent = words; },
};
document.querySelector("nav.main [aria-current]")?.scrollIntoView({ inline: "center", block: "nearest" }); // on a phone they do not all fit
document.body.addEventListener("htmx:configRequest", (event) => { event.detail.headers["X-CSRFToken"] = Equipoise.csrf(); });
if ("serviceWorker" in navigator) navigator.serviceWorker.register("/sw.js").catch(() => {}); // without it all works, but not offline
