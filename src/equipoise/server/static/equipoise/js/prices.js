// What an hour is worth, and what a meeting in it would cost: where the pointer rests, and beside the field for a time.
"use strict";
const Prices = (() => {
  const $ = (id) => document.getElementById(id);
  const pad = (n) => String(n).padStart(2, "0");
  const wall = (d) => `${d.getFullYear()}-${pad(d.getMonth() + 1)}-${pad(d.getDate())}T${pad(d.getHours())}:${pad(d.getMinutes())}`;
  const costs = new Map();
  let calendar = null, hours = null, coming = null, last = null, resting = 0, typing = 0;

  function forget() { hours = coming = null; costs.clear(); }

  function load() {
    coming = coming || Equipoise.ask("/week/prices").then((told) => { hours = told.hours; }, () => { hours = {}; });
    return coming;
  }

  function worth(at) {
    const found = ((hours || {})[at.slice(0, 10)] || {})[`${Number(at.slice(11, 13))}:00`];
    return found === undefined ? "" : `${at.slice(11, 13)}:00: this hour is worth ${Math.round(found)} minutes of your week.`;
  }

  async function costOf(start, minutes) {
    const key = `${start}/${minutes}`;
    if (!costs.has(key)) costs.set(key, (await Equipoise.ask(`/week/meeting?start=${start}&minutes=${minutes}`)).sentence);
    return costs.get(key);
  }

  function hide() { clearTimeout(resting); last = null; $("price").hidden = true; }

  const halfHour = (date) => { const from = new Date(date); from.setMinutes(from.getMinutes() < 30 ? 0 : 30, 0, 0); return wall(from); };

  async function hover(event) {
    const at = calendar.dateFromPoint ? calendar.dateFromPoint(event.clientX, event.clientY) : null;
    if (!at || at.allDay || event.target.closest(".block")) { hide(); return; }
    last = event;
    if (!hours) { load().then(() => { if (last === event) hover(event); }); return; } // it may rest by then
    clearTimeout(resting);
    const words = worth(wall(at.date)), start = halfHour(at.date), known = costs.get(`${start}/60`);
    if (!words) { hide(); return; }
    $("price").textContent = `${words} ${known || ""}`;
    if (!known) resting = setTimeout(() => costOf(start, 60).then((cost) => { $("price").textContent = `${words} ${cost}`; }).catch(() => {}), 400); // only where the pointer rests
    $("price").hidden = false;
    // positions are set through the object model, which the content policy allows
    $("price").style.left = `${Math.min(event.clientX + 14, innerWidth - 300)}px`; $("price").style.top = `${event.clientY + 14}px`;
  }

  // the same for who has no pointer: as soon as the field has the focus, and with every change
  async function tell() {
    const start = $("cost-start").value, minutes = Number($("cost-minutes").value);
    if (!start || !$("cost").checkValidity()) return;
    await load();
    $("cost-worth").textContent = worth(start);
    $("cost-words").textContent = "Working out what it would cost…";
    let words = "";
    try { words = await costOf(start, minutes); } catch (error) { words = (error.problems || []).map((p) => [p.message, p.cure].filter(Boolean).join(": ")).join(" "); }
    if ($("cost-start").value === start && Number($("cost-minutes").value) === minutes) $("cost-words").textContent = words;
  }

  function later() { clearTimeout(typing); typing = setTimeout(tell, 500); }

  function begin(grid) {
    calendar = grid;
    $("grid").addEventListener("mousemove", hover);
    $("grid").addEventListener("mouseleave", hide);
    document.addEventListener("keydown", (press) => { if (press.key === "Escape") hide(); });
    for (const id of ["cost-start", "cost-minutes"]) { $(id).addEventListener("focus", later); $(id).addEventListener("input", later); }
    $("cost").addEventListener("submit", (event) => { event.preventDefault(); clearTimeout(typing); tell(); });
  }

  return { begin, forget, hide };
})();
