"""The words that the matching of names has to know; data, and no rule, lives here."""

from __future__ import annotations

from functools import cache
from pathlib import Path

TITLES = {
    "dr": "dr",
    "doctor": "dr",
    "doc": "dr",
    "drs": "dr",
    "mr": "mr",
    "mister": "mr",
    "mrs": "mrs",
    "missus": "mrs",
    "ms": "ms",
    "miss": "ms",
    "mx": "mx",
    "prof": "prof",
    "professor": "prof",
    "nurse": "nurse",
    "sister": "nurse",
    "coach": "coach",
    "sir": "sir",
    "madam": "madam",
    "rev": "rev",
    "reverend": "rev",
    "dame": "dame",
    "attorney": "attorney",
}
"""Titles that stand before a name, each with the one form that it is compared by."""

LINKING = frozenset("and of the for at in a an by on to".split())
"""Words that hold a name together; of a service's name all others count."""

STOPS = LINKING | frozenset("we are is it up my our your y de la le el del".split())
"""Words of a person's or firm's name that can be matched only between others of it."""

LIGHT = frozenset(
    "inc llc llp ltd limited plc co corp gmbh pllc pc pa phd psyd md dds dmd dpm lcsw lmft lpc ma ms ba "
    "bsc msc mft rn np dvm esq jr sr ii iii iv do".split()
)
"""Words of a name that say little by themselves: they are matched only beside others of it."""

TRADES = frozenset(
    "salon spa studio barber barbers barbershop shop clinic therapist therapy psychologist psychology "
    "psychiatrist psychiatry dermatologist dermatology dermatologic dentist dentistry dental "
    "orthodontist orthodontics endodontics gynecologist gynecology obgyn physician physicians doctors "
    "medical medicine health healthcare hospital surgery surgeon counselor counsellor counseling "
    "counselling cosmetic cosmetics hair hairdresser stylist beauty style styles cuts family kids "
    "children women men center centre institute associates group practice partners services service "
    "lawyer solicitor law legal tutor tutoring consultant consulting accountant accounting garage "
    "mechanic vet veterinary optician optometrist physio physiotherapist physiotherapy osteopath "
    "chiropractor nails massage wellness fitness yoga trainer training practitioner specialist care "
    "skin eye eyes feet body school university college academy".split()
)
"""Words that say what somebody does, and not who it is."""

PLACE_PREFIXES = frozenset("san santa saint st los las fort mount north south east west".split())
"""Words that begin the name of a place: the "Fran" of "San Fran" is nobody."""

NEVER_A_NAME = frozenset(
    "i you he she it we they me him her us them this that these those what who which where when why how "
    "there here be am is are was were do does did have has had can could would should shall must not no "
    "yes ok okay hi hey hello hiya bye thanks thank please great perfect good fine nice cool super "
    "excellent awesome lovely right sure well done next back more other others all any none help stop "
    "start cancel again later earlier first last new now then so too very just only also and or but if "
    "because about after before from into out up down over under with without one two let lets everyone "
    "someone anyone nobody today a an the of for at in on to by as my your his its our their".split()
)
"""Words that mean no person when they stand alone, whatever the staff are called."""

NAMES_AS_WELL = frozenset(
    "art bill bob carol dick don drew faith frank gene grace grant guy heather hope iris jack jean "
    "joy lance lily mark max miles nick norm pat pearl penny pierce ray rich rob rose rusty sandy "
    "skip sue ted violet wade ward".split()
)
"""First names that are words of other sentences, too: after "with" and in capitals they are names."""

CALENDAR = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday mon tue tues wed weds thu thur thurs fri "
    "sat sun january february march april may june july august september october november december jan "
    "feb mar apr jun jul aug sep sept oct nov dec today tonight tomorrow yesterday week weekend month "
    "day morning noon midday afternoon evening night midnight spring summer autumn fall winter easter "
    "christmas next last".split()
)
"""Words of dates and times: as names they need a clear sign."""

