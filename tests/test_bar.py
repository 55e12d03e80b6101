"""The line that says how far a command has come."""

from io import StringIO

import pytest

from generator.bar import WIDTH, bar

STAGES = {"read": 1, "write it all": 3}


class Terminal(StringIO):
    """A terminal of one line that keeps everything it has shown."""

    def isatty(self) -> bool:
        return True

    def lines(self) -> list[str]:
        """What stood in the line after each return to its beginning, blanks at its end left out."""
        shown, line = [], ""
        for text in self.getvalue().split("\r")[1:]:
            line = text + line[len(text) :]
            shown.append(line.rstrip())
        return shown


def test_a_bar_moves_and_goes() -> None:
    """Each stage is named, the bar grows within it by its weight, and at the end the line is empty."""
    terminal = Terminal()
    with bar(STAGES, terminal) as progress:
        progress("read")
        told = progress("write it all")
        assert told is not None
        told(0.5)
        told(0.5)
        told(1.0)
        progress("read")
    lines = terminal.lines()

    assert [line.partition("] ")[2] for line in lines[:5]] == [
        "  0 %  read",
        " 25 %  write it all",
        " 62 %  write it all",
        "100 %  write it all",
        "  0 %  read",
    ]
    assert [line.count("#") for line in lines[:4]] == [0, WIDTH // 4, int(WIDTH * 0.625), WIDTH]
    assert lines[-1] == ""


def test_a_bar_goes_when_something_fails() -> None:
    """What is told of a failure does not stand behind a bar."""
    terminal = Terminal()
    with pytest.raises(KeyboardInterrupt), bar(STAGES, terminal) as progress:
        progress("read")
        raise KeyboardInterrupt

    assert terminal.lines()[-1] == ""


def test_without_a_terminal_nothing_is_written() -> None:
    """A log gets no bar."""
    stream = StringIO()
    with bar(STAGES, stream) as progress:
        assert progress("read") is None

    assert stream.getvalue() == ""
