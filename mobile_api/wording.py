"""What each reason of a verdict says to people: code → sentence with its values."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

WORDS: dict[str, str | Promise] = {
    "sync.batch_too_large": _("一次最多同步 {limit} 项操作。"),
    "sync.unknown_device": _("设备与登录不符，请重新登录。"),
    "sync.unknown_kind": _("系统不认识“{kind}”这种操作。"),
    "sync.malformed": _("操作的格式不对。"),
    "sync.id_used_for_another": _("这个编号已用于内容不同的另一项操作。"),
    "sync.not_found": _("找不到。"),
    "sync.not_there_yet": _("还在等前面的操作或照片，到了会自动再试。"),
    "sync.waited_too_long": _("等了太久，前面的操作没有来，请人工处理。"),
    "sync.failed": _("系统这边出了问题，会自动再试。"),
    "upload.tus_version": _("请用 tus 1.0.0（Tus-Resumable）。"),
    "upload.checksum_unknown": _("Upload-Checksum 看不懂，可用 sha1 或 sha256。"),
    "upload.checksum_differs": _("这一段与它的校验值不符，请重传这一段。"),
    "upload.upload_length": _("Upload-Length 要写明文件的字节数。"),
    "upload.too_large": _("文件太大，最多 20 MB。"),
    "upload.more_than_announced": _("收到的比 Upload-Length 多，这一段没有保存。"),
    "upload.wrong_offset": _("续传的位置不对，请先用 HEAD 问已收到多少。"),
    "upload.upload_is_being_written": _("同一文件正在上传，稍后再试。"),
    "upload.offset_octet_stream_wanted": _("请用 application/offset+octet-stream 上传。"),
    "upload.metadata_photo_id_and_sha256_needed": _("Upload-Metadata 要有 photo_id 和 sha256（64 位十六进制）。"),
    "upload.too_many_open": _("没有传完的文件太多（最多 {most} 个），先把它们传完。"),
}
