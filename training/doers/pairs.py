"""Code the training reports and write every pair of a violent event and an actor of its sentence.

    pairs.py TRAIN.jsonl OUT.npz

TRAIN.jsonl: MUC-4 train, one report a line: {"id", "text", "published", "gold": {"gtt_templates": [...]}}. Only reports whose
key names a perpetrator are read; of the others nobody knows who did what. OUT.npz: states of both words, the features of the
way between them, and for each pair its report, its trigger, whether the place of the doer is empty, whether the key names
the actor as a doer, and whether the parse has it as the one done to.
"""

from __future__ import annotations

import json
import re
import string
import sys
from pathlib import Path

import numpy as np

from reportedly.coding import coder
from reportedly.coding.claims import doers, layer
from reportedly.coding.claims.ground import lay_ground
from reportedly.coding.states import States
from reportedly.record import Report, digest

_AFTER_HEAD = re.compile(
    r"\s+(?:of|in|on|at|from|for|by|with|near|against|to|who|which|that|belonging|including)\s|[,;(\[]", re.I
)


def head_word(phrase: str) -> str:
    """Phrase -> the last word before its first preposition or comma, lower case, without a plural's s."""
    plain = "".join(c for c in (_AFTER_HEAD.split(phrase.strip())[0] or phrase).lower() if c not in string.punctuation)
    words = [w for w in plain.split() if w not in ("a", "an", "the")]
    word = words[-1] if words else ""
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


def main() -> None:
    models = coder.load_models()
    book = models.codebook
    rows = [json.loads(line) for line in Path(sys.argv[1]).read_text(encoding="utf-8").splitlines()]
    triggers, mentions, ways, pairs = [], [], [], []
    for number, row in enumerate(rows):
        entities = [e for t in row["gold"]["gtt_templates"] for slot in ("PerpInd", "PerpOrg") for e in t[slot]]
        done = {head_word(name) for entity in entities for name, _ in entity} - {""}
        if not done:
            continue
        report = Report(id=row["id"], text=row["text"], sha256=digest(row["text"]), published=row.get("published"))
        parsed = coder.parse(models.nlp, report)
        times, places = coder.find_times(parsed), coder.find_places(parsed, book, models.gazetteer)
        actors = coder.resolve_coreference(parsed, book, coder.find_actors(parsed, book, places))
        tolls, actors = coder.find_tolls(parsed, book, actors)
        encoded = models.attribution.encode(parsed)
        states = States(encoded.pieces.starts, encoded.pieces.ends, encoded.scores.states)
        ground = lay_ground(parsed, book.acts, actors, places, times, tolls)
        known, holder = layer.Actors(ground), layer._Holder(())
        drafts = [d for t in layer._read_tellings(ground) if (d := layer._draft(t, known, holder, ())) is not None]
        near = doers._by_sentence(known.all, ground)
        for draft in drafts:
            telling = draft.telling
            if draft.act.type != "ASSAULT":
                continue
            taken = {*telling.words, *(h.i for h in telling.heads)}
            for index, head in near.get(telling.sentence, ()):
                if head.i in taken:
                    continue
                harmed = index in draft.whom
                triggers.append(doers._state(telling.head, states))
                mentions.append(doers._state(head, states))
                ways.append("\t".join(doers.read_features(telling, known.all[index], head)))
                did = head_word(known.all[index].text) in done and not harmed
                pairs.append((number, telling.head.i, not draft.who, did, harmed))
        if number % 50 == 0:
            print(number, len(pairs), flush=True)
    np.savez(
        sys.argv[2],
        triggers=np.array(triggers, dtype=np.float16),
        mentions=np.array(mentions, dtype=np.float16),
        ways=np.array(ways),
        pairs=np.array(pairs, dtype=np.int64),
    )


if __name__ == "__main__":
    main()
