"""What the name of a folder, a label or a file says: a class, a part of a split, or that it is no class."""

import re
import unicodedata
from functools import cache

from foxdog.pictures.dataset import POOL, TEST, VALIDATION

DOG, FOX = 0, 1


def _words(*lines: str) -> frozenset[str]:
    return frozenset(word for line in lines for word in line.split())


WORDS = {
    FOX: _words(
        "fox foxes vulpes fuchs füchse fuechse renard renards zorro zorros volpe volpi raposa raposas vossen räv",
        "rävar liška lišky tilki лиса лисы лисица 狐 狐狸 キツネ きつね 여우",
    ),
    DOG: _words(
        "dog dogs doggo doggos puppy puppies hund hunde chien chiens perro perros cani cachorro cachorros cão",
        "cães hond honden psy köpek собака собаки 犬 狗 イヌ いぬ 개",
    ),
}
ENDINGS = {"fox": FOX, "foxes": FOX, "dog": DOG, "dogs": DOG}  # of redfox and bulldogs
QUALIFIERS = _words(  # what may stand beside fox or dog, or before it in one word, and leaves it one
    "red arctic grey gray silver swift kit fennec corsac cross polar black white brown blue wild domestic pet my",
    "our real adult young baby class bull sheep cattle water mountain shepherd lap guide hunting street stray",
)
BREEDS = re.compile(r"fox ?(terrier|hound)s?")  # dogs with a fox in their name
OTHERS = re.compile(  # neither, whatever their name
    r"(hot|corn|prairie|raccoon|sea|under) ?dogs?|(flying|fire|sea) ?fox(es)?|fox (squirrel|sparrow|shark|glove)s?"
)
ANIMALS = _words(  # of which one may be the other class
    "cat cats kitten kittens wolf wolves coyote coyotes jackal jackals dingo dingoes hyena hyenas raccoon",
    "raccoons badger badgers lynx bear bears panda pandas lion lions tiger tigers leopard leopards cheetah",
    "cheetahs rabbit rabbits hare hares deer horse horses cow cows sheep goat goats pig pigs bird birds owl owls",
    "chicken chickens squirrel squirrels otter otters weasel weasels katze katzen wölfe chat chats loup loups",
    "gato gatos lobo lobos gatto gatti lupo lupi 猫 狼",
)
NO = _words(
    "not non no none without except other negative anti free maybe neither nor ohne kein keine nicht sans pas sin",
    "geen niet ikke inte не нет без",
)
PARTS = {
    **dict.fromkeys(_words("train training trainset trn"), POOL),
    **dict.fromkeys(_words("val vali valid validate validation dev devel eval evaluation"), VALIDATION),
    **dict.fromkeys(_words("test testing testset tst holdout heldout unseen"), TEST),
    **dict.fromkeys(_words("fold kfold split part subset section chunk"), ""),
}
FILLERS = _words(
    "set sets data dataset datasets image images img imgs jpg jpeg jpegs png picture pictures pic pics photo",
    "photos seg folder small large new cv all the semi raw public private x v final full",
)
MASKS = _words(
    "mask masks annotation annotations anno annos annot annots trimap trimaps segmentation segmentations",
    "groundtruth bbox bboxes heatmap heatmaps segmentationclass segmentationobject maske masken masque masques",
)
ONLY_BY_THEMSELVES = _words(
    "label labels ground truth gt bounding boxes depth",
)  # mean masks where nothing else is said
UNLABELLED = _words(
    "unlabelled unlabeled unlabel unknown unsorted unclassified unsupervised nolabel pred preds predict",
    "prediction predictions submission sample",
)
SMALL_COPIES = _words("thumb thumbs thumbnail thumbnails preview previews icons")
THROWN_AWAY = _words("trash rejected rejects deleted duplicates backup")
NO_CLASS = (
    (MASKS | ONLY_BY_THEMSELVES, "lies in a folder of masks or annotations"),
    (UNLABELLED, "lies in a folder of pictures without a class"),
    (SMALL_COPIES, "lies in a folder of small copies"),
    (THROWN_AWAY, "lies in a folder of what was put aside"),
)


@cache
def tokens(name: str) -> tuple[str, ...]:
    """The words of a name in small letters: what letters make it up, parted by anything else and by capitals."""
    plain = unicodedata.normalize("NFC", name)
    parted = re.sub(r"(?<=[a-zß-ÿ])(?=[A-Z])", " ", plain)
    return tuple(word.casefold() for word in re.findall(r"[^\W\d_]+", parted))


@cache
def class_in(name: str) -> int | None:
    """The class that a name says, DOG or FOX; None where it says neither, or both, or denies it."""
    said = {label for word in _plain(name) if (label := _class_of(word)) is not None}
    denied = {*tokens(name)} & (NO | ANIMALS)
    return said.pop() if len(said) == 1 and not denied else None


def _plain(name: str) -> list[str]:
    """The words of a name, with dog for a breed that has a fox in its name."""
    return BREEDS.sub("dog", OTHERS.sub(" neither ", " ".join(tokens(name)))).split()


def _class_of(word: str) -> int | None:
    for label, known in WORDS.items():
        if word in known:
            return label
    return next((ENDINGS[end] for end in ENDINGS if word.endswith(end) and word.removesuffix(end) in QUALIFIERS), None)


def says_only_class(name: str) -> bool:
    """Whether a name says fox or dog and nothing that could make it something else, as dog_food does."""
    rest = {word for word in _plain(name) if _class_of(word) is None}
    return class_in(name) is not None and rest <= FILLERS | QUALIFIERS | PARTS.keys()


def may_be_other(name: str, label: int) -> bool:
    """Whether a name can only be that of the other class beside `label`: another animal, or not_fox beside fox."""
    words = {*tokens(name)} - FILLERS
    if words & NO:
        return bool(words & WORDS[label]) and words <= NO | WORDS[label]
    contraries = {f"{no}{word}" for no in ("not", "non", "no") for word in WORDS[label]}
    return bool(words) and (words <= ANIMALS or words <= contraries)


def says_more(name: str) -> bool:
    """Whether a name says more than fox or dog: red_fox, husky."""
    return bool({*tokens(name)} - FILLERS - WORDS[DOG] - WORDS[FOX])


@cache
def part_in(name: str) -> str | None:
    """The part of a split that a name says: POOL, VALIDATION or TEST, or "" for one of folds; None where it is none.

    A name may say part and class: dogs_train. One that says anything else, like train_station, is no part.
    """
    words = tokens(name)
    said = [PARTS[word] for word in words if word in PARTS]
    rest = [word for word in words if word not in PARTS and word not in FILLERS and _class_of(word) is None]
    return said[0] if said and not rest else None


@cache
def without_class(name: str) -> str:
    """Why the pictures of a folder of this name have no class, a phrase that follows a picture's name; "" if not so."""
    words = {word for word in tokens(name) if word not in FILLERS | PARTS.keys() and _class_of(word) is None}
    for known, reason in NO_CLASS:
        if (words and words <= known) or words & known & (MASKS | SMALL_COPIES):
            return f"{reason} ({name})"
    return ""


def is_mask(name: str) -> bool:
    """Whether the name of a file says that it is a mask or a small copy of a picture."""
    return bool({*tokens(name)} & (MASKS | SMALL_COPIES))
