"""Small words that decide what an answer means when the bot has just asked something.

The classifier says what kind of message it is; these cues say the rest, and are only looked for where
the question makes them unambiguous.
"""

from __future__ import annotations

import re

_ANYBODY = re.compile(
    r"\b(any ?(one|body)|who ?ever|any (of (them|those|you)|doctor|dentist|stylist|person|staff|member)"
    r"|no (real |particular )?preference|(do ?n.?t|not) (mind|care|fussed|bothered)( who)?|either of them"
    r"|first available|whoever.s free)\b",
    re.I,
)
_YES = re.compile(
    r"^\W*(y|yes|yep|yeah|yea|yup|ya|ye|sure|ok|okay|okey|k|correct|right|exactly|absolutely|definitely"
    r"|indeed|certainly|surely|by all means|agreed|(all ?|al)right|i agree|i.ll take it"
    r"|let.?s (do|book|take) (it|that)"
    r"|i (certainly |sure |really |surely |definitely |absolutely )?do(?=\W*$|[.,;!])"
    r"|of course|please do|go ahead|go for it|do it|book it|confirm(ed)?|perfect|great|lovely|nice|super"
    r"|wonderful|excellent|brilliant"
    r"|(sounds?|looks?) (good|great|fine|right)|that.?s (right|it|correct|fine|good|great|perfect)"
    r"|(this|that|it)( one|.s)?( is| sounds| looks| works| suits| will do| seems"
    r"| will be| would be|.ll be|.d be)?"
    r"( just| really| very)?"
    r" (right|correct|fine|perfect|great|good|lovely|ideal|ok|okay|works|suits|well))\b",
    re.I,
)
_NO = re.compile(
    r"^\W*(n|no|nope|nah|nay|not? (really|yet|quite|at all|that|this|right|correct)|never|wrong|incorrect"
    r"|none|i (do ?n.?t|have ?n.?t|am not|.m not)|i.m not)\b",
    re.I,
)
_NEVER = re.compile(
    r"^\W*(oh )?(absolutely|certainly|definitely|of course|surely|probably|rather|indeed) not\b", re.I
)
_KEEPS = re.compile(
    r"\b(keep (it|the|my|that)\b(?! (time|day))|leave (it|that|everything)( (as|how|where|alone|then)|\W*$))",
    re.I,
)
_HESITATES = re.compile(
    r"\b(not (quite )?sure|unsure|let me (think|check|see)|hold on|hang on|wait|(want|need|like) to change"
    r"|change (it|that|the|my)|do ?n.?t (book|want|like)|do not (book|want|like)|too (late|early))\b",
    re.I,
)
_SKIP = re.compile(
    r"^\W*(skip( it| this| that)?|pass|next|rather not( say)?|prefer not to( say)?|no (comment|answer)"
    r"|none of your.*|i.d rather not.*|leave (it|that) (out|blank)|n/?a|nothing)\W*$",
    re.I,
)
_LATER = re.compile(r"\b(later|after that|further on|(not so|too) early)\b", re.I)
_EARLIER = re.compile(r"\b(earlier|before that|sooner|(not so|too) late)\b", re.I)
_OTHERS = re.compile(
    r"\b(((any|some)(thing|one|body)?|what|who) else|other (time|slot|option|day)s?|(?<!the )others?"
    r"|different (time|slot|day|person|one)"
    r"|another(?! (e-?mail|phone|number|address|name|question|thing|appointment|booking|reason))"
    r"|more (times|options|slots)|show (me )?more|next ones?|none of (these|those|them))\b",
    re.I,
)
_ASKS = re.compile(
    r"\?|^\W*(and |so |ok |hi |hello )*(who|whose|what|which|where|when|why|how|is|are|was|do|does|did|have"
    r"|has|will|tell|show|list|can|could|would|any)\b",
    re.I,
)
_SEEKS = re.compile(
    r"\b(find|search|look(ing)?( up)? (for|in)|looking|seeking|recommend|suggest|(need|want|like) an?)\b",
    re.I,
)
_FIRST = re.compile(
    r"\b(earliest|soonest|first (available|one|slot|free|possible|opening)|as soon as|asap"
    r"|whichever.{0,4} (is |comes )?(first|soonest)|next available|any( of (them|those|these))?( time)?"
    r"|either( one)?|whatever|you (choose|pick|decide))\b",
    re.I,
)
_LAST = re.compile(r"\b(last one|latest|the later( one)?)\b", re.I)
_FIX = re.compile(
    r"\b(instead|rather|actually|change|make (it|that)|no,|not|wrong|meant|mean|correction|move|sorry)\b",
    re.I,
)


