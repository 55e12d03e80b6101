"""The table of words numbers what it meets: same word, same number, and nothing is lost of a text."""

from itertools import chain

from hypothesis import given, settings
from hypothesis import strategies as st

from generator.analysis import forms
from generator.word_table import BITS, LONGEST, WordTable

TEXTS = st.lists(
    st.text() | st.from_regex(r"[A-Za-z'\-` ]{0,60}", fullmatch=True) | st.just("counter-terrorism l'été ß driver’s"),
    max_size=8,
)


def read(table: WordTable, texts: list[str]) -> list[list[str]]:
    """The words of each text, by their numbers."""
    numbers, sizes = table.numbers(texts)
    words = iter(numbers.tolist())
    return [[table.words[next(words)] for _ in range(size)] for size in sizes.tolist()]


@settings(max_examples=300)
@given(TEXTS, TEXTS)
def test_the_words_of_a_text_have_the_forms_of_the_text(before: list[str], texts: list[str]) -> None:
    table = WordTable()
    for batch in (before, texts):
        found = read(table, batch)
        assert [tuple(chain.from_iterable(map(forms, words))) for words in found] == [forms(text) for text in batch]
    assert len(set(table.words)) == len(table.words)


def test_words_that_differ_in_any_letter_have_numbers_of_their_own() -> None:
    longest = "x" * (LONGEST + 2)
    near = [longest[:size] for size in range(1, len(longest) + 1)]
    near += [longest[:at] + "y" + longest[at + 1 :] for at in range(len(longest))]
    table = WordTable()
    numbers, _ = table.numbers([" ".join(near)] * 2)
    assert len(set(numbers.tolist())) == len(near)
    assert numbers[: len(near)].tolist() == numbers[len(near) :].tolist()
    assert read(table, [" ".join(near).upper()]) == [near]


def test_a_table_that_grows_forgets_nothing() -> None:
    words = [f"w{number}" for number in range(3 << BITS)]
    table = WordTable()
    for start in range(0, len(words), 5_000):
        table.numbers(words[start : start + 5_000])
    assert read(table, words) == [[word] for word in words]
    assert len(table.words) == len(words)
