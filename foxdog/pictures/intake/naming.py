"""What the name of a folder or a file says: a class, a part of a split, or that its pictures have no class."""

import re
import unicodedata

from foxdog.pictures.dataset import POOL, TEST, VALIDATION

DOG, FOX = 0, 1
WORDS = {
    FOX: {
        *("fox", "foxes", "vulpes", "fuchs", "füchse", "fuechse", "renard", "renards", "zorro", "zorros", "volpe"),
        *("volpi", "raposa", "raposas", "vossen", "räv", "rävar", "liška", "lišky", "tilki", "лиса", "лисы", "лисица"),
        *("狐", "狐狸", "キツネ", "きつね", "여우"),
    },
    DOG: {
        *("dog", "dogs", "doggo", "doggos", "puppy", "puppies", "hund", "hunde", "chien", "chiens", "perro", "perros"),
        *("cani", "cachorro", "cachorros", "cão", "cães", "hond", "honden", "psy", "köpek", "собака", "собаки"),
        *("犬", "狗", "イヌ", "いぬ", "개"),
    },
}
ENDINGS = {"fox": FOX, "foxes": FOX, "dog": DOG, "dogs": DOG}  # of redfox and bulldogs
BREEDS = re.compile(r"fox ?(terrier|hound)s?")  # dogs with a fox in their name
OTHERS = re.compile(  # neither, whatever their name
    r"(hot|corn|prairie|raccoon|sea|under) ?dogs?|(flying|fire|sea) ?fox(es)?|fox (squirrel|sparrow|shark|glove)s?"
)
NO = {"not", "non", "no", "without", "ohne", "kein", "keine", "sans", "sin", "neither"}
PARTS = {
    **dict.fromkeys(("train", "training", "trainset", "trn"), POOL),
    **dict.fromkeys(
        ("val", "vali", "valid", "validate", "validation", "dev", "devel", "eval", "evaluation"), VALIDATION
    ),
    **dict.fromkeys(("test", "testing", "testset", "tst", "holdout", "heldout", "unseen"), TEST),
    **dict.fromkeys(("fold", "kfold", "split", "part", "subset", "section", "chunk"), ""),
}
FILLERS = {
    *("set", "sets", "data", "dataset", "datasets", "image", "images", "img", "imgs", "jpg", "jpeg", "jpegs", "png"),
    *(
        "picture",
        "pictures",
        "pic",
        "pics",
        "photo",
        "photos",
        "seg",
        "folder",
        "small",
        "large",
        "new",
        "cv",
        "all",
        "the",
    ),
}
MASKS = {
    *("mask", "masks", "annotation", "annotations", "anno", "annos", "annot", "annots", "label", "labels", "trimap"),
    *(
        "trimaps",
        "segmentation",
        "segmentations",
        "groundtruth",
        "gt",
        "bbox",
        "bboxes",
        "heatmap",
        "heatmaps",
        "depth",
    ),
}
UNLABELLED = {
    *("unlabelled", "unlabeled", "unlabel", "unknown", "unsorted", "unclassified", "unsupervised", "nolabel"),
    *("pred", "preds", "predict", "prediction", "predictions", "submission"),
}
SMALL_COPIES = {"thumb", "thumbs", "thumbnail", "thumbnails", "preview", "previews", "icons"}
THROWN_AWAY = {"trash", "rejected", "rejects", "deleted", "duplicates", "backup"}
NO_CLASS = (
    (MASKS, "lies in a folder of masks or annotations"),
    (UNLABELLED, "lies in a folder of pictures without a class"),
    (SMALL_COPIES, "lies in a folder of small copies"),
    (THROWN_AWAY, "lies in a folder of what was put aside"),
)
UNSEPARATED = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")  # scripts that write no spaces


def tokens(name: str) -> list[str]:
    """The words of a name in small letters: what letters make it up, parted by anything else and by capitals."""
    plain = unicodedata.normalize("NFC", name)
    return [word.casefold() for word in re.findall(r"[^\W\d_]+", re.sub(r"(?<=[a-zß-ÿ])(?=[A-Z])", " ", plain))]


def class_in(name: str) -> int | None:
    """The class that a name says, DOG or FOX; None where it says neither, or both."""
    words = tokens(name)
    if NO & set(words):
        return None
    text = BREEDS.sub("dog", OTHERS.sub(" ", " ".join(words)))
    said = {label for word in text.split() if (label := _class_of(word)) is not None}
    return said.pop() if len(said) == 1 else None


def _class_of(word: str) -> int | None:
    for label, known in WORDS.items():
        if word in known or (UNSEPARATED.search(word) and any(one in word for one in known if UNSEPARATED.match(one))):
            return label
    return next((label for ending, label in ENDINGS.items() if word.endswith(ending)), None)


def says_more(name: str) -> bool:
    """Whether a name says more than fox or dog: red_fox, husky."""
    return bool({*tokens(name)} - FILLERS - set().union(*WORDS.values()))


def part_in(name: str) -> str | None:
    """The part of a split that a name says: POOL, VALIDATION or TEST, or "" for one of folds; None where it is none.

    A name may say part and class: dogs_train. One that says anything else, like train_station, is no part.
    """
    words = tokens(name)
    said = [PARTS[word] for word in words if word in PARTS]
    rest = [word for word in words if word not in PARTS and word not in FILLERS and _class_of(word) is None]
    return said[0] if said and not rest else None


def without_class(name: str) -> str:
    """Why the pictures of a folder of this name have no class, a phrase that follows a picture's name; "" if not so."""
    words = [word for word in tokens(name) if word not in FILLERS and word not in PARTS and _class_of(word) is None]
    return next((f"{reason} ({name})" for known, reason in NO_CLASS if words and set(words) <= known), "")