_THANKS = re.compile(r"\b(thanks?|thank ?you|thx|ty|cheers|appreciate it|much appreciated|grateful)\b", re.I)


_BOOKS = re.compile(
    r"\b(appointments?|appt|book|booking|reserve|reservation|(?<!of )(?<!on )(?<!behind )schedule|slot"
    r"|come in|see (a|the|my) \w+)\b",
    re.I,
)


def books(text: str) -> bool:
    """Whether the words are about making an appointment."""
    return bool(_BOOKS.search(text)) and not no(text)


def thanks(text: str) -> bool:
    """Whether the person says thank you."""
    return bool(_THANKS.search(text))


def anybody(text: str) -> bool:
    """Whether the person says that it does not matter with whom."""
    return bool(_ANYBODY.search(text))


def yes(text: str) -> bool:
    """Whether the text begins with an agreement."""
    return bool(_YES.search(text)) and not no(text)


def no(text: str) -> bool:
    """Whether the text begins with a refusal."""
    return bool(_NO.search(text) or _NEVER.search(text))


def hesitates(text: str) -> bool:
    """Whether a yes is taken back in the same breath: "yes, but I'm not sure about the day"."""
    return bool(_HESITATES.search(text))


def asks(text: str) -> bool:
    """Whether something is asked, and not only somebody looked for ("can you find me a dentist?")."""
    return bool(_ASKS.search(text)) and not seeks(text)


def seeks(text: str) -> bool:
    """Whether the words are about finding somebody or something."""
    return bool(_SEEKS.search(text))


def skips(text: str) -> bool:
    """Whether the text says no more than that a question is not to be answered."""
    return bool(_SKIP.search(text))


def later(text: str) -> bool:
    """Whether later times than those offered are asked for."""
    return bool(_LATER.search(text))


def earlier(text: str) -> bool:
    """Whether earlier times than those offered are asked for."""
    return bool(_EARLIER.search(text))


def others(text: str) -> bool:
    """Whether other times than those offered are asked for."""
    return bool(_OTHERS.search(text))


def first(text: str) -> bool:
    """Whether the first of what was offered will do."""
    return bool(_FIRST.search(text))


def last(text: str) -> bool:
    """Whether the last of what was offered is wanted."""
    return bool(_LAST.search(text))


def fixes(text: str) -> bool:
    """Whether the message puts something right that was said before."""
    return bool(_FIX.search(text))


_BACK = re.compile(
    r"^\W*((oh|no|wait|sorry|hm+|actually|please|hang on|and|but|can (i|we)|could (i|we|you)|let me|let.s|i"
    r"|want to|need to|would like to|i.d like to)\W+)*"
    r"((go|going|step|take me|jump)( \w+)? back|back( up)?|previous( one| question| step)?|undo( that)?"
    r"|(change|redo|correct|fix|repeat|undo)( \w+)? (last|previous|one before) (answer|question|one)"
    r"|(the )?(last|previous) (question|answer)( again)?)"
    r"(\W+(please|one|a|the|to|step|question|again|my|last|previous|one|answer|before))*\W*$",
    re.I,
)
_BREAK = re.compile(
    r"\b(i.?ll|i will|i can|let me|i.?m going to|i.?d rather|we.?ll|i might|i have to|i must)( \w+)?"
    r" (come|be|get|check|write|return|call|think)( \w+)? ?(back|again|later|tomorrow|about it|it over)\b"
    r"|\b(talk|speak|see you|continue|go on|finish (this|it)|do (this|it)) (to you )?(again )?"
    r"(later|tomorrow|another (day|time))\b|\bgot to (go|run)\b|\bi (need|have) to think\b",
    re.I,
)
_INSULT = re.compile(
    r"\b(stupid|idiot\w*|moron\w*|dumb(ass)?|useless|rubbish|crap\w*|shit\w*|f+u+c+k\w*|piss\w*|bastard|bitch"
    r"|arse(hole)?|ass ?hole|junk|garbage|pathetic|hopeless|you suck|hate (you|this))\b",
    re.I,
)
_CANCELLATION = re.compile(
    r"\b(tell|notify|inform|ping|text|e-?mail|call|message|write( to)?|contact|alert) me\b.*"
    r"\b(cancel\w*|frees? up|opens? up|becomes? (free|available)|comes? (up|free)|gap|drops? out)\b"
    r"|\b(let me know|keep me posted) (if|when|as soon as|should)\b.*"
    r"\b(cancel\w*|free|open\w*|available|comes? up|gap|drops? out)\b"
    r"|\b(if|when|in case|should) (some(one|body)|any(one|body)|a (slot|place|spot|space))\b.*"
    r"\b(cancels?|drops? out|frees up|comes? (up|free)|opens up)\b",
    re.I,
)
_WAIT = re.compile(
    r"^\W*((oh|no|ok|sorry|actually|but|hm+|um+|er+)\W+)*"
    r"(wait|hang on|hold on|one (moment|sec(ond)?)|just a (moment|sec(ond)?))"
    r"(\W+(no|please|actually|a (moment|minute|sec(ond)?)|sorry))*\W*$",
    re.I,
)
_EARLIEST = re.compile(
    r"\b(earliest|soonest|as (soon|early) as (possible|you can)|asap|right away|urgent(ly)?"
    r"|(first|next) (available|free|possible|opening))\b",
    re.I,
)
_FOREIGN = frozenset(
    "ich mochte möchte einen eine der die das und ist wann haben ein für bitte nicht kann je voudrais un "
    "une le les pour est vous avez quand rendez puis prendre quiero una cita para el los con puede por "
    "favor necesito hola buenos días vorrei appuntamento per il della grazie ciao che posso quero uma "
    "consulta não com obrigado ik wil een afspraak maken graag voor het niet chciałbym umówić się na "
    "wizytę".split()
)
"""Common words of German, French, Spanish, Italian, Portuguese, Dutch and Polish."""
_ENGLISH = frozenset(
    "the a an i is it to for my you can me on at with of please book have want need in do and what "
    "when".split()
)

