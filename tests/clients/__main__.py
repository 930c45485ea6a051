"""Lint the OpenAPI document, generate clients from it and compile programs that use them: `make check-clients`.

Needs the network, and npm for all but the Python client; without npm that part is passed over, and says so.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
DOCUMENT = HERE.parent.parent / "docs" / "openapi.json"


def run(folder: Path, *command: str) -> None:
    """Run a command in ``folder``; show what it printed, and stop, where it fails or warns."""
    print(f"  {Path(command[0]).name} {command[1]} …", flush=True)
    result = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    if result.returncode:
        sys.exit(f"{result.stdout}{result.stderr}\ncheck-clients: {' '.join(command)} failed.")


def check_document_and_typescript(folder: Path) -> None:
    for path in HERE.iterdir():
        if path.suffix in (".ts", ".json"):
            shutil.copy(path, folder)
    run(folder, "npm", "install", "--no-audit", "--no-fund", "--no-package-lock", "--ignore-scripts")
    tools = folder / "node_modules" / ".bin"
    run(folder, f"{tools}/redocly", "lint", "openapi.json", "--extends=recommended-strict", "--format=stylish")
    run(folder, f"{tools}/spectral", "lint", "openapi.json", "--ruleset=spectral.json", "--fail-severity=warn")
    run(folder, f"{tools}/openapi-typescript", "openapi.json", "--output=generated/schema.ts")
    run(folder, f"{tools}/openapi-ts", "--input=openapi.json", "--output=generated/hey-api")
    run(folder, f"{tools}/tsc", "--project", "tsconfig.json")


def check_python(folder: Path) -> None:
    environment = folder / "environment"
    python = environment / "bin" / "python"
    run(folder, sys.executable, "-m", "venv", str(environment))
    run(folder, str(python), "-m", "pip", "install", "--quiet", "--requirement", str(HERE / "requirements.txt"))
    run(
        folder,
        str(environment / "bin" / "openapi-python-client"),
        "generate",
        "--path=openapi.json",
        f"--config={HERE / 'openapi-python-client.yaml'}",
        "--meta=none",
        "--output-path=institute_client",
        "--fail-on-warning",
    )
    shutil.copy(HERE / "python_client.py", folder)
    run(folder, str(python), "-m", "mypy", "--strict", "python_client.py", "institute_client")


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        shutil.copy(DOCUMENT, folder)
        if shutil.which("npm"):
            check_document_and_typescript(folder)
        else:
            print("  npm is not installed: the linters and the TypeScript clients are not checked.")
        check_python(folder)


if __name__ == "__main__":
    main()
