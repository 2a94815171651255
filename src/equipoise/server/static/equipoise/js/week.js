// The week: a grid to drag on, and what the server says of it. All decisions are the server's.
"use strict";
(() => {
  const given = JSON.parse(document.getElementById("week-data").textContent);
  const $ = (id) => document.getElementById(id);
  const MARKS = { focus: "D", admin: "A", meeting: "M", comms: "C", life: "L", recovery: "R", ritual: "*", buffer: "~", travel: ">" };
  let view = given.view, chosen = null, calendar = null, focused = "";

  const clock = (text) => text.slice(11, 16);
  const pad = (n) => String(n).padStart(2, "0");
  const wall = (d) => `${d.getFullYear()}-${pad(d.getMonth() + 1)}-${pad(d.getDate())}T${pad(d.getHours())}:${pad(d.getMinutes())}`;
  // wall-clock arithmetic, whatever clock changes the browser's own zone has
  const plus = (text, minutes) => new Date(Date.parse(`${text.slice(0, 16)}Z`) + minutes * 60000).toISOString().slice(0, 16);

  function block(entry) {
    const classes = ["block", `kind-${entry.kind}`];
    if (entry.fixed) classes.push("fixed");
    if (!entry.busy) classes.push("free");
    if (entry.minutes <= 20) classes.push("tiny");
    else if (entry.minutes <= 40) classes.push("short");
    return {
      id: entry.id, start: entry.start, end: entry.end, allDay: entry.all_day, title: entry.title,
      editable: entry.movable, classNames: classes, extendedProps: entry,
    };
  }

  function bands() {
    const out = [];
    for (const band of view.bands || []) {
      if (band.kind !== "own") out.push({ start: band.start, end: band.end, display: "background", classNames: [band.kind], title: "" });
    }
    const levels = view.energy || [], step = levels.length ? 1440 / levels.length : 0;
    for (let day = 0; day < (view.days || 0) && step; day++) {
      const date = plus(`${view.first}T12:00`, day * 1440).slice(0, 10);
      let from = 0;
      const grade = (i) => Math.min(4, Math.floor(levels[i] * 5));
      for (let i = 1; i <= levels.length; i++) {
        if (i < levels.length && grade(i) === grade(from)) continue;
        if (grade(from) > 0) out.push({ start: plus(`${date}T00:00`, from * step), end: plus(`${date}T00:00`, i * step), display: "background", classNames: [`energy-${grade(from)}`], title: "" });
        from = i;
      }
    }
    return out;
  }

  const events = () => [...bands(), ...(view.entries || []).map(block)];

  function content({ event }) {
    const entry = event.extendedProps || {};
    if (!entry.kind) return undefined;
    const mark = document.createElement("span"), what = document.createElement("span"), when = document.createElement("span");
    mark.className = "mark"; mark.textContent = MARKS[entry.kind] || ""; mark.setAttribute("aria-hidden", "true");
    what.className = "what"; what.textContent = entry.title + (entry.pinned ? " ⚲" : "");
    when.className = "when"; when.textContent = entry.all_day ? "" : `${clock(entry.start)}–${clock(entry.end)}`;
    return { domNodes: [mark, what, when] };
  }

  function dress({ el, event }) {
    const entry = event.extendedProps || {};
    if (!entry.kind) { el.setAttribute("aria-hidden", "true"); return; }
    el.dataset.block = entry.id;
    el.setAttribute("role", "button");
    el.setAttribute("tabindex", "0");
    el.setAttribute("aria-label", `${entry.title}, ${entry.kind_name}, ${clock(entry.start)} to ${clock(entry.end)}${entry.fixed ? ", from your calendar" : ""}${entry.pinned ? ", pinned" : ""}`);
    el.addEventListener("keydown", (press) => { if (press.key === "Enter" || press.key === " ") { press.preventDefault(); open(entry); } });
  }

  function tell(error) {
    const list = (error.problems || [{ message: String(error.message || error) }]).map((p) => [p.message, p.cure].filter(Boolean).join(": "));
    $("problems").textContent = list.join(" ");
    $("problems").hidden = false;
  }

  const act = (what, body) => change(`/week/do/${what}`, body);

  async function change(path, body) {
    $("problems").hidden = true;
    try {
      const told = await Equipoise.ask(path, body);
      if (!told) return;
      undoable(told.revision, told.what);
      await follow(told.proposal);
    } catch (error) { tell(error); refresh(); }
  }

  function undoable(number, what) {
    const button = $("undo");
    button.hidden = !number; button.dataset.number = number || ""; button.textContent = number ? `Undo: ${what}` : "";
  }

  async function follow(proposal) {
    $("working").hidden = false;
    let seen = "";
    try {
      await Equipoise.until(proposal, (told) => {
        if (told.waits_for && told.waits_for !== $("working").textContent) Equipoise.say(told.waits_for);
        $("working").textContent = told.waits_for || "Planning…";
        if (told.state === "failed") { tell({ problems: told.problems }); undoable(0); refresh(); return; }
        if (told.view) {
          seen = told.stamp;
          if (told.in_force || !given.view.entries) show(told.view);
          changes(told.diff, told.kind);
        }
        if (told.over && !told.in_force && told.kind === "plan") location.reload();
      }, () => `?seen=${encodeURIComponent(seen)}`);
    } catch (error) { tell(error); }
    $("working").hidden = true;
  }

  function changes(sentences, kind) {
    if (kind !== "replan") return;
    $("changes-title").textContent = sentences.length ? "What moved" : "Nothing else had to move";
    $("changes-list").replaceChildren(...sentences.map((words) => Object.assign(document.createElement("li"), { textContent: words })));
    $("changes").hidden = false;
    Equipoise.say(sentences.length ? `What moved: ${sentences.join(". ")}` : "Nothing else had to move.");
  }

  function show(next) {
    if (next.first !== view.first) turn(next);
    view = next;
    Prices.forget();
    calendar.setOption("events", events());
    focusBack();
    $("certificate").textContent = [view.rhythm, view.certificate].filter(Boolean).join(". ");
    misfits();
    scores();
    if (!$("cost-start").value && view.first) $("cost-start").value = `${view.first}T14:00`;
  }

  // the grid draws its blocks anew: the one that had the focus has it again
  function focusBack() {
    requestAnimationFrame(() => {
      if (!focused || document.querySelector("dialog[open]") || document.activeElement !== document.body) return;
      [...$("grid").querySelectorAll(".block")].find((el) => el.dataset.block === focused)?.focus();
    });
  }

  function scores() {
    const rows = (view.scores || []).slice(0, 8).map((row) => {
      const line = document.createElement("tr");
      line.append(Object.assign(document.createElement("td"), { textContent: row.label }), Object.assign(document.createElement("td"), { className: "number", textContent: row.words }));
      return line;
    });
    $("scores").replaceChildren(...rows);
  }

  // another week: the grid is turned to it
  function turn(next) {
    calendar.setOption("firstDay", firstDay(next));
    calendar.setOption("date", startDate(matchMedia("(max-width: 48rem)").matches, next));
    calendar.setOption("slotMinTime", clockOf(earliest(next)));
    calendar.setOption("slotMaxTime", clockOf(latest(next)));
  }

  function misfits() {
    const rows = (view.misfits || []).map((misfit) => {
      const row = document.createElement("div"), name = document.createElement("strong"), left = document.createElement("span"), why = document.createElement("div"), ask = document.createElement("button");
      row.className = "misfit"; name.textContent = misfit.title; left.className = "muted"; left.textContent = ` ${misfit.missing_words} missing`;
      why.className = "small"; why.textContent = misfit.reason; ask.className = "quiet"; ask.dataset.whyNot = misfit.commitment; ask.textContent = "Why not, and what would help";
      row.append(name, left, why, ask);
      return row;
    });
    if (!rows.length) rows.push(Object.assign(document.createElement("p"), { className: "muted", textContent: view.entries ? "Everything found its place." : "There is no plan yet." }));
    if (view.more_misfits) {
      const more = document.createElement("p");
      more.append(Object.assign(document.createElement("a"), { href: "/tasks?fit=no", textContent: `And ${view.more_misfits} more, in the list of tasks` }));
      rows.push(more);
    }
    $("misfit-list").replaceChildren(...rows);
  }

  async function refresh() {
    try { show(await Equipoise.ask("/week/view")); } catch (error) { tell(error); }
  }

  function open(entry) {
    chosen = entry; asked = "";
    $("block-title").textContent = entry.title;
    $("block-when").textContent = `${new Date(entry.start).toLocaleDateString("en-GB", { weekday: "long", day: "numeric", month: "long" })}, ${clock(entry.start)} to ${clock(entry.end)} · ${entry.kind_name}${entry.place ? ` · ${entry.place}` : ""}${entry.fixed ? " · from your calendar" : ""}`;
    $("block-why").replaceChildren(Object.assign(document.createElement("p"), { textContent: entry.why || (entry.fixed ? "It stands in your calendar; the plan goes around it." : entry.commitment ? "" : "It follows from the blocks around it.") }));
    $("block-actions").hidden = !entry.movable;
    $("block-move").hidden = !entry.movable;
    $("block-actions").querySelector('[data-do="pin"]').hidden = entry.pinned;
    $("block-actions").querySelector('[data-do="unpin"]').hidden = !entry.pinned;
    const today = new Date().toLocaleDateString("en-CA", { timeZone: view.zone }) >= entry.start.slice(0, 10);
    $("block-actions").querySelector('[data-do="not-today"]').textContent = today ? "Not today" : `Not on ${new Date(entry.start).toLocaleDateString("en-GB", { weekday: "long" })}`;
    $("move-start").value = entry.start.slice(0, 16);
    $("move-minutes").value = entry.minutes;
    $("block").showModal();
    if (!entry.fixed && !entry.id.startsWith("past/")) Equipoise.ask(`/week/why/${path(entry.id)}`).then((html) => { if (chosen === entry && html) $("block-why").innerHTML = html; }).catch(() => {});
  }

  const path = (id) => encodeURIComponent(id).replaceAll("%2F", "/");

  async function meeting(date) {
    chosen = null; asked = "";
    const from = wall(date);
    $("block-title").textContent = `A meeting here, ${new Date(from).toLocaleDateString("en-GB", { weekday: "long" })} at ${clock(from)}?`;
    $("block-when").textContent = "One hour";
    $("block-actions").hidden = true; $("block-move").hidden = true;
    $("block-why").replaceChildren(Object.assign(document.createElement("p"), { className: "working", textContent: "Working out what it would cost…" }));
    $("block").showModal();
    try {
      const told = await Equipoise.ask(`/week/meeting?start=${from}`);
      $("block-why").replaceChildren(Object.assign(document.createElement("p"), { textContent: told.sentence }));
    } catch (error) { $("block").close(); tell(error); }
  }

  let asked = "";
  async function whyNot(commitment) {
    chosen = null; asked = commitment;
    $("block-title").textContent = "Why not, and what would help";
    $("block-when").textContent = "";
    $("block-actions").hidden = true; $("block-move").hidden = true;
    $("block-why").replaceChildren(Object.assign(document.createElement("p"), { className: "working", textContent: "Trying out what would make room…" }));
    $("block").showModal();
    try {
      const { proposal } = await Equipoise.ask(`/week/why-not/${path(commitment)}`, {});
      const told = await Equipoise.until(proposal, () => !$("block").open || asked !== commitment);
      if (told?.state === "failed") throw Object.assign(new Error("failed"), { problems: told.problems });
      const html = await Equipoise.ask(`/week/why-not/${path(commitment)}`);
      if (asked === commitment) $("block-why").innerHTML = html;
    } catch (error) { if (asked === commitment && $("block").open) { $("block").close(); tell(error); } }
  }

  const range = (event) => ({ block: event.id, start: wall(event.start), end: wall(event.end) });

  function build() {
    const small = matchMedia("(max-width: 48rem)").matches;
    calendar = EventCalendar.create($("grid"), {
      view: small ? "timeGridDay" : "timeGridWeek", date: view.first ? startDate(small, view) : new Date(), firstDay: firstDay(view), events: events(), locale: "en-GB",
      headerToolbar: small ? { start: "title", center: "today prev,next", end: "timeGridDay,timeGridWeek,dayGridFourWeeks,listWeek" }
        : { start: "title", center: "", end: "timeGridDay,timeGridWeek,dayGridFourWeeks,listWeek today prev,next" },
      buttonText: { today: "Today", timeGridDay: "Day", timeGridWeek: "Week", dayGridFourWeeks: "4 weeks", listWeek: "Agenda", prev: "Earlier", next: "Later" },
      views: { dayGridFourWeeks: { type: "dayGridWeek", duration: { weeks: 4 } } },
      slotMinTime: clockOf(earliest(view)), slotMaxTime: clockOf(latest(view)),
      slotDuration: "00:30", snapDuration: "00:05", slotHeight: 30, slotEventOverlap: false, nowIndicator: true, editable: true, eventDurationEditable: true, pointer: false,
      flexibleSlotTimeLimits: { eventFilter: (event) => event.display !== "background" }, slotLabelFormat: { hour: "2-digit", minute: "2-digit", hour12: false }, dayHeaderFormat: { weekday: "short", day: "numeric" },
      eventContent: content, eventDidMount: dress,
      eventClick: ({ event }) => { if (event.extendedProps.kind) open(event.extendedProps); },
      eventDrop: ({ event }) => act("move", range(event)), eventResize: ({ event }) => act("move", range(event)),
      dateClick: ({ date, allDay }) => { if (!allDay) meeting(date); },
      eventMouseEnter: Prices.hide,
    });
  }
  // The grid's table roles promise rows that it does not have. What it shows are buttons with whole sentences as names,
  // in a named section; the agenda is the same as a list.
  // The chosen view is told as well as shown.
  function plainRoles() {
    const tables = '[role="table"],[role="rowgroup"],[role="row"],[role="cell"],[role="columnheader"],[role="rowheader"],[role="list"],[role="listitem"]';
    const parts = ["aria-colindex", "aria-rowindex", "aria-colspan", "aria-rowspan", "aria-colcount", "aria-rowcount"];
    const strip = () => {
      for (const el of $("grid").querySelectorAll(tables)) el.removeAttribute("role");
      for (const button of $("grid").querySelectorAll(".ec-end .ec-button-group .ec-button")) pressed(button);
      for (const part of parts) for (const el of $("grid").querySelectorAll(`[${part}]`)) el.removeAttribute(part);
    };
    strip();
    new MutationObserver(strip).observe($("grid"), { childList: true, subtree: true, attributes: true, attributeFilter: ["role", "class"] });
  }

  function pressed(button) {
    const on = button.classList.contains("ec-active") ? "true" : "false";
    if (!button.matches(".ec-prev, .ec-next") && button.getAttribute("aria-pressed") !== on) button.setAttribute("aria-pressed", on);
  }

  const firstDay = (of) => (of.first ? new Date(`${of.first}T12:00`).getDay() : 1);
  const earliest = (of) => Math.max(0, Math.floor((of.from ?? 360) / 60) * 60);
  const latest = (of) => Math.min(1440, Math.ceil((of.to ?? 1320) / 60) * 60);
  const clockOf = (minutes) => `${pad(Math.floor(minutes / 60))}:${pad(minutes % 60)}`;
  function startDate(small, of) {
    const first = new Date(`${of.first}T12:00`), last = new Date(first.getTime() + (of.days - 1) * 864e5), now = new Date();
    return small && now >= first && now <= last ? now : first;
  }

  function start() {
    build();
    plainRoles();
    Prices.begin(calendar);
    document.addEventListener("focusin", (event) => { focused = event.target.closest?.(".block")?.dataset.block || (event.target.closest?.("dialog") ? focused : ""); });
    $("changes-close").addEventListener("click", () => { $("changes").hidden = true; });
    document.addEventListener("click", (event) => {
      const taken = event.target.closest("[data-take]");
      if (!taken) return;
      $("block").close();
      change(`/week/take/${path(taken.dataset.commitment)}`, { number: Number(taken.dataset.take) });
    });
    document.addEventListener("click", (event) => { const ask = event.target.closest("[data-why-not]"); if (ask) whyNot(ask.dataset.whyNot); });
    $("block-actions").addEventListener("click", (event) => {
      const what = event.target.dataset.do;
      if (!what || !chosen) return;
      $("block").close();
      act(what, { block: chosen.id, minutes: 30 });
    });
    $("block-move").addEventListener("submit", (event) => {
      event.preventDefault();
      const from = $("move-start").value;
      $("block").close();
      act("move", { block: chosen.id, start: from, end: plus(from, Number($("move-minutes").value)) });
    });
    const plan = async (fields) => {
      $("problems").hidden = true;
      try { const told = await Equipoise.ask("/week/plan", new URLSearchParams(fields)); if (told) await follow(told.proposal); } catch (error) { tell(error); }
    };
    $("replan").addEventListener("click", () => plan({ fresh: "yes", weeks: $("weeks").value }));
    $("missed").addEventListener("click", () => plan({ missed: "yes" }));
    $("undo").addEventListener("click", async () => {
      try {
        const told = await Equipoise.ask(`/week/undo/${$("undo").dataset.number}`, {});
        Equipoise.say(told.what);
        location.reload();
      } catch (error) { tell(error); }
    });
    if (given.proposal) follow(given.proposal);
  }

  start(); // the script is deferred: the page is there
})();
