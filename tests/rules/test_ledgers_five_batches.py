import io
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

import openpyxl
import pytest

from inspections.ledgers.five_batches import BatchKind, BatchRow, FiveBatches, five_batches_xlsx

REPORT = FiveBatches(
    unit="蓝山县应急管理局",
    starts_on=date(2019, 9, 16),
    ends_on=date(2019, 9, 30),
    period_no=2,
    periods=8,
    rows={
        BatchKind.EXPOSED: (),
        BatchKind.BLACKLISTED: (),
        BatchKind.LISTED: (
            BatchRow(date(2019, 9, 20), ("0012", "示例采石场", "=HYPERLINK(1)", "县", date(2019, 10, 20), "整改中")),
            BatchRow(date(2019, 9, 10), ("0011", "示例尾矿库", "@浸润线过高", "县", date(2019, 10, 1), "已摘牌")),
            BatchRow(date(2019, 10, 2), ("0013", "下期才有", "", "县", None, "")),
        ),
        BatchKind.PROSECUTED: (
            BatchRow(
                date(2019, 9, 30), ("蓝应急立〔2019〕3号", "示例加油站", "未培训上岗", "罚款", Decimal("20000.00"))
            ),
        ),
        BatchKind.CRITICISED: (BatchRow(date(2019, 9, 18), ("某某", "检查走过场", "蓝安办〔2019〕9号")),),
    },
    notes="-本期做法\n下步打算",
    reported_at=datetime(2019, 10, 1, 9, 0),  # noqa: DTZ001 county time, as printed
)


def book(report=REPORT):
    return openpyxl.load_workbook(io.BytesIO(five_batches_xlsx(report)))


def cells(sheet):
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


@pytest.mark.rule("R31", "I21")
def test_each_figure_is_the_count_of_its_detail_sheet():
    found = book()
    for row, sheet in zip(found["半月报"].iter_rows(5, 9), found.worksheets[1:], strict=True):
        details = [line for line in cells(sheet)[2:] if isinstance(line[0], int)]
        if sheet.title != "附表五":
            assert row[4].value == len(details)
            assert row[3].value == sum(line[2] == "是" for line in details)
        assert row[5].hyperlink.location == f"'{sheet.title}'!A1"


@pytest.mark.rule("R31")
def test_the_table_has_the_plans_rows_and_owners_and_zero_counts_as_a_report():
    table = cells(book()["半月报"])
    assert table[0][0] == "集中攻坚行动“五个一批”情况半月报"
    assert "2019年9月16—30日" in table[1][0]
    assert "第2期（共8期）" in table[1][0]
    assert [row[:5] for row in table[4:9]] == [
        ["一", "曝光一批典型隐患", "宣教股", 0, 0],
        ["二", "挂牌督办一批重大事故隐患", "协调股", 1, 2],
        ["三", "立案查处一批违法违纪企业", "法规股、烟危股、工贸矿山股", 1, 1],
        ["四", "公布一批联合惩戒“黑名单”", "协调股", 0, 0],
        ["五", "通报批评监管执法宽松软的股室和人员", "政工室", 1, 1],
    ]
    assert [row[6] for row in table[4:9]] == ["本期无", None, None, "本期无", None]


@pytest.mark.rule("I22")
def test_no_cell_is_a_live_formula_and_codes_keep_their_zeros():
    found = book()
    every = [cell for sheet in found for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert not [cell for cell in every if cell.data_type == "f" or str(cell.value)[0] in "=+-@\t\r"]
    listed = cells(found["附表二"])
    assert [row[3] for row in listed[2:]] == ["0011", "0012"]
    assert listed[3][5] == "'=HYPERLINK(1)"
    assert cells(found["附表三"])[2][7] == 20000


@pytest.mark.rule("R31")
def test_the_fifth_batch_is_a_number_outside_the_personnel_office():
    outside, inside = cells(book()["附表五"]), cells(book(replace(REPORT, shows_people=True))["附表五"])
    assert "某某" not in str(outside)
    assert "限阅：共1件" in str(outside)
    assert "某某" in str(inside)


@pytest.mark.rule("R31")
def test_a_batch_that_is_not_the_readers_has_neither_line_nor_sheet():
    rows = {kind: rows for kind, rows in REPORT.rows.items() if kind == BatchKind.PROSECUTED}
    found = book(replace(REPORT, rows=rows))
    assert found.sheetnames == ["半月报", "附表三"]
    table = cells(found["半月报"])
    assert [row[0] for row in table[4:5]] == ["三"]
    assert table[5][0].startswith("情况说明")


def test_same_report_gives_same_bytes():
    assert five_batches_xlsx(REPORT) == five_batches_xlsx(REPORT)
