"""Settings of what people may add and remove on the page. Plain values, checked when made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from index.errors import ConfigError

Uploads: TypeAlias = Literal["auto", "on", "off"]


@dataclass(frozen=True, slots=True)
class PageConfig:
    """What may be changed on the page.

    `uploads`: "on" lets whoever sees the page add and remove articles, "off" nobody, "auto" only where the page is served
    to this machine alone. One file has at most `upload_file_mb` megabytes, all added files together `upload_total_mb`.
    `uploads_folder` is where they are kept; None is a folder for each index in the user's data folder.
    """

    uploads: Uploads = "auto"
    upload_file_mb: int = 25
    upload_total_mb: int = 2_000
    uploads_folder: str | None = None

    def __post_init__(self) -> None:
        if self.uploads not in ("auto", "on", "off"):
            raise ConfigError(f"uploads is {self.uploads!r}; choose 'auto', 'on' or 'off'")
        for name in ("upload_file_mb", "upload_total_mb"):
            if getattr(self, name) < 1:
                raise ConfigError(f"{name} is {getattr(self, name)!r}; it must be a whole number of at least 1")
