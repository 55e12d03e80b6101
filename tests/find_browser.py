"""Find Chromium for the browser tests; install Debian's where that may be done, else say what to install."""

import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def find() -> str | None:
    """The path of a Chromium that is installed; the variable CHROMIUM names another one."""
    given = os.environ.get("CHROMIUM")
    return given or next((path for name in NAMES if (path := shutil.which(name))), None)


def main() -> None:
    browser = find()
    if browser:
        print(f"Browser tests use {browser}.")
        return
    if hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get"):
        print("No Chromium was found. Installing Debian's package chromium for the browser tests …", flush=True)
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(["apt-get", "-qq", "update"], check=True, env=quiet)
        subprocess.run(
            ["apt-get", "-qq", "install", "-y", "chromium"], check=True, env=quiet, stdout=subprocess.DEVNULL
        )
        if find():
            return
    sys.exit(
        "The browser tests need Chromium. On Debian or Ubuntu: sudo apt-get install chromium\n"
        "Elsewhere: install Chromium or Chrome and set CHROMIUM to its path."
    )


if __name__ == "__main__":
    main()
