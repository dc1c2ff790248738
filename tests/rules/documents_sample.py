"""Plain papers to test with: the inspection of one quarry on 9 September 2019."""

import base64
import math
import struct
import zlib
from datetime import date, datetime
from zoneinfo import ZoneInfo

from inspections.documents.form import Authority, Signatory, to_values
from inspections.documents.record import AnswerLine, FindingLine, InspectionRecord, Refusal
from inspections.documents.scheme import InspectionScheme, Opinion, SchemeItem

ZONE = ZoneInfo("Asia/Shanghai")
BUREAU = Authority("蓝山县应急管理局", "蓝")


def at(hour: int, minute: int = 0, day: int = 9) -> datetime:
    return datetime(2019, 9, day, hour, minute, tzinfo=ZONE)


def drawn(slope: int = 1) -> str:
    """A signature as a phone draws it: one stroke, 240 × 80, as base64 of a PNG."""
    width, height = 240, 80

    def row(y):
        stroke = (40 + 26 * math.sin(x * (slope + 2) / 30) * math.cos(x / 70) for x in range(width))
        return b"\0" + bytes(0 if abs(y - middle) < 3 else 255 for middle in stroke)

    def chunk(kind, body):
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    pixels = zlib.compress(b"".join(row(y) for y in range(height)))
    png = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
    return base64.b64encode(png).decode()


def officers(is_signed: bool = True) -> tuple[Signatory, ...]:
    names = (("雷建国", "18110500231"), ("盘小梅", "18110500347"))
    return tuple(
        Signatory(name, number, signature_png=drawn(n) if is_signed else "")
        for n, (name, number) in enumerate(names, start=1)
    )


def scheme(**change) -> InspectionScheme:
    values = {
        "authority": BUREAU,
        "site_name": "蓝山县示例采石场（演示）",
        "address": "蓝山县塔峰镇示例村",
        "contact": "",
        "sector": "非煤矿山",
        "starts_at": at(9, 30),
        "ends_at": at(11),
        "officers": officers(is_signed=False),
        "items": (
            SchemeItem("证照与人员", "《中华人民共和国安全生产法》第二十七条"),
            SchemeItem("采场边坡与排险", "《金属非金属矿山安全规程》"),
        ),
        "modes": ("现场检查", "查阅资料", "“四不两直”暗查"),
        "review": Opinion("拟同意。", Signatory("李审核"), date(2019, 9, 8)),
        "approval": Opinion("同意。", Signatory("王审批"), date(2019, 9, 8)),
        "remark": "随机抽查。",
    }
    return InspectionScheme(**values | change)


def record(**change) -> InspectionRecord:
    values = {
        "authority": BUREAU,
        "site_name": "蓝山县示例采石场（演示）",
        "address": "蓝山县塔峰镇示例村",
        "responsible_name": "欧阳示例",
        "responsible_title": "矿长",
        "phone": "13800000000",
        "places": "采场、破碎车间、值班室",
        "started_at": at(9, 42),
        "ended_at": at(11, 5),
        "officers": officers(),
        "scope": "查看采场东侧台阶、破碎车间和值班室，查阅安全管理台账，询问矿长和两名作业人员。",
        "findings": (
            FindingLine("采场东侧第二台阶", "坡面有浮石三处，未见排险记录", ("1", "2")),
            FindingLine("破碎车间", "皮带机尾轮一处缺防护罩。", ("3",)),
        ),
        "signed_on": date(2019, 9, 9),
        "site_person": Signatory("欧阳示例", signature_png=drawn(3)),
        "answers": (
            AnswerLine("证照", "采矿许可证、安全生产许可证有效吗？", "是"),
            AnswerLine("采场", "危石、浮石已排除吗？", "否", "东侧三处"),
            AnswerLine("尾矿库", "干滩长度够吗？", "不适用"),
        ),
    }
    return InspectionRecord(**values | change)


def refused() -> InspectionRecord:
    witness = Signatory("周见证", unit="塔峰镇人民政府", signature_png=drawn(5))
    return record(site_person=None, refusal=Refusal("负责人称须请示后再签", witness))


def values_of(form, serial="（蓝）应急检记〔2019〕12号"):
    return to_values(form, serial=serial, issued_at=at(11, 6), zone=ZONE)
