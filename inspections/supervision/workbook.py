"""The supervision board as XLSX: units × months, and the check-ins that the figures are made of (I21, I22)."""

import io

import xlsxwriter
from django.utils import timezone
from django.utils.translation import gettext as _

from layers.exchange.cells import neutralise


def board_xlsx(board, check_ins) -> bytes:
    """`check_ins`: (unit, ShownCheckIn, why it does not count) in the order of the board."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}) as book:
        _months(book.add_worksheet(_("按月")), board)
        _check_ins(book.add_worksheet(_("签到")), check_ins)
    return out.getvalue()


def _months(sheet, board):
    heads = [f"{month.starts_on:%Y-%m}" for month in board.terms.months]
    sheet.write_row(0, 0, [_("成员单位"), *heads])
    for line, row in enumerate(board.rows, start=1):
        sheet.write_string(line, 0, neutralise(row.unit.name))
        for column, cell in enumerate(row.cells, start=1):
            sheet.write_number(line, column, cell.count)
    sheet.set_column(0, 0, 20)


def _check_ins(sheet, check_ins):
    heads = (
        _("成员单位"),
        _("日期"),
        _("乡镇"),
        _("签到人"),
        _("到达"),
        _("离开"),
        _("误差（米）"),
        _("核验"),
        _("说明"),
    )
    sheet.write_row(0, 0, heads)
    for line, (unit, shown, why) in enumerate(check_ins, start=1):
        row = shown.row
        cells = (
            unit.name,
            row.on.isoformat(),
            row.township.name if row.township else "",
            row.user.get_full_name(),
            _clock(row.at),
            _clock(row.checked_out_at),
            row.accuracy_m,
            {"counted": _("有效"), "to_review": _("待复核")}.get(row.standing, _("不计")),
            why or row.decided_because,
        )
        for column, value in enumerate(cells):
            if isinstance(value, float):
                sheet.write_number(line, column, value)
            elif value:
                sheet.write_string(line, column, neutralise(value))
    sheet.set_column(0, len(heads) - 1, 16)


def _clock(at):
    return f"{timezone.localtime(at):%H:%M}" if at else ""
