// The list of tasks: filters that act at once, ticking several, dragging. All of it works without this file too.
"use strict";
(() => {
  const $ = (id) => document.getElementById(id);
  document.documentElement.classList.add("scripted");
  for (const choice of document.querySelectorAll("[data-auto]")) choice.addEventListener("change", () => choice.form.requestSubmit());
  for (const choice of document.querySelectorAll("[data-adds-to]")) {
    choice.addEventListener("change", () => {
      const into = $(choice.dataset.addsTo);
      if (choice.value && !into.value.split("\n").includes(choice.value)) into.value = [into.value.trim(), choice.value].filter(Boolean).join("\n");
      choice.value = "";
    });
  }

  const list = $("list"), bulk = $("bulk");
  if (!list || !bulk) return;
  const boxes = () => [...list.querySelectorAll('input[name="key"]')];
  function count() {
    const many = boxes().filter((box) => box.checked).length;
    $("ticked").textContent = many ? `${many} ticked` : "All on this page";
    bulk.classList.toggle("some", many > 0);
    $("all").checked = many > 0 && many === boxes().length;
    $("all").indeterminate = many > 0 && many < boxes().length;
    $("do").hidden = bulk.querySelector("button").hidden = !many;
    for (const part of bulk.querySelectorAll("[data-for]")) part.hidden = !many || part.dataset.for !== $("do").value;
  }
  list.addEventListener("change", (event) => {
    if (event.target === $("all")) for (const box of boxes()) box.checked = $("all").checked;
    count();
  });
  count();

  if (list.dataset.order !== "order" || !list.querySelector('[value^="up|"]')) return;
  let dragged = null;
  for (const row of list.querySelectorAll(".task")) {
    row.draggable = true;
    row.addEventListener("dragstart", (event) => { dragged = row; row.classList.add("dragged"); event.dataTransfer.effectAllowed = "move"; });
    row.addEventListener("dragend", () => { row.classList.remove("dragged"); dragged = null; });
    row.addEventListener("dragover", (event) => { if (dragged && dragged !== row) { event.preventDefault(); row.classList.add("over"); } });
    row.addEventListener("dragleave", () => row.classList.remove("over"));
    row.addEventListener("drop", (event) => {
      event.preventDefault();
      row.classList.remove("over");
      const put = (name, value) => list.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
      for (const box of boxes()) box.checked = false;
      put("act", `before|${dragged.dataset.key}`);
      put("before", row.dataset.key);
      list.submit();
    });
  }
})();
