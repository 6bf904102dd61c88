"""English: every word the grammar knows, by tag and value; variants are separated by commas or lines.

A phrase of several words is read as one token. Punctuation inside a phrase stands as its own word
("p . m ."); a comma is quoted. The grammar never names an English word; it asks for tags.
"""

from __future__ import annotations

WORDS: dict[str, dict[object, str]] = {
    "month": {
        1: "january, jan",
        2: "february, feb, febr",
        3: "march, mar",
        4: "april, apr",
        5: "may",
        6: "june, jun",
        7: "july, jul",
        8: "august, aug",
        9: "september, sept, sep",
        10: "october, oct",
        11: "november, nov",
        12: "december, dec",
    },
    # Words that are a month or weekday only beside something temporal.
    "shy": {
        True: "may, march, mar, sun, sat, mon, second, fall, jan, wed, weds, night, evening, morning",
    },
    "weekday": {
        0: "monday, mondays, mon, mondy, munday, moday",
        1: "tuesday, tuesdays, tues, tue, tuse, teusday, tusday, tuesdy",
        2: "wednesday, wednesdays, wed, weds, wensday, wendesday, wednsday, wedneday",
        3: "thursday, thursdays, thurs, thur, thu, thrs, thrusday, thursdy",
        4: "friday, fridays, fri, firday, fryday",
        5: "saturday, saturdays, sat, satday, saterday",
        6: "sunday, sundays, sun, suday",
    },
    "number": {
        0: "zero",
        1: "one, a, an",
        2: "two, couple, a couple, couple of, a couple of, a pair of, pair of",
        3: "three, few, a few",
        4: "four",
        5: "five",
        6: "six",
        7: "seven",
        8: "eight",
        9: "nine",
        10: "ten",
        11: "eleven",
        12: "twelve",
        13: "thirteen",
        14: "fourteen",
        15: "fifteen",
        16: "sixteen",
        17: "seventeen",
        18: "eighteen",
        19: "nineteen",
        20: "twenty",
        30: "thirty",
        40: "forty, fourty",
        50: "fifty",
        100: "hundred, a hundred",
        1000: "thousand, a thousand",
    },
    # "Can I get one on Tuesday": rather no hour.
    "pronoun": {
        True: "one",
    },
    # Numbers that are never an hour.
    "loose": {
        True: "a, an, couple, a couple, couple of, a couple of, few, a few, zero, hundred, a hundred",
    },
    "ordinal": {
        1: "first",
        2: "second",
        3: "third",
        4: "fourth",
        5: "fifth",
        6: "sixth",
        7: "seventh",
        8: "eighth",
        9: "ninth",
        10: "tenth",
        11: "eleventh",
        12: "twelfth",
        13: "thirteenth",
        14: "fourteenth",
        15: "fifteenth",
        16: "sixteenth",
        17: "seventeenth",
        18: "eighteenth",
        19: "nineteenth",
        20: "twentieth",
        30: "thirtieth",
        -1: "last, final",
        -2: "second last, second to last, penultimate",
    },
    "suffix": {
        True: "st, nd, rd, th",
    },
    "unit": {
        "minute": "minute, minutes, min, mins, minuets, minuts, m",
        "hour": "hour, hours, hr, hrs, h",
        "day": "day, days",
        "business_day": """
            business day, business days, working day, working days, work day, work days, workday,
            workdays
        """,
        "week": "week, weeks, wk, wks, wek, weeek, weke",
        "fortnight": "fortnight, fortnights",
        "month": "month, months, mth, mths, mo, mos, mnth, mnths",
        "workweek": "workweek, work week, working week, business week, workweeks, work - week",
        "year": "year, years, yr, yrs",
        "weekend": "weekend, weekends, week - end, week - ends, week end",
    },
    "dayword": {
        0: "today, todays, 2day, tday, todat, this day, this very day",
        1: """
            tomorrow, tomorrows, tmrw, tmr, tmrrw, tmw, tommorow, tommorrow, tomorow, tomorro,
            tommorrows, tomoro, tomo, tomoz, tomorrw, 2moro, 2morrow, 2mrw, 2moz, the next day, next day,
            the following day
        """,
        2: """
            day after tomorrow, the day after tomorrow, overmorrow, day after tmrw, the day after tmrw,
            day after tomorow, day after tommorow
        """,
        -1: "yesterday, yesterdays",
        -2: "day before yesterday, the day before yesterday",
    },
    "tonight": {
        True: "tonight, tonite, 2nite, 2night, tonights, this night",
    },
    "now": {
        True: "right now, now, just now, right away, straight away, immediately",
    },
    "which": {
        "this": "this, ths, tis, current, the current, this current",
        "next": "next, nxt, nex, nextt, following",
        "coming": "coming, this coming, upcoming, this upcoming, forthcoming, the coming",
        "last": "last, past, previous, this past",
    },
    "meridiem": {
        "am": "am, a . m ., a . m, a m, in the am, in the a . m .",
        "pm": "pm, p . m ., p . m, p m, in the pm, in the p . m .",
    },
    # One letter, glued to the number ("2:30p").
    "meridiem_letter": {
        "am": "a",
        "pm": "p",
    },
    "clockword": {
        (12, 0): """
            noon, noontime, midday, mid - day, noonish, 12 noon, twelve noon, 12 midday, high noon,
            mid day
        """,
        (24, 0): "midnight, 12 midnight, twelve midnight, midnite",
    },
    "oclock": {
        True: """
            o'clock, oclock, o clock, o ' clock, o " clock, o` clock, o ` clock, clock, o ´ clock,
            o'clocks
        """,
    },
    "oh": {
        True: "oh, o, zero",
    },
    "hour_sign": {
        True: "h, hr, hrs",
    },
    "hours": {
        True: "hrs, hours, h, hundred hours, hundred",
    },
    "ish": {
        True: "ish, - ish, sharp, exactly, on the dot, or so, or thereabouts, dead",
    },
    "ending": {
        True: "ish",
    },
    "half": {
        30: "half, half a, ½",
    },
    "quarter": {
        15: "quarter, a quarter, quarters, qtr, 1 / 4",
    },
    "past": {
        "sure": "past",
        "perhaps": "after, gone",
    },
    "to_hour": {
        True: "to, til, till, before, of",
    },
    "part": {
        "morning": "morning, mornings, mornin, morn, am's",
        "noonish": "lunch, lunchtime, lunch time, lunch hour, midday time",
        "afternoon": "afternoon, afternoons, arvo, aft, afternon, aftenoon",
        "evening": """
            evening, evenings, eve, evning, dinner time, dinnertime, teatime, tea time, suppertime,
            dinner, supper,
            supper time
        """,
        "night": "night, nights, nite, nighttime, night time",
        "breakfast": "breakfast, breakfast time",
        "brunch": "brunch, brunch time",
        "after_lunch": "after lunch, after lunchtime, after the lunch break",
        "after_work": "after work, after hours, after office hours",
        "before_work": "before work, before office hours",
        "early_morning": """
            early morning, early mornings, early in the morning, first thing in the morning,
            early - morning, early - mornings, first thing in the am, at dawn, first thing
        """,
        "mid_morning": "midmorning, mid morning, mid - morning",
        "late_morning": """
            late morning, late mornings, late in the morning, late - morning, late - mornings,
            later in the morning, towards noon, toward noon
        """,
        "early_afternoon": """
            early afternoon, early afternoons, early in the afternoon, early - afternoon,
            early - afternoons
        """,
        "mid_afternoon": "midafternoon, mid afternoon, mid - afternoon",
        "late_afternoon": """
            late afternoon, late afternoons, late in the afternoon, late - afternoon, late - afternoons,
            later in the afternoon
        """,
        "early_evening": """
            early evening, early evenings, early in the evening, early - evening, early - evenings
        """,
        "late_evening": """
            late evening, late evenings, late in the evening, late - evening, late - evenings,
            later in the evening
        """,
        "early_night": "early night, early - night",
        "late_night": "late night, late - night, late nights, late at night, late in the night",
        "end_of_day": """
            end of day, end of the day, eod, close of business, cob, close of play, the end of the day,
            end of business
        """,
    },
    # Meals, which are times only after one of the words below.
    "meal": {
        True: "lunch, dinner, supper, breakfast, brunch",
    },
    "mealtime": {
        True: "at, around, about, during, over, near, before, after, by, until, till",
    },
    "early": {
        "early": "early",
        "late": "late, later",
        "mid": "mid, middle, mid -, middle of",
    },
    "edge": {
        "start": "beginning of, the beginning of, start of, the start of",
        "end": "end of, the end of, end, ending of",
        "middle": "middle of, the middle of, mid, mid -, mid of",
        "early": """
            early, early in, early part of, the early part of, earlier, earlier in, first half of,
            the first half of, first part of,
            the first part of, early on in
        """,
        "late": """
            late, late in, second half of, the second half of, latter half of, the latter half of,
            last part of, later part of, the later part of, the last part of, tail end of, the tail end of
        """,
        "later": "later, later in, later on in, later on, later during",
        "rest": "rest of, the rest of, rest, remainder of, the remainder of, remaining",
        "eom": "eom, end of month, end of the month, month end, month - end, end - of - month",
        "bom": "bom",
        "midweek": "midweek, mid - week",
        "eow": "eow",
    },
    "later": {
        1: "later, hence, away, in the future, down the line, out, time, 's time, ' time",
        -1: "ago, earlier, back",
    },
    "more": {
        True: "more, full, whole, short, good, about, around, roughly, approximately, other, another",
    },
    "in": {
        "in": "in, in about, in another, in around, in approximately",
        "after": "after",
    },
    "within": {
        True: """
            within, over the coming, in the coming, within the coming, during the coming, in the next,
            within the next, inside, over the next, during the next, in under
        """,
    },
    "after_day": {
        1: "after, from, following, past",
        -1: "before, prior to, ahead of",
    },
    # "This time tomorrow": the time of day that it is now.
    "this_time": {
        True: "this time, at this time, about this time, around this time, this same time",
    },
    # "Tomorrow or the day after", "the week after this one".
    "anaphor": {
        True: "that, this one, that one, this, it",
    },
    "stepped": {
        "day": "the next day, next day, the following day, following day",
        "one": "the next one, next one, the following one, following one",
    },
    "subsequent": {
        True: "following",
    },
    "week_of": {
        True: """
            w / c, wc, week commencing, week beginning, week starting, week beginning on,
            week starting on, week commencing on, week containing,
            week that starts on, week that begins on
        """,
    },
    # `_or_at`: the stated day or time itself belongs to the range.
    "open": {
        "after": """
            after, following, later than, subsequent to, past, post, post -, beyond, but after, >,
            any time after, anytime after,
            sometime after, some time after
        """,
        "after_or_at": """
            after or equal to, later than or equal to, greater than or equal to, from and including,
            on and after, at and after, commencing, commencing on, effective, effective from,
            as early as, from as early as, from, since, starting, starting from, starting on,
            starting at, beginning, beginning on, beginning at, beginning from, as of, as from,
            not before, no earlier than, no sooner than, not earlier than, not until, at or after,
            on or after, > =, ≥, any time from, anytime from, onwards from, at the earliest, earliest,
            from about, from around
        """,
        "before": """
            before, but before, pre, pre -, earlier than, prior to, ahead of, in advance of, less than,
            up to but not including,
            strictly before, <, sooner than, sometime before, some time before, any time before,
            anytime before
        """,
        "before_or_at": """
            before or equal to, earlier than or equal to, through, thru, up to and including, on and before,
            at and before, as late as, ending, ending on, end by, finishing by, by, until, untill, till,
            til, up to, upto, up until, no later than, not later than, not after, on or before, at or before,
            < =, ≤, by latest, at latest, by the latest, latest, on or earlier than,
            at or earlier than, 'til, ’til,
            any time until, anytime until, up till, not past, before or on, before or at
        """,
    },
    "open_tail": {
        "after": """
            or later, or afterwards, or any time after, onwards, onward, and later, and onwards,
            and onward, and on,
            or onwards, at the earliest, or so on, upwards, +
        """,
        "before": """
            or earlier, or sooner, and earlier, at the latest, latest, at latest
        """,
    },
    "from": {
        True: """
            from, between, in between, betwen, bw, btwn, b / w, starting from,
            beginning from, starting
        """,
    },
    "between": {
        True: "between, in between, betwen, bw, btwn, b / w",
    },
    "to": {
        True: """
            to, until, untill, till, til, through, thru, -, –, —, ~, up to, up until, and, &, 'til, ’til,
            but before, but no later than, and before, and until, and up to, through to, ending,
            to about
        """,
    },
    "and": {
        True: "and, &",
    },
    "dash": {
        True: "-, –, —, ~",
    },
    "sign": {
        True: "-, –, —, /, ., :, ','",
    },
    "or": {
        True: "or, /, or maybe, or perhaps, or else, or even, otherwise, or at, or on",
    },
    "for": {
        True: "for, lasting, over, during",
    },
    # What may stand between a day and a time that belong together, or before an expression.
    "glue": {
        True: """
            at, on, in, of, the, for, around, about, approximately, roughly, approx, circa, say, @, ',',
            -, –, preferably, ideally, maybe, perhaps, sometime, some time, any time, anytime, during,
            from, possibly, at about, at around, somewhere around, ;, (, ), like, towards, near, time,
            by, starting, starting at, as early as, exactly at, is, this, either, either at, either on, :,
            anywhere
        """,
    },
    "at": {
        True: """
            at, @, around, about, approximately, approx, circa, at about, at around, somewhere around,
            near, ~, towards, close to, roughly, at roughly, at approximately, nearer, time is,
            at exactly, roughly at
        """,
    },
    "article": {
        True: "the, a, an",
    },
    "the": {
        True: "the",
    },
    "of": {
        True: "of, in, 's",
    },
    "inside": {
        True: "of, in, 's, for, on",
    },
    # "One in the afternoon" is a time, "one on Tuesday" is not.
    "in_part": {
        True: "in, of",
    },
    "on": {
        True: "on, for, by, in, from, until, till, before, after, to, since, at",
    },
    "on_day": {
        True: "on",
    },
    # (month, day), ("nth", month, weekday, nth, days after) or ("easter", days after Easter Sunday).
    "holiday": {
        (12, 25): "christmas, christmas day, xmas, xmas day, x - mas",
        (12, 24): "christmas eve, xmas eve",
        (12, 26): "boxing day, st stephen's day, saint stephen's day",
        (12, 31): "new year's eve, new years eve, nye",
        (1, 1): "new year's day, new years day, new year's, new year day, new years, new year",
        (2, 14): "valentine's day, valentines day, valentine's, valentines, valentine day",
        (3, 17): """
            st patrick's day, saint patrick's day, st patricks day, st . patrick's day,
            st . patricks day, saint patricks day, paddy's day, saint patrick day
        """,
        (10, 31): "halloween, hallowe'en, halloween day, all hallows' eve",
        (11, 1): "all saints day, all saints' day",
        (11, 5): "bonfire night, guy fawkes night, guy fawkes day",
        (7, 4): "independence day",
        (6, 19): "juneteenth",
        (4, 1): "april fools day, april fools, april fool's day, april fools'",
        (5, 1): "may day, labour day uk",
        (3, 8): "international women's day, women's day",
        (4, 22): "earth day",
        (11, 11): "veterans day, veteran's day, remembrance day, armistice day",
        (1, 6): "epiphany, three kings day",
        (4, 25): "anzac day",
        (1, 26): "australia day",
        (2, 2): "groundhog day, groundhogs day",
        (4, 23): "st george's day, st georges day",
        (11, 30): "st andrew's day, st andrews day",
        (3, 1): "st david's day, st davids day",
        ("nth", 11, 3, 4, 0): """
            thanksgiving, thanksgiving day, thanks giving, thanks giving day, turkey day
        """,
        ("nth", 11, 3, 4, 1): "black friday",
        ("nth", 11, 3, 4, 4): "cyber monday",
        ("nth", 9, 0, 1, 0): "labor day, labour day",
        ("nth", 5, 0, -1, 0): "memorial day, spring bank holiday",
        ("nth", 8, 0, -1, 0): "august bank holiday, summer bank holiday",
        ("nth", 5, 0, 1, 0): "early may bank holiday, may bank holiday",
        ("nth", 1, 0, 3, 0): """
            martin luther king day, martin luther king's day, mlk day, martin luther king jr day,
            martin luther king jr . day, mlk jr . day, mlk jr day, martin luther king jr . 's day
        """,
        ("nth", 2, 0, 3, 0): "presidents day, president's day, presidents' day, washington's birthday",
        ("nth", 10, 0, 2, 0): "columbus day, indigenous peoples day, canadian thanksgiving",
        ("nth", 5, 6, 2, 0): "mother's day, mothers day, mother day, mothers' day",
        ("nth", 6, 6, 3, 0): "father's day, fathers day, father day, fathers' day",
        ("easter", 0): "easter, easter sunday, easter day",
        ("easter", 1): "easter monday",
        ("easter", -2): "good friday",
        ("easter", -3): "maundy thursday, holy thursday",
        ("easter", -7): "palm sunday",
        ("easter", -46): "ash wednesday",
        ("easter", -47): "shrove tuesday, pancake day, pancake tuesday, mardi gras, fat tuesday",
        ("easter", 39): "ascension day",
        ("easter", 49): "pentecost, whit sunday",
        ("easter", 50): "whit monday, pentecost monday",
    },
    # "Not right now, thanks", "that's all I need right now".
    "negation": {
        True: "no, nope, not, don't, dont, doesn't, nothing, all, never, need, nah, bye, goodbye, n't"
    },
    # "I can't do before 10" means from 10 on.
    "refusal": {
        True: """
            can't, cant, cannot, can not, couldn't, won't, nothing, unable, not available, not free,
            unavailable, busy, don't work, never, isn't possible, don't want anything, not possible,
            can't do, cannot do, can't come, don't want
        """,
    },
    # "Any day but Friday" asks for no Friday.
    "no": {
        True: "no",
    },
    # "5 may be too late": a verb, no month.
    "modal": {
        True: "may",
    },
    "infinitive": {
        True: "be, not, have, work, well, need, take, come, or, help, go, do, get, see",
    },
    "except": {
        True: """
            except, except for, except on, apart from, other than, any day but,
            don't like, hate, anything but,
            anytime but, any time but, excluding, not, no, can't do, can't on, cannot do, don't want, not on,
            any other day than
        """,
    },
    "correction": {
        True: """
            no, no wait, wait, actually, sorry, i mean, i meant, rather, make that, make it, or rather,
            scratch that, correction, nope, oops, on second thought, on second thoughts, let's say,
            instead, better, no make it, changed my mind
        """,
    },
    "not": {
        True: """
            not, instead of, rather than, isn't, wasn't, don't want, cannot do, can't do, can't make,
            not on, not at, but not, but not at, but not on
        """,
    },
    "but": {
        True: "but, make it, but rather, do",
    },
    "move": {
        True: """
            move, change, switch, reschedule, shift, push, swap, bring, moving, changing, rescheduling,
            moved, postpone, remove, cancel, delete, take, drop, bump, transfer, swapping, switching
        """,
    },
    "offset": {
        0: "utc, gmt, z, wet",
        60: "cet, bst, west",
        120: "cest, eet, sast",
        180: "eest, msk",
        330: "ist",
        480: "sgt, hkt, awst",
        540: "jst, kst",
        600: "aest",
        660: "aedt",
        720: "nzst",
        780: "nzdt",
        -240: "edt, ast",
        -300: "est, cdt",
        -360: "cst, mdt",
        -420: "mst, pdt",
        -480: "pst, akdt",
        -540: "akst",
        -600: "hst",
    },
    # A month or weekday after one of these is a name ("Mr Friday", "my name is April").
    "title": {
        True: """
            mr, mrs, ms, miss, dr, doctor, name is, called, named, mr ., mrs ., ms ., dr ., name's, nurse,
            professor, sir, madam, lady
        """,
    },
    # A bare number before one of these is a count, a price, a place or a name.
    "noun": {
        True: """
            people, persons, person, guests, adults, kids, children, times, days, percent, percentage, %,
            dollars, pounds, euros, quid, bucks, p, pence, street, st, road, avenue, ave, drive, lane,
            way, boulevard, blvd, miles, mile, km, years, year old, floor, option, options, one, ones,
            slot, time, item, items, place, visit, attempt, appointment, appointments, of us, of them,
            seconds, second, secs, sec, point, points, star, stars, questions, question, grade,
            anniversary, birthday, row, court, crescent, close, square, terrace, plaza, rd, kilometers,
            kilometres, minutes, hours, weeks, months, units, bedroom, bedrooms, teeth, tooth,
            patients, tickets, seats, choice, choices, suggestion, link, half, floors, option please,
            thing
        """,
    },
    # A bare number after one of these is a label.
    "label": {
        True: """
            room, number, no ., nr, #, option, options, order, invoice, apartment, apt, suite, unit,
            table, gate, platform, floor, chapter, page, version, extension, ext, ref, reference, id,
            code, step, level, i'm, im, aged, age, $, £, €, line, date, item, flat, building, box, door,
            seat, ticket, track, class, grade, q, section, difference, part, type, phase, +
        """,
    },
    # A closing formula, a greeting: no day for a booking.
    "idiom": {
        True: """
            morning all, evening all, afternoon all, morning to you, evening to you, enjoy your evening,
            enjoy your weekend, enjoy the weekend, enjoy your day, enjoy your afternoon, great morning,
            great afternoon, have a good one, stormy night, terrible night, bad night, good night all,
            great weekend, good weekend, nice weekend, lovely weekend, wonderful weekend, great evening,
            nice evening, lovely evening, good evening to you, afternoon tea, night cream, evening dress,
            morning sickness, morning after pill, night owl, night shift, morning person, evening gown,
            happy new year, merry christmas, happy christmas, happy easter,
            24 / 7, good morning, good afternoon, good evening, good night, all for today,
            everything for today, it for today, all today, help today, sunday best, man friday,
            day to day, some day, someday, these days, nowadays, tuesday night football,
            all i need for today, everything today, day by day, week by week, a second, a sec, one sec,
            one second, just a minute, a minute ago, wait a minute, hang on a minute, good day,
            al for today, all i need today, all we need today, else i need today, what day,
            which day, that day, what time, some time ago,
            at the moment, how are you today, day off, have a good day, have a nice day, your day,
            great day, other day, other time, time of day, the same day
        """,
    },
    # Function words that may follow a bare number without making it a count.
    # "Come by on Thursday": no half-open range.
    # May stand between "after" and the time, or between "not" and the day.
    "lead": {
        True: "the, at, on, about, around, this, for",
    },
    "neutral": {
        True: """
            come by, comes by, stop by, pop by, swing by, drop by, go by, pass by, coming by, stopping by,
            popping by, multiply by, divided by, multiplied by, divide by, led by, up by, close by, near by
        """,
    },
    "since": {
        True: "since, ever since",
    },
    "word": {
        True: """
            on, at, in, for, with, please, pls, plz, thanks, thank, thx, and, or, if, then, would, will,
            can, could, should, is, was, works, work, suits, sounds, ok, okay, but, to, until, when,
            because, as, so, that, this, next, today, tomorrow, instead, by, from, i, we, do, does, any,
            fine, good, great, perfect, best, also, too, be, sharp, ideally, preferably, maybe, there,
            you, she, he, they, it, my, the, a, an, not, no, yes, yeah, booked, free, available, after,
            before, around, of, your, since, while, where, though
        """,
    },
}

