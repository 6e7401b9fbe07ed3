"""Patterns of English time expressions: the words that one can begin with, and one regular expression a construction.

Each rule is tried only at a word of its own ``starts``, and the longest match at a word wins; so the order of the
rules decides nothing but ties.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from reportedly.coding.numerals import ONES, ORDINALS, SCALES, TENS

MONTHS = {name: n for n, names in enumerate(
    ("jan january", "feb february", "mar march", "apr april", "may", "jun june", "jul july", "aug august",
     "sep sept september", "oct october", "nov november", "dec december"), 1) for name in names.split()}  # fmt: skip
WEEKDAYS = {name: n for n, names in enumerate(
    ("monday mon", "tuesday tue tues", "wednesday wed weds", "thursday thu thur thurs", "friday fri", "saturday sat",
     "sunday sun"), 1) for name in names.split()}  # fmt: skip
UNITS = ("second", "minute", "hour", "day", "night", "week", "weekend", "fortnight", "month", "quarter", "year", "decade",
         "century", "millennium")  # fmt: skip
UNIT_CODES = {"second": "TS", "minute": "TM", "hour": "TH", "day": "D", "night": "D", "week": "W", "weekend": "W",
              "fortnight": "W", "month": "M", "quarter": "Q", "year": "Y", "decade": "E", "century": "C",
              "millennium": "L"}  # fmt: skip
PARTS = {"morning": "MO", "mornings": "MO", "dawn": "MO", "daybreak": "MO", "sunrise": "MO", "afternoon": "AF",
         "afternoons": "AF", "evening": "EV", "evenings": "EV", "dusk": "EV", "sunset": "EV", "night": "NI",
         "nights": "NI"}  # fmt: skip

S = r"(?:[^\S\n]+\n?[^\S\n]*|\n[^\S\n]*)"
H = rf"(?:[-‐‑–]|{S})"
_DIGIT = r"\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?"
_ONE = "|".join(sorted((*ONES, *TENS), key=len, reverse=True))
_SCALE = "|".join(SCALES)
CARDINAL = (
    rf"(?:(?:{_DIGIT})(?:{S}(?:hundred|thousand|million))?|(?:(?:an?{S})?(?:{_SCALE})|"
    rf"(?:{_ONE}))(?:(?:{H}|{S}and{S})(?:{_ONE}|{_SCALE}))*)(?![\w%])"
)
VAGUE = (
    rf"(?:an?{S}couple(?:{S}of)?|an?{S}few|a{S}number{S}of|a{S}handful{S}of|several|some|many|few|"
    rf"dozens{S}of|hundreds{S}of|thousands{S}of)"
)
NUM = rf"(?:{VAGUE}|{CARDINAL}(?:{S}(?:1/2|and{S}a{S}half|½))?|half{S}an?|half|an?|one)"
MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December|(?:Jan|"
    r"Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec)\b\.?)(?!\w)"
)
WEEKDAY = r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|(?:Mon|Tues?|Weds?|Thurs?|Thu|Fri|Sat|Sun)\b\.?)(?!\w)"
DAY = r"(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?(?![\w%]|[.,]\d)"
YEAR = r"(?:1[5-9]\d\d|20\d\d)(?![\w%]|[.,]\d)"
_ONES19 = "|".join(w for w in ONES)
_TEN = "|".join(TENS)
YEAR_WORDS = (
    rf"(?:(?:eighteen|nineteen|twenty){H}(?:(?:{_TEN})(?:{H}(?:{_ONES19}))?|hundred|oh{H}\w+|ten|eleven"
    rf"|twelve|\w+teen)|two{S}thousand(?:{S}and{S}(?:{_ONES19})|{S}(?:{_ONES19}))?)(?!\w)"
)
UNIT = r"(?:second|minute|hour|day|night|weekend|week|fortnight|month|quarter|year|decade|century|millennium)"
UNITS_PL = (
    r"(?:(?:second|minute|hour|day|night|weekend|week|fortnight|month|quarter|year|decade)s?|hrs?|"
    r"mins?|yrs?|centur(?:y|ies)|millenni(?:um|a))(?!\w)"
)
SEASON = r"(?:spring|summer|fall|autumn|winter)(?!\w)"
PART = r"(?:mornings?|afternoons?|evenings?|nights?)(?!\w)"
EDGE = (
    rf"(?:(?:(?:the{S})?(?:very{S})?(?:beginning|start|middle|end|close|latter{S}part|early{S}part|rest|remainder){S}of"
    rf"|earlier|early|later|late|mid|sometime|some{S}time)(?:{S}|-))?"
)
# "the first half of May", "the last two weeks of June": a part of the month that follows
MONTH_EDGE = (
    rf"(?:(?:(?:the{S})?(?:first|second|last|third|final|opening|closing){S}"
    rf"(?:(?:(?:two|three|few|ten){S})?(?:weeks?|days)|half|fortnight){S}of{S})|{EDGE})"
)
MOD = (
    rf"(?:(?:at{S}least|at{S}most|up{S}to|(?:no{S})?more{S}than|(?:no{S})?less{S}than|fewer{S}than|well{S}over|over|under|about"
    rf"|around|some|nearly|almost|roughly|approximately|barely|as{S}long{S}as|an{S}estimated|just{S}over|just{S}under){S})?"
)
CLOCK_ZONE = (
    rf"(?:{S}(?:GMT|UTC|EDT|EST|CET|CEST|BST|PST|PDT|CDT|CST|MST|MDT|IST|AST|ET|PT|[Ll]ocal{S}[Tt]ime|"
    rf"{S}?\((?:\d{{4}}|\d\d?:\d\d|\d\d?){S}?GMT\)))"
)
CLOCK = (
    rf"(?:\d{{1,2}}(?:[:.]\d\d)?{S}?(?:[ap]\.{S}?m\b\.?|[ap]m\b)|\d{{1,2}}:\d\d(?::\d\d)?(?!\d)(?:{S}?hours\b)?|\d{{4}}{S}?(?:GMT|UTC|hours|hrs|local{S}time)\b"
    rf"|\d{{1,2}}{S}o['’]clock(?:{S}in{S}the{S}(?:morning|afternoon|evening))?|\d{{1,2}}{S}(?:in{S}the{S}(?:morning|afternoon|evening)|at{S}night)|noon\b|midnight\b|midday\b|dawn\b)"
)
DEICTIC_DAY = rf"(?:today|tonight|yesterday|tomorrow|(?:the{S})?day{S}before{S}yesterday|(?:the{S})?day{S}after{S}tomorrow)(?!\w)"
THIS = (
    rf"(?:this{S}past|this{S}coming|this|last|next|(?:the{S})?(?:current|past|previous|following|coming"
    rf"|next|last|preceding|same|very{S}same|upcoming))"
)
ORDINAL = "(?:" + "|".join(ORDINALS) + r"|last|final|\d+(?:st|nd|rd|th))"

EDGE_WORDS = "the beginning start middle end close latter early earlier as late later mid sometime some rest remainder"
_VAGUE_WORDS = "a an several some many few dozens hundreds thousands half one"
_MOD_WORDS = "at up no more less fewer well over under about around some nearly almost roughly approximately barely as an just"
_NUM_WORDS = " ".join((*ONES, *TENS, *SCALES)) + " # " + _VAGUE_WORDS
_MONTH_WORDS = " ".join(MONTHS)
_DAY_WORDS = " ".join(WEEKDAYS) + " mondays tuesdays wednesdays thursdays fridays saturdays sundays"
_THIS_WORDS = "this last next the current past previous following coming preceding same very upcoming"
_PART_WORDS = "first second last third final opening closing"
_ORDINAL_WORDS = " ".join(ORDINALS) + " # last final"


@dataclass(frozen=True)
class Rule:
    """One construction: its name (the reading of the same name makes its value), first words (``#`` is a digit), pattern."""

    name: str
    starts: frozenset[str]
    pattern: re.Pattern[str]


def _rule(name: str, starts: str, pattern: str) -> Rule:
    return Rule(name, frozenset(starts.split()), re.compile(pattern, re.IGNORECASE))


@cache
def load_rules() -> tuple[Rule, ...]:
    """-> all rules, compiled; done once, when the first report is read."""
    return tuple(_rule(*row) for row in _RULES)


_RULES = (
    # Saturday, April 25 | Aug. 7, 1998 | July 17th-19th | early on is no part of it
    (
        "month_day",
        f"{EDGE_WORDS} {_DAY_WORDS} {_MONTH_WORDS}",
        rf"(?P<edge>{EDGE})(?:(?P<weekday>{WEEKDAY}),?{S})?(?P<month>{MONTH}){S}(?P<day>{DAY})(?:{S}?[-–]{S}?(?P<last>{DAY}))?"
        rf"(?:(?:,{S}?|{S})(?:of{S})?(?P<year>{YEAR})|,?{S}(?P<rel>this|last|next){S}year)?(?!:\d)",
    ),
    # 30 December | the 3rd of March 2011 | 11-12 June | 3 Jan 90
    (
        "day_month",
        f"the # {_DAY_WORDS} early late",
        rf"(?P<edge>{EDGE})(?:(?P<weekday>{WEEKDAY}),?{S}(?:the{S})?)?(?:the{S})?(?P<day>{DAY})"
        rf"(?:(?:{S}?[-–]{S}?|{S}(?P<joint>to|and|until|through){S})(?P<last>{DAY}))?{S}(?:of{S})?(?P<month>{MONTH})"
        rf"(?:,?{S}(?P<year>{YEAR})|{S}['’]?(?P<short>[0-9]\d)(?![\w:%]|[.,]\d)|,?{S}(?P<rel>this|last|next){S}year)?(?!:\d)",
    ),
    # early March 2011 | January this year | March of last year
    (
        "month_year",
        f"{EDGE_WORDS} {_MONTH_WORDS} {_PART_WORDS}",
        rf"(?P<edge>{MONTH_EDGE})(?P<month>{MONTH})(?:,?{S}|-)(?:of{S})?(?:(?P<year>{YEAR}|{YEAR_WORDS})|(?P<rel>this|last|next|that){S}year|['’](?P<short>\d\d)\b)",
    ),
    (
        "month",
        f"{EDGE_WORDS} {_MONTH_WORDS} {_THIS_WORDS} {_PART_WORDS} each every",
        rf"(?P<edge>{MONTH_EDGE})(?:(?P<rel>{THIS}|each|every){S})?(?P<month>{MONTH})",
    ),
    # late Friday night | last Monday | Monday of last week | Friday's
    (
        "weekday",
        f"{EDGE_WORDS} {_DAY_WORDS} {_THIS_WORDS} each every",
        rf"(?P<edge>{EDGE})(?:(?P<rel>{THIS}|each|every){S})?(?P<weekday>{WEEKDAY})(?P<plural>)(?:{S}(?P<early>early|late){S}(?=morn|aft|ev|nig))?(?:{S}(?P<part>{PART}))?(?:(?:{S}of)?{S}(?P<week>this|last|next){S}week)?",
    ),
    ("weekdays", f"{_DAY_WORDS} on", r"(?P<weekday>(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)s(?!\w)"),
    ("iso", "#", rf"(?P<y>{YEAR})[-/.](?P<m>0?[1-9]|1[0-2])[-/.](?P<d>[0-2]?\d|3[01])(?!\d|[-/.]\d)(?:T\d\d:\d\d(?::\d\d)?Z?)?"),
    ("slashed", "#", r"(?P<a>\d\d?)(?P<sep>[-/.])(?P<b>\d\d?)(?P=sep)(?P<y>(?:19|20)\d\d|\d\d)(?![\w/%]|[.-]\d)"),
    # the end of 1990 | fiscal 1989 | mid-1996 | in the year 2000
    (
        "year",
        f"{EDGE_WORDS} fiscal calendar # post pre year nineteen eighteen twenty two",
        rf"(?P<edge>{EDGE})(?:(?:the{S})?(?P<fiscal>fiscal{S}year|fiscal|calendar{S}year|calendar|year|post-|pre-){S}?)?(?P<year>{YEAR}|{YEAR_WORDS})(?:-(?P<to>\d\d)(?!\d|-))?",
    ),
    ("year_span", "#", rf"(?P<y>{YEAR})[-–](?P<to>{YEAR})"),
    # the early 1990s | the '80s | the late seventies
    (
        "decade",
        f"{EDGE_WORDS} # twenties thirties forties fifties sixties seventies eighties nineties nineteen",
        rf"(?:the{S})?(?P<edge>{EDGE})(?:(?P<digits>(?:1[5-9]|20)\d0)['’]?s|['’](?P<short>\d0)s|(?:nineteen{S})?(?P<word>twent|thirt|fort|fift|sixt|sevent|eight|ninet)ies)(?!\w)",
    ),
    (
        "century",
        f"{EDGE_WORDS} {_ORDINAL_WORDS} twenty this last",
        rf"(?:the{S})?(?P<edge>{EDGE})(?P<n>(?:twenty{H})?{ORDINAL}){H}century(?!\w)",
    ),
    (
        "quarter",
        f"{EDGE_WORDS} {_ORDINAL_WORDS} {_THIS_WORDS} fiscal",
        rf"(?:(?P<poss>this|last|next){S}year['’]s{S})?(?P<edge>{EDGE})(?P<det>the{S})?(?:(?P<first>{YEAR}){S}|fiscal{S})?(?:(?P<ago>year{H}(?:ago|earlier){S}))?(?P<n>first|second|third|fourth|last|final|latest|1st|2nd|3rd|4th){H}(?P<what>quarter|half)(?!\w)"
        rf"(?:{S}(?:of{S})?(?:fiscal{S})?(?:(?P<year>{YEAR})|(?:the{S})?(?P<rel>this|last|next|that){S}year|(?P<the>the{S}year)))?",
    ),
    # the summer of 2015 | last winter | this spring
    (
        "season",
        f"{EDGE_WORDS} {_THIS_WORDS} spring summer fall autumn winter each every",
        rf"(?P<edge>{EDGE})(?:(?P<rel>{THIS}|the|each|every){S})?(?P<season>{SEASON})(?:{S}(?:of{S})?(?:(?P<year>{YEAR}|{YEAR_WORDS})|(?P<relyear>this|last|next){S}year))?",
    ),
    # late yesterday | later today | this morning | last night | tomorrow evening
    (
        "deictic_day",
        f"{EDGE_WORDS} today tonight yesterday tomorrow day",
        rf"(?P<edge>{EDGE})(?P<day>{DEICTIC_DAY})(?:{S}(?P<part>{PART}))?",
    ),
    (
        "deictic_part",
        f"{EDGE_WORDS} {_THIS_WORDS} overnight that",
        rf"(?P<edge>{EDGE})(?:(?P<rel>{THIS}|that|the){S}(?:early{S}|late{S})?(?P<part>{PART})|(?P<overnight>overnight))(?!\w)",
    ),
    (
        "part_of_day",
        f"{EDGE_WORDS} mid dawn",
        rf"(?P<edge>{EDGE})(?P<part>{PART})(?:{S}(?P<day>yesterday|today|tomorrow|{WEEKDAY}))?",
    ),
    # earlier this year | next month | the current fiscal year | the following day | this past weekend
    (
        "deictic_unit",
        f"{EDGE_WORDS} {_THIS_WORDS} each every that",
        rf"(?P<edge>{EDGE})(?P<rel>{THIS}|that|that{S}same)(?:{S}(?P<fiscal>fiscal|calendar|full|school|trading))?{S}(?P<unit>day|weekend|week|fortnight|month|quarter|half|year|decade|century)(?!\w)(?!-)",
    ),
    # three years ago | almost two years ago | a year earlier | two days later | a week or so ago
    (
        "ago",
        f"{_MOD_WORDS} {_NUM_WORDS}",
        rf"(?P<mod>{MOD})(?P<n>{NUM}){S}(?:or{S}so{S})?(?P<unit>{UNITS_PL})(?:{S}or{S}(?:so|two|more))?{S}(?P<way>ago|earlier|before(?={S}?[,.;]|{S}(?:that|the)\b)|previously|back|later|afterwards?|hence|from{S}(?:now|today)|prior|on(?=,))(?!\w)",
    ),
    (
        "year_ago",
        f"year the week month day {_ORDINAL_WORDS}",
        rf"(?P<det>the{S}|a{S})?(?P<unit>year|month|week|day)-(?P<way>ago|earlier)(?:{S}(?:(?P<ord>first|second|third|fourth){S})?(?P<what>quarter|period|half|month|nine{S}months|six{S}months))?(?!\w)",
    ),
    # the past three months | the next two years or so | the first nine months | recent years
    (
        "window",
        f"{_THIS_WORDS} first final recent these those coming {_ORDINAL_WORDS} {_MOD_WORDS}",
        rf"(?P<mod>(?:(?:at{S}least|up{S}to|(?:more|less){S}than|nearly|almost|only|just){S})?)(?:the{S}|these{S}|those{S})?(?P<rel>past|last|next|coming|previous|first|final|following|preceding|latest|opening|closing|recent|upcoming|ensuing|same){S}(?P<n>{NUM}){H}(?P<unit>{UNITS_PL})(?:{S}or{S}(?:so|two))?"
        rf"(?:{S}of{S}(?:(?P<year>{YEAR})|(?P<relyear>this|last|next){S}year))?",
    ),
    (
        "vague_window",
        "the recent coming past last next these those in following more first preceding",
        rf"(?:the{S}|these{S}|more{S})?(?P<rel>recent|coming|past|last|next|following|preceding|first){S}(?P<unit>(?:minute|hour|day|week|month|quarter|year|decade)s|centuries)(?:{S}(?:and|or){S}(?:minute|hour|day|week|month|quarter|year|decade)s)?(?!\w)",
    ),
    # for six months | a three-day ceasefire | the three year long siege | 2 1/2 years | weeks or months
    (
        "duration",
        f"{_MOD_WORDS} {_NUM_WORDS} the",
        rf"(?P<mod>(?!over{S}(?:several|many|some|the|those|these)\b){MOD})(?P<the>the{S})?(?P<n>{NUM})(?:{S}(?P<more>more|full|straight|consecutive|whole|long|additional|extra|other|trading|business|working|short|solid|entire|good))?{H}(?P<unit>{UNITS_PL})(?P<half>{S}and{S}a{S}half)?(?P<or>{S}or{S}(?:so|two|more|longer))?(?P<long>{H}long(?!\w))?(?P<old>{H}old(?!\w))?",
    ),
    ("to_units", "#" + " ".join(ONES), rf"(?P<n>{CARDINAL}){S}?(?:[-–]|to|or){S}?(?P<n2>{CARDINAL}){H}(?P<unit>{UNITS_PL})"),
    (
        "bare_units",
        "seconds minutes hours days weeks months years decades centuries",
        rf"(?P<unit>(?:second|minute|hour|day|week|month|year|decade)s|centuries)(?:{S}or{S}(?P<or>hours|days|weeks|months|years|decades))?(?P<long>{H}long(?!\w))?(?P<ago>{S}ago(?!\w))?(?!\w)",
    ),
    ("long_unit", "day week month year night hour decade", rf"(?P<unit>{UNIT})-?long(?!\w)"),
    # every Friday | each year | twice a day | daily
    (
        "set",
        "every each per once twice",
        rf"(?:every|each|per){S}(?:(?P<n>other|second|third|{CARDINAL}){S})?(?P<unit>{UNITS_PL}|{PART})",
    ),
    (
        "daily",
        "daily weekly monthly yearly annually annual quarterly hourly nightly biweekly bimonthly fortnightly",
        r"(?P<word>daily|weekly|monthly|yearly|annually|annual|quarterly|hourly|nightly|fortnightly)(?!\w)",
    ),
    # around 7:15 p.m. | 10 p.m. Wednesday | noon Thursday | 1400 GMT on Sunday
    (
        "clock",
        "# noon midnight midday dawn around about at shortly just before after",
        rf"(?:(?:around|about|shortly{S}(?:before|after)|just{S}(?:before|after)|exactly){S})?(?P<clock>{CLOCK})(?P<zone>{CLOCK_ZONE})?(?:,?{S}(?:on{S})?(?P<day>today|yesterday|tomorrow|{WEEKDAY}(?!,?{S}{MONTH}))|,?{S}(?:on{S})?(?:(?P<wd>{WEEKDAY}),?{S})?(?P<month>{MONTH}){S}(?P<dom>{DAY})(?:,{S}(?P<year>{YEAR}))?)?",
    ),
    (
        "named_day",
        "christmas boxing new easter good palm ash ramadan eid ashura nowruz thanksgiving halloween labor"
        " labour memorial valentine veterans independence may 9 armistice bastille the early late mid "
        "last next this muharram mawlid holy martin columbus presidents april orthodox",
        rf"(?P<edge>{EDGE})(?:(?P<rel>{THIS}){S})?(?P<name>Christmas{S}(?:Day|Eve)|Christmas|Boxing{S}Day|New{S}Year['’]?s?{S}(?:Day|Eve)|Easter{S}(?:Sunday|Monday)|Easter|Orthodox{S}Easter|Good{S}Friday|Palm{S}Sunday|Ash{S}Wednesday|Holy{S}Week"
        rf"|(?:the{S})?(?:holy{S})?(?:(?:Muslim|Islamic){S})?(?:(?:fasting{S})?month{S}of{S})?Ramadan|Eid[\s-]+(?:al|ul)[\s-]+(?:Fitr|Adha)|Ashura|Nowruz|Muharram|Thanksgiving(?:{S}Day)?|Halloween|Labou?r{S}Day|Memorial{S}Day|Valentine['’]s{S}Day|Veterans{S}Day|Armistice{S}Day|May{S}Day|Bastille{S}Day|April{S}Fool['’]?s['’]?{S}Day|9/11)(?!\w)"
        rf"(?:,?{S}(?:of{S}|in{S})?(?:(?P<year>{YEAR})|(?P<relyear>this|last|next){S}year))?",
    ),
    ("year_end", "year the", rf"(?:the{S})?(?:year['’]s{S}end|year(?:-|{S})end)(?!\w)"),
    # the day | that week | the same day | the year | the weekend | the day before
    (
        "the_unit",
        "the that week late earlier later same entire full end beginning start middle close",
        rf"(?P<edge>(?:(?:earlier|later|late|early){S}in{S}|(?:the{S})?(?:very{S})?(?:end|beginning|start|middle|close|remainder|rest){S}of{S})?)(?P<det>the{S}(?:same{S}|very{S}same{S}|full{S}|entire{S}|latest{S}|fiscal{S}|latest{S}fiscal{S}|corresponding{S}|comparable{S})?|that{S}same{S}|the{S}(?P<y>{YEAR}){S})(?P<unit>day|weekend|week|month|quarter|year|period|decade)(?!\w)(?!-)(?P<way>{S}(?:before|after|earlier|previous)(?={S}?[,.;]|{S}(?:that|the|last|yesterday)\b))?",
    ),
    # attacked the town the night before
    (
        "night_before",
        "the",
        rf"the{S}(?P<part>night|evening|morning|afternoon){S}before(?={S}?[,.;]|{S}(?:that|last)\b|\s*$)",
    ),
    (
        "refs",
        "now currently recently recent current previously soon future right present more very near short "
        "long at then formerly nowadays not the these",
        rf"(?P<present>right{S}now|now(?!{S}that)|currently|current|nowadays|at{S}present|at{S}the{S}moment|at{S}this{S}time|then{S}current)(?!\w)"
        rf"|(?P<past>(?:more{S})?recently|not{S}(?:so|too|that){S}long{S}ago|long{S}ago|recent|the{S}(?:recent{S}|distant{S})?past(?!{S}\w)|previously)(?!\w)"
        rf"|(?P<future>(?:very{S})?soon(?!{S}after)|the{S}(?:near{S}|foreseeable{S}|distant{S}|immediate{S})?future|future|(?:the{S})?(?:near|short|long)(?:er)?{S}term)(?!\w)"
        rf"|(?P<time>the{S}time(?!{S}(?:of|when|that|to|for|being|has|is)\b))",
    ),
)
