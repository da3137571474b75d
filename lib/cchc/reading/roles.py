"""What is said of dossiers, tasks and people: the words that tell a whole and its parts."""

import re

# the parts of one family exclude each other and together make the whole
FAMILIES: dict[str, dict[str, str]] = {
    "status": {
        "resolved": r"đã (?:được )?(?:giải quyết|xử lý|hoàn thành|thực hiện|trả)"
        r"|\bgiải quyết(?= ?:)|(?<!phải )(?<!đang )(?<!chưa )(?<!cần )giải quyết\s*$"
        r"|trả (?:được )?kết quả|đã có kết quả|giải quyết (?:xong|được)|hoàn thành|xử lý xong"
        r"|thực hiện xong|có mặt|đã (?:sử dụng|bố trí|tuyển)|trả",
        "pending": r"(?:đang|chưa)(?: được| trong quá trình)? "
        r"(?:giải quyết|xử lý|thực hiện|hoàn thành|thẩm định|trả|xác minh|xem xét|thi công"
        r"|triển khai|trong quy trình|chờ)"
        r"|còn lại|đang trong hạn|chưa đến hạn|tồn cuối kỳ|chuyển kỳ sau|còn (?:tồn|đang|trong hạn)"
        r"|\b(?:còn(?: thiếu| trống| dư)?|dư)\s*$",
        "suspended": r"tạm dừng|chờ bổ sung|trả lại|rút|từ chối|hủy",
    },
    "time": {
        "early": r"(?<!và )(?<!hoặc )(?<!, )(?:trước|sớm) hạn(?! (?:và|hoặc)|,)",
        "on_time": r"(?:(?:trước|sớm)(?: hạn)?(?: và| hoặc|,) )?(?:đúng|trong) hạn"
        r"|đúng(?: hạn)?(?: và| hoặc|,) (?:trước|sớm) hạn|đúng (?:tiến độ|thời hạn)",
        "late": r"(?:quá|trễ|chậm|muộn) (?:hạn|tiến độ)|trễ hẹn|chậm trễ|\b(?:trễ|chậm)\b",
    },
    "channel": {
        "online": r"trực tuyến(?! (?:toàn trình|một phần))|qua mạng"
        r"|(?:nộp|giao dịch)(?: bằng)? điện tử",
        "direct": r"trực tiếp",
        "post": r"bưu chính|bưu điện",
    },
    "level": {"full": r"toàn trình", "partial": r"một phần"},
    "verdict": {"content": r"(?:^|\s)hài lòng|rất hài lòng", "not": r"(?:không|chưa) hài lòng"},
    "origin": {
        "received": r"tiếp nhận|nhận được|đã nhận|\bnhận\b|phát sinh|nộp|được (?:giao|cấp)",
        "carried": r"tồn (?:từ )?(?:kỳ|quý|tháng|năm) (?:trước|cũ)|kỳ trước chuyển"
        r"|chuyển (?:sang|từ)|tồn đầu kỳ|tồn đọng",
    },
    "sex": {"men": r"\bnam\b(?! giới tính)", "women": r"\bnữ\b"},
}
WHOLES: dict[str, str] = {
    "to_process": r"phải giải quyết|cần giải quyết|tổng số hồ sơ giải quyết|phải xử lý",
    "due": r"(?<!chưa )đến hạn",
}
ROLES = {role: family for family, roles in FAMILIES.items() for role in roles}
_ROLE_PATTERNS = {
    role: re.compile(pattern, re.I)
    for roles in (*FAMILIES.values(), WHOLES)
    for role, pattern in roles.items()
}


# one search tells that none of them is said
_ANY_ROLE = re.compile("|".join(f"(?:{p.pattern})" for p in _ROLE_PATTERNS.values()), re.I)
_BESIDE = 16  # characters behind a number within which words are said of it


def role_of(left: str, right: str) -> str:
    """Return what the nearest words say of a number: "resolved", "late"; words right behind it
    count before those that a comma parts from it.
    """
    if not _ANY_ROLE.search(left) and not _ANY_ROLE.search(right):
        return ""
    seen: list[tuple[int, str, bool]] = []
    for role, pattern in _ROLE_PATTERNS.items():
        for found in pattern.finditer(left):
            gap = left[found.end() :]
            seen.append((len(gap) + 40 * len(re.findall(r"[,;()]", gap)), role, False))
        if found := pattern.search(right):
            seen.append((found.start() + 4, role, True))
    if not seen:
        return ""
    far, role, behind = min(seen)
    if role == "pending" and not behind:
        # "chỉ còn 86 hồ sơ quá hạn" counts the late ones that are left
        timed = [s for s in seen if ROLES.get(s[1]) == "time" and s[2] and s[0] < _BESIDE]
        if timed and re.search(r"\bcòn\s*$", left):
            far, role, behind = min(timed)
    if role == "resolved":
        # "đã trả đúng hạn" and "đúng hạn đã giải quyết" tell of the time, not of the state alone
        timed = [s for s in seen if ROLES.get(s[1]) == "time" and s[2] == behind]
        if timed and min(timed)[0] - far < 30:
            far, role, behind = min(timed)
    return role if far < 160 else ""


def states_of(text: str) -> frozenset[str]:
    """Return all states a text names, as "time:late"; what is whole counts as a family, too."""
    found = set()
    if not _ANY_ROLE.search(text):
        return frozenset()
    for role, pattern in _ROLE_PATTERNS.items():
        if pattern.search(text):
            found.add(f"{ROLES.get(role, 'whole')}:{role}")
    return frozenset(found)
