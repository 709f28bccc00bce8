"""The class of each picture, by the folders it lies in: of any names, and as well-known data sets come."""

import json

import pytest
from making import PER_CLASS, encoded, noise, packed, write
from PIL import Image

from foxdog import __main__ as command
from foxdog.learning import models
from foxdog.pictures.dataset import DatasetError
from foxdog.pictures.intake import FEWEST, read_source, read_two_folders, read_upload
from foxdog.pictures.intake.layout import ClassAndKind, by_first_folder, propose


def layout_of(*names):
    return propose(names, "my.zip").layout()


@pytest.mark.parametrize(
    ("names", "classes", "found"),
    [
        (["fox/1.jpg", "dog/1.jpg"], ("dog", "fox"), [(1, ""), (0, "")]),
        (["wolf/1.jpg", "fox/1.jpg"], ("wolf", "fox"), [(0, ""), (1, "")]),
        (["Foxes/1.jpg", "Dogs/1.jpg"], ("Dogs", "Foxes"), [(1, ""), (0, "")]),
        (["fox/red/1.jpg", "dog/2.jpg"], ("dog", "fox"), [(1, "red"), (0, "")]),
        (["a/b/fox/red/x/1.jpg", "a/b/dog/2.jpg"], ("dog", "fox"), [(1, "red"), (0, "")]),
        (["train/fox/1.jpg", "test/dog/1.jpg"], ("dog", "fox"), [(1, ""), (0, "")]),
        (["train/fox/1.jpg", "train/dog/1.jpg", "test/dog/1.jpg"], ("dog", "fox"), [(1, ""), (0, ""), (0, "")]),
        (["d/Train/fox/red/1.jpg", "d/Val/dog/1.jpg"], ("dog", "fox"), [(1, "red"), (0, "")]),
        (
            ["training_set/training_set/dogs/1.jpg", "test_set/test_set/foxes/1.jpg"],
            ("dogs", "foxes"),
            [(0, ""), (1, "")],
        ),
        (["one/fox/1.jpg", "two/dog/1.jpg", "three/dog/1.jpg"], ("dog", "fox"), [(1, ""), (0, ""), (0, "")]),
        (["fox/in/1.jpg", "fox/out/1.jpg", "dog/in/1.jpg"], ("dog", "fox"), [(1, "in"), (1, "out"), (0, "in")]),
    ],
    ids=lambda value: value[0] if isinstance(value, list) and isinstance(value[0], str) else None,
)
def test_two_folders_are_two_classes(names, classes, found):
    layout = layout_of(*names)
    assert (layout.classes, layout.rejects) == (classes, {})
    assert [layout.pictures[name] for name in names] == [ClassAndKind(*one) for one in found]


def test_a_picture_in_no_class_folder_is_named():
    layout = layout_of("loose.jpg", "fox/1.jpg", "dog/1.jpg")
    assert layout.rejects == {"loose.jpg": "lies in no class folder"}
    assert "loose.jpg" not in layout.pictures


@pytest.mark.parametrize(
    ("folder", "found"),
    [
        ("n02119022", ClassAndKind(1, "red fox")),
        ("n02119789", ClassAndKind(1, "kit fox")),
        ("n02120079", ClassAndKind(1, "arctic fox")),
        ("n02120505-grey_fox", ClassAndKind(1, "grey fox")),
        ("n02085620-Chihuahua", ClassAndKind(0, "Chihuahua")),
        ("n02106662-German_shepherd", ClassAndKind(0, "German shepherd")),
        ("n02085620", ClassAndKind(0, "n02085620")),
        ("n02113978", ClassAndKind(0, "n02113978")),
        ("n02116738-African_hunting_dog", ClassAndKind(0, "African hunting dog")),
        ("n02114367", "is of the synset n02114367, neither a dog nor a fox"),
        ("n02114367-timber_wolf", "is of the synset n02114367, neither a dog nor a fox"),
        ("n02123045-tabby", "is of the synset n02123045, neither a dog nor a fox"),
        ("n02115641", "is of the synset n02115641, neither a dog nor a fox"),
        ("fox", ClassAndKind(1)),
        ("my foxes", ClassAndKind(1)),
        ("more dogs", ClassAndKind(0)),
        ("birds", "lies in no folder of foxes or dogs"),
    ],
)
def test_synsets_are_known_by_their_numbers(folder, found):
    name = f"Images/{folder}/1.jpg"
    layout = layout_of(name, "Images/n02085620-Chihuahua/2.jpg")
    assert (layout.rejects if isinstance(found, str) else layout.pictures)[name] == found


