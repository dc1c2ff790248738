"""五个一批 half-month table as XLSX: every figure is the count of its detail sheet (R31, R32, I21)."""

import io
from dataclasses import dataclass
from datetime import date, datetime, time

import xlsxwriter

from layers.exchange.cells import neutralise

from .rules import BatchKind

TITLE = "集中攻坚行动“五个一批”情况半月报"
HEADERS = ("序号", "批次", "责任股室", "本期数", "累计数", "明细（附表）", "备注")
WIDTHS = (6, 40, 30, 10, 10, 34, 24)
NUMERALS = "一二三四五"


@dataclass(frozen=True, slots=True)
class BatchForm:
    """One row of the table: its wording, who answers for it, and the columns of its detail sheet."""

    title: str
    office: str
    columns: tuple[str, ...]


FORMS = {
    BatchKind.EXPOSED: BatchForm("曝光一批典型隐患", "宣教股", ("单位", "隐患", "媒体", "日期", "链接")),
    BatchKind.LISTED: BatchForm("挂牌督办一批重大事故隐患", "协调股", ("编号", "单位", "隐患", "级别", "期限", "状态")),
    BatchKind.PROSECUTED: BatchForm(
        "立案查处一批违法违纪企业", "法规股、烟危股、工贸矿山股", ("立案号", "单位", "案由", "处罚", "罚款额")
    ),
    BatchKind.BLACKLISTED: BatchForm("公布一批联合惩戒“黑名单”", "协调股", ("单位", "事由", "公布日期", "期限")),
    BatchKind.CRITICISED: BatchForm(
        "通报批评监管执法宽松软的股室和人员", "政工室", ("股室／人员", "事由", "文号（限阅）")
    ),
}


@dataclass(frozen=True, slots=True)
class BatchRow:
    """One drill-down record: the day it counts for, and its cells in the order of the batch's columns."""

    counted_on: date
    cells: tuple[object, ...]


@dataclass(frozen=True, slots=True)
class FiveBatches:
    """五个一批 of one half-month. `rows` reach from the campaign's first day to `ends_on`; a batch without them is

    not the reader's and has neither line nor sheet. Without `shows_people` the fifth batch is a number.
    """

    unit: str
    starts_on: date
    ends_on: date
    period_no: int
    periods: int
    rows: dict[BatchKind, tuple[BatchRow, ...]]
    notes: str = ""
    filler: str = ""
    reviewer: str = ""
    signer: str = ""
    reported_at: datetime | None = None
    version: int = 1
    frozen_at: datetime | None = None
    shows_people: bool = False

    @property
    def kinds(self) -> list[tuple[str, BatchKind]]:
        """Numeral and batch of each line, in the plan's order."""
        return [(numeral, kind) for numeral, kind in zip(NUMERALS, BatchKind, strict=True) if kind in self.rows]

    def to_date(self, kind: BatchKind) -> tuple[BatchRow, ...]:
        rows = (row for row in self.rows[kind] if row.counted_on <= self.ends_on)
        return tuple(sorted(rows, key=lambda row: row.counted_on))

    def this_period(self, kind: BatchKind) -> tuple[BatchRow, ...]:
        return tuple(row for row in self.to_date(kind) if row.counted_on >= self.starts_on)


