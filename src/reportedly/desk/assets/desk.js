"use strict";
// Everything on the desk works without this. It gives every act a key, lights up the words of the claim in hand, and takes
// the evidence of a correction from what is selected in the text.
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
    if (form?.matches(".correct")) tellNow(form);
    form?.querySelector("select, input:not([type=hidden])")?.focus();
  }

  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
    if (picking) {
      if (!pick(event)) return;
    } else if (typing(event.target)) {
      if (!write(event)) return;
    } else if (event.key === "j" || event.key === "k") step(event.key === "j" ? 1 : -1);
    else if (event.key === "?") help();
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

  // Keys in a form. A letter names the field to correct; the arrow down leads from there into the text.
  function write(event) {
    const form = event.target.closest("form.correct");
    if (event.key === "Escape") leave(event.target);
    else if (form && event.target.name === "field" && event.key.length === 1) {
      const option = [...event.target.options].find((one) => one.dataset.letter === event.key);
      if (!option) return false;
      event.target.value = option.value;
      tellNow(form);
      form.elements.value.focus();
    } else if (form && OFFSETS.includes(event.target.name) && event.key.length === 1 && !/[0-9]/.test(event.key)) {
      say(form, `“${form.elements[event.target.name].labels[0].textContent.trim()}” takes digits only: the value goes into “Right value”.`);
    } else if (form && event.key === "ArrowDown" && ["value", "start", "end"].includes(event.target.name)) enterText(form);
    else return false;
    return true;
  }

  // Before a field is corrected: what it is now, and what will be saved.
  const OFFSETS = ["start", "end"];
  const LISTS = ["who", "whom", "where"];
  const isWord = (words) => /[\p{L}\p{N}\p{So}]/u.test(words);
  function say(form, wrong) {
    form.querySelector(".wrong").textContent = wrong;
  }
  function tellNow(form) {
    const option = form.elements.field.selectedOptions[0];
    if (option.dataset.now !== undefined) form.querySelector(".now").textContent = `${option.value} is now: ${option.dataset.now}`;
    tellSaving(form);
  }
  function tellSaving(form) {
    const field = form.elements.field.value;
    const value = form.elements.value.value.trim();
    const names = LISTS.includes(field) && !/^[[{]/.test(value) ? value.split(";").map((name) => name.trim()) : [value];
    const told = names.filter(Boolean);
    say(form, "");
    if (told.some((name) => !isWord(name))) say(form, "Punctuation is no value.");
    const picked = form.querySelector(".evidence mark");
    if (picked && !isWord(picked.textContent)) say(form, "Only punctuation is picked: pick a word.");
    for (const name of OFFSETS) {
      if (/[^0-9]/.test(form.elements[name].value)) say(form, "From and to character take digits only.");
    }
    const said = told.length ? told.map((name) => `“${name}”`).join(" and ") : "nothing (not told)";
    form.querySelector(".saving").textContent = `Will be saved: ${field} = ${said}`;
  }
  addEventListener("change", (event) => {
    if (event.target.name === "field" && event.target.form?.matches(".correct")) tellNow(event.target.form);
  });
  // What is said to be wrong is not sent: it would come back.
  addEventListener("submit", (event) => {
    if (!event.target.matches("form.correct")) return;
    tellSaving(event.target);
    if (event.target.querySelector(".wrong").textContent) event.preventDefault();
  });

  function help() {
    const dialog = document.createElement("dialog");
    const title = document.createElement("h2");
    title.textContent = "Keys";
    const list = document.createElement("dl");
    list.className = "fields";
    const seen = new Set();
    const entries = [["j / k", "next, previous"], ["Enter", "open the row in hand; in a form, save"], ["?", "these keys"], ["Esc", "leave a field, or the text"]];
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

  // What is selected in the text of a report becomes the evidence of the correction that is open for it.
  // Offsets are code points, as everywhere in the record; the text of the element is exactly the text of the report.
  const points = (text) => [...text].length;
  const textOf = (form) => document.querySelector(`#${form.dataset.report} > .text`);
  document.addEventListener("selectionchange", () => {
    const selection = getSelection();
    if (!selection.rangeCount || selection.isCollapsed) return;
    const range = selection.getRangeAt(0);
    const node = range.commonAncestorContainer;
    const text = (node.nodeType === 1 ? node : node.parentElement).closest(".report > .text");
    if (!text) return;
    const report = text.closest(".report").id;
    const forms = all("details[open] form.correct").filter((one) => one.dataset.report === report);
    const form = forms.find((one) => one.closest("[data-claim]") === inHand) || forms[0];
    if (form && !picking) take(form, text, range);
  });

  function take(form, text, range) {
    const before = document.createRange();
    before.selectNodeContents(text);
    before.setEnd(range.startContainer, range.startOffset);
    const start = points(before.toString());
    form.elements.start.value = start;
    form.elements.end.value = start + points(range.toString());
    const picked = range.toString().replace(/\s+/g, " ").trim();
    if (!form.elements.value.dataset.typed) form.elements.value.value = isWord(picked) ? picked : "";
    showEvidence(form);
    tellSaving(form);
  }
  addEventListener("input", (event) => {
    const form = event.target.form;
    if (event.target.name === "value") event.target.dataset.typed = "1";
    if (!form?.matches(".correct")) return;
    if (OFFSETS.includes(event.target.name)) showEvidence(form);
    tellSaving(form);
  });

  // Before it is saved: the words that the offsets stand for, with some text around them.
  function showEvidence(form) {
    const chars = [...textOf(form).textContent];
    const [start, end] = [form.elements.start.value, form.elements.end.value].map(Number);
    const shown = form.querySelector(".evidence");
    shown.replaceChildren();
    if (form.elements.end.value === "" || !(start < end && end <= chars.length)) return;
    const mark = document.createElement("mark");
    mark.textContent = chars.slice(start, end).join("");
    const box = document.createElement("q");
    box.dir = "auto";
    box.append(chars.slice(Math.max(0, start - 40), start).join(""), mark, chars.slice(end, end + 40).join(""));
    shown.append("Evidence: ", box);
  }

  // Picking words of the text by keys. The words of a text are runs of letters, marks and digits, and every sign by itself.
  const WORDS = /[\p{L}\p{M}\p{N}\p{Extended_Pictographic}\u200c\u200d\ufe0f]+(?:['’.,-][\p{L}\p{M}\p{N}]+)*|[^\s]/gu;
  let picking = null;
  let inHand = null;
  addEventListener("focusin", (event) => {
    inHand = event.target.closest("[data-claim]") || inHand;
  });

  function enterText(form) {
    const text = textOf(form);
    const words = [...text.textContent.matchAll(WORDS)].map((found) => [found.index, found.index + found[0].length]);
    if (!words.length) return;
    const trigger = at(form.dataset.claimOf);
    const before = document.createRange();
    before.selectNodeContents(text);
    if (trigger) before.setEndBefore(trigger);
    const from = trigger ? before.toString().length : 0;
    const first = Math.max(0, words.findIndex(([, end]) => end > from));
    picking = { form, text, words, first, last: first, before: [form.elements.start.value, form.elements.end.value], value: form.elements.value.value };
    text.tabIndex = -1;
    text.classList.add("picking");
    text.focus({ preventScroll: true });
    showPick();
  }

  function pick(event) {
    const { words, form } = picking;
    const by = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -10, ArrowDown: 10, Home: -words.length, End: words.length }[event.key];
    if (by !== undefined) {
      const rtl = getComputedStyle(picking.text).direction === "rtl" && event.key !== "Home" && event.key !== "End";
      const sideways = event.key === "ArrowLeft" || event.key === "ArrowRight";
      picking.last = Math.max(0, Math.min(words.length - 1, picking.last + (rtl && sideways ? -by : by)));
      if (!event.shiftKey) picking.first = picking.last;
      showPick();
    } else if (event.key === "Enter") endPick(form);
    else if (event.key === "Escape") {
      [form.elements.start.value, form.elements.end.value] = picking.before;
      if (!form.elements.value.dataset.typed) form.elements.value.value = picking.value;
      showEvidence(form);
      tellSaving(form);
      endPick(form);
    } else return event.key.length === 1;
    return true;
  }

  function showPick() {
    const { text, words, first, last } = picking;
    const [a, b] = [Math.min(first, last), Math.max(first, last)];
    const [from, to] = [place(text, words[a][0]), place(text, words[b][1])];
    const range = document.createRange();
    range.setStart(from.node, from.offset);
    range.setEnd(to.node, to.offset);
    getSelection().removeAllRanges();
    getSelection().addRange(range);
    take(picking.form, text, range);
    (first <= last ? to : from).node.parentElement.scrollIntoView({ block: "nearest" });
  }

  function endPick(form) {
    picking.text.classList.remove("picking");
    picking = null;
    getSelection().removeAllRanges();
    form.elements.value.focus();
  }
  addEventListener("focusout", (event) => {
    if (picking && event.target === picking.text && event.relatedTarget) {
      picking.text.classList.remove("picking");
      picking = null;
    }
  });

  // Offset in UTF-16 units -> the text node there, and the offset in it.
  function place(text, offset) {
    const walker = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
    let node = walker.nextNode();
    let last = node;
    while (node && offset > node.length) {
      offset -= node.length;
      last = node;
      node = walker.nextNode();
    }
    return node ? { node, offset } : { node: last, offset: last.length };
  }

  // After a judgement the page comes back to the claim it was about.
  document.documentElement.classList.add("script");
  const arrived = location.hash ? at(decodeURIComponent(location.hash.slice(1))) : null;
  if (arrived?.matches("[tabindex], a[href]")) arrived.focus();
})();
