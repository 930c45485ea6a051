"""`make clean`: removes what the demo and the tools made, and only that."""

import shutil
import sys

from django.core.exceptions import ImproperlyConfigured

from institute.devtools import postgres
from institute.settings.environment import STATE_DIR

MADE_BY_THE_DEMO = ("cache", "media", "postgres", "static")


def main() -> int:
    try:
        postgres.remove()
    except ImproperlyConfigured as error:
        print(f"make clean: {error}", file=sys.stderr)
        return 1
    for name in MADE_BY_THE_DEMO:
        shutil.rmtree(STATE_DIR / name, ignore_errors=True)
    (STATE_DIR / "secret-key").unlink(missing_ok=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
