"""Give sources other names, as they read in news of armed conflict, so that the model learns the place and not the name."""

from __future__ import annotations

import random
from typing import Any

_PLACES = (
    "Syrian Iraqi Yemeni Libyan Malian Sudanese Somali Nigerian Ethiopian Ukrainian Russian Turkish Israeli "
    "Palestinian Lebanese Afghan Pakistani Indian Burmese Congolese Colombian Mexican Kenyan French British "
    "Iranian Egyptian Chadian Cameroonian Armenian Georgian Philippine Haitian Saudi Jordanian"
).split()
_BODIES = (
    "army|defence ministry|interior ministry|foreign ministry|health ministry|military|police|government|"
    "presidency|air force|security forces|border guard|state news agency|state television|intelligence service|"
    "Red Crescent|civil defence|state media"
).split("|")
_GROUPS = (
    "the rebels|the militia|the separatists|the insurgents|a rebel faction|an armed group|the coalition|"
    "the Observatory|the monitoring group|the aid group|the news agency|the rights group|the United Nations|"
    "the UN mission|the governor's office|the regional administration|the mayor's office|the General Staff|"
    "the General Command|the fact-finding mission|the liberation front|the resistance|the tribal council"
).split("|")
_PEOPLE = (
    "residents|witnesses|a witness|local officials|medics|a hospital source|a security source|an army officer|"
    "a rebel commander|a military source|activists|a police officer|a tribal elder|aid workers|survivors|"
    "two security officials|a local journalist|a senior commander|a resident|villagers|a medical source"
).split("|")
_TITLES = (
    "Gen.|Col.|Maj. Gen.|Brig. Gen.|Commander|Governor|Defence Minister|Interior Minister|President|Sheikh|"
    "army spokesman|police chief|mayor|UN envoy|rebel spokesman|regional governor|health minister|Lt. Col."
).split("|")
_GIVEN = (
    "Ahmed Yusuf Ibrahim Oleh Dmytro Amina Fatima Joseph Moussa Abdi Karim Layla Tesfaye Nadia Samuel Ivan "
    "Mariam Hassan Daniel Olena Khalid Pierre Zaw Min Rashid Omar Salma Bilal Grace Emeka"
).split()
_FAMILY = (
    "al-Rashid Kovalenko Diallo Mwangi al-Masri Haddad Traore Okafor Petrenko Bekele Aung Rahman Osman Hussein "
    "Mbeki Ndiaye Barzani Sadiq Volkov Gomez Abdullahi Keita Saleh Nasser Warsame Kabila"
).split()
_PRONOUNS = frozenset("he she they it who we i you him her them his their its that which this those these".split())


def rename_sources(row: dict[str, Any], rng: random.Random, share: float) -> dict[str, Any]:
    """Return the article with a share of its named sources replaced, one new name for each old one.

    `row` is a line of the training file; all offsets are moved along. Only spans that serve as a source and
    nothing else, that stand at least in part in capitals, and that are no pronoun are touched.
    """
    text = row["text"]
    spans = sorted({tuple(span) for a in row["attributions"] for span in a["source"]})
    names: dict[str, str] = {}
    edits: list[tuple[int, int, str]] = []
    other = sorted(tuple(s) for a in row["attributions"] for role in ("cue", "content") for s in a[role])
    for start, end in spans:
        old = text[start:end]
        if edits and start < edits[-1][1]:
            continue
        if len(old) > 80 or old.lower() in _PRONOUNS or "\n" in old or not any(c.isupper() for c in old):
            continue
        if any(s < end and start < e for s, e in other) or any(
            s < end and start < e and (s, e) != (start, end) for s, e in spans
        ):
            continue
        if old not in names:
            names[old] = _name(rng) if rng.random() < share else old
        if names[old] != old:
            new = names[old]
            capital = start == 0 or text[max(0, start - 2) : start].strip() in ("", ".") and text[start - 1] != " "
            edits.append((start, end, new[0].upper() + new[1:] if capital or text[start - 2 : start] == ". " else new))
    if not edits:
        return row
    return _apply(row, text, edits)


def _name(rng: random.Random) -> str:
    person = f"{rng.choice(_GIVEN)} {rng.choice(_FAMILY)}"
    body = f"the {rng.choice(_PLACES)} {rng.choice(_BODIES)}"
    return rng.choice(
        [
            body, body, rng.choice(_GROUPS), rng.choice(_PEOPLE), person, rng.choice(_FAMILY),
            f"{rng.choice(_TITLES)} {person}", f"{rng.choice(_TITLES)} {rng.choice(_FAMILY)}",
            f"a spokesman for {body}", f"{person}, a spokesman for {rng.choice(_GROUPS)}",
            f"{person}, {rng.choice(['spokesman', 'spokeswoman'])} for {body},",
            f"{body.removeprefix('the ')} officials", f"{rng.choice(_PLACES)} state media",
        ]
    )  # fmt: skip


def _apply(row: dict[str, Any], text: str, edits: list[tuple[int, int, str]]) -> dict[str, Any]:
    out, moves, last, shift = [], [], 0, 0
    for start, end, new in edits:
        out += [text[last:start], new]
        shift += len(new) - (end - start)
        moves.append((start, end, shift, len(new)))
        last = end
    out.append(text[last:])

    def moved(span: list[int]) -> list[int]:
        start, end = span
        before_start = before_end = 0
        for s, e, total, size in moves:
            if e <= start:
                before_start = total
            if e < end:
                before_end = total
            elif (s, e) == (start, end):
                return [start + before_start, start + before_start + size]
            elif e == end:
                before_end = total
        return [start + before_start, end + before_end]

    attributions = [
        {role: [moved(span) for span in a[role]] for role in ("source", "cue", "content")} for a in row["attributions"]
    ]
    discard = [moved(span) for span in row.get("discard", ())]
    return {"text": "".join(out), "attributions": attributions, "discard": discard}