_CALLS_OFF = re.compile(
    r"^\W*((oh|no|ok(ay)?|actually|wait|sorry|please|just|but|and|well|hm+|i|you|we|can|could|would"
    r"|want|need|like|to|d|let.?s|let|me)\W+)*"
    r"(cancel|forget|scrap|drop|abort|stop|undo)\W+"
    r"(that|this|it|everything|(the |this |my )?whole thing|all of (it|this|that)"
    r"|(the |this |my )?(booking|appointment))"
    r"(\W+(please|thanks|thank you|then|now|again|altogether|all|one))*\W*$",
    re.I,
)
_WHY = re.compile(
    r"\bwhy\b|\bwhat.{0,20}\bfor\W*$|\b(do i (really )?(have|need) to|must i"
    r"|(is|are) (it|that|they) (really )?(necessary|needed|required)|do you (really )?need)\b",
    re.I,
)
_REOPENS = re.compile(
    r"\b(can|could|may|might|want|like|need|rather|wait|actually|let.?s|let me|please|possible|no)\b.*"
    r"\b(change|changing|different|another|switch|swap)\b|^\W*(change|switch|swap)\b",
    re.I,
)


def calls_off(text: str) -> bool:
    """Whether the words only say that what is under way is not to be: "actually cancel that"."""
    return bool(_CALLS_OFF.search(text))


def asks_why(text: str) -> bool:
    """Whether somebody wants to know what something asked for is needed for."""
    return bool(_WHY.search(text))


def reopens(text: str) -> bool:
    """Whether something said before is to be another, without saying which: "can I change the day?"."""
    return bool(_REOPENS.search(text))


def waits(text: str) -> bool:
    """Whether the person only asks to wait, because something is not right yet."""
    return bool(_WAIT.search(text))


def earliest(text: str) -> bool:
    """Whether the earliest time is wanted."""
    return bool(_EARLIEST.search(text))


def foreign(text: str) -> bool:
    """Whether the words are of another language than English."""
    words = re.findall(r"[^\W\d_]+", text.lower())
    return sum(word in _FOREIGN for word in words) > max(1, 2 * sum(word in _ENGLISH for word in words))


def goes_back(text: str) -> bool:
    """Whether the person only wants to return to what was asked before."""
    return bool(_BACK.search(text))


def breaks_off(text: str) -> bool:
    """Whether the person wants to go on some other time: "I'll come back tomorrow"."""
    return bool(_BREAK.search(text))


def insults(text: str) -> bool:
    """Whether the words are an insult or a curse."""
    return bool(_INSULT.search(text))


def waits_for_cancellation(text: str) -> bool:
    """Whether the person wants to hear when a time becomes free: "tell me if somebody cancels"."""
    return bool(_CANCELLATION.search(text))


def keeps(text: str) -> bool:
    """Whether everything is to stay as it is."""
    return bool(_KEEPS.search(text))
