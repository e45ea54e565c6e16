"""Virtual environments for the peers, outside the repository: `python -m tests.bench.peers.setup [NAME ...]`.

Each is made beside this program's own environment and looks into it through a .pth file, so that all measure the same
torch, sentence-transformers and faiss; only what a peer needs on top is installed, held by constraints to those
versions. Knows what is installed; knows nothing of how a peer is used.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import sysconfig
import tempfile
import venv
from importlib.metadata import version
from pathlib import Path

PEERS_FOLDER = Path(tempfile.gettempdir()) / "peers"

PACKAGES = {
    "plain": (),
    # Not langchain-huggingface: it wants huggingface-hub below 2, which transformers 5.23 does not.
    "langchain": ("langchain-core==1.7.2", "langchain-community==0.4.2", "langchain-text-splitters==1.1.3"),
    "llamaindex": (
        "llama-index-core==0.14.25",
        "llama-index-vector-stores-faiss==0.7.0",
        "llama-index-embeddings-huggingface==0.8.0",
    ),
    # Not faiss-haystack 3.0: it wants another haystack-ai than 3.4.
    "haystack": ("haystack-ai==3.4.0", "sentence-transformers-haystack==2.0.0"),
    "txtai": ("txtai==9.14.0",),
}
"""The newest versions on 2026-11-22 that run with the versions of `SHARED`."""

SHARED = ("torch", "transformers", "sentence-transformers", "tokenizers", "huggingface_hub", "numpy", "faiss-cpu")
"""What all sides run on: a figure would compare these otherwise. torch is the processor's build and stays it."""


def python_of(peer: str) -> Path:
    """The interpreter of a peer's environment; our own for ours."""
    return Path(sys.executable) if peer == "ours" else PEERS_FOLDER / peer / "bin" / "python"


def make(peer: str) -> None:
    """Make the environment, or bring it up to date."""
    folder = PEERS_FOLDER / peer
    venv.create(folder, with_pip=True)
    packages = folder / "lib" / f"python{sys.version_info.major}.{sys.version_info.minor}" / "site-packages"
    (packages / "zz_shared.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    if PACKAGES[peer]:
        constraints = folder / "constraints.txt"
        held = [f"{name}=={version(name).partition('+')[0]}" for name in SHARED]
        constraints.write_text("\n".join(held) + "\n", encoding="utf-8")
        pip = [str(python_of(peer)), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, "-c", str(constraints), *PACKAGES[peer]], check=True)
    if list(packages.glob("torch")) or list(packages.glob("nvidia*")):
        raise SystemExit(f"{folder}: pip installed another torch; delete the folder and say which package asked for it")
    print(f"{peer}: {', '.join(PACKAGES[peer]) or 'nothing on top'}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("peers", nargs="*", default=list(PACKAGES), metavar="NAME", help=", ".join(PACKAGES))
    for peer in parser.parse_args().peers:
        make(peer)


if __name__ == "__main__":
    main()