@pytest.mark.parametrize(
    ("names", "sentence"),
    [
        ([], "my.zip holds no pictures; it must hold two folders of them, fox and dog, say."),
        (["1.jpg"], "my.zip must hold two folders of pictures, one a class; found none."),
        (["fox/1.jpg"], "my.zip must hold two folders of pictures, one a class; found fox."),
        (["a/fox/1.jpg", "a/fox/arctic/1.jpg"], "one a class; found fox."),
        (["masks/1.png"], "one a class; found none."),
        (["train/train/1.jpg", "train/plane/1.jpg"], "one a class; found plane."),
        (["cats/1.jpg", "birds/1.jpg"], "none of its folders says fox or dog (birds, cats)."),
        (["fox/1.jpg", "dog/1.jpg", "cat/1.jpg"], "beside folders of foxes and dogs there are others (cat)."),
        ([f"{name}/1.jpg" for name in "gfedcba"], "none of its folders says fox or dog (a, b, c, d, e and 2 more)."),
    ],
    ids=["nothing", "no folder", "one", "one, with a kind", "masks", "a train", "others", "three", "seven"],
)
def test_folders_that_make_no_two_classes_are_refused_in_a_sentence(names, sentence):
    with pytest.raises(DatasetError) as error:
        layout_of(*names)
    assert sentence in str(error.value)
    assert "\n" not in str(error.value)


def test_folders_that_were_named_are_the_classes_whatever_is_in_them():
    names = ["dog/a/1.jpg", "dog/b/2.jpg", "fox/n02119022/3.jpg", "fox/4.jpg"]
    layout = by_first_folder(names, "mine")
    assert layout.classes == ("dog", "fox")
    assert list(layout.pictures.values()) == [
        ClassAndKind(0, "a"),
        ClassAndKind(0, "b"),
        ClassAndKind(1, "red fox"),
        ClassAndKind(1),
    ]


def test_thousands_of_folders_in_one_another_take_no_time():
    names = [f"{'d/' * 15_000}{name}/{i}.jpg" for name in ("fox", "dog") for i in range(100)]
    assert propose(names, "deep").layout().classes == ("dog", "fox")


