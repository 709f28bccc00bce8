"""Foxes of CIFAR-100 and dogs of CIFAR-10 as a Dataset: tiny pictures, but a known and comparable set."""

from functools import partial

import numpy as np
from PIL import Image

from foxdog.pictures.dataset import Dataset, DatasetError
from foxdog.pictures.encoding import to_bytes
from foxdog.pictures.intake.entries import Entry
from foxdog.pictures.intake.layout import by_first_folder
from foxdog.pictures.intake.prepare import read_entries
from foxdog.progress import Progress, silent

FOX, DOG = 34, 5  # the labels' numbers in CIFAR-100 (fine) and in CIFAR-10
SOURCE = "CIFAR (Krizhevsky 2009, Learning Multiple Layers of Features from Tiny Images)"


def read_cifar(progress: Progress = silent) -> Dataset:
    """All 600 foxes and as many dogs, drawn from the 6,000 by a fixed random seed; 32 px, enlarged for the net.

    Keras fetches what is not in its cache, 330 MB for the first time.

    Raises:
        DatasetError: The pictures can neither be found in Keras' cache nor be fetched.
    """
    from keras import datasets

    try:
        foxes = _of_class(datasets.cifar100.load_data(label_mode="fine"), FOX)
        dogs = _of_class(datasets.cifar10.load_data(), DOG)
    except Exception as error:  # Keras raises a bare Exception where there is no network
        raise DatasetError(f"CIFAR could not be fetched by Keras ({error}); try again with a network.") from error
    some = np.sort(np.random.default_rng(0).permutation(len(dogs))[: len(foxes)])
    pictures = {f"dog/dog/{number:04d}.png": dogs[number] for number in some}
    pictures |= {f"fox/fox/{number:04d}.png": fox for number, fox in enumerate(foxes)}
    entries = [Entry(name, partial(to_bytes, Image.fromarray(one), "PNG")) for name, one in pictures.items()]
    return read_entries(entries, "cifar", SOURCE, progress, find_classes=by_first_folder, fewest_pixels=1)


def _of_class(parts: tuple[tuple[np.ndarray, np.ndarray], ...], label: int) -> np.ndarray:
    """The pictures of one class, uint8 (n, 32, 32, 3), of Keras' training and test arrays."""
    return np.concatenate([pictures[labels[:, 0] == label] for pictures, labels in parts])
