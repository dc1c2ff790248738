"""What stands on the paper, read back from the PDF."""

import io
import json
import re
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest
from pypdf import PdfReader

from inspections.documents.form import canonical_json, sha256_of
from inspections.documents.pdf import render_pdf
from inspections.documents.record import AnswerLine, FindingLine

from .documents_sample import record, refused, scheme, values_of

ROOT = Path(__file__).resolve().parents[2]


def read(form, serial="（蓝）应急检记〔2019〕12号", **options):
    return PdfReader(io.BytesIO(render_pdf(values_of(form, serial), **options)))


def text_of(page):
    return re.sub(r"\s", "", page.extract_text())


def whole(pdf):
    return "".join(text_of(page) for page in pdf.pages)


def test_a_record_prints_its_fixed_wording_in_order():
    text = whole(read(record(answers=())))
    places = [
        "安全生产行政执法文书",
        "现场检查记录",
        "（蓝）应急检记〔2019〕12号",
        "被检查单位蓝山县示例采石场（演示）",
        "地址",
        "法定代表人（负责人）欧阳示例职务矿长",
        "联系电话13800000000",
        "检查场所",
        "检查时间2019年9月9日9时42分至9月9日11时5分",
        "我们是蓝山县应急管理局行政执法人员雷建国、盘小梅，证件号码为18110500231、18110500347，"
        "这是我们的证件（出示证件）。现依法对你单位进行现场检查，请予以配合。",
        "检查情况：",
    ]
    found = [text.find(place) for place in places]
    assert -1 not in found
    assert found == sorted(found)
    closing = ["1．采场东侧第二台阶：坡面有浮石三处，未见排险记录（照片1、2）。", "2．破碎车间", "以下空白"]
    assert all(place in text for place in closing)


def test_every_page_of_a_record_bears_head_serial_and_signatures():
    findings = tuple(FindingLine(f"{n}号台阶", "坡面有浮石，未见排险记录") for n in range(40))
    answers = tuple(AnswerLine("采场", f"第{n}项查了吗？", "是") for n in range(40))
    pdf = read(record(findings=findings, answers=answers))
    assert len(pdf.pages) > 4
    for number, page in enumerate(pdf.pages, start=1):
        text = text_of(page)
        assert "（蓝）应急检记〔2019〕12号" in text
        assert "检查人员（签名）：" in text
        assert "以上记录已阅，属实。被检查单位现场负责人（签名）：" in text
        assert "本文书一式两份：一份由应急管理部门备案，一份交被检查单位。" in text
        assert f"共{len(pdf.pages)}页第{number}页" in text
    assert all(f"{n}．{n - 1}号台阶" in whole(pdf) for n in range(1, 41))
    assert all(f"第{n}项查了吗？" in whole(pdf) for n in range(40))


def test_nothing_found_is_said_with_what_was_looked_at():
    text = whole(read(record(findings=(), answers=())))
    assert "查看采场东侧台阶" in text
    assert "未发现明显问题" in text


def test_a_refusal_stands_with_its_witness_in_place_of_the_signature():
    text = whole(read(refused()))
    assert "被检查单位负责人拒绝签字，情况如下：负责人称须请示后再签。" in text
    assert "见证人（签名）：" in text
    assert "周见证（塔峰镇人民政府）" in text
    assert "被检查单位现场负责人（签名）" not in text


def test_a_paper_without_a_number_says_so():
    assert "待编号" in whole(read(record(), serial=""))


def test_not_applicable_is_printed_as_such_not_as_a_pass():
    assert "干滩长度够吗？不适用" in whole(read(record()))


def test_a_scheme_is_one_page_with_its_nine_rows():
    pdf = read(scheme(), "（蓝）应急检查〔2019〕7号")
    assert len(pdf.pages) == 1
    text = whole(pdf)
    labels = [
        "被检查单位",
        "地址",
        "联系人",
        "所属行业",
        "检查时间",
        "行政执法人员",
        "检查内容",
        "检查方式",
        "审核意见",
        "审批意见",
        "备注",
    ]
    assert [label for label in labels if label not in text] == []
    assert "联系人／" in text
    assert "2019年9月9日9时30分至2019年9月9日11时0分" in text
    assert "审核人（签名）：李审核2019年9月8日" in text
    assert "审批人（签名）：王审批2019年9月8日" in text
    assert "印章" not in text


def test_a_void_paper_keeps_its_number_and_is_marked():
    text = whole(read(record(), is_void=True))
    assert "作废" in text
    assert "（蓝）应急检记〔2019〕12号" in text
    assert "作废" not in whole(read(record()))


def test_it_is_pdf_a_3b_on_a4_with_one_family_of_fonts_embedded():
    pdf = read(record())
    marks = pdf.xmp_metadata.rdf_root.toxml()
    assert re.search(r"pdfaid:part.{0,3}3", marks)
    assert re.search(r"pdfaid:conformance.{0,3}B", marks)
    assert pdf.trailer["/Root"]["/OutputIntents"][0].get_object()["/S"] == "/GTS_PDFA1"
    assert [round(float(side) * 25.4 / 72) for side in pdf.pages[0].mediabox[2:]] == [210, 297]
    fonts = {
        str(font.get_object()["/BaseFont"])
        for page in pdf.pages
        for font in page["/Resources"]["/Font"].get_object().values()
    }
    assert all("Noto-Serif-CJK-SC" in name for name in fonts), fonts


def test_the_values_are_attached_and_hash_to_what_the_row_keeps():
    values = values_of(record())
    pdf = PdfReader(io.BytesIO(render_pdf(values)))
    attached = pdf.attachments["record.json"][0]
    assert json.loads(attached) == values
    assert sha256(attached).hexdigest() == sha256_of(values)
    assert pdf.trailer["/Root"]["/AF"][0].get_object()["/AFRelationship"] == "/Source"


def test_same_values_give_same_bytes_in_another_process():
    script = (
        "import sys, json; from hashlib import sha256; from inspections.documents.pdf import render_pdf;"
        "print(sha256(render_pdf(json.load(sys.stdin))).hexdigest())"
    )
    values = values_of(record())
    other = subprocess.run(
        [sys.executable, "-c", script], input=canonical_json(values), capture_output=True, cwd=ROOT, check=True
    )
    assert other.stdout.decode().strip() == sha256(render_pdf(values)).hexdigest()


@pytest.mark.parametrize("text", ["<img src='file:///etc/passwd'>甲&乙", "{{ 7*7 }}<script>", "𬭩㙓𠮷䶮龘"])
def test_field_text_stays_text(text):
    assert text.replace(" ", "") in whole(read(record(places=text, answers=())))


def test_moments_are_printed_in_county_time():
    from datetime import UTC

    form = record()
    in_utc = record(started_at=form.started_at.astimezone(UTC), ended_at=form.ended_at.astimezone(UTC))
    assert values_of(in_utc) == values_of(form)
