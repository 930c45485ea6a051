"""The demo institute: its facts, its words in both languages, its pictures and the loader that builds it."""
