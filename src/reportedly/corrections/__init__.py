"""What a person may correct in a claim: the values that each field takes, and the claim with such a value in it.

The values (``before`` and ``after`` of a judgement) are JSON. An object holds any of the keys named here:

- ``act``: the name of an act of the codebook
- ``status``: asserted, denied, possible, planned, negated or historical
- ``source``: who says so: a registry id, a name, or an object (``id name country roles kind text spans span``);
  ``{}`` is a source that is not named, ``null`` says that the report itself says so
- ``through``: the source that passes on what ``source`` says, in the same form; ``null``: nobody between the two
- ``source_kind``, ``stance``, ``manner``: a word of those that the record knows
- ``cue``, ``content``: words, or an object (``text spans span``); of ``cue`` also ``null``: there is none
- ``who``, ``whom``: a list; each a registry id, a name, or an object (``id name country roles kind span``)
- ``where``: a list; each a name, or an object (``geonameid name lat lon country admin1 kind precision span``)
- ``when``: a day (``2016-05-10``), an object (``type value from to precision span``), or ``null``: not told
- ``from``, ``to``: a day, or ``null``: not known
- ``weapon``: the words for it, or ``null``: not told
- ``toll.killed`` and so on for each harm: a number, an object (``low best high span``), a list of these, or ``null``: none

A ``span`` in a value is where that one stands; else the span of the judgement counts. What has neither stands nowhere in the
report: its evidence is the judgement alone, and its mention in the record has no words (``start`` is ``end``, ``text`` is empty).
A weapon, a cue and a content are words of the report, and nothing else: those that it does not have are refused.
"""

from reportedly.corrections.evidence import check_evidence, has_words
from reportedly.corrections.laying import correct, field_value
from reportedly.corrections.mentions import find_said
from reportedly.corrections.values import (
    ACTORS,
    ATTRIBUTION_FIELDS,
    CHOICES,
    FIELDS,
    HARMS,
    LISTS,
    STANCES,
    STATUSES,
    TOLL_FIELDS,
    check_field,
    check_value,
    is_day,
    stands_nowhere,
)

__all__ = [
    "ACTORS", "ATTRIBUTION_FIELDS", "CHOICES", "FIELDS", "HARMS", "LISTS", "STANCES", "STATUSES", "TOLL_FIELDS",
    "check_evidence", "check_field", "check_value", "correct", "field_value", "find_said", "has_words", "is_day",
    "stands_nowhere",
]  # fmt: skip
