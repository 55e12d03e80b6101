"""`python -m generator` is the command `agorapedia`."""

from generator.cli import main

main()
