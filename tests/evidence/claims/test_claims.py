"""The claims as records, each with its heading and its sentences."""

from made_curves import FLAT, calm, curves

from foxdog.evidence.claims import CLAIMS
from foxdog.evidence.claims.depends import depends
from foxdog.evidence.claims.fewer_labels import needs_fewer_labels
from foxdog.evidence.claims.label_noise import plateaus


def test_each_claim_has_a_question_and_a_heading_of_its_own():
    for claim in CLAIMS:
        assert claim.question.endswith("?")
        assert not claim.heading.endswith(("?", "."))
    assert len({claim.heading for claim in CLAIMS}) == len({claim.question for claim in CLAIMS}) == len(CLAIMS)


def test_each_claim_is_judged_by_its_own_sentences():
    made, noisy = curves(calm(random=FLAT, a=FLAT, b=FLAT)), curves(calm(random=FLAT, a=FLAT, b=FLAT), noise=0.2)
    for claim, sentences in zip(CLAIMS, (needs_fewer_labels, depends, plateaus), strict=True):
        assert claim.sentences(made, [noisy], ["a"]) == sentences(made, [noisy], ["a"])
        assert all(" b " not in f" {sentence} " for sentence in claim.sentences(made, [noisy], ["a"]))
