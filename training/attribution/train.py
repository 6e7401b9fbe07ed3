"""Fine-tune the encoder on PolNeAR.

    train.py BASE TRAIN.jsonl OUT --minutes 45

BASE: folder with the weights, config and tokenizer of all-MiniLM-L6-v2. OUT: folder for one checkpoint an epoch
(averaged weights) and last.pt. The learning rate rises, then falls linearly to nought over the planned epochs.
With --minutes the plan follows the clock instead, for a machine whose speed is not known; the number of epochs
done is printed, so that the run can be repeated by --epochs.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from pathlib import Path

import torch
from augment import rename_sources
from examples import IGNORE, Window, blur, cut_article, read_article
from net import Net, read_base
from tokenizers import Tokenizer
from torch.nn import functional


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("base", type=Path)
    parser.add_argument("train", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--epochs", type=float, default=5.0)
    parser.add_argument("--minutes", type=float, help="plan by the clock instead of by epochs")
    parser.add_argument("--start", type=Path, help="checkpoint of an earlier run to go on from")
    parser.add_argument("--sizes", type=int, nargs="+", default=[128], help="window sizes, drawn by article")
    parser.add_argument("--articles", type=int, help="only so many articles, for a trial")
    parser.add_argument("--tokens", type=int, default=2048, help="pieces in a batch")
    parser.add_argument("--body-rate", type=float, default=3e-4)
    parser.add_argument("--head-rate", type=float, default=1e-3)
    parser.add_argument("--hidden", type=float, default=0.06, help="share of words hidden")
    parser.add_argument("--renamed", type=float, default=0.2, help="share of sources given another name")
    parser.add_argument("--dropout", type=float, default=0.1)
    parser.add_argument("--average", type=float, default=0.997)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    train(args)


def train(args: argparse.Namespace) -> None:
    """Run the training and write the checkpoints."""
    rng = random.Random(args.seed)
    torch.manual_seed(args.seed)
    torch.set_num_threads(args.threads)
    args.out.mkdir(parents=True, exist_ok=True)
    tokenizer = Tokenizer.from_file(str(args.base / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    rows = [json.loads(line) for line in args.train.read_text(encoding="utf-8").splitlines()]
    rows = rows[: args.articles]
    net = read_base(args.base, args.dropout)
    if args.start:
        net.load_state_dict(torch.load(args.start, weights_only=True)["average"], strict=False)
    net.words.weight.requires_grad_(False)
    heads = [p for n, p in net.named_parameters() if n.startswith(("tag", "pointers", "shapes"))]
    body = [p for n, p in net.named_parameters() if not n.startswith(("tag", "pointers", "shapes", "words"))]
    optimizer = torch.optim.AdamW(
        [{"params": body, "lr": args.body_rate}, {"params": heads, "lr": args.head_rate}],
        weight_decay=0.01,
        betas=(0.9, 0.98),
        fused=True,
    )
    rates = [group["lr"] for group in optimizer.param_groups]
    average = {name: tensor.clone() for name, tensor in net.state_dict().items() if name != "words.weight"}
    per_epoch = len(batches(rows, tokenizer, args, random.Random(0)))
    began, step, epoch, spent = time.time(), 0, 0, 0.0
    print(f"{len(rows)} articles, {per_epoch} steps an epoch", flush=True)
    while spent < 1:
        epoch += 1
        sums, seen, cpu = [0.0, 0.0, 0.0], 0, time.process_time()
        for number, batch in enumerate(batches(rows, tokenizer, args, rng)):
            spent = (time.time() - began) / 60 / args.minutes if args.minutes else step / (args.epochs * per_epoch)
            if spent >= 1:
                break
            rate = min(1.0, (step + 1) / 100) * (1 - spent)
            for group, full in zip(optimizer.param_groups, rates, strict=True):
                group["lr"] = full * rate
            losses = loss_of(net, batch)
            sum(losses).backward()
            torch.nn.utils.clip_grad_norm_(body + heads, 1.0)
            optimizer.step()
            optimizer.zero_grad(set_to_none=True)
            step += 1
            keep = min(args.average, step / (step + 10))
            with torch.no_grad():
                for name, tensor in net.state_dict().items():
                    if name in average:
                        average[name].lerp_(tensor, 1 - keep)
            seen += sum(len(window.ids) for window in batch)
            sums = [a + b.item() for a, b in zip(sums, losses, strict=True)]
            if step % 50 == 0:
                clock = time.time() - began
                shown = " ".join(f"{x / (number + 1):.3f}" for x in sums)
                print(
                    f"epoch {epoch} step {step} {clock:.0f}s spent {spent:.3f} losses {shown} "
                    f"{seen / (time.process_time() - cpu):.0f} pieces/cpu-s",
                    flush=True,
                )
        save(net, average, args, epoch, step, per_epoch)


def batches(rows: list, tokenizer: Tokenizer, args: argparse.Namespace, rng: random.Random) -> list[list[Window]]:
    """Return one epoch's windows, those of about one length together, in random order."""
    windows = []
    for row in rows:
        article = read_article(rename_sources(row, rng, args.renamed), tokenizer)
        windows += [blur(w, rng, args.hidden, 30000) for w in cut_article(article, rng.choice(args.sizes), rng)]
    rng.shuffle(windows)
    windows.sort(key=lambda window: -(-len(window.ids) // 16))
    out: list[list[Window]] = [[]]
    for window in windows:
        if out[-1] and (len(window.ids) + 15) // 16 * 16 * (len(out[-1]) + 1) > args.tokens:
            out.append([])
        out[-1].append(window)
    rng.shuffle(out)
    return out


def loss_of(net: Net, batch: list[Window]) -> tuple[torch.Tensor, ...]:
    """Return the losses of tags, links and sources over one batch."""
    length = -(-max(len(window.ids) for window in batch) // 16) * 16

    def padded(lists: list[list[int]], fill: int) -> torch.Tensor:
        return torch.tensor([row + [fill] * (length - len(row)) for row in lists])

    mask = padded([[1] * len(window.ids) for window in batch], 0)
    with torch.autocast("cpu", torch.bfloat16):
        tags, links, sources, _ = net(padded([w.ids for w in batch], 0), padded([w.shapes for w in batch], 0), mask)
    gold = [padded([getattr(w, name) for w in batch], IGNORE) for name in ("tags", "links", "sources")]
    weights = (1.0, 0.5, 0.5)
    losses = []
    for scores, target, weight in zip((tags, links, sources), gold, weights, strict=True):
        if bool((target != IGNORE).any()):
            flat = scores.float().flatten(0, 1)
            losses.append(weight * functional.cross_entropy(flat, target.flatten(), ignore_index=IGNORE))
        else:
            losses.append(torch.zeros(()))
    return tuple(losses)


def save(net: Net, average: dict, args: argparse.Namespace, epoch: int, step: int, per_epoch: int) -> None:
    """Write the averaged weights and those of the moment."""
    plan = {k: str(v) for k, v in vars(args).items() if k not in ("base", "train", "out", "start")}
    record = {"average": average, "plan": plan, "epoch": epoch, "step": step, "epochs": step / per_epoch}
    torch.save(record, args.out / f"epoch{epoch}.pt")
    last = {name: tensor for name, tensor in net.state_dict().items() if name in average}
    torch.save(record | {"average": last}, args.out / "last.pt")
    print(f"saved epoch {epoch} after {step} steps, {step / per_epoch:.2f} epochs", flush=True)


if __name__ == "__main__":
    main()
