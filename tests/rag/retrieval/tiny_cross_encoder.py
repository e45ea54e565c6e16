"""A cross-encoder small enough to make while a test runs: a BERT of two layers with random weights, on disk."""

from __future__ import annotations

from pathlib import Path

_WORDS = """
[PAD] [UNK] [CLS] [SEP] [MASK] the a of to in and on was is what who did river flooded harbour bridge opened rome oslo
council met cost four million kroner monday nobody hurt bread flour water oven hot . , : ? ( ) · - ##s ##ed ##ing
""".split()  # noqa: SIM905 - a word list reads better as words


def write_cross_encoder(folder: Path, *, labels: int = 1, seed: int = 7) -> str:
    """Write one with `labels` scores a pair to `folder`, with its tokenizer. Returns the folder's path."""
    import torch
    from transformers import BertConfig, BertForSequenceClassification

    torch.manual_seed(seed)
    config = BertConfig(
        vocab_size=len(_WORDS),
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=64,
        num_labels=labels,
    )
    model = BertForSequenceClassification(config)
    torch.nn.init.normal_(model.classifier.weight, std=3.0)  # so that scores lie apart
    model.save_pretrained(folder)
    _write_tokenizer(folder)
    return str(folder)


def write_encoder(folder: Path) -> str:
    """Write an encoder of single texts, which scores no pairs."""
    from transformers import BertConfig, BertModel

    sizes = {"hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 2, "intermediate_size": 64}
    BertModel(BertConfig(vocab_size=len(_WORDS), max_position_embeddings=64, **sizes)).save_pretrained(folder)
    _write_tokenizer(folder)
    return str(folder)


def _write_tokenizer(folder: Path) -> None:
    from transformers import BertTokenizerFast

    (folder / "vocab.txt").write_text("\n".join(_WORDS), encoding="utf-8")
    vocabulary = {word: number for number, word in enumerate(_WORDS)}
    BertTokenizerFast(vocab=vocabulary, model_max_length=64).save_pretrained(folder)
