"use strict";
// Reading needs none of this. It lights up the words of a claim, and filters the incidents.
(() => {
  const at = (id) => document.getElementById(id);
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];

  function darken() {
    for (const lit of all(".lit, .said")) lit.classList.remove("lit", "said", "here");
    for (const link of all("[aria-current]")) link.removeAttribute("aria-current");
  }

  function light() {
    darken();
    const [, report, claim] = /^#r(\d+)-c(\d+)$/.exec(location.hash) || [];
    const entry = claim && at(`r${report}-k${claim}`);
    if (!entry) return;
    const keys = new Set(entry.dataset.ev.split(" "));
    for (const segment of all("[data-s]", at(`r${report}`))) {
      const own = segment.dataset.s.split(" ").filter((key) => keys.has(key));
      // What the source says is lit faintly; strongly only what the claim itself rests on.
      if (own.length) segment.classList.add(own.every((key) => key[0] === "q") ? "said" : "lit");
      if (own.includes(`c${claim}`)) segment.classList.add("here");
    }
    for (const link of all(`a[href="${location.hash}"]`)) link.setAttribute("aria-current", "true");
    entry.classList.add("lit");
    // Twice, since reports that were never on the screen get their height only when they come near it.
    const show = () => at(location.hash.slice(1))?.scrollIntoView({ block: "center" });
    show();
    requestAnimationFrame(show);
    at("told").textContent = `Claim ${Number(claim) + 1} is marked in the text of ${at(`r${report}-h`).textContent}`;
  }

  // An event in the text leads back to its claim; a click that ends a selection does not.
  at("reports").addEventListener("click", (event) => {
    const segment = event.target.closest(".text .k-c");
    if (!segment || !getSelection().isCollapsed) return;
    const own = segment.dataset.s.split(" ").filter((key) => key[0] === "c");
    const report = segment.closest(".report").id;
    const now = own.findIndex((key) => location.hash === `#${report}-${key}`);
    location.hash = `${report}-${own[(now + 1) % own.length]}`;
    const told = document.querySelector(`#incidents a[href="${location.hash}"]`);
    if (told) told.scrollIntoView({ block: "nearest" });
  });

  addEventListener("hashchange", light);
  addEventListener("keydown", (event) => {
    if (event.key === "Escape" && location.hash) {
      history.replaceState(null, "", location.pathname + location.search);
      darken();
    }
  });

  const form = at("filters");
  const incidents = all("article.incident");
  function filter() {
    const words = form.elements.words.value.toLowerCase().split(/\s+/).filter(Boolean);
    const standing = form.elements.standing.value;
    const disputed = form.elements.disputed.checked;
    const shown = new Set();
    for (const one of incidents) {
      const fits = words.every((word) => one.dataset.words.includes(word))
        && (!standing || one.dataset.standing === standing) && (!disputed || one.dataset.disputed === "1");
      one.hidden = !fits;
      if (fits) shown.add(one.dataset.i);
    }
    for (const mark of all("[data-i]:not(article)"))
      mark.classList.toggle("out", !mark.dataset.i.split(" ").some((n) => shown.has(n)));
    const by = form.elements.order.value;
    const ordered = by ? [...incidents].sort((a, b) => b.dataset.reports - a.dataset.reports) : incidents;
    if (all("article.incident").some((one, n) => one !== ordered[n])) form.after(...ordered);
    form.querySelector("output").textContent =
      shown.size === incidents.length ? "" : `${shown.size} of ${incidents.length} shown`;
  }
  if (incidents.length > 1) form.hidden = false;
  form.addEventListener("input", filter);
  form.addEventListener("submit", (event) => event.preventDefault());

  light();
})();
