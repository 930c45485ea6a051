"""The demo institute: its content in both languages, and the command `load_demo` that loads it."""
