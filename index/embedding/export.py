"""The packaged model exported to OpenVINO: encoder, mean pooling over the mask, unit length, as one graph.

Run as a program (`python -m index.embedding.export SOURCE TARGET`), so that torch never enters the
process that embeds and the libraries' own logging stays theirs. Pooling and normalisation are those of
the model's modules.json (Reimers and Gurevych 2019, arXiv:1908.10084).
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

from index.embedding.runtime import openvino
from index.errors import ModelUnavailable


def export_in_subprocess(source: Path, target: Path, *, program: str = "index.embedding.export") -> None:
    """Write `target` (model.xml, with model.bin beside it) from `source`, by the module `program` run as a program.

    Raises ModelUnavailable with the exporter's own last words.
    """
    command = [sys.executable, "-m", program, str(source), str(target)]
    result = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own module
    if result.returncode != 0:
        last_words = result.stderr.strip().splitlines()[-1:] or ["no message"]
        raise ModelUnavailable(
            f"the encoder in {source} cannot be exported ({last_words[0]}); "
            "reinstall openvino and sentence-transformers, or do without: IndexConfig(engine='reference')"
        )


def _export(source: str, target: str) -> None:
    import torch
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(source, device="cpu", local_files_only=True)
    ids = torch.ones((2, 16), dtype=torch.int64)
    example = {"input_ids": ids, "attention_mask": torch.ones_like(ids)}
    with torch.no_grad():
        graph = openvino().convert_model(_encoder_module(model[0].auto_model), example_input=example)
    openvino().save_model(graph, target, compress_to_fp16=True)


def _encoder_module(bert: Any) -> Any:
    """Wrap a BERT so that (input_ids, attention_mask) of shape (texts, tokens) give (texts, dim)."""
    import torch

    class Encoder(torch.nn.Module):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            bert.config._attn_implementation = "eager"  # noqa: SLF001 - the traceable attention
            self.bert = bert.eval()

        def forward(self, input_ids: Any, attention_mask: Any) -> Any:
            types = torch.zeros_like(input_ids)
            hidden = self.bert(
                input_ids=input_ids, attention_mask=attention_mask, token_type_ids=types
            ).last_hidden_state
            kept = attention_mask.unsqueeze(-1).to(hidden.dtype)  # (texts, tokens, 1)
            pooled = (hidden * kept).sum(1) / kept.sum(1).clamp(min=1e-9)  # (texts, dim)
            return torch.nn.functional.normalize(pooled, dim=-1)

    return Encoder()


if __name__ == "__main__":
    _export(*sys.argv[1:3])
