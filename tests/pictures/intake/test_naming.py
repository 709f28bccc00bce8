"""What the name of a folder says."""

import pytest

from foxdog.pictures.dataset import POOL, TEST, VALIDATION
from foxdog.pictures.intake.naming import DOG, FOX, class_in, part_in, says_more, without_class


@pytest.mark.parametrize(
    ("name", "label"),
    [
        *(
            (name, FOX)
            for name in ("fox", "FOXES", "Red Fox", "red_fox_2", "01-fox", "RedFox", "Füchse", "狐", "Fu\u0308chse")
        ),
        *(
            (name, DOG)
            for name in ("dog", "My Dogs", "bulldog", "dogs_train", "Hund", "fox terrier", "English foxhounds")
        ),
        *(
            (name, None)
            for name in ("not_fox", "no dogs", "fox and dog", "cats", "hot dog", "flying fox", "firefox", "")
        ),
        *((name, None) for name in ("dogma", "foxy lady", "0", "without_foxes")),
    ],
)
def test_the_class_that_a_name_says(name, label):
    assert class_in(name) == label


@pytest.mark.parametrize(
    ("name", "part"),
    [
        *(
            (name, POOL)
            for name in ("train", "Training", "seg_train", "train2017", "train_set", "images-train", "dogs_train")
        ),
        *((name, VALIDATION) for name in ("val", "valid", "dev", "eval", "validation_set")),
        *((name, TEST) for name in ("test", "test1", "TestSet", "holdout", "unseen_test")),
        *((name, "") for name in ("fold1", "split_2", "part 3")),
        *((name, None) for name in ("train_station", "testament", "fox", "images", "", "7")),
    ],
)
def test_the_part_that_a_name_says(name, part):
    assert part_in(name) == part


@pytest.mark.parametrize("name", ["masks", "Annotations", "train_masks", "unlabelled", "seg_pred", "thumbs", "trash"])
def test_a_folder_of_no_class_is_named(name):
    assert without_class(name).endswith(f" ({name})")


@pytest.mark.parametrize("name", ["fox", "images", "masked_fox", "train", "unknown_fox_species", "beagle"])
def test_other_folders_may_be_a_class(name):
    assert without_class(name) == ""


def test_what_says_more_than_the_class():
    assert [says_more(name) for name in ("fox", "Dogs 2", "images", "red_fox", "husky")] == [False] * 3 + [True] * 2
