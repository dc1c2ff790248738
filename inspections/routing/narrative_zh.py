"""Turn-by-turn in Chinese from Valhalla's maneuver types: it has 34 languages of its own, none of them Chinese."""

from .router import Leg, Maneuver

_HEADINGS = ("北", "东北", "东", "东南", "南", "西南", "西", "西北")

# Valhalla's DirectionsLeg.Maneuver.Type → (sentence with a road's name, sentence without one).
# {road} {heading} {exit} are filled in; the distance follows where one drives on.
_SENTENCES: dict[int, tuple[str, str]] = {
    0: ("沿{road}行驶", "继续行驶"),
    1: ("向{heading}出发，沿{road}行驶", "向{heading}出发"),
    2: ("向{heading}出发，{road}在右侧", "向{heading}出发，靠右"),
    3: ("向{heading}出发，{road}在左侧", "向{heading}出发，靠左"),
    4: ("到达目的地", "到达目的地"),
    5: ("到达目的地，目的地在右侧", "到达目的地，目的地在右侧"),
    6: ("到达目的地，目的地在左侧", "到达目的地，目的地在左侧"),
    7: ("道路变为{road}", "沿道路继续行驶"),
    8: ("继续沿{road}行驶", "继续直行"),
    9: ("向右前方行驶，进入{road}", "向右前方行驶"),
    10: ("右转进入{road}", "右转"),
    11: ("向右后方急转，进入{road}", "向右后方急转"),
    12: ("向右掉头，进入{road}", "向右掉头"),
    13: ("向左掉头，进入{road}", "向左掉头"),
    14: ("向左后方急转，进入{road}", "向左后方急转"),
    15: ("左转进入{road}", "左转"),
    16: ("向左前方行驶，进入{road}", "向左前方行驶"),
    17: ("直行驶入匝道，前往{road}", "直行驶入匝道"),
    18: ("驶入右侧匝道，前往{road}", "驶入右侧匝道"),
    19: ("驶入左侧匝道，前往{road}", "驶入左侧匝道"),
    20: ("从右侧出口驶出，进入{road}", "从右侧出口驶出"),
    21: ("从左侧出口驶出，进入{road}", "从左侧出口驶出"),
    22: ("岔路口直行，沿{road}行驶", "岔路口直行"),
    23: ("岔路口靠右，沿{road}行驶", "岔路口靠右"),
    24: ("岔路口靠左，沿{road}行驶", "岔路口靠左"),
    25: ("汇入{road}", "汇入主路"),
    26: ("进入环岛{exit}，前往{road}", "进入环岛{exit}"),
    27: ("驶出环岛，进入{road}", "驶出环岛"),
    28: ("乘坐轮渡{road}", "乘坐轮渡"),
    29: ("下轮渡，进入{road}", "下轮渡"),
    30: ("乘坐公共交通{road}", "乘坐公共交通"),
    31: ("换乘{road}", "换乘公共交通"),
    32: ("留在车上，继续乘坐{road}", "留在车上"),
    33: ("进入车站{road}", "进入车站"),
    34: ("在车站{road}换乘", "在车站换乘"),
    35: ("离开车站{road}", "离开车站"),
    36: ("离开车站，步行至{road}", "离开车站，步行前往目的地"),
    37: ("向右汇入{road}", "向右汇入主路"),
    38: ("向左汇入{road}", "向左汇入主路"),
    39: ("乘坐电梯，前往{road}", "乘坐电梯"),
    40: ("走楼梯，前往{road}", "走楼梯"),
    41: ("乘坐自动扶梯，前往{road}", "乘坐自动扶梯"),
    42: ("进入建筑物{road}", "进入建筑物"),
    43: ("离开建筑物，前往{road}", "离开建筑物"),
}
_ARRIVALS = {4, 5, 6}


def narrate(maneuver: Maneuver) -> str:
    """One sentence. A type that Valhalla adds one day reads as going on."""
    named, bare = _SENTENCES.get(maneuver.type, _SENTENCES[0])
    road = "／".join(maneuver.street_names)
    sentence = (named if road else bare).format(
        road=road, heading=_heading(maneuver.bearing_deg), exit=_exit(maneuver.roundabout_exit)
    )
    if maneuver.type in _ARRIVALS or not maneuver.length_m:
        return f"{sentence}。"
    drive = "" if sentence.endswith("行驶") else "，行驶"
    return f"{sentence}{drive}{distance_words(maneuver.length_m)}。"


def narrate_leg(leg: Leg) -> list[str]:
    return [narrate(maneuver) for maneuver in leg.maneuvers]


def distance_words(metres: int) -> str:
    """As a driver says it: tens of metres below one kilometre, then kilometres with one decimal."""
    rounded = max(10, round(metres / 10) * 10)
    return f"{rounded}米" if rounded < 1000 else f"{metres / 1000:.1f}公里"


def _heading(bearing_deg: int | None) -> str:
    return "前方" if bearing_deg is None else f"{_HEADINGS[round(bearing_deg / 45) % 8]}"


def _exit(number: int | None) -> str:
    return f"，从第{number}个出口驶出" if number else ""