def jpegs(pattern, count, first):
    """Foxes are bright and dogs are dark, so that a run can learn."""
    light = 90 if first >= 10_000 else 0
    return {
        pattern.format(i): encoded(noise(first + i).point([light + value // 2 for value in range(256)] * 3))
        for i in range(count)
    }


def some_of(*patterns, first=0):
    files = {}
    for number, pattern in enumerate(patterns):
        files |= jpegs(pattern, -(-PER_CLASS // len(patterns)), first + 1000 * number)
    return files


FOXES = some_of("{}.jpg", first=10_000)
LAYOUTS = {
    "two folders": some_of("fox/{:03d}.jpg", first=10_000) | some_of("dog/{:03d}.jpg"),
    "kinds": some_of("fox/red/{}.jpg", "fox/arctic/{}.jpg", first=10_000) | some_of("dog/{}.jpg"),
    "a folder on top": some_of("my pictures/Fox/{}.JPG", first=10_000) | some_of("my pictures/Dog/{}.JPG"),
    "Stanford Dogs and a folder of foxes": some_of(
        "Images/n02085620-Chihuahua/n02085620_{}.jpg", "Images/n02106662-German_shepherd/n02106662_{}.jpg"
    )
    | some_of("fox/{}.jpg", first=10_000),
    "Stanford Dogs and ImageNet's foxes": some_of("Images/n02085620-Chihuahua/n02085620_{}.jpg")
    | some_of("Images/n02119022-red_fox/n02119022_{}.JPEG", first=10_000),
    "ImageNet's synsets": some_of("train/n02085620/n02085620_{}.JPEG", "val/n02099601/n02099601_{}.JPEG")
    | some_of("train/n02119022/n02119022_{}.JPEG", "val/n02120079/n02120079_{}.JPEG", first=10_000),
    "Kaggle": some_of("d/train/dogs/dog.{}.jpg", "d/val/dogs/dog.{}.jpg", "d/test/dogs/dog.{}.jpg")
    | some_of("d/train/foxes/fox.{}.jpg", "d/val/foxes/fox.{}.jpg", "d/test/foxes/fox.{}.jpg", first=10_000),
    "train and test": some_of("train/dog/{}.jpg", "test/dog/{}.jpg")
    | some_of("train/fox/{}.jpg", "test/fox/{}.jpg", first=10_000),
}
CLASSES = {"a folder on top": ("Dog", "Fox"), "Kaggle": ("dogs", "foxes")}
KINDS = {
    "two folders": {""},
    "kinds": {"", "red", "arctic"},
    "Stanford Dogs and a folder of foxes": {"", "Chihuahua", "German shepherd"},
    "Stanford Dogs and ImageNet's foxes": {"Chihuahua", "red fox"},
    "ImageNet's synsets": {"n02085620", "n02099601", "red fox", "arctic fox"},
}


@pytest.fixture
def run(tiny_model, tmp_path, monkeypatch):
    """Finish a run with a net that learns at once; returns what it wrote."""
    monkeypatch.setattr(models, "load_model", tiny_model)

    def finish(source):
        out = tmp_path / "out"
        arguments = ["--pictures", str(source), "--out", str(out), "--initial", "4", "--batch", "4", "--budget", "12"]
        assert command.main(["run", *arguments]) == 0
        return json.loads((out / "run.json").read_text())

    return finish


def check(dataset, layout):
    files = LAYOUTS[layout]
    assert dataset.classes == CLASSES.get(layout, ("dog", "fox"))
    assert dataset.names.tolist() == sorted(files)
    assert not dataset.rejects
    for name, label in zip(dataset.names.tolist(), dataset.labels.tolist(), strict=True):
        bright = dataset.pictures[dataset.names == name].mean() > 110
        assert bright == bool(label), name
    assert set(dataset.kinds.tolist()) == KINDS.get(layout, {""})


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_layout_becomes_a_dataset_and_a_finished_run(layout, tmp_path, run):
    folder = write(tmp_path / "mine", LAYOUTS[layout])
    check(read_source(folder), layout)
    assert run(folder)["rounds"][-1]["labelled"] == 12


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_zip_of_it_with_a_folder_on_top_is_the_same(layout, tmp_path):
    folder = write(tmp_path / "mine", LAYOUTS[layout])
    (tmp_path / "mine.zip").write_bytes(packed({f"mine/{name}": data for name, data in LAYOUTS[layout].items()}))
    zipped, plain = read_source(tmp_path / "mine.zip"), read_source(folder)
    assert zipped.fingerprint == plain.fingerprint
    assert (zipped.name, zipped.classes) == (plain.name, plain.classes)
    assert zipped.kinds.tolist() == plain.kinds.tolist()


def test_a_zip_with_one_folder_on_top_finishes_a_run(tmp_path, run):
    path = tmp_path / "mine.zip"
    path.write_bytes(packed({f"mine/{name}": data for name, data in LAYOUTS["Kaggle"].items()}))
    assert run(path)["pictures"]["name"] == "mine"


def test_two_named_folders_become_a_dataset_and_a_finished_run(tmp_path, run):
    dogs = write(tmp_path / "Images", some_of("n02085620-Chihuahua/{}.jpg", "n02106662-German_shepherd/{}.jpg"))
    foxes = write(tmp_path / "vulpes", FOXES)
    arguments = ["--fox", str(foxes), "--dog", str(dogs), "--out", str(tmp_path / "set.arrow")]
    assert command.main(["pictures", "prepare", *arguments]) == 0
    dataset = read_two_folders(dogs, foxes)
    assert (dataset.name, dataset.classes) == ("vulpes-Images", ("dog", "fox"))
    assert set(dataset.kinds.tolist()) == {"", "Chihuahua", "German shepherd"}
    assert dataset.labels.sum() == PER_CLASS
    assert run(tmp_path / "set.arrow")["pictures"]["fingerprint"] == dataset.fingerprint


@pytest.mark.parametrize("spoil", ["empty", "the same"])
def test_two_named_folders_of_which_one_is_of_no_use_are_refused(tmp_path, spoil):
    dogs = write(tmp_path / "dogs", some_of("poodle/{}.jpg", "beagle/{}.jpg"))
    foxes = dogs if spoil == "the same" else tmp_path / "foxes"
    foxes.mkdir(exist_ok=True)
    with pytest.raises(DatasetError, match=r"0 usable pictures of class (dog|fox)"):
        read_two_folders(dogs, foxes)


@pytest.mark.parametrize("layout", ["two folders", "Kaggle"])
def test_an_upload_is_read_as_a_folder_is(layout, tmp_path):
    uploaded = read_upload(LAYOUTS[layout].items(), "mine")
    assert uploaded.fingerprint == read_source(write(tmp_path / "mine", LAYOUTS[layout])).fingerprint
    assert uploaded.name == "mine"


def test_stanford_dogs_alone_lack_foxes(tmp_path):
    folder = write(
        tmp_path / "dogs", some_of("Images/n02085620-Chihuahua/{}.jpg", "Images/n02088094-Afghan_hound/{}.jpg")
    )
    with pytest.raises(DatasetError, match=f"has 0 usable pictures of class fox; at least {FEWEST} are needed"):
        read_source(folder)


def test_too_few_pictures_are_refused_with_the_reasons(tmp_path):
    files = dict(LAYOUTS["two folders"])
    for i in range(5):
        files[f"fox/{i:03d}.jpg"] = b""
    files["fox/005.jpg"] = encoded(Image.new("RGB", (9, 9)))
    with pytest.raises(DatasetError) as error:
        read_source(write(tmp_path / "few", files))
    assert f"has {PER_CLASS - 6} usable pictures of class fox; at least {FEWEST} are needed." in str(error.value)
    assert "5 of class fox are empty; 1 of class fox is smaller than 48 px." in str(error.value)


def test_forty_a_class_are_enough(tmp_path):
    files = some_of("fox/{}.jpg", first=10_000) | some_of("dog/{}.jpg")
    for name in ("fox/0.jpg", "fox/1.jpg", "dog/0.jpg", "dog/1.jpg"):
        del files[name]
    assert len(read_source(write(tmp_path / "enough", files))) == 2 * FEWEST
