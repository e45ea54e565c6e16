"""The network: all-MiniLM-L6-v2's encoder with three heads, in torch.

Knows shapes and losses; knows no data. The word embeddings are the packaged model's and stay as they are, so that
only the encoder and the heads need to be stored. Heads read single tokens, and a sentence's score is the mean over its
tokens: so one graph gives everything, whatever sentences a passage has.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

DIM = 384
NEVER = -1e4
HEADS_SEED = 20261130


class EvidenceNetwork(nn.Module):  # type: ignore[misc]
    """(ids, types, mask) of shape (rows, tokens) -> tokens' scores (rows, tokens, 3) and the passage's score (rows,).

    The three are: the answer starts here, ends here, and how much the token speaks for its sentence.
    """

    def __init__(self, bert: Any, *, dropout: float = 0.1) -> None:
        super().__init__()
        bert.config._attn_implementation = "eager"  # noqa: SLF001 - the traceable attention
        for module in bert.modules():
            if isinstance(module, nn.Dropout):
                module.p = dropout
        for layer in bert.encoder.layer:
            layer.attention.self.dropout.p = 0.0
        bert.embeddings.word_embeddings.weight.requires_grad_(requires_grad=False)
        self.bert = bert
        self.tokens = nn.Linear(DIM, 3)
        self.passage = nn.Sequential(nn.Linear(2 * DIM, DIM), nn.GELU(), nn.Dropout(dropout), nn.Linear(DIM, 1))

    def forward(self, ids: Tensor, types: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        hidden = self.bert(input_ids=ids, attention_mask=mask, token_type_ids=types).last_hidden_state
        text = (types * mask).unsqueeze(-1).to(hidden.dtype)  # (rows, tokens, 1)
        highest = hidden.masked_fill(text == 0, NEVER).amax(1)  # (rows, dim)
        whole = torch.cat([hidden[:, 0], highest], -1)  # (rows, 2 dim)
        return self.tokens(hidden), self.passage(whole).squeeze(-1)


def new_network(model_folder: Path) -> EvidenceNetwork:
    """The packaged encoder with fresh heads."""
    from transformers import AutoModel

    encoder = AutoModel.from_pretrained(str(model_folder), add_pooling_layer=False, local_files_only=True)
    torch.manual_seed(HEADS_SEED)
    return EvidenceNetwork(encoder)


def loaded_network(model_folder: Path, weights: Path) -> EvidenceNetwork:
    """The network with trained weights, in float32, to read with. Raises RuntimeError for weights of another shape."""
    from safetensors.torch import load_file

    network = new_network(model_folder)
    missing, unexpected = network.load_state_dict({n: w.float() for n, w in load_file(weights).items()}, strict=False)
    frozen = {name for name, parameter in network.named_parameters() if not parameter.requires_grad}
    if set(missing) - frozen - {name for name, _ in network.named_buffers()} or unexpected:
        raise RuntimeError(
            f"{weights} holds other weights: {sorted(set(missing) - frozen)} are missing, {unexpected} are new"
        )
    network.eval()
    return network


def loss_of(tokens: Tensor, passage: Tensor, batch: Mapping[str, Tensor]) -> Tensor:
    """The mean loss of a batch: whether the text answers, which sentence does, where the short answer starts and ends.

    `batch` is made by `rag.training.batches.tensors`. Where nothing answers, the short answer stands at the row's first
    token (Devlin et al. 2019), so that its score there is a second opinion on whether the text answers.
    """
    tokens, passage = tokens.float(), passage.float()
    total = functional.binary_cross_entropy_with_logits(passage, batch["answered"])
    sentences = (batch["sentence_tokens"] * tokens[..., 2].unsqueeze(1)).sum(-1)  # (rows, sentences)
    sentences = sentences.masked_fill(batch["sentence_tokens"].sum(-1) == 0, NEVER)
    total = total + _over_several(sentences, batch["gold"])
    for place, name in ((0, "starts"), (1, "ends")):
        scores = tokens[..., place].masked_fill(batch["text"] == 0, NEVER)
        total = total + 0.5 * _over_several(scores, batch[name])
    return total


def _over_several(scores: Tensor, right: Tensor) -> Tensor:
    """Minus the log of the probability of all right places together, where a row has any; the mean over all rows."""
    has = right.sum(-1) > 0
    if not has.any():
        return scores.sum() * 0.0
    logs = functional.log_softmax(scores[has], -1)
    loss = -torch.logsumexp(logs.masked_fill(right[has] == 0, NEVER), -1)
    return loss.sum() / len(scores)
