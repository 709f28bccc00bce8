"""The layouts that people's pictures come in: the names of the pictures, tables beside them, and what they tell."""

import json

from foxdog.pictures.intake.layout import BY_FOLDERS, BY_NAMES

SURE = ""


def some(*patterns, count=3):
    return [pattern.format(number) for pattern in patterns for number in range(count)]


def table(name, *lines):
    return {name: "\n".join(lines).encode()}


def numbered(count, name="{}.jpg"):
    return [name.format(number) for number in range(count)]


def coco(images, categories):
    known = sorted({category for found in images.values() for category in found} | set(categories))
    return json.dumps(
        {
            "images": [{"id": number, "file_name": name} for number, name in enumerate(images)],
            "annotations": [
                {"id": number, "image_id": number, "category_id": known.index(category)}
                for number, found in enumerate(images.values())
                for category in found
            ],
            "categories": [{"id": number, "name": name} for number, name in enumerate(known)],
        }
    ).encode()


def studio(labels):
    return json.dumps(
        [
            {
                "data": {"image": f"/data/upload/1/0a1b2c3d-{name}"},
                "annotations": [{"result": [{"type": "choices", "value": {"choices": [label]}}]}],
            }
            for name, label in labels.items()
        ]
    ).encode()


FLAT = numbered(6)
HALF = ["fox"] * 3 + ["dog"] * 3
BY_ROW = dict(zip(FLAT, HALF, strict=True))

