"""The evidence model exported to OpenVINO: encoder and heads as one graph.

Run as a program (`python -m rag.evidence.export WEIGHTS TARGET`), so that torch never enters the process that reads.
"""

from __future__ import annotations

import sys
from pathlib import Path

from index.embedding.packaged import verified_model_folder
from index.embedding.runtime import openvino


def _export(weights: str, target: str) -> None:
    import torch

    from rag.training.network import loaded_network

    network = loaded_network(verified_model_folder(), Path(weights))
    ids = torch.ones((2, 16), dtype=torch.int64)
    example = {"ids": ids, "types": torch.ones_like(ids), "mask": torch.ones_like(ids)}
    with torch.no_grad():
        graph = openvino().convert_model(network, example_input=example)
    openvino().save_model(graph, target, compress_to_fp16=True)


if __name__ == "__main__":
    _export(*sys.argv[1:3])
