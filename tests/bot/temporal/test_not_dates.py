"""Texts that hold no date or time."""

import pytest

from tests.bot.temporal.reading import read

TEXTS = """
a table for June Carter
it's for Augusta
hello, Frida here
Dr Sundar please
Mondal
order 84061207
can we talk this time
May I book something
I may come
it may be too late
this may or may not work
mark
march on
the sun is out
sun cream
I sat down
I wed him
my name is April
Mr Friday
the August Bakery
the second option
the second one
the first
the last one please
1st option
second time
option 2 please
number 3
#3
2
25
two three
I'm 30
I am 5
I'm at 10.1
room 5
flat 3b
at 12 Baker Street
at 620 3rd Street
at 1722 First Street
221B Baker Street
postcode SW1A 2AA
a sec
just a minute
hold on a second
call 020 7946 0958
my number is 07700 900123
my number is 555-1234
at 650-650-6500
+44 20 7946 0958
order 4411-22
order number 20241124
ABC-12345-A1
133-03-03-2020
192.168.1.1
version 3.10
sam5@example.com
$2.30
£45
it costs 30 pounds
Total: $1,194.09
50%
24/7
1-2-3
4-5-6
4/13/1
12:75
25:00
30 minutes
a 30 minute visit
it takes 2 hours
48 hours notice
for 3 days
a week
no
yes
notoday
table for two
two to four people
two people
12 angry men
five stars
the 12 apostles
lunch with Jim
do you do lunch
good morning
good evening doctor
have a great weekend
that's all for today, thanks
not right now
no, that's all for now
nothing right now, bye
is there parking
daily
weekly
later
sometime
one for my son
how about one in Leeds
what happens in the first session
pick a number between 1 and 10
100 divided by 4
budget is around five thousand
around 200 staff
my mail is eve@example.com
friday@may.example.com
see https://example.com/2026/11/24
call me at 555-0122
evening all
morning to you
enjoy the weekend
I hate Mondays
something in a later week
MAY I BOOK SOMETHING
I SAT DOWN
a christmas tree
easter eggs
3/4 of an inch
5 1/2 inches
two sixty a.m.
any day but Friday
except Wednesday
I can't do Mondays
""".strip().splitlines()


@pytest.mark.parametrize("text", TEXTS)
def test_no_date_is_read_into_it(text):
    assert read(text) == ""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a 30 minute appointment tomorrow", "Wed 18 Nov"),
        ("for 2 people at 7pm", "19:00"),
        ("my name is May and I'd like Friday", "Fri 20 Nov"),
        ("call 020 7946 0958 after 3pm", "after 15:00"),
        ("option 2 on Friday", "Fri 20 Nov"),
        ("room 5 at 5pm", "17:00"),
        ("can I stop by on Tuesday", "Tue 24 Nov"),
        ("could I pop by at 4 for a trim", "16:00"),
        ("reschedule my check-up to Friday", "Fri 20 Nov"),
        ("remove me from Thursday", "Thu 19 Nov"),
        ("the Thursday one please", "Thu 19 Nov"),
        ("swap my appointment on Monday for one on Friday", "Mon 23 Nov; Fri 20 Nov"),
        ("Morning! can somebody see me today?", "Tue 17 Nov"),
        ("Afternoon, it's Greg, can you fit me in on Friday?", "Fri 20 Nov"),
        ("since Monday it has been sore", "after Mon 16 Nov"),
        ("yes but not at 3, at 4", "16:00"),
        ("may I change Friday to Thursday", "Thu 19 Nov"),
    ],
)
def test_what_is_none_does_not_hide_what_is_one(text, expected):
    assert read(text) == expected
