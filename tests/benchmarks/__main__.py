"""Print what the house measures: `python -m tests.benchmarks [--records N]`, or `make bench`."""

from __future__ import annotations

import argparse
import logging
import os

import django

from institute.devtools import postgres


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, default=4000, help="how many works to import (4000)")
    records = parser.parse_args().records
    postgres.provide_disposable_database_url()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "institute.settings.test")
    django.setup()
    logging.disable(logging.WARNING)

    from django.core.management import call_command

    call_command("migrate", verbosity=0)

    from tests.benchmarks import importing
    from tests.fixtures import make_site_tree

    print("| What | Measured | Asked for |\n|---|---|---|")
    for measured in importing.measure(make_site_tree(), records):
        print(f"| {measured.what} | {measured.found} | {measured.asked} |", flush=True)


if __name__ == "__main__":
    main()
