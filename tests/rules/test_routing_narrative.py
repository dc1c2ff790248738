import re

import pytest

from inspections.routing.narrative_zh import distance_words, narrate, narrate_leg
from inspections.routing.router import Leg, Maneuver


@pytest.mark.parametrize("kind", range(44))
@pytest.mark.parametrize("streets", [(), ("塔峰路", "S322")])
def test_every_maneuver_reads_in_chinese(kind, streets):
    sentence = narrate(Maneuver(kind, 850, 60, streets, bearing_deg=90, roundabout_exit=2))
    assert re.fullmatch(r"[\u4e00-\u9fff0-9.，。／S]+", sentence)
    assert sentence.endswith("。")


def test_all_maneuvers_of_driving_differ():
    sentences = {narrate(Maneuver(kind, 850, 60, ("塔峰路",), 90, 2)) for kind in range(1, 30)}
    assert len(sentences) == 29


@pytest.mark.parametrize(
    ("maneuver", "sentence"),
    [
        (Maneuver(1, 1240, 90, ("塔峰路",), 46), "向东北出发，沿塔峰路行驶1.2公里。"),
        (Maneuver(15, 84, 9, ("G55",)), "左转进入G55，行驶80米。"),
        (Maneuver(26, 40, 5, (), roundabout_exit=3), "进入环岛，从第3个出口驶出，行驶40米。"),
        (Maneuver(5, 0, 0), "到达目的地，目的地在右侧。"),
        (Maneuver(99, 500, 40), "继续行驶500米。"),
    ],
)
def test_a_sentence_says_what_where_and_how_far(maneuver, sentence):
    assert narrate(maneuver) == sentence


@pytest.mark.parametrize(("metres", "words"), [(3, "10米"), (994, "990米"), (996, "1.0公里"), (12_345, "12.3公里")])
def test_distances_are_rounded_as_a_driver_says_them(metres, words):
    assert distance_words(metres) == words


def test_a_leg_is_read_in_order():
    leg = Leg([], 0, 0, (Maneuver(10, 100, 9), Maneuver(4, 0, 0)))
    assert narrate_leg(leg) == ["右转，行驶100米。", "到达目的地。"]
