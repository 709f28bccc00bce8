"""What tells the classes, over the layouts that people's pictures come in: what is proposed, asked, and made of it.

Each line of the table is a source as it comes from Kaggle, a tool for labelling, a phone or a class of students. No
source whose classes are not sure becomes a set before a person has said which they are.
"""

import shlex
import zlib

import pytest
from making import encoded, noise, packed, write
from making_layouts import LAYOUTS, numbered, some, table

from foxdog import __main__ as command
from foxdog.pictures import card
from foxdog.pictures.dataset import POOL, TEST, VALIDATION, DatasetError
from foxdog.pictures.dataset_file import load
from foxdog.pictures.intake import Choice, Entry, UnsureError, read_source
from foxdog.pictures.intake.label_tables import find_tables
from foxdog.pictures.intake.layout import ClassAndKind, propose


@pytest.mark.parametrize("layout", LAYOUTS)
def test_what_is_proposed_and_how_sure_it_is(layout):
    pictures, files, by, classes, doubt, aside = LAYOUTS[layout]
    entries = [Entry(name, lambda data=data: data) for name, data in files.items()]
    proposal = propose(pictures, "my.zip", find_tables(entries, pictures))
    assert (proposal.by, proposal.classes, proposal.doubt) == (by, classes, doubt)
    assert len(proposal.rejects) == aside
    assert sorted([*proposal.rejects, *(file for files in proposal.groups.values() for file in files)]) == sorted(
        pictures
    )
    if doubt:
        with pytest.raises(UnsureError):
            proposal.layout()
    else:
        assert set(proposal.layout().classes) == set(classes)
        assert proposal.layout().rejects == proposal.rejects


@pytest.mark.parametrize("layout", [name for name, (*_, doubt, _) in LAYOUTS.items() if doubt])
def test_what_is_asked_is_accepted_by_the_options_that_are_proposed(layout):
    pictures, files, _, classes, _, _ = LAYOUTS[layout]
    entries = [Entry(name, lambda data=data: data) for name, data in files.items()]
    proposal = propose(pictures, "my.zip", find_tables(entries, pictures))
    found = proposal.layout(Choice(proposal.classes))
    assert set(found.classes) == set(classes)
    assert set(found.pictures) == {
        file for groups in classes.values() for one in groups for file in proposal.groups[one]
    }


@pytest.mark.parametrize(
    "pictures",
    [
        some("fox/{}.jpg", "mixed/{}.jpg"),
        some("fox/{}.jpg", "Testdaten/{}.jpg"),
        some("Fuchs/{}.jpg", "Meier/{}.jpg"),
        some("Anna Fox/{}.jpg", "Bob Smith/{}.jpg"),
        some("fox/{}.jpg", "to sort/{}.jpg"),
        some("fox/{}.jpg", "dog_food/{}.jpg"),
        some("fox/{}.jpg", "dog/{}.jpg", "notfox/{}.jpg"),
        some("fox/{}.jpg", "dog/{}.jpg", "dogs_and_cats/{}.jpg"),
        some("fox_{}.jpg", "Foto {}.jpg"),
        some("wolf/dog_{}.jpg", "husky/dog_{}.jpg", "cat/fox_{}.jpg"),
        some("red_fox/{}.jpg", "arctic_fox/{}.jpg"),
    ],
    ids=" ".join,
)
def test_what_might_be_something_else_is_asked(pictures):
    proposal = propose(pictures, "my.zip")
    with pytest.raises(UnsureError):
        proposal.layout()
    assert len(proposal.classes) == 2
    assert all(proposal.classes.values())


@pytest.mark.parametrize(
    "pictures",
    [
        some("images/n02119022/{}.jpg", "images/n02085620-Chihuahua/{}.jpg", "masks/n02119022/{}.png"),
        some("fox_{}.jpg", "dog_{}.jpg", "fox_{}_mask.png", "masks_dog_{}.png"),
        some("fox/{}.jpg", "dog/{}.jpg", "fox_masks/{}.png", "fox/SegmentationClass_mask/{}.png"),
    ],
)
def test_masks_are_never_pictures_of_a_class(pictures):
    proposal = propose(pictures, "my.zip")
    assert sorted(proposal.rejects) == sorted(name for name in pictures if "mask" in name)


def test_pictures_beside_folders_of_other_classes_are_not_dropped():
    with pytest.raises(DatasetError, match="one a class; found fox"):
        propose(some("fox/{}.jpg", "fox/dog/{}.jpg", "fox/wolf/{}.jpg"), "my.zip")


