"""The kinds of dog."""

from __future__ import annotations

from foxdog.drawn.traits import Coat, Kind

BROWN = "#6a3b1c"

DOGS = (
    Kind(
        name="corgi", share=0.07, label="dog", mask="blaze", pattern="collie", skull=43, crown=36, cheek=52,
        cheek_y=18, jaw=23, chin=54, fluff=4, muzzle_w=19.4, muzzle_len=28, muzzle_y=33, nose=9.8, eye_x=21, eye_r=8,
        slant=0.1, ear_x=32, ear_w=37, ear_h=42, ear_splay=0.3, ear_round=0.55, tail="sabre", tail_w=9, tail_len=36,
        bulk=44, leg=27, fur=2.5, mane=0.4, length=120, head=0.68,
        coats=(
            Coat("#dc8a45", "#fdf5e8", "#8a5128", "#bd6c2e", BROWN, "#f0c4a8", 0.65),
            Coat("#c98b57", "#fbf1e2", "#5b3d2a", "#a86d3c", BROWN, "#eabfa2", 0.35),
        ),
    ),
    Kind(
        name="dachshund", share=0.08, label="dog", mask="plain", pattern="bib", skull=38, crown=34, cheek=40,
        cheek_y=14, jaw=16, chin=53, fluff=0, muzzle_w=19.4, muzzle_len=42, muzzle_y=38, stop=2, nose=9.8, eye_x=19,
        eye_r=7.6, slant=0.05, ear="drop", ear_x=36, ear_w=27, ear_h=56, tail="sabre", tail_w=5.5, tail_len=78,
        bulk=38, leg=25, fur=0.0, leg_w=0.95, length=138, head=0.6,
        coats=(
            Coat("#b5602e", "#dd9a62", "#6b3519", "#994c20", BROWN, "#9a4d22", 0.35),
            Coat("#423a3f", "#c98a52", "#262126", "#5a4e52", BROWN, "#38302f", 0.65),
        ),
    ),
    Kind(
        name="shiba", share=0.13, label="dog", mask="urajiro", pattern="urajiro", skull=44, crown=37, cheek=55,
        cheek_y=20, jaw=27, chin=53, fluff=4, muzzle_w=21.6, muzzle_len=24, muzzle_y=31, nose=9.2, eye_x=22,
        eye_r=7.2, slant=0.34, ear_x=33, ear_w=30, ear_h=29, ear_splay=0.24, ear_round=0.28, tail="curl", tail_w=13,
        bulk=44, leg=44, fur=2.5, head=0.62,
        coats=(
            Coat("#d57a38", "#fdf3e3", "#4a2f24", "#b75f26", "#4e2b16", "#eec3a4", 0.4),
            Coat("#e2a468", "#fff6e8", "#5b4030", "#c98a4c", "#4e2b16", "#f0ccb0", 0.25),
            Coat("#35313a", "#f5e6cf", "#221f28", "#c98b52", "#4e2b16", "#a9897c", 0.35),
        ),
    ),
    Kind(
        name="husky", share=0.12, label="dog", mask="husky", pattern="husky", skull=43, crown=38, cheek=53,
        cheek_y=20, jaw=20, chin=54, fluff=5, muzzle_w=21.6, muzzle_len=30, muzzle_y=34, nose=9.8, eye_x=21,
        eye_r=7.6, slant=0.28, ear_x=29, ear_w=31, ear_h=40, ear_splay=0.12, ear_round=0.2, tail="plume", tail_w=15,
        bulk=44, leg=52, fur=3.5, length=116, leg_w=1.1,
        coats=(
            Coat("#8b909b", "#f8f6f2", "#3d414d", "#b4b8c0", "#6fb7e0", "#d8bdb4", 0.36),
            Coat("#3c3f4a", "#f6f4ef", "#24262f", "#868a95", "#6fb7e0", "#c9aea6", 0.34),
            Coat("#b9643a", "#fbf3e6", "#6b3823", "#d28d5c", "#6fb7e0", "#ebc0a6", 0.1),
            Coat("#8b909b", "#f8f6f2", "#3d414d", "#b4b8c0", BROWN, "#d8bdb4", 0.2),
        ),
    ),
    Kind(
        name="spitz", share=0.15, label="dog", mask="plain", pattern="plain", skull=46, crown=42, cheek=57,
        cheek_y=14, jaw=30, chin=56, fluff=9, muzzle_w=21, muzzle_len=22, muzzle_y=28, nose=9.2, eye_x=20, eye_r=8.6,
        slant=0.12, ear_x=30, ear_w=26, ear_h=25, ear_splay=0.3, ear_round=0.35, tail="plume", tail_w=22, bulk=52,
        leg=38, fur=7, mane=1.0, head=0.62, length=104,
        coats=(
            Coat("#f5f1ea", "#ffffff", "#b9b2b0", "#e2dad2", "#33211a", "#f0cfc4", 0.45),
            Coat("#dd8a3e", "#f6d3a0", "#7c4a22", "#c06f2c", "#33211a", "#eab896", 0.2),
            Coat("#46424d", "#7b7482", "#26232c", "#5b5663", "#5d3519", "#7d6a6e", 0.2),
            Coat("#ecd3a8", "#fdf2dc", "#a9865a", "#d8b985", "#33211a", "#f0cbb4", 0.15),
        ),
    ),
    Kind(
        name="labrador", share=0.12, label="dog", mask="plain", pattern="plain", skull=46, crown=39, cheek=48,
        cheek_y=12, jaw=23, chin=54, fluff=0, muzzle_w=28.1, muzzle_len=30, muzzle_y=34, nose=12.2, eye_x=21,
        eye_r=7.8, slant=0.02, ear="drop", ear_x=40, ear_w=26, ear_h=44, tail="otter", tail_w=8, bulk=50, leg=48,
        fur=0.0, leg_w=1.2, length=120, head=0.66,
        coats=(
            Coat("#e3bd83", "#f7e3bd", "#a9793f", "#d2a465", BROWN, "#cf9f66", 0.42),
            Coat("#c77a3c", "#e5ab6e", "#7a431d", "#ad6228", "#8a4d1e", "#a85f2a", 0.1),
            Coat("#46434c", "#6f6a76", "#26242b", "#57535d", "#7a4a22", "#2a2830", 0.25),
            Coat("#6d4229", "#94633f", "#3d2417", "#5b3520", "#b07a3a", "#55321e", 0.23),
        ),
    ),
    Kind(
        name="beagle", share=0.1, label="dog", mask="blaze", pattern="tricolour", skull=43, crown=38, cheek=46,
        cheek_y=12, jaw=20, chin=52, fluff=0, muzzle_w=24.8, muzzle_len=29, muzzle_y=33, nose=11.6, eye_x=21,
        eye_r=8.8, slant=-0.05, ear="drop", ear_x=41, ear_w=30, ear_h=58, tail="sabre", tail_w=6, tail_tip="light",
        bulk=44, leg=40, fur=0.0, leg_w=1.05,
        coats=(
            Coat("#c57a3d", "#fbf4ea", "#2f2826", "#a55f2a", BROWN, "#a9622c", 0.75),
            Coat("#d69a5b", "#fdf7ee", "#c07a3c", "#b97a3f", BROWN, "#bf7d40", 0.25),
        ),
    ),
    Kind(
        name="dalmatian", share=0.1, label="dog", mask="spots", pattern="spots", skull=42, crown=38, cheek=44,
        cheek_y=12, jaw=20, chin=53, fluff=0, muzzle_w=23.8, muzzle_len=32, muzzle_y=35, nose=11.0, eye_x=21,
        eye_r=7.8, slant=0.02, ear="drop", ear_x=40, ear_w=25, ear_h=46, tail="sabre", tail_w=6, bulk=44, leg=54,
        fur=0.0, length=118, leg_w=1.0,
        coats=(
            Coat("#f7f4ef", "#ffffff", "#2d2a31", "#dedad6", BROWN, "#35323a", 0.7),
            Coat("#f7f2ea", "#ffffff", "#6b4128", "#e2d8cc", "#a0702f", "#6b4128", 0.3),
        ),
    ),
    Kind(
        name="collie", share=0.09, label="dog", mask="blaze", pattern="collie", skull=38, crown=34, cheek=48,
        cheek_y=20, jaw=20, chin=56, fluff=8, muzzle_w=18.4, muzzle_len=42, muzzle_y=40, stop=3, nose=8.5, eye_x=19,
        eye_r=7.4, slant=0.25, ear="tipped", ear_x=27, ear_w=24, ear_h=32, ear_splay=0.3, tail="low", tail_w=17,
        tail_len=84, tail_tip="light", bulk=48, leg=48, fur=6, mane=1.2, length=118,
        coats=(
            Coat("#bf7a3c", "#fcf6ec", "#5c3820", "#9a5c2a", BROWN, "#dcae86", 0.5),
            Coat("#33303a", "#faf5ee", "#201e26", "#b9743c", BROWN, "#a98a7c", 0.5),
        ),
    ),
    Kind(
        name="shepherd", share=0.1, label="dog", mask="shepherd", pattern="saddle", skull=41, crown=38, cheek=48,
        cheek_y=16, jaw=18, chin=54, fluff=3, muzzle_w=23, muzzle_len=38, muzzle_y=37, stop=5, nose=10.4, eye_x=20,
        eye_r=7.4, slant=0.18, ear_x=28, ear_w=32, ear_h=54, ear_splay=0.16, ear_round=0.16, tail="low", tail_w=12,
        tail_len=86, bulk=46, leg=52, fur=2.5, length=124, leg_w=1.05,
        coats=(
            Coat("#c48a4c", "#e9c48f", "#2d2829", "#a46c35", BROWN, "#c99a7e", 0.5),
            Coat("#444049", "#6f6974", "#26242b", "#544f5a", "#9a6528", "#77676a", 0.25),
            Coat("#a29c98", "#d9d3cb", "#36343a", "#8b847f", BROWN, "#c0a79c", 0.25),
        ),
    ),
    Kind(
        name="chihuahua", share=0.06, label="dog", mask="plain", pattern="bib", skull=45, crown=47, cheek=45,
        cheek_y=10, jaw=22, chin=46, fluff=0, muzzle_w=19, muzzle_len=16, muzzle_y=27, stop=14, nose=9, eye_x=23,
        eye_r=11, slant=0.05, ear_x=39, ear_w=42, ear_h=46, ear_splay=0.78, ear_round=0.4, tail="sabre", tail_w=5,
        tail_len=62, bulk=32, leg=40, fur=0.0, length=88, leg_w=0.75, head=0.66,
        coats=(
            Coat("#dda463", "#f9e6c8", "#8a5a30", "#c58a48", "#3d2416", "#f0bca4", 0.5),
            Coat("#f0e4cf", "#fffaf0", "#b39b7c", "#dccab0", "#3d2416", "#f3cabb", 0.25),
            Coat("#3a3236", "#e2b078", "#241f23", "#5a4a48", "#3d2416", "#b08a80", 0.25),
        ),
    ),
)  # fmt: skip
