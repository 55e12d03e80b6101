"""The command `agorapedia`; whoever ends it while it is still being loaded is told no more than one who ends it later."""

import sys


def run() -> None:
    """Load the command and obey it."""
    try:
        from generator.cli import main
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
        sys.exit(130)
    main()


if __name__ == "__main__":
    run()