def test_a_folder_named_for_a_class_takes_no_masks():
    names = some("images/a/red/{}.jpg", "images/a/blue/{}.jpg", "images/b/red/{}.jpg", "masks/a/red/{}.jpg")
    layout = propose(names, "mine").layout(Choice({"fox": ["red"], "x": ["blue"]}))
    assert not [name for name in layout.pictures if name.startswith("masks")]


@pytest.mark.parametrize("names", [("-a", "b"), ("a=1", "b=2"), ("a, b", 'c"d'), ("*a", "b c")])
def test_the_command_that_is_printed_is_understood(tmp_path, capsys, names):
    files = jpegs(*(f"{name}/{number}.jpg" for name in names for number in range(45)))
    source, out = write(tmp_path / "mine", files), tmp_path / "set.arrow"
    assert prepare(source, out) == 2
    (line,) = (line for line in capsys.readouterr().err.splitlines() if line.startswith("foxdog: "))
    assert command.main(shlex.split(line.split(": foxdog ")[1])) == 0
    assert len(load(out)) == 90


# From a source to a set


def jpegs(*names):
    return {name: encoded(noise(hash_of(name))) for name in names}


def hash_of(name):
    """The same number for a name each time, and another for each."""
    return zlib.crc32(name.encode())


def prepare(source, out, *options):
    return command.main(["pictures", "prepare", str(source), "--out", str(out), *options])


KAGGLE = {
    **jpegs(*numbered(1000, "train/cat.{}.jpg"), *numbered(1000, "train/dog.{}.jpg"), *numbered(5, "test1/{}.jpg")),
    "train/cat.1000.jpg": b"<!DOCTYPE html><html><body>404</body></html>",
    "train/dog.1000.jpg": b"",
    "train/dog.1001.jpg": encoded(noise(1))[:500],
}


def test_a_set_like_kaggles_is_prepared_in_one_command(tmp_path, capsys):
    source = write(tmp_path / "dogs-vs-cats", KAGGLE)
    assert prepare(source, tmp_path / "set.arrow") == 0
    dataset = load(tmp_path / "set.arrow")
    assert dataset.classes == ("cat", "dog")
    assert [int((dataset.labels == label).sum()) for label in (0, 1)] == [1000, 1000]
    assert all(("cat." in name) == (label == 0) for name, label in zip(dataset.names, dataset.labels, strict=True))
    left_out = capsys.readouterr().err
    for name in ("train/cat.1000.jpg", "train/dog.1000.jpg", "train/dog.1001.jpg", "test1/4.jpg"):
        assert f"left out {name}: " in left_out


THREE = jpegs(*numbered(45, "fox/{}.jpg"), *numbered(45, "beagle/{}.jpg"), *numbered(45, "a, b/{}.jpg"))


def test_where_it_is_not_sure_the_command_asks_and_takes_its_own_answer(tmp_path, capsys):
    source, out = write(tmp_path / "my pictures", THREE), tmp_path / "set.arrow"
    assert prepare(source, out) == 2
    said = capsys.readouterr().err
    assert not out.exists()
    assert "  beagle: 45 pictures, class other\n  fox: 45 pictures, class fox\n" in said
    (line,) = (line for line in said.splitlines() if line.startswith("foxdog: "))
    again = shlex.split(line.split(": foxdog ")[1])
    assert command.main(again) == 0
    dataset = load(out)
    assert dataset.classes == ("other", "fox")
    assert set(dataset.kinds[dataset.labels == 0].tolist()) == {"beagle", "a, b"}
    assert (dataset.labels == 1).sum() == 45


def test_some_folders_against_the_rest(tmp_path):
    source, out = write(tmp_path / "mine", THREE), tmp_path / "set.arrow"
    assert prepare(source, out, "--class", "dog=beagle", "--class", "not a dog=*") == 0
    assert load(out).classes == ("dog", "not a dog")
    assert (load(out).labels == 0).sum() == 45


