"""The cache of the room: what it keeps and what it leaves out."""

from __future__ import annotations

from crible.text.remembered import remembered


def test_a_word_is_worked_out_once_and_a_long_text_each_time():
    """Only what is short enough is kept, and both give the same answers."""
    asked = []

    @remembered(8, longest=3)
    def shout(text, mark="!"):
        asked.append(text)
        return text.upper() + mark

    assert [shout("abc"), shout("abc"), shout("abc", "?")] == ["ABC!", "ABC!", "ABC?"]
    assert [shout("abcd"), shout("abcd")] == ["ABCD!", "ABCD!"]
    assert asked == ["abc", "abc", "abcd", "abcd"]
