"""Files that a command writes where it is told to. Knows what can go wrong with a place; knows nothing of what is written."""

from __future__ import annotations

from pathlib import Path

from rag import ConfigError


def write_file(path: Path, text: str, *, anew: bool = False) -> None:
    """Write `text`; with `anew` a file that is there stays as it is. Raises ConfigError that names the place."""
    try:
        with path.open("x" if anew else "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError as error:
        raise ConfigError(f"{str(path)!r} is there already and stays as it is; name another file") from error
    except FileNotFoundError as error:
        raise ConfigError(
            f"{str(path)!r} is to lie in a folder that is not there; make {str(path.parent)!r} first"
        ) from error
    except OSError as error:
        raise ConfigError(f"{str(path)!r} cannot be written: {error.strerror}; name another file") from error
