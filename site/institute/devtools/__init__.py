"""What only a developer's machine and the tests need. Production imports none of it."""
