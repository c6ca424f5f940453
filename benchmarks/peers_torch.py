"""The same networks in PyTorch, with channels last."""

import ctypes
from collections.abc import Callable
from functools import partial
from itertools import product
from typing import Any

import torch
from torch import nn
from torch.nn import functional

from fashion_mnist.images.arrays import Floats


class Block(nn.Module):
    """A residual block."""

    def __init__(self, filters: int) -> None:
        """Create two convolutions with batch normalisation."""
        super().__init__()
        self.first, self.second = (
            convolve(filters, filters),
            convolve(filters, filters, nn.Identity()),
        )

    def forward(self, x: Any) -> Any:
        """Apply the convolutions and add the shortcut."""
        return functional.relu(x + self.second(self.first(x)))


def convolve(inputs: int, filters: int, activation: nn.Module | None = None) -> nn.Sequential:
    """Create a 3x3 convolution with batch normalisation and an activation, by default ReLU."""
    convolution = nn.Conv2d(inputs, filters, 3, padding=1, bias=False)
    return nn.Sequential(convolution, nn.BatchNorm2d(filters), activation or nn.ReLU())


M_TRIM_THRESHOLD, M_MMAP_MAX = -1, -4  # options of glibc's mallopt
NETWORKS: dict[str, Callable[[], nn.Module]] = {
    "cnn": lambda: nn.Sequential(
        *(nn.Conv2d(1, 32, 3), nn.ReLU(), nn.MaxPool2d(2)),
        *(nn.Conv2d(32, 64, 3), nn.ReLU(), nn.MaxPool2d(2)),
        *(nn.Conv2d(64, 128, 3), nn.ReLU(), nn.Flatten()),
        *(nn.Linear(1152, 128), nn.ReLU(), nn.Linear(128, 10)),
    ),
    "compact": lambda: nn.Sequential(
        *(convolve(1, 16), Block(16), nn.MaxPool2d(2)),
        *(convolve(16, 32), Block(32), Block(32), nn.MaxPool2d(2)),
        *(convolve(32, 80), Block(80)),
        *(nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(80, 10)),
    ),
    "compact_fine": lambda: nn.Sequential(
        *(convolve(1, 32), Block(32), nn.MaxPool2d(2)),
        *(convolve(32, 64), Block(64), nn.MaxPool2d(2)),
        *(convolve(64, 80), Block(80)),
        *(nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(80, 10)),
    ),
}


def augment(images: Any) -> Any:
    """Mirror images (n, 1, height, width) at random and shift them by up to a pixel."""
    mirrored = torch.where(torch.rand(len(images), 1, 1, 1) < 0.5, images.flip(3), images)
    padded = functional.pad(mirrored, (1, 1, 1, 1))
    offsets = torch.randint(0, 3, (len(images), 2))
    moved = torch.empty_like(images)
    height, width = images.shape[2:]
    for row, column in product(range(3), repeat=2):
        chosen = (offsets == torch.tensor([row, column])).all(dim=1)
        moved[chosen] = padded[chosen, :, row : row + height, column : column + width]
    return moved


def epoch(
    architecture: str,
    train: tuple[Floats, Floats],
    validation: tuple[Floats, Floats],
    batch_size: int,
    validation_batch_size: int,
    is_compiled: bool,
    is_mixed: bool,
) -> Callable[[], float]:
    """Return a function that trains one epoch and returns the accuracy on the validation images.

    The network is compiled, or computes in bfloat16 where PyTorch's autocast allows it, on request.
    """
    keep_freed_memory()
    model = NETWORKS[architecture]().to(memory_format=torch.channels_last)
    optimizer = torch.optim.Adam(model.parameters(), 0.001)
    apply: Callable[..., Any] = torch.compile(model) if is_compiled else model
    (x, y), (held_out, labels) = map(to_tensors, (train, validation))
    autocast = partial(torch.autocast, "cpu", torch.bfloat16, enabled=is_mixed)

    def step(indices: Any) -> None:
        with autocast():
            loss = functional.cross_entropy(apply(augment(x[indices])), y[indices])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()

    def run() -> float:
        model.train()
        for indices in torch.randperm(len(x)).split(batch_size):
            step(indices)
        model.eval()
        with torch.no_grad(), autocast():
            predicted = [apply(part).argmax(1) for part in held_out.split(validation_batch_size)]
        return float((torch.cat(predicted) == labels).float().mean())

    return run


def keep_freed_memory() -> None:
    """Let glibc keep freed memory; else steps of the `cnn` take up to twice the time."""
    libc = ctypes.CDLL(None)
    if hasattr(libc, "mallopt"):
        libc.mallopt(M_MMAP_MAX, 0)
        libc.mallopt(M_TRIM_THRESHOLD, 2**31 - 1)


def to_tensors(examples: tuple[Floats, Floats]) -> tuple[Any, Any]:
    """Turn images (n, height, width, 1) and one-hot labels (n, n_classes) into tensors."""
    images, labels = examples
    x = torch.from_numpy(images).permute(0, 3, 1, 2).contiguous(memory_format=torch.channels_last)
    return x, torch.from_numpy(labels.argmax(axis=1))