def test_what_is_chosen_leaves_the_others_out_by_name(tmp_path):
    source, out = write(tmp_path / "mine", THREE), tmp_path / "set.arrow"
    assert prepare(source, out, "--class", "dog=beagle", "--class", "fox=fox") == 0
    assert {reject.reason for reject in load(out).rejects} == {"is of neither class (a, b)"}


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--class", "fox=fox"], "Two classes are to be named, not 1."),
        (
            ["--class", "fox=fox", "--class", "dog=hound"],
            "nothing named hound that could be of class dog; it has a, b, b",
        ),
        (["--class", "fox=fox", "--class", "dog=fox,beagle"], "would be of both classes"),
        (["--class", "fox"], "--class takes a class's name and its folders"),
        (["--class", "fox=fox", "--class", "dog=beagle", "--split-from-folders"], "no folders train and test"),
        (["--columns", "file"], "--columns takes two columns"),
        (["--labels", "nowhere.csv"], "nowhere.csv does not exist"),
    ],
)
def test_a_choice_that_does_not_fit_is_one_sentence(tmp_path, capsys, options, sentence):
    source, out = write(tmp_path / "mine", THREE), tmp_path / "set.arrow"
    assert prepare(source, out, *options) == 2
    (said,) = (line for line in capsys.readouterr().err.splitlines() if line.startswith("foxdog: "))
    assert sentence in said
    assert not out.exists()


def test_a_run_on_unsure_pictures_says_how_to_prepare_them(tmp_path, capsys):
    source = write(tmp_path / "mine", THREE)
    assert command.main(["run", "--pictures", str(source), "--out", str(tmp_path / "out")]) == 2
    assert "by `foxdog pictures prepare` with --class" in capsys.readouterr().err


def test_a_table_from_elsewhere_says_the_classes(tmp_path):
    files = jpegs(*numbered(90))
    source, out = write(tmp_path / "mine", files), tmp_path / "set.arrow"
    rows = [f"{name},{'Vulpes' if number % 2 else 'Hund'}" for number, name in enumerate(files)]
    labels = write(tmp_path, table("said.csv", "who,what", *rows)) / "said.csv"
    assert prepare(source, out, "--labels", str(labels)) == 2  # its columns are no usual ones
    assert prepare(source, out, "--labels", str(labels), "--columns", "who,what") == 0
    assert load(out).classes == ("Hund", "Vulpes")


SPLIT = jpegs(
    *numbered(50, "train/fox/{}.jpg"),
    *numbered(60, "train/dog/{}.jpg"),
    *numbered(25, "test1/fox/{}.jpg"),
    *numbered(22, "test1/dog/{}.jpg"),
)


def test_the_split_of_the_folders_is_kept_if_one_says_so(tmp_path):
    source = write(tmp_path / "mine", SPLIT)
    kept = read_source(source, choice=Choice(keep_split=True))
    in_test = [name.startswith("test1/") for name in kept.names.tolist()]
    assert (kept.split == TEST).tolist() == in_test
    assert {POOL, VALIDATION} == set(kept.split[kept.split != TEST].tolist())
    assert (read_source(source).split == TEST).tolist() != in_test


def test_a_split_with_too_few_test_pictures_is_refused(tmp_path):
    files = {name: data for name, data in SPLIT.items() if not name.startswith("test1/dog/1")}
    with pytest.raises(DatasetError, match="fewer than 20 pictures of a class in its test"):
        read_source(write(tmp_path / "mine", files), choice=Choice(keep_split=True))


def test_copies_on_both_sides_of_a_split_that_is_kept_are_a_caveat(tmp_path):
    files = {name: data for name, data in SPLIT.items() if not name.startswith("test1/fox")}
    for number in range(25):
        turned = noise(hash_of(f"train/fox/{number}.jpg")).rotate(90, expand=True)
        files[f"test1/fox/{number}.jpg"] = encoded(turned)
    source = write(tmp_path / "mine", files)
    kept, made = read_source(source, choice=Choice(keep_split=True)), read_source(source)
    assert any(sentence.startswith("25 groups (copies,") for sentence in card.caveats(kept))
    assert "25 groups of pictures that belong together lie in more than one part" in card.data_card(kept)
    assert not any("more than one part" in sentence for sentence in card.caveats(made))


def test_what_is_unsure_comes_with_some_pictures_of_each_group(tmp_path):
    (tmp_path / "my.zip").write_bytes(packed(THREE))
    with pytest.raises(UnsureError) as error:
        read_source(tmp_path / "my.zip")
    assert {group: len(samples) for group, samples in error.value.samples.items()} == {"a, b": 3, "beagle": 3, "fox": 3}


def test_a_folder_named_by_its_path_is_a_class(tmp_path):
    proposal = propose(some("2023/a/{}.jpg", "2024/a/{}.jpg", "2024/b/{}.jpg"), "mine")
    layout = proposal.layout(Choice({"old": ["2023/a"], "new": ["2024"]}))
    assert layout.classes == ("new", "old")
    assert layout.pictures["2024/b/0.jpg"] == ClassAndKind(0, "b")
