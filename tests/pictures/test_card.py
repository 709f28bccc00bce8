from dataclasses import replace

import numpy as np
import pytest

from foxdog.pictures import card
from foxdog.pictures.card import caveats, colour_alone, count_rows, data_card, groups_in_words, licences, sources
from foxdog.pictures.dataset import Origin, Reject


@pytest.fixture
def mixed(tiny):
    """The tiny set: of the foxes three quarters are red, the others arctic; of the dogs nothing is known."""
    foxes = np.cumsum(tiny.labels)
    kinds = np.where(tiny.labels == 0, "", np.where(foxes % 4 == 0, "arctic", "red"))
    return replace(tiny, kinds=kinds)


def test_kinds_are_counted_the_largest_first_and_foxes_before_dogs(mixed):
    rows = count_rows(mixed)
    assert [(row["class"], row["kind"], row["all"]) for row in rows] == [
        ("fox", "red", 60),
        ("fox", "arctic", 20),
        ("dog", "not known", 80),
    ]
    for part, size in (("pool", 88), ("validation", 24), ("test", 48)):
        assert sum(row[part] for row in rows) == size
    assert all(row["pool"] + row["validation"] + row["test"] == row["all"] for row in rows)


def stated(tiny, **more):
    origins = [
        Origin("", 1000, 400, 300, **{key: values[i % len(values)] for key, values in more.items()})
        for i in range(len(tiny))
    ]
    return replace(tiny, origins=tuple(origins))


def test_licences_and_sources_are_counted(tiny):
    pages = ["https://a.example/1", "https://a.example/2", "my.zip: fox/1.jpg", ""]
    known = stated(tiny, source=pages, licence=["CC0", "", "", ""])
    assert licences(known) == {"not known": 120, "CC0": 40}
    assert sources(known) == {"a.example": 80, "my.zip": 40, "not known": 40}


def test_a_page_that_is_no_address_does_no_harm(tiny):
    assert sources(stated(tiny, source=["http://[", "https://[::1"])) == {"http://[": 80, "https://[::1": 80}


def test_colour_alone_tells_bright_from_dark_and_nothing_from_nothing(tiny):
    bright = np.repeat(tiny.labels, 48 * 48 * 3).reshape(tiny.pictures.shape).astype(np.uint8) * 200
    assert colour_alone(replace(tiny, pictures=bright)) == 1.0
    same = np.zeros_like(tiny.pictures)
    assert colour_alone(replace(tiny, pictures=same)) == 0.5


def said(dataset):
    return " ".join(caveats(dataset))


def test_what_may_give_the_class_away_is_a_caveat(tiny):
    plain = stated(tiny, licence=["CC0"])
    assert "mean colour gets" in said(plain)
    assert "The files differ" not in said(plain)
    wide = tuple(
        replace(origin, width=1200 if label else 400) for origin, label in zip(plain.origins, tiny.labels, strict=True)
    )
    assert "the median dog is 400 px wide, the median fox is 1,200 px wide" in said(replace(plain, origins=wide))
    heavy = tuple(
        replace(origin, bytes=9000 if label else 90_000)
        for origin, label in zip(plain.origins, tiny.labels, strict=True)
    )
    assert "the median dog has 90,000 bytes, the median fox has 9,000 bytes" in said(replace(plain, origins=heavy))


