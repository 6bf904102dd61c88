from __future__ import annotations

from bot.nlu.entities import entity
from bot.nlu.masks import MOST_PIECES, Piece, masked, telling


def pieces(text: str) -> list[Piece]:
    found, at = [], 0
    for word in text.split():
        start = text.index(word, at)
        at = start + len(word)
        found.append(Piece(word.lower(), start, at))
    return found


def shown(text: str, *claims: tuple[str, str]) -> str:
    entities = [
        entity(kind, text, text.index(words), text.index(words) + len(words), None) for kind, words in claims
    ]
    return " ".join(piece.text for piece in masked(pieces(text), entities))


def test_entities_become_one_placeholder_each():
    text = "Book me with Sarah Jones next Tuesday at 2pm"
    assert (
        shown(text, ("staff", "Sarah Jones"), ("when", "next Tuesday at 2pm"))
        == "book me with __staff__ __when__"
    )


def test_sentences_that_differ_in_names_and_dates_only_become_one():
    first = shown("book me with Sarah on Friday", ("staff", "Sarah"), ("when", "Friday"))
    second = shown("Book me with Tom on 5/3", ("staff", "Tom"), ("when", "5/3"))
    assert first == second


def test_punctuation_is_left_out_but_for_the_question():
    words = [Piece(text, at, at + 1) for at, text in enumerate(["yes", ",", "ok", "...", "now", "?", "🙂"])]
    assert [piece.text for piece in telling(words)] == ["yes", "ok", "now", "?", "🙂"]


def test_a_message_of_marks_only_keeps_them():
    marks = [Piece("!", 0, 1), Piece("...", 1, 4)]
    assert telling(marks) == marks


def test_a_word_that_is_half_an_entity_goes_with_it():
    assert shown("tuesday-ish please", ("when", "tuesday")) == "__when__ please"


def test_of_overlapping_entities_the_longest_is_shown():
    text = "around 4 then"
    assert shown(text, ("number", "4"), ("when", "around 4")) == "__when__ then"


def test_placeholders_keep_the_place_of_the_words():
    text = "with  Sarah  please"
    (_, mask, _) = masked(pieces(text), [entity("staff", text, 6, 11, "s1")])
    assert (mask.start, mask.end) == (6, 11)


def test_a_long_message_is_cut_and_its_entities_with_it():
    text = "word " * 2000 + "Friday"
    cut = masked(pieces(text), [entity("when", text, len(text) - 6, len(text), None)])
    assert len(cut) == MOST_PIECES
    assert {piece.text for piece in cut} == {"word"}
