"use strict";
// Everything on the desk works without this. It gives every act a key, and lights up the words of the claim in hand, or of one of
// its fields. What corrects a field is in correct.js.
(() => {
  const at = (id) => document.getElementById(id);
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const typing = (node) => node.closest("input, select, textarea, [contenteditable]");

  // The things that j and k walk through: claims of an incident, rows of the queue.
  const steps = all("[data-claim], .rejected li, .queue tbody tr");
  const current = () => steps.find((one) => one.contains(document.activeElement)) || null;

  function step(by) {
    const now = steps.indexOf(current());
    const next = steps[Math.max(0, Math.min(steps.length - 1, now < 0 ? 0 : now + by))];
    if (!next) return;
    const link = next.matches("tr") ? next.querySelector("a") : next;
    link.focus();
    next.scrollIntoView({ block: "nearest" });
  }

  // The words of a claim, or of one field of it and no others. A field is named by the element that shows it.
  function light(claim, field = null) {
    for (const lit of all(".lit, .said, .here")) lit.classList.remove("lit", "said", "here");
    const [, report, number] = /^r(\d+)-c(\d+)$/.exec(claim?.dataset.claim) || [];
    const text = report !== undefined && at(`r${report}`);
    if (!text) return [];
    const keys = new Set((field ? field.dataset.lights : claim.dataset.ev).split(" "));
    const lit = [];
    for (const segment of all("[data-s]", text)) {
      const own = segment.dataset.s.split(" ").filter((key) => keys.has(key));
      if (!own.length) continue;
      lit.push(segment);
      segment.classList.add(!field && own.every((key) => key[0] === "q") ? "said" : "lit");
      if (own.includes(`c${number}`)) segment.classList.add("here");
    }
    return lit;
  }
  const claimOf = (node) => node?.closest("[data-claim]");
  const fieldOf = (node) => node?.closest("[data-claim] [data-lights]");
  const beside = matchMedia("(min-width: 72rem)");

  addEventListener("focusin", (event) => {
    const claim = claimOf(event.target);
    const field = fieldOf(event.target);
    if (!claim) return;
    const lit = light(claim, field);
    (field ? lit[0] : at(claim.dataset.claim))?.scrollIntoView({ block: "center" });
    if (field) field.title = field.dataset.lights ? "" : "no words of the report";
    tellLit(field, lit);
  });
  // To who does not see the light: the words in it.
  function tellLit(field, lit) {
    const box = at("lit-words");
    if (!box) return;
    const words = lit.map((segment) => segment.textContent).join("").replace(/\s+/g, " ").trim();
    box.textContent = !field ? "" : words ? `In the report: “${words.slice(0, 200)}”` : "No words of the report show this.";
  }
  // The pointer over a field lights it; away from it, what was lit before comes back.
  let over = null;
  addEventListener("mouseover", (event) => {
    const field = fieldOf(event.target);
    if (field === over) return;
    over = field;
    const focused = document.activeElement;
    const lit = light(claimOf(field || focused), field || fieldOf(focused));
    if (field && beside.matches) lit[0]?.scrollIntoView({ block: "nearest" });
  });
  addEventListener("click", (event) => {
    const field = fieldOf(event.target);
    if (field && getSelection().isCollapsed) field.focus();
  });
  // The arrows go from field to field of the claim in hand.
  for (const field of all("[data-claim] [data-lights]")) field.tabIndex = -1;
  function stepField(by) {
    const claim = current();
    const fields = claim ? all("[data-lights]", claim) : [];
    const now = fields.indexOf(fieldOf(document.activeElement));
    fields[now < 0 ? (by > 0 ? 0 : fields.length - 1) : Math.max(0, Math.min(fields.length - 1, now + by))]?.focus();
  }

  // A key presses the button that names it: that of the claim in hand first, then that of the page. Where no claim is in
  // hand yet, a key of claims takes the first.
  function press(key) {
    const quoted = `[data-key="${CSS.escape(key)}"]`;
    const hand = current() || steps.find((one) => one.matches("[data-claim]"));
    const found = hand?.querySelector(quoted) || all(quoted).find((one) => !steps.some((step) => step.contains(one)));
    if (!found) return false;
    if (hand?.contains(found) && hand !== current()) hand.focus();
    if (found.matches("summary")) open(found.parentElement);
    else if (found.matches("[type=checkbox]")) found.click();
    else if (found.matches("input, select")) found.focus();
    else if (found.matches("[form=split]") && document.querySelector("[form=split]:checked")) at("split").requestSubmit();
    else found.click();
    return true;
  }

  function open(details) {
    details.open = true;
    const form = details.querySelector("form");
    if (form?.matches(".correct")) correcting.opened(form);
    form?.querySelector("select, input:not([type=hidden])")?.focus();
  }

  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
    if (correcting.picks()) {
      if (!correcting.pick(event)) return;
    } else if (typing(event.target)) {
      if (!write(event)) return;
    } else if (event.key === "j" || event.key === "k") step(event.key === "j" ? 1 : -1);
    else if ((event.key === "ArrowLeft" || event.key === "ArrowRight") && current()?.matches("[data-claim]")) {
      stepField(event.key === "ArrowRight" ? 1 : -1);
    } else if (event.key === "?") help();
    else if (event.key === "Escape") leave(event.target);
    else if (!press(event.key)) {
      const link = document.querySelector(`a[data-go="${CSS.escape(event.key)}"]`);
      if (!link) return;
      link.click();
    }
    event.preventDefault();
  });

  // Out of a form: it closes, what was typed stays in it, and the claim is in hand again.
  function leave(node) {
    const details = node.closest("details[open].more");
    if (details) details.open = false;
    (node.closest("[data-claim]") || at("main")).focus();
  }

  // Keys in a form: those of the form that corrects, and the way out.
  function write(event) {
    if (event.key !== "Escape") return correcting.write(event);
    leave(event.target);
    return true;
  }

  function help() {
    const dialog = document.createElement("dialog");
    const title = document.createElement("h2");
    title.textContent = "Keys";
    const list = document.createElement("dl");
    list.className = "fields";
    const seen = new Set();
    const entries = [["j / k", "next, previous"], ["Enter", "open the row in hand; in a form, save"], ["?", "these keys"], ...(document.querySelector("[data-lights]") ? [["← / →", "the fields of the claim in hand, with the words that made each"]] : []), ["Esc", "leave a field, or the text"]];
    // Keys of the page win over those that lead elsewhere, as when they are pressed.
    for (const one of [...all("main [data-key]"), ...all("main a[data-go]"), ...all("a[data-go]")]) {
      const key = one.dataset.key || one.dataset.go;
      const name = one.dataset.says || (one.matches("input") ? one.labels?.[0]?.textContent : one.textContent);
      if (!seen.has(key)) entries.push([key, (name || "").replace(/\s+\S$/, "").trim()]);
      seen.add(key);
    }
    if (document.querySelector("[data-claim] .acts") && !seen.has("u")) entries.push(["u", "Undo, where there is a decision"]);
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

  // After a judgement the page comes back to the claim it was about.
  document.documentElement.classList.add("script");
  const arrived = location.hash ? at(decodeURIComponent(location.hash.slice(1))) : null;
  if (arrived?.matches("[tabindex], a[href]")) arrived.focus();
})();