def test_uneven_classes_are_a_caveat(tiny):
    assert "times as many" not in said(tiny)
    few = tiny.labels.copy()
    few[tiny.pool[: len(tiny.pool) // 2]] = 0
    uneven = replace(tiny, labels=few)
    (found,) = (one for one in caveats(uneven) if "times as many" in one)
    dogs, foxes = np.bincount(few[tiny.pool]).tolist()
    assert "times as many pictures of dog as of fox. The test set holds 24 of dog and 24 of fox, so 50 %" in found
    assert f"the pool holds {dogs} and {foxes}, so what is rare there" in found


def test_a_large_group_and_unknown_groups_are_caveats(tiny):
    assert "For 160 of 160 pictures it is not known which belong together" in said(tiny)
    groups = tiny.groups.copy().astype("U20")
    dogs = tiny.pool[tiny.labels[tiny.pool] == 0][:9]
    groups[dogs] = "Ann"
    grouped = said(replace(tiny, groups=groups))
    assert "9 of the 80 pictures of dog are one group (Ann), in the pool." in grouped
    assert "For 151 of 160" in grouped


def test_the_card_says_how_many_groups_there_are_and_how_they_are_known(tiny):
    assert groups_in_words(tiny) == "No two pictures are known to belong together."
    groups = tiny.groups.copy().astype("U20")
    for start, name in ((0, "Ann"), (4, "Bob"), (10, "copies of a (fox)"), (13, "like fox/1.png"), (20, "Eve")):
        groups[start : start + 3] = name
    groups[21:23] = ("only a", "only b")  # Eve has one picture: no group
    grouped = replace(tiny, groups=groups)
    known = (
        "12 pictures are in 4 groups of two or more: 2 by photographer, or by the group that was given, "
        "1 by Roboflow's names, 1 by likeness (turned, a part of the other, or nearly the same)."
    )
    assert groups_in_words(grouped) == known
    assert known in data_card(grouped)


def renamed(tiny, names, share=1.0):
    """The tiny set; the first pictures, so large a share of all, are called so with their numbers in it."""
    count = round(share * len(tiny))
    named = [names.format(i) for i in range(count)] + [f"fox/a{i}.png" for i in range(len(tiny) - count)]
    return replace(tiny, names=np.array(named), groups=np.array([f"only {name}" for name in named]))


@pytest.mark.parametrize(
    ("names", "example"),
    [
        ("fox/IMG_{:04d}.JPG", r"IMG\_0000"),
        ("fox/dsc{:05d}.jpg", "dsc00000"),
        ("garden_frame_{:06d}.png", r"garden\_frame\_000"),
    ],
)
def test_names_that_count_up_as_a_cameras_do_are_a_caveat(tiny, names, example):
    (found,) = (one for one in caveats(renamed(tiny, names)) if "count up" in one)
    assert example in found
    assert "column group" in found
    assert "count up" in said(renamed(tiny, names, 0.2))
    assert "count up" not in said(renamed(tiny, names, 0.08))


@pytest.mark.parametrize(
    "names", ["fox/{:03d}.png", "fox/fox_{:05d}.jpg", "fox/IMG_{:03d}0.jpg", "fox/{:03d}_frame.jpg"]
)
def test_other_names_say_nothing_of_a_series(tiny, names):
    assert "count up" not in said(renamed(tiny, names))


def test_a_series_whose_groups_are_known_is_no_caveat(tiny):
    known = renamed(tiny, "fox/IMG_{:04d}.JPG")
    assert "count up" not in said(replace(known, groups=np.array([f"walk {i // 5}" for i in range(len(tiny))])))


def test_a_split_that_whole_groups_only_come_near_to_is_a_caveat(tiny):
    assert not any("was to hold" in one for one in caveats(tiny))
    split = tiny.split.copy()
    split[tiny.test[0]] = "pool"
    counts = np.bincount(tiny.labels[split == "test"]).tolist()
    said = f"The test set was to hold 24 pictures of each class; whole groups come to {counts[0]} and {counts[1]}."
    assert sorted(counts) == [23, 24]
    assert said in caveats(replace(tiny, split=split))


def test_the_card_says_what_the_set_is(mixed):
    rejects = (Reject("a.jpg", "is animated"), Reject("b.jpg", "is empty (0 bytes)"), Reject("c.jpg", "is animated"))
    of_its_makers = "# Sundays\n\nMade on a Sunday."
    text = data_card(replace(mixed, rejects=rejects), of_its_makers)
    assert text.startswith(f"{of_its_makers}\n\n## In figures\n\n160 pictures of two classes, dog and fox")
    assert data_card(mixed).startswith("# Data card: tiny\n\n## In figures")
    assert f"fingerprint `{mixed.fingerprint}`" in text
    assert "| fox | red | 60 |" in text
    assert "- 2: is animated\n- 1: is empty\n" in text
    assert "## Where from" in text
    assert "## Caveats" in text
    assert text.endswith("\n")
    assert "\n\n\n" not in text


def test_the_card_of_a_set_without_rejects_says_so(tiny):
    assert "## Left out when it was prepared\n\nNothing.\n" in data_card(tiny)


def test_a_bar_in_a_name_does_not_break_the_table(tiny):
    text = data_card(replace(tiny, kinds=np.full(len(tiny), "a|b")))
    assert "| fox | a\\|b | 80 |" in text


def test_a_folder_for_each_picture_does_not_make_an_endless_table(tiny, monkeypatch):
    monkeypatch.setattr(card, "MOST_KINDS", 10)
    text = data_card(replace(tiny, kinds=tiny.names))
    assert text.count("\n| fox |") + text.count("\n| dog |") == 10
    assert "And 150 more kinds." in text


def test_a_long_list_of_sources_is_cut(tiny):
    text = data_card(stated(tiny, source=[f"https://{number}.example" for number in range(30)]))
    assert text.count(".example") == 20
    assert "- and 10 more" in text
