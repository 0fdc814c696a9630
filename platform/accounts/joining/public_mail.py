"""Domains of mail services, where anybody gets an address: no organisation's own."""

EVERYBODYS = frozenset(
    {
        *("gmail.com", "googlemail.com", "outlook.com", "hotmail.com", "live.com", "msn.com"),
        *("yahoo.com", "icloud.com", "me.com", "aol.com", "proton.me", "protonmail.com"),
        *("gmx.de", "gmx.net", "web.de", "mail.ru", "yandex.ru", "naver.com"),
        *("qq.com", "foxmail.com", "163.com", "126.com", "yeah.net", "sina.com", "sohu.com"),
        *("aliyun.com", "139.com", "189.cn"),
    }
)
