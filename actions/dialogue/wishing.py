"""Whether words that name a day or a time are about wanting something, or are only talk.

"I'm free on Thursday" and "Thursdays are dreadful" look alike to a classifier of single words.
"""

from __future__ import annotations

import re

from actions.dialogue.message import Message

_WISH = re.compile(
    r"\b(?:(?:i|we|she|he|they|my \w+|who|that)(?:.?d| would| will|.?ll)? ?"
    r"(?:want\w*|need\w*|like|love|prefer|wish|hop(?:e|ing)|rather|look(?:ing)?|come|do|take|make (?:it"
    r"|that))"
    r"|(?:can|could|may|might|would|will|shall|do|is|are|have) (?:i|we|you|u|ya|there|it|that|any\w*)"
    r"|(?:i|we)(?:.?m| am|.?re| are|.?ll be)? (?:only |also |usually |mostly |actually )?"
    r"(?:free|available|can|could|off|back|around|flexible|open|have time)"
    r"|want(?:ed)?|wanna|need|prefer\w*|please|pl[sz]|plz|pls|thanks|thank you|any (?:time|day|chance|slot"
    r"|space)"
    r"|anything|something|some ?time|what about|how about|maybe|perhaps|ideally|possib\w+|suits?|fits?"
    r"|works?|fine"
    r"|good for|best for|ok(?:ay)? for|let.?s|lets|give me|get me|put me|fit me|see me|take me|try|possible"
    r"|earliest"
    r"|soonest|asap|as soon|next available|would be|only (?:on|at|after|before|in)|look(?:ing)? for|free"
    r"|available"
    r"|a?round|preferably|should be|must be|whatever|whenever|taken|booked|either|or)\b",
    re.I,
)
_HABIT = re.compile(
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)days\b|\b(?:mornings|evenings|afternoons|nights|weekends)\b"
    r"|\b(?:every|each|most)\b|\ball (?:day|night|morning|week|month|year|summer|winter)\b",
    re.I,
)
_PAST = re.compile(
    r"\b(?:yesterday|last (?:night|week|month|year|summer|winter|spring|autumn|time|\w+day)|ago"
    r"|the other (?:day|night)"
    r"|(?:was|were|went|had|did|got|said|came|saw|took|made|told|happened|forgot|lost|won|fell|broke|died"
    r"|left|brought"
    r"|bought|ate|drank|woke|rained|married|watched|painted|played|met|kept|slept|ran|rang|wrote|gave"
    r"|sold)\b)",
    re.I,
)
_TOPIC = re.compile(
    r"\b(?:is|are|was|were|isn.?t|aren.?t|has|have|should|always|never|again|ugh|blah|lol|haha\w*|tbh|omg"
    r"|wow|yay)\b",
    re.I,
)
_ERRAND = re.compile(
    r"^\W*(?:(?:hey|hi|hello|ok(?:ay)?|yo|alexa|siri|google|computer|bot|please|pl[sz]|plz|pls|now|and|so"
    r"|just|then"
    r"|(?:can|could|would|will) (?:you|u)|i (?:want|need) you to|i.?d like you to|help me(?: to)?"
    r"|go and)\W+)*"
    r"(?:wake|play|pause|sing|hum|divide|multiply|subtract|calculate|compute|convert|solve|translate"
    r"|spell|define|explain|summari[sz]e|write|draw|paint|compose|generate|draft|proofread|recite|rhyme"
    r"|google|download"
    r"|install|upload|post|tweet|stream|(?:turn|switch) (?:on|off|up|down|the)|dim|mute|unmute|lock|unlock"
    r"|water|feed"
    r"|cook|bake|add [\w\s]+ to (?:my|the)"
    r"|order|buy|sell|deliver|pay|transfer(?! me\b| us\b)|refund|return|track|renew|invest|convince|pretend"
    r"|imagine|guess"
    r"|tell (?:me )?(?:a|an|us|my|the) (?:joke|story|riddle|fact|\w+ (?:joke|story|fact|riddle))"
    r"|charter|navigate|send \d+|count (?:the|to|from|how)|find my (?!appointment|booking|reservation)"
    r"|open the"
    r"|start (?:a|the)|show me the way|set (?:(?:a|an|the|my|up a|up an) )?(?:alarm|timer|reminder"
    r"|thermostat|heating|oven|clock|countdown|stopwatch)"
    r")\b",
    re.I,
)
"""What an assistant of the household or of the office is told to do, and no bookings desk."""
_CALL = re.compile(
    r"^\W*(?:(?:please|pl[sz]|plz|pls|(?:can|could|would|will) (?:you|u)|i (?:want|need) you to)\W+)*"
    r"(?:remind (?!me what|me when)|(?:text|ring|call|phone|e-?mail|message|whatsapp)"
    r" (?!me\b|us\b|you\b|it\b|off\b|back\b)\w+)",
    re.I,
)
"""The same of what a desk does for somebody on its own staff: "text Sarah that I am late"."""


_FOR_A_TIME = re.compile(r"\w\W+(?:on|at|for|from|after|before)\W+(?:the\W+)?$", re.I)


def names_for_a_time(message: Message) -> bool:
    """Whether something stands before a day or time with its preposition: "hygienist on Thursday"."""
    return any(_FOR_A_TIME.search(message.text[: when.start]) for when in message.of_kind("when"))


def wishes(text: str) -> bool:
    """Whether the words are about wanting, asking for or being free for something."""
    return bool(_WISH.search(text))


def is_errand(text: str) -> bool:
    """Whether the message is an order to do something that is no matter of appointments: "wake me at six"."""
    return bool(_ERRAND.search(text))


def is_call(text: str) -> bool:
    """Whether the message is an order to tell somebody something: "text Dave that I am late"."""
    return bool(_CALL.search(text))


def is_past(text: str) -> bool:
    """Whether it is told what was, and nothing is wished for."""
    return bool(_PAST.search(text)) and not wishes(text)


def talks(message: Message) -> bool:
    """Whether days and times are only talked about: as a habit, or as what was or is some way."""
    text = message.text
    if wishes(text) and not _PAST.search(text):
        return False
    whens = [text[when.start : when.end] for when in message.of_kind("when")]
    told = _HABIT.search(text) or _PAST.search(text) or _TOPIC.search(message.without("when"))
    return bool(whens) and bool(told)