# Name: first minute of the day, minute after the last, and the half of the day that it tells. Four hours
# each, as
# Recognizers-Text cuts the day; business hours move the edges (`halves.part_minutes`).
PARTS: dict[str, tuple[int, int, str | None]] = {
    "morning": (8 * 60, 12 * 60, "am"),
    "noonish": (12 * 60, 14 * 60, "noon"),
    "afternoon": (12 * 60, 16 * 60, "pm"),
    "evening": (16 * 60, 20 * 60, "pm"),
    "night": (20 * 60, 24 * 60, "night"),
    "tonight": (18 * 60, 24 * 60, "night"),
    "breakfast": (7 * 60, 10 * 60, "am"),
    "brunch": (10 * 60, 12 * 60, "am"),
    "after_lunch": (13 * 60, 17 * 60, "pm"),
    "after_work": (17 * 60, 21 * 60, "pm"),
    "before_work": (6 * 60, 9 * 60, "am"),
    "early_morning": (8 * 60, 10 * 60, "am"),
    "mid_morning": (9 * 60, 11 * 60, "am"),
    "late_morning": (10 * 60, 12 * 60, "am"),
    "early_afternoon": (12 * 60, 14 * 60, "pm"),
    "mid_afternoon": (13 * 60, 15 * 60, "pm"),
    "late_afternoon": (14 * 60, 16 * 60, "pm"),
    "early_evening": (16 * 60, 18 * 60, "pm"),
    "late_evening": (18 * 60, 20 * 60, "pm"),
    "early_night": (20 * 60, 22 * 60, "night"),
    "late_tonight": (21 * 60, 24 * 60, "night"),
    "early_tonight": (18 * 60, 20 * 60, "night"),
    "late_night": (22 * 60, 24 * 60, "night"),
    "early_day": (8 * 60, 11 * 60, None),
    "late_day": (15 * 60, 18 * 60, None),
    "end_of_day": (16 * 60, 18 * 60, "pm"),
}