def five_batches_xlsx(report: FiveBatches) -> bytes:
    """The table and one detail sheet a batch. Moments are written as given: hand them over in county time."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}) as book:
        # Without a date of its own the file would carry the moment of writing and never be the same twice.
        book.set_properties({"title": TITLE, "created": datetime.combine(report.ends_on, time())})
        look = _formats(book)
        summary = book.add_worksheet("半月报")
        details = {kind: book.add_worksheet(f"附表{numeral}") for numeral, kind in report.kinds}
        _summary(summary, report, look)
        for kind, sheet in details.items():
            _detail(sheet, report, kind, look)
    return out.getvalue()


def _formats(book):
    base = {"font_name": "仿宋", "font_size": 12, "valign": "vcenter", "text_wrap": True}
    grid = base | {"border": 1}
    return {
        "title": book.add_format(base | {"font_name": "宋体", "font_size": 18, "bold": True, "align": "center"}),
        "line": book.add_format(base),
        "head": book.add_format(grid | {"bold": True, "align": "center"}),
        "cell": book.add_format(grid),
        "count": book.add_format(grid | {"align": "center", "num_format": "0"}),
        "money": book.add_format(grid | {"num_format": "#,##0.00"}),
        "day": book.add_format(grid | {"align": "center", "num_format": "yyyy-mm-dd"}),
        "notes": book.add_format(grid | {"valign": "top"}),
    }


def _page(sheet, widths):
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)


def _line(sheet, row, text, look, last):
    sheet.merge_range(row, 0, row, last, neutralise(text), look)


def _summary(sheet, report, look):
    _page(sheet, WIDTHS)
    last = len(HEADERS) - 1
    _line(sheet, 0, TITLE, look["title"], last)
    sheet.set_row(0, 32)
    period = f"报告期：{period_text(report.starts_on, report.ends_on)}"
    _line(sheet, 1, f"填报单位：{report.unit}　{period}　{_ordinal(report)}　单位：个、起、家、人", look["line"], last)
    people = f"填报人：{report.filler}　审核人：{report.reviewer}　签发人：{report.signer}"
    _line(sheet, 2, f"{people}　报出时间：{_moment(report.reported_at)}", look["line"], last)
    sheet.write_row(3, 0, HEADERS, look["head"])
    for row, (numeral, kind) in enumerate(report.kinds, start=4):
        _summary_row(sheet, row, report, kind, numeral, look)
    below = 4 + len(report.kinds)
    _line(sheet, below, f"情况说明：{report.notes or '／'}", look["notes"], last)
    sheet.set_row(below, 120)
    _line(sheet, below + 1, f"第{report.version}版　冻结时间：{_moment(report.frozen_at)}", look["line"], last)


def _summary_row(sheet, row, report, kind, numeral, look):
    form = FORMS[kind]
    this_period = len(report.this_period(kind))
    sheet.set_row(row, 34)
    sheet.write_row(row, 0, (numeral, form.title, form.office), look["cell"])
    sheet.write_number(row, 3, this_period, look["count"])
    sheet.write_number(row, 4, len(report.to_date(kind)), look["count"])
    sheet.write_url(row, 5, f"internal:'附表{numeral}'!A1", look["cell"], f"附表{numeral}：{'、'.join(form.columns)}")
    _write(sheet, row, 6, None if this_period else "本期无", look)


def _detail(sheet, report, kind, look):
    form = FORMS[kind]
    headers = ("序号", "计入日期", "本期", *form.columns)
    _page(sheet, (6, 13, 6, *[24] * len(form.columns)))
    _line(sheet, 0, form.title, look["title"], len(headers) - 1)
    sheet.write_row(1, 0, headers, look["head"])
    sheet.repeat_rows(1)
    sheet.freeze_panes(2, 0)
    if kind is BatchKind.CRITICISED and not report.shows_people:
        _line(sheet, 2, f"限阅：共{len(report.to_date(kind))}件，明细存政工室", look["cell"], len(headers) - 1)
        return
    for number, row in enumerate(report.to_date(kind), start=1):
        marks = (number, row.counted_on, "是" if row.counted_on >= report.starts_on else "否")
        for column, value in enumerate((*marks, *row.cells)):
            _write(sheet, number + 1, column, value, look)


def _write(sheet, row, column, value, look):
    if isinstance(value, date):
        sheet.write_datetime(row, column, value, look["day"])
    elif isinstance(value, int):
        sheet.write_number(row, column, value, look["count"])
    elif value in (None, ""):
        sheet.write_blank(row, column, None, look["cell"])
    elif isinstance(value, str):
        sheet.write_string(row, column, neutralise(value), look["cell"])
    else:
        sheet.write_number(row, column, value, look["money"])


def period_text(starts_on: date, ends_on: date) -> str:
    return f"{starts_on.year}年{starts_on.month}月{starts_on.day}—{ends_on.day}日"


def _ordinal(report):
    return f"第{report.period_no}期（共{report.periods}期）"


def _moment(at):
    return f"{at:%Y-%m-%d %H:%M}" if at else "／"
