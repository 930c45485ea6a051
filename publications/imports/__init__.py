"""Publications that come in by themselves: read from a source, found again or made, merged, written.

One direction: `formats` read a file into `records.WorkRecord`; everything after that is shared by all formats.
"""
