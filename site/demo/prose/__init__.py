"""What the demo's editorial pages say, in English and in French.

The facts are those of the institute's own presentation and of the fixtures in `site/demo/data`; the wording is
this project's.
"""
