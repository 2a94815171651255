// Today: follows the clock, notes energy with one tap, and works on without a connection.
"use strict";
(() => {
  const $ = (id) => document.getElementById(id);
  const root = $("today");
  let data = JSON.parse($("today-data").textContent), token = Equipoise.csrf(), waiting = [], sending = false, again = false, revision = 0;

  const pad = (n) => String(n).padStart(2, "0");
  const parts = new Intl.DateTimeFormat("en-CA", { timeZone: data.zone, hourCycle: "h23", year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", second: "2-digit" });
  function wall(moment = new Date()) { // the clock on the person's wall, as the plan writes it
    const at = Object.fromEntries(parts.formatToParts(moment).map((part) => [part.type, part.value]));
    return `${at.year}-${at.month}-${at.day}T${at.hour}:${at.minute}:${at.second}`;
  }
  const stamp = (text) => Date.parse(`${text}Z`);
  const until = (text, now) => Math.max(0, Math.ceil((stamp(text) - stamp(now)) / 60000));
  const lengthWords = (minutes) => [Math.floor(minutes / 60) ? `${Math.floor(minutes / 60)} h` : "", minutes % 60 || minutes < 60 ? `${minutes % 60} min` : ""].filter(Boolean).join(" ");
  const clock = (text) => text.slice(11, 16);
  const put = (id, text) => { if ($(id) && $(id).textContent !== text) $(id).textContent = text; };
  const isDone = (entry) => waiting.some((item) => item.body.block === entry.id);

  function draw() {
    const now = wall(), day = now.slice(0, 10);
    put("clock", clock(now));
    put("date", new Date(stamp(now)).toLocaleDateString("en-GB", { weekday: "long", day: "numeric", month: "long", timeZone: "UTC" }).replace(",", ""));
    if (!$("now")) return;
    const on = data.entries.filter((entry) => entry.start <= now && now < entry.end && !isDone(entry));
    const current = on.find((entry) => entry.fixed) || on[0], later = data.entries.filter((entry) => entry.start > now && entry.start.slice(0, 10) === day);
    const card = $("now"), bar = $("now-bar");
    card.className = `card now${current ? ` kind kind-${current.kind}` : ""}`;
    put("now-eyebrow", current ? `Now · ${current.kind_name}` : "Now");
    put("now-title", current ? current.title : later.length ? `Free until ${clock(later[0].start)}` : "Nothing more is planned today");
    const left = current ? until(current.end, now) : later.length ? until(later[0].start, now) : 0;
    put("now-left", current ? `until ${clock(current.end)} · ${lengthWords(left)} left` : later.length ? lengthWords(left) : "The rest of the day is yours.");
    bar.hidden = !current;
    if (current) bar.value = Math.min(100, Math.max(0, 100 - Math.round((100 * left) / Math.max(1, current.minutes))));
    $("now-acts").hidden = !current || !current.movable;
    $("now-acts").elements.block.value = current ? current.id : "";
    $("now-acts").elements.plan.value = data.plan;
    drawMessages(now, day);
    drawRest(later);
  }

  function drawMessages(now, day) {
    const next = data.entries.find((entry) => entry.kind === "comms" && entry.end > now);
    $("messages").hidden = !next;
    if (!next) return;
    if (next.start <= now) { put("messages-title", `Messages: now, until ${clock(next.end)}`); put("messages-words", `${lengthWords(until(next.end, now))} left`); return; }
    const tomorrow = new Date(stamp(`${day}T12:00:00`) + 864e5).toISOString().slice(0, 10), on = next.start.slice(0, 10);
    const name = on === day ? "" : on === tomorrow ? "tomorrow " : `${new Date(stamp(next.start)).toLocaleDateString("en-GB", { weekday: "long", timeZone: "UTC" })} `;
    put("messages-title", `Messages wait until ${name}${clock(next.start)}`);
    put("messages-words", on === day ? `in ${lengthWords(until(next.start, now))}` : "");
  }

  function drawRest(later) {
    const mark = later.map((entry) => entry.id + entry.start + isDone(entry)).join();
    if ($("rest").dataset.mark === mark) return;
    $("rest").dataset.mark = mark;
    const rows = later.map((entry, at) => {
      const row = document.createElement("li"), make = (tag, kind, text) => Object.assign(document.createElement(tag), { className: kind, textContent: text });
      row.className = `kind kind-${entry.kind}${at ? "" : " first"}${isDone(entry) ? " done" : ""}`;
      const line = make("span", "bar", "");
      line.setAttribute("aria-hidden", "true");
      row.append(make("time", "", clock(entry.start)), line, make("span", "what", entry.title), make("span", "muted small", entry.length));
      return row;
    });
    if (!rows.length) rows.push(Object.assign(document.createElement("li"), { className: "none muted", textContent: "Nothing more today." }));
    $("rest").replaceChildren(...rows);
    const hidden = rows.length - 6;
    $("all").hidden = hidden < 2;
    $("rest").classList.toggle("short", hidden >= 2 && $("all").getAttribute("aria-expanded") !== "true");
    put("all", $("all").getAttribute("aria-expanded") === "true" ? "Less" : `${hidden} more today`);
  }

  function connection(kept) { // says whether this is the plan of now, or one that was kept
    const note = $("offline");
    const age = kept ? Math.max(0, Math.round((Date.now() - Number(kept)) / 60000)) : 0;
    const old = !kept ? "" : age < 1 ? " The plan is from just now." : ` The plan is from ${age < 1440 ? `${lengthWords(age)} ago` : new Date(Number(kept)).toLocaleDateString("en-GB", { weekday: "long", day: "numeric", month: "long" })}.`;
    const many = waiting.length ? ` ${waiting.length} thing${waiting.length === 1 ? "" : "s"} you said ${waiting.length === 1 ? "waits" : "wait"} to be sent.` : "";
    note.hidden = !kept && !many && navigator.onLine;
    note.textContent = note.hidden ? "" : `${kept || !navigator.onLine ? "No connection." : ""}${old}${many}`.trim();
    $("closing")?.querySelectorAll("button").forEach((button) => { button.disabled = Boolean(kept) || !navigator.onLine; });
  }

  function tell(problems) {
    $("problems").textContent = (problems || []).map((p) => [p.message, p.cure].filter(Boolean).join(": ")).join(" ");
    $("problems").hidden = !$("problems").textContent;
  }

  async function load() { // the page as it stands now, for its data; the service worker keeps it too
    const answer = await fetch("/today", { credentials: "same-origin", redirect: "manual" });
    if (!answer.ok) return false;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html"), fresh = page.getElementById("today-data");
    if (!fresh) return false;
    const kept = page.getElementById("today").dataset.kept;
    root.dataset.kept = kept;
    if (!kept) { token = page.body.dataset.csrf; data = JSON.parse(fresh.textContent); }
    return !kept;
  }

  async function post(item) {
    return fetch(item.path, { method: "POST", credentials: "same-origin", redirect: "manual", headers: { Accept: "application/json", "Content-Type": "application/json", "X-CSRFToken": token }, body: JSON.stringify(item.body) });
  }

  async function send() {
    if (sending) { again = true; return; }
    sending = true; again = false;
    try {
      waiting = await Waiting.all();
      for (const item of [...waiting]) {
        if (item.life !== data.life) { await Waiting.drop(item.order); continue; } // somebody else's, from before
        let answer = await post(item);
        if (answer.status === 403 && (await load())) answer = await post(item);
        if (answer.type === "opaqueredirect" || answer.status === 403) { tell([{ message: "Log in again; what you said is kept on this device" }]); break; }
        if (answer.status >= 500) break;
        const told = await answer.json().catch(() => ({}));
        await Waiting.drop(item.order);
        waiting = waiting.filter((one) => one.order !== item.order);
        if (!answer.ok) tell(told.problems);
        else if (told.proposal) await follow(told);
      }
    } catch { /* no connection: it waits */ }
    waiting = await Waiting.all().catch(() => []);
    sending = false;
    connection(root.dataset.kept);
    draw();
    if (again) await send(); // said while the last was on its way
  }

  async function follow(told) {
    revision = told.revision;
    $("said").hidden = false;
    put("said-words", told.what);
    $("undo").hidden = !revision;
    Equipoise.say(told.what);
    for (let tries = 0; tries < 40; tries++) {
      const state = await Equipoise.ask(`/week/proposals/${told.proposal}`);
      if (!state || state.over || state.in_force) break;
      await new Promise((done) => setTimeout(done, 200));
    }
    await load();
    draw();
  }

  async function say(path, body, words) {
    const item = { path, life: data.life, body: { id: Waiting.id(), at: new Date().toISOString(), ...body } };
    try { await Waiting.add(item); } catch { // a browser that keeps nothing: sent at once, or not at all
      const answer = await post(item).catch(() => null);
      if (!answer || !answer.ok) tell([{ message: "This could not be sent. Try again with a connection" }]);
      return;
    }
    waiting = await Waiting.all();
    if (words) Equipoise.say(words);
    draw();
    if (!navigator.onLine || root.dataset.kept) connection(root.dataset.kept);
    await send();
  }

  $("feel").addEventListener("submit", (event) => {
    event.preventDefault();
    const energy = Number(event.submitter.value), words = data.levels[energy - 1];
    for (const button of $("feel").querySelectorAll("button[name]")) button.setAttribute("aria-pressed", String(button === event.submitter));
    put("felt", `${words}, noted.`);
    say("/today/check-in", { energy }, "");
  });
  $("now-acts")?.addEventListener("submit", (event) => {
    event.preventDefault();
    tell([]);
    const what = event.submitter.dataset.do, form = event.target.elements;
    if (what !== "complete" && !navigator.onLine) { tell([{ message: "This needs a connection, since the plan is made anew" }]); return; }
    say(`/today/do/${what}`, { block: form.block.value, plan: form.plan.value }, what === "complete" ? "Done." : "");
  });
  $("all")?.addEventListener("click", () => {
    $("all").setAttribute("aria-expanded", String($("all").getAttribute("aria-expanded") !== "true"));
    $("rest").dataset.mark = "";
    draw();
  });
  $("undo")?.addEventListener("click", async () => {
    try { await Equipoise.ask(`/week/undo/${revision}`, {}); $("said").hidden = true; await load(); draw(); } catch (error) { tell(error.problems); }
  });
  addEventListener("online", async () => { await load().catch(() => {}); await send(); });
  addEventListener("offline", () => connection(root.dataset.kept));
  document.addEventListener("visibilitychange", async () => { if (!document.hidden) { await load().catch(() => {}); await send(); } });
  setInterval(() => { draw(); if (waiting.length && navigator.onLine) send(); }, 20000);

  connection(root.dataset.kept);
  draw();
  send();
})();
