"""What each reason of a verdict says to people: code → sentence with its values."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

WORDS: dict[str, str | Promise] = {
    "site.coordinates_swapped": _("经纬度写反了（经度 {lng}，纬度 {lat}），请改正后再导入。"),
    "site.coordinates_out_of_range": _("经纬度超出范围（经度 {lng}，纬度 {lat}）。"),
    "site.outside_county": _("位置不在本县（经度 {lng}，纬度 {lat}），请核对坐标和坐标系。"),
    "site.column_missing": _("缺少 {column}。"),
    "site.sector_unknown": _("不认识的行业条线“{value}”。"),
    "site.uscc_or_reason_needed": _("没有统一社会信用代码时，请在备注里写明原因。"),
    "site.not_a_number": _("{column} 不是数字：“{value}”。"),
    "risk.level_is_the_same": _("已经是这个等级。"),
    "risk.reason_needed": _("请写明理由。"),
    "risk.leader_needed": _("调低等级须由领导批准。"),
    "risk.below_floor": _("不能低于直接判定的等级。"),
    "site.township_unknown": _("不认识的乡镇“{value}”。"),
    "site.township_mismatch": _("申报的乡镇是{declared}，按位置在{located}；以申报为准，请核对。"),
    "site.twice_in_file": _("同一企业在文件里出现两次，先前在第 {first} 行。"),
    "site.datum_unknown": _("不认识的坐标系“{value}”。用 wgs84、gcj02、bd09、cgcs2000 或 EPSG:n。"),
    "site.outside_all_townships": _("位置不在任何乡镇内，请填写乡镇。"),
    "site.bad_cell": _("{column} 的内容“{value}”看不懂。"),
    "site.lec_not_in_set": _("L、E、C 的取值不在规定的档次里。"),
    "site.code_taken": _("编号 {value} 已属于另一家企业。"),
    "uscc.length": _("统一社会信用代码应为 {expected} 位，现在是 {length} 位。"),
    "uscc.characters": _("统一社会信用代码里有不该出现的字符 {characters}。"),
    "uscc.check_character": _("统一社会信用代码 {code} 的校验位不对，请对照营业执照。"),
    "layer.geometry_missing": _("没有图形。"),
    "layer.wrong_geometry": _("图形类型 {found} 不对，要 {wanted}。"),
    "layer.outside_county": _("图形不在本县范围内。"),
    "layer.column_missing": _("缺少 {column}。"),
}
