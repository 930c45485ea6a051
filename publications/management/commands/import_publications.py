"""Import publications from files and services."""

from __future__ import annotations

import sys
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from bibliography.entry import UnusableSourceError
from bibliography.formats import ADAPTERS
from publications.imports.importer import Importer
from publications.imports.report import Fate, Report, Result
from publications.imports.sources import Source, open_sources
from publications.models.libraries import clean_library_name

SOME_REJECTED = 1
UNUSABLE = 2


class Command(BaseCommand):
    help = "Import publications, each once, and link them to their authors."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "sources",
            nargs="+",
            metavar="SOURCE",
            help="a file, a folder, - for the standard input, doi:10.…, orcid:… or openalex:…",
        )
        parser.add_argument(
            "--format", choices=["auto", *ADAPTERS], default="auto", help="told from the file by default"
        )
        parser.add_argument(
            "--library",
            "--source",
            default="",
            metavar="NAME",
            help="whose collection the files are; by default each file is a library of its own name",
        )
        parser.add_argument("--dry-run", action="store_true", help="tell what would happen and change nothing")
        parser.add_argument("--report", type=Path, metavar="FILE.json", help="write what became of every entry")
        parser.add_argument("--draft", action="store_true", help="leave new works unpublished")

    def handle(self, *, sources: list[str], report: Path | None, **options: Any) -> None:
        if report and not report.absolute().parent.is_dir():
            raise CommandError(
                _("There is no folder %(path)s for the report.") % {"path": report.absolute().parent},
                returncode=UNUSABLE,
            )
        self.is_quiet = options["verbosity"] == 0
        self.console = Console(stderr=True, highlight=False, quiet=self.is_quiet)
        self.unusable: list[str] = []
        try:
            importer = Importer(dry_run=options["dry_run"], draft=options["draft"])
        except UnusableSourceError as error:
            raise CommandError(str(error), returncode=UNUSABLE) from error
        about = {"sources": sources, "dry_run": importer.dry_run, "draft": importer.draft}
        with Report(report and report.absolute(), **about) as outcome, importer:
            for argument in sources:
                self._import(importer, argument, options, outcome)
            outcome.about["unusable"] = self.unusable
        self._summarise(outcome, importer.dry_run)
        if self.unusable:
            sys.exit(UNUSABLE)
        if outcome.counts[Fate.REJECTED]:
            sys.exit(SOME_REJECTED)

    def _import(self, importer: Importer, argument: str, options: dict[str, Any], report: Report) -> None:
        """One source that is of no use costs the others nothing."""
        try:
            for source in open_sources(argument, options["format"], clean_library_name(options["library"])):
                with self._progress() as progress:
                    self._import_source(importer, source, report, progress)
        except UnusableSourceError as error:
            self.unusable.append(str(error))
            self.stderr.write(self.style.ERROR(str(error)))

    def _import_source(self, importer: Importer, source: Source, report: Report, progress: Progress) -> None:
        task = progress.add_task(source.name, total=source.size, entries=0, rate="")
        started, entries = time.monotonic(), 0
        report.about.setdefault("libraries", {})[source.name] = source.library
        for results in importer.run(source.adapter, source.entries(), source.library):
            report.add(results)
            self._tell_rejected(results)
            entries += len(results)
            rate = entries / max(time.monotonic() - started, 0.001)
            progress.update(task, completed=source.done, entries=entries, rate=f"{rate:,.0f}/s")
        progress.update(task, completed=source.size or source.done, total=source.size or source.done)

    def _progress(self) -> Progress:
        return Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            TaskProgressColumn(),
            TextColumn(_("{task.fields[entries]:,} entries, {task.fields[rate]}")),
            TimeRemainingColumn(),
            console=self.console,
            disable=self.is_quiet,
        )

    def _tell_rejected(self, results: list[Result]) -> None:
        for result in results:
            if result.fate == Fate.REJECTED:
                self.stderr.write(self.style.WARNING(f"{result.position}: {result.error}"))

    def _summarise(self, report: Report, dry_run: bool) -> None:
        if self.is_quiet:
            return
        if dry_run:
            self.stdout.write(_("Nothing was written: this is what would happen."))
        for fate in Fate:
            self.stdout.write(f"{report.counts[fate]:>9,}  {fate.label}")
