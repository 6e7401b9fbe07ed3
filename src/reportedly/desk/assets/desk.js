"use strict";
// Everything on the desk works without this. It gives every act a key, lights up the words of the claim in hand, and takes
// the evidence of a correction from what is selected in the text.
(() => {
  const at = (id) => document.getElementById(id);
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const typing = (node) => node.closest("input, select, textarea, [contenteditable]");

  // The things that j and k walk through: claims of an incident, rows of the queue.
  const steps = all("[data-claim], .queue tbody tr");
  const current = () => steps.find((one) => one.contains(document.activeElement)) || null;

  function step(by) {
    const now = steps.indexOf(current());
    const next = steps[Math.max(0, Math.min(steps.length - 1, now < 0 ? 0 : now + by))];
    if (!next) return;
    const link = next.matches("tr") ? next.querySelector("a") : next;
    link.focus();
    next.scrollIntoView({ block: "nearest" });
  }

  function light(claim) {
    for (const lit of all(".lit, .said, .here")) lit.classList.remove("lit", "said", "here");
    const [, report, number] = /^r(\d+)-c(\d+)$/.exec(claim.dataset.claim) || [];
    const text = report !== undefined && at(`r${report}`);
    if (!text) return;
    const keys = new Set(claim.dataset.ev.split(" "));
    for (const segment of all("[data-s]", text)) {
      const own = segment.dataset.s.split(" ").filter((key) => keys.has(key));
      if (own.length) segment.classList.add(own.every((key) => key[0] === "q") ? "said" : "lit");
      if (own.includes(`c${number}`)) segment.classList.add("here");
    }
    at(claim.dataset.claim)?.scrollIntoView({ block: "center" });
  }

  addEventListener("focusin", (event) => {
    const claim = event.target.closest("[data-claim]");
    if (claim) light(claim);
  });

  // A key presses the button that names it: that of the claim in hand first, then that of the page.
  function press(key) {
    const quoted = `[data-key="${CSS.escape(key)}"]`;
    const own = current()?.querySelector(quoted);
    const found = own || all(quoted).find((one) => !one.closest("[data-claim]"));
    if (!found) return false;
    if (found.matches("input, select")) found.focus();
    else {
      found.click();
      found.closest("details[open]")?.querySelector("select, input:not([type=hidden])")?.focus();
    }
    return true;
  }

  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
    if (event.key === "Escape" && typing(event.target)) {
      event.target.closest("[data-claim]")?.focus();
      return;
    }
    if (typing(event.target)) return;
    if (event.key === "j" || event.key === "k") step(event.key === "j" ? 1 : -1);
    else if (event.key === "?") help();
    else if (!press(event.key)) {
      const link = document.querySelector(`a[data-go="${CSS.escape(event.key)}"]`);
      if (!link) return;
      link.click();
    }
    event.preventDefault();
  });

  function help() {
    const dialog = document.createElement("dialog");
    const title = document.createElement("h2");
    title.textContent = "Keys";
    const list = document.createElement("dl");
    list.className = "fields";
    const seen = new Set();
    const entries = [["j / k", "next, previous"], ["?", "these keys"], ["Esc", "leave a field"]];
    for (const one of all("[data-key], a[data-go]")) {
      const key = one.dataset.key || one.dataset.go;
      const name = one.matches("input") ? one.labels?.[0]?.textContent : one.textContent;
      if (!seen.has(key)) entries.push([key, (name || "").replace(/\s+\S$/, "").trim()]);
      seen.add(key);
    }
    for (const [key, name] of entries) {
      const row = document.createElement("div");
      const term = document.createElement("dt");
      const cap = document.createElement("kbd");
      cap.textContent = key;
      term.append(cap);
      const said = document.createElement("dd");
      said.textContent = name;
      row.append(term, said);
      list.append(row);
    }
    const close = document.createElement("button");
    close.textContent = "Close";
    close.addEventListener("click", () => dialog.close());
    dialog.append(title, list, close);
    dialog.addEventListener("close", () => dialog.remove());
    document.body.append(dialog);
    dialog.showModal();
  }

  // What is selected in the text of a report becomes the evidence of the correction that is open for it.
  // Offsets are code points, as everywhere in the record; the text of the element is exactly the text of the report.
  const points = (text) => [...text].length;
  document.addEventListener("selectionchange", () => {
    const selection = getSelection();
    if (!selection.rangeCount || selection.isCollapsed) return;
    const range = selection.getRangeAt(0);
    const node = range.commonAncestorContainer;
    const text = (node.nodeType === 1 ? node : node.parentElement).closest(".report > .text");
    if (!text) return;
    const report = text.closest(".report").id;
    const form = all("details[open] form.correct").find((one) => one.dataset.report === report);
    if (!form) return;
    const before = document.createRange();
    before.selectNodeContents(text);
    before.setEnd(range.startContainer, range.startOffset);
    const start = points(before.toString());
    form.elements.start.value = start;
    form.elements.end.value = start + points(range.toString());
    if (!form.elements.value.dataset.typed) form.elements.value.value = range.toString().replace(/\s+/g, " ").trim();
  });
  addEventListener("input", (event) => {
    if (event.target.name === "value") event.target.dataset.typed = "1";
  });

  // After a judgement the page comes back to the claim it was about.
  const arrived = location.hash ? at(location.hash.slice(1)) : null;
  if (arrived && arrived.tabIndex === -1 && arrived.hasAttribute("tabindex")) arrived.focus();
})();