# name: (pictures, other files, by, the groups of each class, what makes it unsure, left aside)
LAYOUTS = {
    "two folders": (some("fox/{}.jpg", "dog/{}.jpg"), {}, BY_FOLDERS, {"dog": ["dog"], "fox": ["fox"]}, SURE, 0),
    "numbers before the names": (
        some("01_Dogs/{}.jpg", "02_Foxes/{}.jpg"),
        {},
        BY_FOLDERS,
        {"01_Dogs": ["01_Dogs"], "02_Foxes": ["02_Foxes"]},
        SURE,
        0,
    ),
    "other languages": (
        some("Füchse/{}.jpg", "Hunde/{}.jpg"),
        {},
        BY_FOLDERS,
        {"Hunde": ["Hunde"], "Füchse": ["Füchse"]},
        SURE,
        0,
    ),
    "Japanese": (some("狐/{}.jpg", "犬/{}.jpg"), {}, BY_FOLDERS, {"犬": ["犬"], "狐": ["狐"]}, SURE, 0),
    "kinds beside one another": (
        some("red_fox/{}.jpg", "arctic fox/{}.jpg", "bulldog/{}.jpg"),
        {},
        BY_FOLDERS,
        {"bulldog": ["bulldog"], "fox": ["arctic fox", "red_fox"]},
        SURE,
        0,
    ),
    "a breed with fox in its name": (
        some("dogs/fox_terrier/{}.jpg", "dogs/English foxhound/{}.jpg", "foxes/{}.jpg"),
        {},
        BY_FOLDERS,
        {"dogs": ["dogs"], "foxes": ["foxes"]},
        SURE,
        0,
    ),
    "that breed beside foxes": (
        some("fox_terrier/{}.jpg", "red fox/{}.jpg"),
        {},
        BY_FOLDERS,
        {"fox_terrier": ["fox_terrier"], "red fox": ["red fox"]},
        SURE,
        0,
    ),
    "foxes against another animal": (
        some("fox/{}.jpg", "wolf/{}.jpg"),
        {},
        BY_FOLDERS,
        {"wolf": ["wolf"], "fox": ["fox"]},
        SURE,
        0,
    ),
    "one class and its contrary": (
        some("fox/{}.jpg", "not_fox/{}.jpg"),
        {},
        BY_FOLDERS,
        {"not_fox": ["not_fox"], "fox": ["fox"]},
        SURE,
        0,
    ),
    "train and dev": (
        some("train/fox/{}.jpg", "train/dog/{}.jpg", "dev/fox/{}.jpg", "dev/dog/{}.jpg"),
        {},
        BY_FOLDERS,
        {"dog": ["dog"], "fox": ["fox"]},
        SURE,
        0,
    ),
    "seg_train and seg_pred": (
        some("seg_train/seg_train/fox/{}.jpg", "seg_train/seg_train/dog/{}.jpg", "seg_pred/seg_pred/{}.jpg"),
        {},
        BY_FOLDERS,
        {"dog": ["dog"], "fox": ["fox"]},
        SURE,
        3,
    ),
    "folds": (
        some("fold1/fox/{}.jpg", "fold1/dog/{}.jpg", "fold2/fox/{}.jpg", "fold2/dog/{}.jpg"),
        {},
        BY_FOLDERS,
        {"dog": ["dog"], "fox": ["fox"]},
        SURE,
        0,
    ),
    "a part inside a class": (
        some("fox/train/{}.jpg", "fox/test1/{}.jpg", "dog/train/{}.jpg", "dog/eval/{}.jpg"),
        {},
        BY_FOLDERS,
        {"dog": ["dog"], "fox": ["fox"]},
        SURE,
        0,
    ),
    "class and part in one name": (
        some("train_fox/{}.jpg", "train_dog/{}.jpg", "test_fox/{}.jpg", "test_dog/{}.jpg"),
        {},
        BY_FOLDERS,
        {"dog": ["test_dog", "train_dog"], "fox": ["test_fox", "train_fox"]},
        SURE,
        0,
    ),
    "images and masks": (
        some("images/fox/{}.jpg", "images/dog/{}.jpg", "masks/fox/{}.png", "masks/dog/{}.png"),
        {},
        BY_FOLDERS,
        {"dog": ["dog"], "fox": ["fox"]},
        SURE,
        6,
    ),
    "pictures without a class": (
        some("fox/{}.jpg", "dog/{}.jpg", "unlabelled/{}.jpg", "thumbs/{}.jpg"),
        {},
        BY_FOLDERS,
        {"dog": ["dog"], "fox": ["fox"]},
        SURE,
        6,
    ),
    "students' folders": (
        some("alice/fox/{}.jpg", "alice/dog/{}.jpg", "bob/foxes/{}.jpg", "bob/dogs/{}.jpg"),
        {},
        BY_FOLDERS,
        {"dog": ["dog", "dogs"], "fox": ["fox", "foxes"]},
        SURE,
        0,
    ),
    "a name for both on top": (
        some("Fox vs dog/fox/{}.jpg", "Fox vs dog/dog/{}.jpg"),
        {},
        BY_FOLDERS,
        {"dog": ["dog"], "fox": ["fox"]},
        SURE,
        0,
    ),
    "a data set of foxes on top": (
        some("fox dataset/fox/{}.jpg", "fox dataset/dog/{}.jpg"),
        {},
        BY_FOLDERS,
        {"dog": ["dog"], "fox": ["fox"]},
        SURE,
        0,
    ),
    "Stanford Dogs": (
        some("Images/n02085620-Chihuahua/{}.jpg", "Images/n02095314-wire-haired_fox_terrier/{}.jpg", "fox/{}.jpg"),
        {},
        "synsets",
        {"dog": ["dog"], "fox": ["fox"]},
        SURE,
        0,
    ),
    "synsets in flat names": (
        some("n02085620_{}.JPEG", "n02119022_{}.JPEG"),
        {},
        "synsets",
        {"dog": ["dog"], "fox": ["fox"]},
        SURE,
        0,
    ),
    "Kaggle's flat names": (
        some("train/cat.{}.jpg", "train/dog.{}.jpg") + some("test1/{}.jpg"),
        {},
        BY_NAMES,
        {"cat": ["cat"], "dog": ["dog"]},
        SURE,
        3,
    ),
    "a phone's names": (
        some("fox ({}).jpg", "Dog {}.jpg"),
        {},
        BY_NAMES,
        {"dog": ["dog"], "fox": ["fox"]},
        SURE,
        0,
    ),
    "two students, names in the files": (
        some("alice/fox{}.jpg", "alice/dog{}.jpg", "bob/fox_{}.jpg", "bob/dog_{}.jpg"),
        {},
        BY_NAMES,
        {"dog": ["dog"], "fox": ["fox"]},
        SURE,
        0,
    ),
    "labels.csv": (
        FLAT,
        table("labels.csv", "filename,label", *(f"{name},{label}" for name, label in BY_ROW.items())),
        "labels in labels.csv (columns filename and label)",
        {"dog": ["dog"], "fox": ["fox"]},
        SURE,
        0,
    ),
    "labels.csv with ids, semicolons and capitals": (
        some("train/{}.jpg", count=6) + some("test/{}x.jpg"),
        table("labels.csv", "ID;Breed", *(f"{number};{label}" for number, label in enumerate(HALF))),
        "labels in labels.csv (columns ID and Breed)",
        {"dog": ["dog"], "fox": ["fox"]},
        SURE,
        3,
    ),
    "Hugging Face's metadata.csv": (
        some("train/{}.jpg", count=6),
        table("train/metadata.csv", "file_name,label", *(f"{number}.jpg,{label}" for number, label in enumerate(HALF))),
        "labels in train/metadata.csv (columns file_name and label)",
        {"dog": ["dog"], "fox": ["fox"]},
        SURE,
        0,
    ),
    "Hugging Face's metadata.jsonl": (
        FLAT,
        table("metadata.jsonl", *(json.dumps({"file_name": name, "label": label}) for name, label in BY_ROW.items())),
        "labels in metadata.jsonl (columns file_name and label)",
        {"dog": ["dog"], "fox": ["fox"]},
        SURE,
        0,
    ),
    "Roboflow's _classes.csv": (
        some("train/{}_jpg.rf.0a.jpg", "valid/{}_jpg.rf.0b.jpg"),
        table("train/_classes.csv", "filename, dog, fox", "0_jpg.rf.0a.jpg,1,0", "1_jpg.rf.0a.jpg,0,1")
        | table("valid/_classes.csv", "filename, dog, fox", "0_jpg.rf.0b.jpg,0,1", "1_jpg.rf.0b.jpg,1,1"),
        "labels in train/_classes.csv and 1 more (columns filename)",
        {"dog": ["dog"], "fox": ["fox"]},
        SURE,
        3,
    ),
    "COCO": (
        FLAT,
        {"_annotations.coco.json": coco({name: [label] for name, label in BY_ROW.items()} | {"5.jpg": HALF}, ["bird"])},
        "labels in _annotations.coco.json",
        {"dog": ["dog"], "fox": ["fox"]},
        SURE,
        1,
    ),
    "Label Studio": (
        FLAT,
        {"project-1.json": studio(BY_ROW)},
        "labels in project-1.json",
        {"dog": ["dog"], "fox": ["fox"]},
        SURE,
        0,
    ),
    # What is asked
    "two folders of any names": (
        some("alice/{}.jpg", "bob/{}.jpg"),
        {},
        BY_FOLDERS,
        {"alice": ["alice"], "bob": ["bob"]},
        "none of its folders says fox or dog (alice, bob)",
        0,
    ),
    "numbers as classes": (
        some("0/{}.jpg", "1/{}.jpg"),
        {},
        BY_FOLDERS,
        {"0": ["0"], "1": ["1"]},
        "none of its folders says fox or dog (0, 1)",
        0,
    ),
    "a class beside a folder of pictures": (
        some("fox/{}.jpg", "images/{}.jpg"),
        {},
        BY_FOLDERS,
        {"fox": ["fox"], "images": ["images"]},
        "only one of its folders says fox or dog (fox, images)",
        0,
    ),
    "three classes": (
        some("fox/{}.jpg", "dog/{}.jpg", "wolf/{}.jpg"),
        {},
        BY_FOLDERS,
        {"dog": ["dog"], "fox": ["fox"]},
        "beside folders of foxes and dogs there are others (wolf)",
        0,
    ),
    "one class against many": (
        some("fox/{}.jpg", "beagle/{}.jpg", "pug/{}.jpg"),
        {},
        BY_FOLDERS,
        {"fox": ["fox"], "other": ["beagle", "pug"]},
        "only one of its folders says fox or dog (beagle, fox, pug)",
        0,
    ),
    "breeds in the file names": (
        some("american_bulldog_{}.jpg", "Abyssinian_{}.jpg", "Bengal_{}.jpg"),
        {},
        BY_NAMES,
        {"dog": ["dog"], "other": ["abyssinian", "bengal"]},
        "only one of its file names says fox or dog (abyssinian, bengal, dog)",
        0,
    ),
    "labels that are numbers": (
        FLAT,
        table("train.csv", "image,target", *(f"{name},{int(label == 'fox')}" for name, label in BY_ROW.items())),
        "labels in train.csv (columns image and target)",
        {"0": ["0"], "1": ["1"]},
        "none of its labels in train.csv says fox or dog (0, 1)",
        0,
    ),
    "foxes among dogs": (
        some("dogs/{}.jpg", "dogs/foxes/{}.jpg", "foxes/{}.jpg"),
        {},
        BY_FOLDERS,
        {"dogs": ["dogs"], "foxes": ["foxes"]},
        "folders of both classes lie in one another (dogs/foxes)",
        0,
    ),
}
