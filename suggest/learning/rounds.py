"""Training one of spaCy's components: the same examples in another order, round by round."""

import random
from collections.abc import Callable

from spacy.pipeline import TrainablePipe
from spacy.training import Example
from thinc.api import Optimizer


def train_in_rounds(
    pipe: TrainablePipe,
    examples: list[Example],
    optimizer: Optimizer,
    *,
    rounds: int,
    batch: int,
    seed: int,
    tick: Callable[[float], None],
) -> None:
    """Update an initialized component; `tick` is told which share of the rounds is done."""
    order = random.Random(seed)
    for turn in range(rounds):
        order.shuffle(examples)
        for first in range(0, len(examples), batch):
            pipe.update(examples[first : first + batch], sgd=optimizer, drop=0.2)
        tick((turn + 1) / rounds)