GENERIC_OFFERS = frozenset(
    "appointment booking visit meeting slot session service treatment time consultation consult lesson "
    "class call course package plan standard general basic full first new other quick short long minute "
    "min hour person phone free regular patient client customer day evening morning".split()
)
"""Words of services and links that do not tell one from another when they stand alone."""

NEVER_ALONE = frozenset("appointment booking slot time date day".split())
"""A service of such a name cannot be told from the thing that everybody books."""

PERSON_CUES = frozenset("with see seeing saw visit prefer choose pick ask request named called".split())
"""Words before a name that say that somebody is meant."""

PLACE_CUES = frozenset("in near around within".split())
"""Words before a place."""

QUESTION_VERBS = frozenset("is does has can could".split())
AVAILABILITY = frozenset(
    "free available in working off here busy around have has take takes do see fit help".split()
)
"""What stands before and after a person in a question about their time: "is Grace free"."""

AFTER_A_NAME = frozenset(
    "on at for in please or and instead if is as around after before from this the by when who thanks "
    "again then today next any some".split()
)
"""Words that may follow a name, but hardly an adjective: "with Long on" and not "with long hair"."""

BEFORE_A_VERB = frozenset(
    "i you we they he she to please can could will would should not dont cant just let lets me it".split()
)
AFTER_A_VERB = frozenset("me it this that if whether out us you what when how them him her your".split())
"""What stands before and after a word that is no thing but something done: "to check", "call me"."""

NICKNAMES = {
    "abby": "abigail",
    "alex": "alexander alexandra alexis",
    "andy": "andrew",
    "annie": "anne anna ann",
    "becky": "rebecca",
    "ben": "benjamin",
    "beth": "elizabeth bethany",
    "bill": "william",
    "billy": "william",
    "bob": "robert",
    "bobby": "robert",
    "cathy": "catherine",
    "charlie": "charles charlotte",
    "chris": "christopher christine christina christian",
    "cindy": "cynthia",
    "dan": "daniel",
    "danny": "daniel",
    "dave": "david",
    "debbie": "deborah debra",
    "don": "donald",
    "ed": "edward edwin",
    "eddie": "edward",
    "fred": "frederick",
    "greg": "gregory",
    "jack": "john",
    "jen": "jennifer",
    "jenny": "jennifer",
    "jerry": "gerald jerome",
    "jim": "james",
    "jimmy": "james",
    "joe": "joseph",
    "jon": "jonathan",
    "josh": "joshua",
    "judy": "judith",
    "kate": "katherine catherine kathryn",
    "kathy": "katherine kathleen",
    "katie": "katherine catherine",
    "ken": "kenneth",
    "kim": "kimberly",
    "larry": "lawrence",
    "liz": "elizabeth",
    "maggie": "margaret",
    "mandy": "amanda",
    "matt": "matthew",
    "max": "maxwell maximilian",
    "meg": "megan margaret",
    "mel": "melanie melissa",
    "mike": "michael",
    "nat": "natalie nathaniel nathan",
    "nate": "nathan nathaniel",
    "nick": "nicholas",
    "nicky": "nicholas nicole",
    "pam": "pamela",
    "pat": "patrick patricia",
    "patty": "patricia",
    "peggy": "margaret",
    "pete": "peter",
    "phil": "philip phillip",
    "ray": "raymond",
    "rick": "richard",
    "rob": "robert",
    "ron": "ronald",
    "sam": "samuel samantha",
    "sandy": "sandra",
    "steve": "steven stephen",
    "sue": "susan suzanne",
    "ted": "theodore edward",
    "terry": "terrence theresa",
    "tim": "timothy",
    "tina": "christina",
    "tom": "thomas",
    "tommy": "thomas",
    "tony": "anthony",
    "val": "valerie",
    "vicky": "victoria",
    "will": "william",
    "zach": "zachary",
}
"""Short forms of given names, each with the names it may stand for."""


@cache
def common_words() -> frozenset[str]:
    """English words that are in everybody's sentences; see the head of the file for its source."""
    text = (Path(__file__).parent / "data" / "common_words.txt").read_text(encoding="utf-8")
    return frozenset(line for line in text.splitlines() if line and not line.startswith("#"))
