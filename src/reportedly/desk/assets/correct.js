"use strict";
// The form that corrects a field of a claim: what will be saved, what may be meant, and the words of the report that show it,
// picked by mouse or by keys. Without this the form works too: offsets are typed then. desk.js hands its keys on to it.
const correcting = (() => {
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const OFFSETS = ["start", "end"];
  const AROUND = 40;
  const MOST_PLACES = 6;
  const isWord = (words) => /[\p{L}\p{N}\p{So}]/u.test(words);
  const plain = (words) => words.replace(/\s+/g, " ").trim();
  const textOf = (form) => document.querySelector(`#${form.dataset.report} > .text`);
  const optionOf = (form) => form.elements.field.selectedOptions[0];

  // Where each name that was typed stands in the text. A field that takes no list has one name, which is all that was typed.
  const spans = new WeakMap();
  const spansOf = (form) => spans.get(form) || spans.set(form, new Map()).get(form);
  function namesOf(form) {
    const value = form.elements.value.value;
    const many = optionOf(form).dataset.many && !/^\s*[[{]/.test(value);
    return (many ? value.split(";") : [value]).map((name) => name.trim());
  }
  // The name that the caret is in.
  function nameInHand(form) {
    const names = namesOf(form);
    if (names.length === 1) return 0;
    const input = form.elements.value;
    return input.value.slice(0, input.selectionStart ?? input.value.length).split(";").length - 1;
  }

  function say(form, wrong) {
    form.querySelector(".wrong").textContent = wrong;
  }
  // Another field: nothing stays of what was typed or picked for the one before.
  function changeField(form) {
    for (const name of ["value", "spans", ...OFFSETS]) form.elements[name].value = "";
    spansOf(form).clear();
    delete form.dataset.auto;
    delete form.dataset.alone;
    showEvidence(form);
    tellField(form);
  }
  // What the field is now. What came back as it was typed stays.
  function tellField(form) {
    const option = optionOf(form);
    const now = form.querySelector(".now");
    now.textContent = option.dataset.now === undefined ? "" : `${option.text.slice(4)} is now: ${option.dataset.now}`;
    offer(form);
    tell(form);
  }
  function tell(form) {
    const told = namesOf(form).filter(Boolean);
    const field = optionOf(form).value;
    say(form, "");
    if (told.some((name) => !isWord(name))) say(form, "Punctuation is no value.");
    const picked = all(".evidence mark", form);
    if (picked.some((mark) => !isWord(mark.textContent))) say(form, "Only punctuation is picked: pick a word.");
    for (const name of OFFSETS) {
      if (/[^0-9]/.test(form.elements[name].value)) say(form, "From and to character take digits only.");
    }
    const nobody = { source: "the report itself (no source)", through: "nobody (the report heard it from the source)" };
    const nothing = nobody[field] || "nothing (not told)";
    const said = told.length ? told.map((name) => `“${name}”`).join(" and ") : nothing;
    form.querySelector(".saving").textContent = `Will be saved: ${optionOf(form).text.slice(4)} = ${said}`;
    ask(form);
  }

  // Offsets are code points, as everywhere in the record; the text of the element is exactly the text of the report.
  const points = (text) => [...text].length;
  function span(form, range) {
    const text = textOf(form);
    const before = document.createRange();
    before.selectNodeContents(text);
    before.setEnd(range.startContainer, range.startOffset);
    const start = points(before.toString());
    return [start, start + points(range.toString())];
  }

  // What is selected or picked becomes the evidence of the name in hand; where nothing was typed it is the value, too.
  function take(form, range) {
    give(form, span(form, range), plain(range.toString()));
  }
  function give(form, found, picked) {
    const input = form.elements.value;
    const names = namesOf(form);
    const at = nameInHand(form);
    const own = form.dataset.auto !== undefined && names[at] === form.dataset.auto;
    if (!names[at] || own) {
      names[at] = isWord(picked) ? (names.length > 1 || optionOf(form).dataset.many ? picked.replace(/\s*;\s*/g, ", ") : picked) : "";
      if (names[at]) form.dataset.auto = names[at];
      const end = names.slice(0, at + 1).join("; ").length;
      input.value = names.join("; ");
      input.setSelectionRange(end, end);
    }
    spansOf(form).set(names[at], found);
    setOffsets(form, found);
    showEvidence(form);
    tell(form);
  }
  function setOffsets(form, found) {
    [form.elements.start.value, form.elements.end.value] = found || ["", ""];
  }
  function typedOffsets(form) {
    const [start, end] = OFFSETS.map((name) => form.elements[name].value);
    return start !== "" && end !== "" && !/[^0-9]/.test(start + end) ? [Number(start), Number(end)] : null;
  }

  // Before it is saved: the words that the offsets stand for, with some text around them, for each name.
  function showEvidence(form) {
    const chars = [...textOf(form).textContent];
    const shown = form.querySelector(".evidence");
    shown.replaceChildren();
    const names = namesOf(form);
    for (const name of names) {
      const [start, end] = spansOf(form).get(name) || [];
      if (!(start < end && end <= chars.length)) continue;
      const mark = document.createElement("mark");
      mark.textContent = chars.slice(start, end).join("");
      const box = document.createElement("q");
      box.dir = "auto";
      box.append(chars.slice(Math.max(0, start - AROUND), start).join(""), mark, chars.slice(end, end + AROUND).join(""));
      shown.append(names.length > 1 ? `Evidence of ${name}: ` : "Evidence: ", box, " ");
    }
  }

  // Where no words are picked yet: the places of the text that may be meant, those nearest to the event first.
  const unpicked = (form) => (optionOf(form).dataset.picked ? namesOf(form).filter((name) => name && !spansOf(form).has(name)) : []);
  const LAYERS = { when: ".k-t", "toll.": ".k-n" };
  function ask(form) {
    const box = form.querySelector(".asked");
    box.replaceChildren();
    const [name] = unpicked(form);
    if (!name || /^[[{]/.test(name)) return;
    const text = textOf(form);
    const places = occurrences(text.textContent, name.replace(/\s*#\d+$/, ""));
    const field = optionOf(form).value;
    for (const [start, layer] of Object.entries(LAYERS)) {
      if (field.startsWith(start)) places.push(...all(layer, text).map((segment) => placed(text, segment)));
    }
    const near = triggerAt(form, text);
    const found = [...new Map(places.map((place) => [place.join(), place])).values()];
    found.sort((a, b) => Math.abs(a[0] - near) - Math.abs(b[0] - near));
    if (found.length) box.append(`Where does the report say “${name}”? `);
    for (const [start, end] of found.slice(0, MOST_PLACES)) {
      const content = text.textContent;
      const button = document.createElement("button");
      button.type = "button";
      const mark = document.createElement("mark");
      mark.textContent = content.slice(start, end);
      button.dir = "auto";
      const around = (from, to) => content.slice(Math.max(0, from), to).replace(/\s+/g, " ");
      button.append(`…${around(start - 20, start)}`, mark, `${around(end, end + 20)}…`);
      button.addEventListener("click", () => {
        const at = points(content.slice(0, start));
        caretAt(form, name);
        give(form, [at, at + points(content.slice(start, end))], plain(content.slice(start, end)));
        form.elements.value.focus();
      });
      box.append(button);
    }
  }
  function caretAt(form, name) {
    const end = namesOf(form).slice(0, namesOf(form).indexOf(name) + 1).join(";").length;
    form.elements.value.setSelectionRange(end, end);
  }
  function occurrences(text, words) {
    if (!isWord(words)) return [];
    const pattern = words.split(/\s+/).map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("\\s+");
    const edge = (sign) => (/[\p{L}\p{N}]/u.test(sign) ? "(?![\\p{L}\\p{N}])" : "");
    const before = /[\p{L}\p{N}]/u.test(words[0]) ? "(?<![\\p{L}\\p{N}])" : "";
    return [...text.matchAll(new RegExp(before + pattern + edge(words.at(-1)), "giu"))].map((found) => [found.index, found.index + found[0].length]);
  }
  function placed(text, segment) {
    const before = document.createRange();
    before.selectNodeContents(text);
    before.setEndBefore(segment);
    const start = before.toString().length;
    return [start, start + segment.textContent.length];
  }
  function triggerAt(form, text) {
    const trigger = document.getElementById(form.dataset.claimOf);
    if (!trigger || !text.contains(trigger)) return 0;
    const before = document.createRange();
    before.selectNodeContents(text);
    before.setEndBefore(trigger);
    return before.toString().length;
  }

  // What may be meant by what was typed: of the codebook, the registry, the gazetteer, and of the report itself.
  let asked = 0;
  async function offer(form) {
    const input = form.elements.value;
    const field = optionOf(form);
    const turn = ++asked;
    document.getElementById("offered")?.replaceChildren();
    input.removeAttribute("list");
    if (!field.dataset.offered) return;
    const names = namesOf(form);
    const at = nameInHand(form);
    const query = new URLSearchParams({ report: form.elements["report-of"].value, field: field.value, words: names[at] || "" });
    const answer = await fetch(`/suggest?${query}`).catch(() => null);
    if (!answer?.ok || turn !== asked) return;
    const before = names.slice(0, at).map((name) => `${name}; `).join("");
    const list = document.getElementById("offered") || document.body.appendChild(document.createElement("datalist"));
    list.id = "offered";
    list.replaceChildren(...(await answer.json()).map(({ value, label }) => new Option(label, before + value)));
    input.setAttribute("list", "offered");
  }

  addEventListener("change", (event) => {
    if (event.target.name === "field" && event.target.form?.matches(".correct")) changeField(event.target.form);
  });
  addEventListener("input", (event) => {
    const form = event.target.form;
    if (!form?.matches(".correct")) return;
    delete form.dataset.alone;
    if (event.target.name === "value") {
      delete form.dataset.auto;
      // Who picks words and then types what they mean has shown where it stands.
      const found = typedOffsets(form);
      const words = found && [...textOf(form).textContent].slice(...found).join("");
      if (namesOf(form).length === 1 && found && isWord(words)) spansOf(form).set(namesOf(form)[0], found);
      offer(form);
    }
    if (OFFSETS.includes(event.target.name)) {
      const name = namesOf(form)[nameInHand(form)];
      if (typedOffsets(form)) spansOf(form).set(name, typedOffsets(form));
      else spansOf(form).delete(name);
    }
    showEvidence(form);
    tell(form);
  });
  // What is said to be wrong is not sent: it would come back. What has no words of the report is asked about once.
  addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("form.correct")) return;
    tell(form);
    const left = unpicked(form);
    if (form.querySelector(".wrong").textContent) event.preventDefault();
    else if (left.length && form.dataset.alone === undefined) {
      event.preventDefault();
      const needed = optionOf(form).dataset.picked === "needed";
      const first = form.querySelector(".asked button");
      say(form, `No words of the report are picked for “${left[0]}”. Pick them${first ? " here or in the text" : " in the text (↓)"}${needed ? "." : ", or save again: then your judgement alone is the evidence."}`);
      if (!needed) form.dataset.alone = "1";
      if (first && needed) first.focus();
    }
    const names = namesOf(form).filter((name) => spansOf(form).has(name));
    const several = namesOf(form).filter(Boolean).length > 1;
    form.elements.spans.value = several ? JSON.stringify(Object.fromEntries(names.map((name) => [name, spansOf(form).get(name)]))) : "";
    if (several && !event.defaultPrevented) setOffsets(form, null);
  });

  let inHand = null;
  addEventListener("focusin", (event) => {
    inHand = event.target.closest("[data-claim]") || inHand;
  });
  document.addEventListener("selectionchange", () => {
    const selection = getSelection();
    if (!selection.rangeCount || selection.isCollapsed || picking) return;
    const range = selection.getRangeAt(0);
    const node = range.commonAncestorContainer;
    const text = (node.nodeType === 1 ? node : node.parentElement).closest(".report > .text");
    if (!text) return;
    const report = text.closest(".report").id;
    const forms = all("details[open] form.correct").filter((one) => one.dataset.report === report);
    const form = forms.find((one) => one.closest("[data-claim]") === inHand) || forms[0];
    if (form) take(form, range);
  });

  // Picking words of the text by keys. The words of a text are runs of letters, marks and digits, and every sign by itself.
  const WORDS = /[\p{L}\p{M}\p{N}\p{Extended_Pictographic}\u200c\u200d\ufe0f]+(?:['’.,-][\p{L}\p{M}\p{N}]+)*|[^\s]/gu;
  let picking = null;

  function enterText(form) {
    const text = textOf(form);
    const words = [...text.textContent.matchAll(WORDS)].map((found) => [found.index, found.index + found[0].length]);
    if (!words.length) return;
    const from = triggerAt(form, text);
    const first = Math.max(0, words.findIndex(([, end]) => end > from));
    const kept = { value: form.elements.value.value, auto: form.dataset.auto, spans: new Map(spansOf(form)), offsets: OFFSETS.map((name) => form.elements[name].value) };
    picking = { form, text, words, first, last: first, kept };
    text.tabIndex = -1;
    text.classList.add("picking");
    text.focus({ preventScroll: true });
    showPick();
  }

  function pick(event) {
    const { words, form, kept } = picking;
    const by = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -10, ArrowDown: 10, Home: -words.length, End: words.length }[event.key];
    if (by !== undefined) {
      const rtl = getComputedStyle(picking.text).direction === "rtl" && event.key !== "Home" && event.key !== "End";
      const sideways = event.key === "ArrowLeft" || event.key === "ArrowRight";
      picking.last = Math.max(0, Math.min(words.length - 1, picking.last + (rtl && sideways ? -by : by)));
      if (!event.shiftKey) picking.first = picking.last;
      showPick();
    } else if (event.key === "Enter") endPick(form);
    else if (event.key === "Escape") {
      form.elements.value.value = kept.value;
      if (kept.auto === undefined) delete form.dataset.auto;
      else form.dataset.auto = kept.auto;
      spans.set(form, kept.spans);
      setOffsets(form, kept.offsets);
      showEvidence(form);
      tell(form);
      endPick(form);
    } else return event.key.length === 1;
    return true;
  }

  function showPick() {
    const { text, words, first, last, form } = picking;
    const [a, b] = [Math.min(first, last), Math.max(first, last)];
    const [from, to] = [place(text, words[a][0]), place(text, words[b][1])];
    const range = document.createRange();
    range.setStart(from.node, from.offset);
    range.setEnd(to.node, to.offset);
    getSelection().removeAllRanges();
    getSelection().addRange(range);
    delete form.dataset.alone;
    take(form, range);
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

  // Keys in the form: a letter names the field, the arrow down leads from there into the text; whether a key was one of these.
  function write(event) {
    const form = event.target.closest("form.correct");
    if (!form) return false;
    if (event.target.name === "field" && event.key.length === 1) {
      const option = [...event.target.options].find((one) => one.dataset.letter === event.key);
      if (!option) return false;
      if (event.target.value !== option.value) {
        event.target.value = option.value;
        changeField(form);
      }
      form.elements.value.focus();
    } else if (OFFSETS.includes(event.target.name) && event.key.length === 1 && !/[0-9]/.test(event.key)) {
      say(form, `“${form.elements[event.target.name].labels[0].textContent.trim()}” takes digits only: the value goes into “Right value”.`);
    } else if (event.key === "ArrowDown" && ["start", "end"].includes(event.target.name)) enterText(form);
    else if (event.key === "ArrowDown" && event.target.name === "value" && (event.shiftKey || !listed(form))) enterText(form);
    else return false;
    return true;
  }

  // Whether the arrow down is for what is offered: where something was typed, and not picked.
  function listed(form) {
    const name = namesOf(form)[nameInHand(form)];
    return Boolean(optionOf(form).dataset.offered && name && name !== form.dataset.auto);
  }

  return { opened: tellField, pick, write, picks: () => picking !== null };
})();
