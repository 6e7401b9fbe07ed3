"""The network: MiniLM-L6 with a shape in BERT's token-type slot, a tagging head and two pointer heads."""

from __future__ import annotations

import json
from pathlib import Path

from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional

TAGS = 7
POINTER = 96
SHAPES = 11


class Layer(nn.Module):
    """One BERT layer (post-norm)."""

    def __init__(self, size: int, inner: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.query, self.key, self.value, self.out = (nn.Linear(size, size) for _ in range(4))
        self.norm1, self.norm2 = nn.LayerNorm(size, 1e-12), nn.LayerNorm(size, 1e-12)
        self.up, self.down = nn.Linear(size, inner), nn.Linear(inner, size)

    def forward(self, hidden: Tensor, bias: Tensor) -> Tensor:
        batch, length, size = hidden.shape
        query, key, value = (
            part(hidden).view(batch, length, self.heads, size // self.heads).transpose(1, 2)
            for part in (self.query, self.key, self.value)
        )
        weight = (query @ key.transpose(-1, -2) * (size // self.heads) ** -0.5 + bias.to(query.dtype)).softmax(-1)
        mixed = (weight.to(value.dtype) @ value).transpose(1, 2).reshape(batch, length, size)
        hidden = self.norm1(hidden + self.out(mixed))
        return self.norm2(hidden + self.down(functional.gelu(self.up(hidden))))


class Net(nn.Module):
    """ids, shapes, mask (batch x length) -> tag scores, link scores, source scores, last hidden layer.

    `link[b, i, j]`: score of piece j beginning the cue of the attribution that piece i belongs to; `source[b, i, j]`:
    score of piece j beginning the source of the cue that piece i belongs to. Column 0 ([CLS]) means none here.
    """

    def __init__(self, size: int, layers: int, heads: int, inner: int, words: int, places: int, dropout: float) -> None:
        super().__init__()
        self.words = nn.Embedding(words, size)
        self.places = nn.Embedding(places, size)
        self.shapes = nn.Embedding(SHAPES, size)
        self.norm = nn.LayerNorm(size, 1e-12)
        self.layers = nn.ModuleList(Layer(size, inner, heads) for _ in range(layers))
        self.dropout = nn.Dropout(dropout)
        self.tag_hidden, self.tag = nn.Linear(size, size), nn.Linear(size, TAGS)
        self.pointers = nn.Linear(size, 4 * POINTER)

    def forward(self, ids: Tensor, shapes: Tensor, mask: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        length = ids.shape[1]
        hidden = self.words(ids) + self.places.weight[:length] + self.shapes(shapes)
        hidden = self.dropout(self.norm(hidden))
        bias = (1.0 - mask[:, None, None, :].to(hidden.dtype)) * -1e4
        for layer in self.layers:
            hidden = layer(hidden, bias)
        top = self.dropout(hidden)
        tags = self.tag(functional.gelu(self.tag_hidden(top)))
        link_from, link_to, source_from, source_to = self.pointers(top).split(POINTER, dim=-1)
        scale = POINTER**-0.5
        beyond = bias[:, 0]
        link = link_from @ link_to.transpose(1, 2) * scale + beyond
        source = source_from @ source_to.transpose(1, 2) * scale + beyond
        return tags, link, source, hidden


def read_base(folder: Path, dropout: float = 0.0) -> Net:
    """Return the network with the weights of the sentence encoder in `folder` (config.json, model.safetensors)."""
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    weights = load_file(str(folder / "model.safetensors"))
    net = Net(
        config["hidden_size"],
        config["num_hidden_layers"],
        config["num_attention_heads"],
        config["intermediate_size"],
        config["vocab_size"],
        config["max_position_embeddings"],
        dropout,
    )
    names = {"words": "embeddings.word_embeddings", "places": "embeddings.position_embeddings", "norm": "embeddings.LayerNorm"}
    inside = {
        "query": "attention.self.query", "key": "attention.self.key", "value": "attention.self.value",
        "out": "attention.output.dense", "norm1": "attention.output.LayerNorm", "up": "intermediate.dense",
        "down": "output.dense", "norm2": "output.LayerNorm",
    }  # fmt: skip
    for number in range(len(net.layers)):
        names |= {f"layers.{number}.{ours}": f"encoder.layer.{number}.{theirs}" for ours, theirs in inside.items()}
    state = net.state_dict()
    for ours, theirs in names.items():
        for kind in ("weight", "bias"):
            if f"{ours}.{kind}" in state:
                state[f"{ours}.{kind}"].copy_(weights[f"{theirs}.{kind}"])
    state["shapes.weight"].copy_(weights["embeddings.token_type_embeddings.weight"][0].expand(SHAPES, -1))
    return net
