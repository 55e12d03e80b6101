"""Four commands, two doors, the same pages."""

import re
import shutil
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

PROJECT = Path(__file__).parent.parent
MARKER = ".agorapedia-site"


def tree(site: Path) -> dict[str, bytes]:
    return {p.relative_to(site).as_posix(): p.read_bytes() for p in site.rglob("*") if p.is_file() and p.name != MARKER}


def without_preview(data: bytes) -> bytes:
    """A page less what a preview adds: its script and the permission to run it."""
    data = re.sub(rb"<script src=\"/agorapedia-preview[^>]*></script>", b"", data)
    data = re.sub(rb"<script>\s*var livereload = .*?</script>", b"", data, flags=re.DOTALL)
    return re.sub(rb"script-src [^;]*|connect-src [^;]*", b"", data).replace(b"\n", b"")


def test_mkdocs_build_makes_the_same_site(site: Path, tmp_path: Path) -> None:
    """`mkdocs build` gives byte for byte what `agorapedia build` gives."""
    subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--quiet", "--strict", "--site-dir", str(tmp_path / "site")],
        cwd=PROJECT,
        check=True,
        capture_output=True,
    )

    assert tree(tmp_path / "site") == tree(site)


@pytest.mark.parametrize(
    "command",
    [("mkdocs", "serve", "--livereload", "--dev-addr", "127.0.0.1:{port}"), ("generator", "serve", "--port", "{port}")],
    ids=["mkdocs serve", "agorapedia serve"],
)
def test_previews_show_the_same_pages(site: Path, command: tuple[str, ...], unused_port: int) -> None:
    """Both previews serve the pages of the site, less the script that reloads them."""
    server = subprocess.Popen(
        [sys.executable, "-m", *(part.format(port=unused_port) for part in command)],
        cwd=PROJECT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        for path in (
            "en/index.html",
            "fr/threats/vehicle-attack.html",
            "en/spaces/index.html",
            "fr/problems/ag204.html",
        ):
            served = fetch(f"http://127.0.0.1:{unused_port}/{path}")
            assert without_preview(served) == without_preview((site / path).read_bytes()), path
    finally:
        server.terminate()
        server.wait(10)


def fetch(address: str) -> bytes:
    for _ in range(400):
        try:
            with urllib.request.urlopen(address) as answer:
                page = bytes(answer.read())
            if b"md-header" in page:
                return page
        except OSError:
            pass
        time.sleep(0.1)
    raise AssertionError(f"no page of the site at {address}")


def test_mkdocs_refuses_content_with_errors(tmp_path: Path) -> None:
    """The second door is no way around the checks."""
    for name in ("schemas", "content/pages"):
        shutil.copytree(PROJECT / name, tmp_path / name)
    (tmp_path / "generator").symlink_to(PROJECT / "generator")
    (tmp_path / "content/entries/en/threats").mkdir(parents=True)
    (tmp_path / "content/entries/en/threats/broken.md").write_text("no block\n")
    (tmp_path / "mkdocs.yml").write_text((PROJECT / "mkdocs.yml").read_text("utf-8"), "utf-8")

    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--quiet"], cwd=tmp_path, check=False, capture_output=True, text=True
    )

    assert done.returncode != 0
    assert "AG201" in done.stderr
    assert not (tmp_path / "site").exists()