# Words long and rare enough that a slip of the finger can be put right without harm.
SPELLED = """
    monday tuesday wednesday thursday friday saturday sunday january february april june july august
    september october november december tomorrow yesterday afternoon morning evening tonight midnight
    weekend fortnight o'clock
"""

# Real words one slip away from those.
REAL_WORDS = """
    moaned warning mourning warming remember remembers member ember sundae sundaes weekends evening
    evenings even everything leaving opening toady gust august's tomorrow's junk tune dune jude jule
    judy rule jolly jury mandy sandy sunny handy monty money monkey monthly today fried friend friends
    fridge fiday fright sight night nights fortnite midlight meeting greening eventing weakened moaning
    morning's morning juke rune prune june's duly july's ruly july fully bully jelly holly apr april's
    aprils aprils' mayday sunday's birthday holiday holidays weekday weekdays yesterday's afternoons
    noon soon septembers decembers member's tonights tonight's mondays wedding judge jane juno jung
    frida fridah fridman sundar sundari sunder thursby mondal mondale monda augusta augustus
    augustine julie julia julian marcha sundays
    sundry someday payday faraday hombre
"""

# Tags of words that people run together ("tomorrowmorning").
JOINED = ("month", "weekday", "dayword", "part", "which", "tonight", "unit_week")
