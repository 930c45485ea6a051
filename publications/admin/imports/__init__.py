"""The pages of the admin on which a librarian imports publications: choose, check, decide, look at what became of it."""
