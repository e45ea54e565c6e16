"""Carries out the Dockerfile and the compose file step by step, where there is no container engine.

    debootstrap --variant=minbase --include=python3,python3-venv,ca-certificates bookworm BASE   # as root; once
    python -m tests.deployment.run BASE [--build-arg NAME=VALUE ...] [--bind PATH ...] [--keep FOLDER]

Each RUN, COPY and ENV is done in a clean copy of BASE, which takes the place of the base image; then the services `sync` and `chat`
run as the recipe says: by its user, without capabilities, read-only, on their own network, as the first process. A question is
asked, an article added, the health check asked while the page is up and while it is not, and SIGTERM ends both. `--bind` lets the
build see a path of this machine (a package registry, pip's settings); the services see none of it. Takes minutes and root.
"""

from __future__ import annotations

import argparse
import os
import shutil
import tempfile
from pathlib import Path

from tests.deployment.container import copied
from tests.deployment.image import Work, built, size
from tests.deployment.promises import PASSWORD, Deployment, exercise
from tests.deployment.recipe import COMPOSE, DOCKERFILE, ROOT, services, stages


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("base", type=Path)
    parser.add_argument("--build-arg", action="append", default=[], metavar="NAME=VALUE")
    parser.add_argument("--bind", action="append", default=[], type=Path, metavar="PATH")
    parser.add_argument(
        "--keep", type=Path, metavar="FOLDER", help="Work there and leave it; what is built there already is used."
    )
    told = parser.parse_args()
    arguments = dict(one.split("=", 1) for one in told.build_arg)
    with tempfile.TemporaryDirectory(prefix="article-rag-image-") as folder:
        work = Work(told.keep or Path(folder), told.base, arguments, told.bind)
        work.folder.chmod(0o755)
        recipe = stages(DOCKERFILE.read_text("utf-8"))
        image = built(work, recipe)
        print(f"image: {size(image.root / 'app') / 1e9:.2f} GB in /app")
        articles = work.folder / "articles"
        for folder_of_a_run in (articles, work.folder / "state"):
            shutil.rmtree(folder_of_a_run, ignore_errors=True)
        copied(ROOT / "seeds", articles)
        password = work.folder / "page-password"
        password.write_text(PASSWORD, "utf-8")
        password.chmod(0o400)
        os.chown(password, *map(int, image.user))
        found = services(COMPOSE.read_text("utf-8"), {"PASSWORD_FILE": str(password), "ARTICLES": str(articles)})
        volume = work.folder / "state"
        copied(image.root / "var/lib/article-rag", volume)
        exercise(Deployment(image, recipe[-1], work, volume), found, articles)
    print("all of it held")


if __name__ == "__main__":
    main()
