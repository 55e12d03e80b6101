"""Agorapedia: from Markdown entries to a checked, linked, searchable static site.

Read the modules in this order: load, document, validate, link, index, render, frame, stamp, publish; `build` is the whole flow.
"""

__version__ = "0.1.0"
