"""The kinds of fox."""

from __future__ import annotations

from dataclasses import replace

from foxdog.drawn.traits import Coat, Kind

AMBER = "#c98a2c"

# What all foxes share; a kind overrides what sets it apart. No fox is only this, so it has no coats.
FOX = Kind(
    name="fox", share=0.0, coats=(), label="fox", mask="fox", pattern="fox", skull=39, crown=33, cheek=58, cheek_y=20,
    jaw=11, chin=54, fluff=6, muzzle_w=15, muzzle_len=34, muzzle_y=40, stop=4, nose=6.2, eye_x=21, eye_r=8.6,
    slant=0.27, slit=True, ear_x=27, ear_w=40, ear_h=52, ear_splay=0.3, ear_round=0.1, ear_tip=0.5, tail="brush",
    tail_w=19, tail_len=98, tail_tip="light", length=112, leg=50, leg_w=0.8, bulk=36, fur=3, stockings=0.62, head=0.6,
)  # fmt: skip

FOXES = (
    replace(
        FOX, name="red fox", share=0.52,
        coats=(
            Coat("#d9692a", "#fbf1e0", "#3a2420", "#b9501f", AMBER, "#f0cdb4", 0.5),
            Coat("#c2551f", "#f7ead6", "#2e1e1e", "#9c4019", AMBER, "#e8c2a6", 0.25),
            Coat("#dd8a45", "#fdf3e0", "#4a3028", "#c06c2e", AMBER, "#f2d2b6", 0.25),
        ),
    ),
    replace(
        FOX, name="silver fox", share=0.14, mask="silver", pattern="silver", stockings=0.0,
        coats=(
            Coat("#43424d", "#cfd2da", "#24232c", "#8b8d99", "#d3952e", "#6d6670", 0.6),
            Coat("#55565f", "#dcdde2", "#2a2a33", "#a2a4ae", "#d3952e", "#807a84", 0.4),
        ),
    ),
    replace(
        FOX, name="arctic fox", share=0.15, mask="arctic", pattern="plain", stockings=0.0, cheek=56, fluff=8,
        muzzle_len=22, muzzle_y=35, chin=51, ear_h=31, ear_w=32, ear_round=0.6, ear_tip=0.0, ear_splay=0.46, ear_x=34,
        leg=38, bulk=46, fur=5, tail_w=20, tail_len=88, leg_w=0.95, crown=35, tail_tip="", slant=0.34,
        coats=(
            Coat("#f2f0ec", "#ffffff", "#a9aebb", "#d5d8de", "#c78a2b", "#d9cdc8", 0.55),
            Coat("#e9dfce", "#fdf8ee", "#a39885", "#cdbfa7", "#c78a2b", "#d8c3b4", 0.2),
            Coat("#8d95a1", "#c9cfd6", "#4c5260", "#707987", "#d39a33", "#a39b9f", 0.25),
        ),
    ),
    replace(
        FOX, name="grey fox", share=0.13, mask="grey", pattern="grey", stockings=0.0, tail_tip="dark", ear_h=44,
        ear_round=0.3, muzzle_len=28, ear_tip=0.0, cheek=53, leg=44,
        coats=(
            Coat("#8f8e8f", "#f4ede2", "#2f2c30", "#c07a45", "#c98f2d", "#dcbfa8", 0.6),
            Coat("#a39c94", "#f6efe2", "#3a3433", "#c98850", "#c98f2d", "#e2c4aa", 0.4),
        ),
    ),
    replace(
        FOX, name="fennec", share=0.05, mask="fennec", pattern="plain", stockings=0.0, ear_h=90, ear_w=50, ear_x=31,
        ear_splay=0.4, ear_tip=0.0, ear_round=0.16, cheek=49, skull=37, muzzle_len=24, muzzle_w=13, eye_r=10,
        eye_x=20, slant=0.25, leg=38, bulk=30, length=92, tail_tip="dark", tail_w=13, tail_len=76, head=0.64,
        muzzle_y=35, chin=49, nose=5.5,
        coats=(
            Coat("#e9c58f", "#fdf4e2", "#5a4334", "#d6a768", "#6d4220", "#f3c9b4", 0.6),
            Coat("#f0d9b2", "#fffaf0", "#6b5240", "#dcb987", "#6d4220", "#f4cfbc", 0.4),
        ),
    ),
    replace(
        FOX, name="corsac fox", share=0.06, stockings=0.0, ear_h=42, ear_w=38, ear_tip=0.0, leg=42, bulk=38,
        tail_tip="dark", muzzle_len=28, cheek=56, fur=4, ear_round=0.22,
        coats=(
            Coat("#c8ab86", "#fbf1df", "#4b3b33", "#b08f68", AMBER, "#ecccb4", 0.6),
            Coat("#b8a494", "#f6ecdf", "#453a37", "#9c8674", AMBER, "#e3c4b2", 0.4),
        ),
    ),
)  # fmt: skip
