"""Code that makes a call of REST, in the reference beside each operation."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

Operation = Mapping[str, Any]
JSON, FORM = "application/json", "multipart/form-data"
RAW = (
    "audio/",
    "application/zip",
    "text/csv",
    "text/plain",
    "text/html",
    "application/octet-stream",
)


def samples(
    base: str, method: str, path: str, operation: Operation, clients: Mapping[str, str]
) -> list[dict[str, str]]:
    """`x-codeSamples` of an operation, with the base address of whoever reads them.

    `clients` are programs with libraries of others, by the library's name; `{base}` stands in them
    for the address.
    """
    address = base + _filled(path)
    kind, body = _body(operation)
    made = [
        *(("Python", name, text.replace("{base}", base)) for name, text in clients.items()),
        ("Shell", "curl", _curl(method, address, kind, body, operation)),
        ("Python", "requests", _requests(method, address, kind, body, operation)),
        ("JavaScript", "fetch", _fetch(method, address, kind, body, operation)),
    ]
    return [{"lang": lang, "label": label, "source": source} for lang, label, source in made]


def _filled(path: str) -> str:
    """The path with VOICE_ID in the place of {voice_id}: braces mean something to curl."""
    return "/".join(
        part[1:-1].upper() if part.startswith("{") else part
        for part in urlsplit(path).path.split("/")
    )


def _body(operation: Operation) -> tuple[str, Any]:
    """The media type and an example of what is sent; "" for nothing."""
    content = operation.get("requestBody", {}).get("content", {})
    for kind in (JSON, FORM):
        if kind in content:
            return kind, content[kind].get("example", {})
    return "", None


def _is_file(operation: Operation) -> bool:
    """Whether the answer is something to save and not JSON."""
    return any(
        kind.startswith(RAW)
        for status, answer in operation["responses"].items()
        if status.startswith("2")
        for kind in answer.get("content", {})
    )


def _needs_token(operation: Operation) -> bool:
    """Whether it is closed to strangers, as all are that don't say otherwise."""
    return operation.get("security") != []


def _fields(body: Any) -> tuple[dict[str, str], list[str]]:
    """The fields of a form, and the names of those that are files."""
    texts, files = {}, []
    for name, value in (body or {"file": "…"}).items():
        if name in ("file", "files", "audio_sample", "recording"):
            files.append(name)
        else:
            texts[name] = str(value)
    return texts, files


def _curl(method: str, address: str, kind: str, body: Any, operation: Operation) -> str:
    lines = [f"curl {address}"]
    if _needs_token(operation):
        lines.append('-H "Authorization: Bearer $LECTERN_TOKEN"')
    if method not in ("get", "post") or (method == "post" and not kind):
        lines[0] = f"curl -X {method.upper()} {address}"
    if kind == JSON:
        written = json.dumps(body, ensure_ascii=False).replace("'", "'\\''")
        if method == "post":
            lines[0] = f"curl {address}"
        lines += ['-H "Content-Type: application/json"', f"-d '{written}'"]
    if kind == FORM:
        texts, files = _fields(body)
        lines += [f"-F '{name}={value}'" for name, value in texts.items()]
        lines += [f"-F '{name}=@recording.wav'" for name in files]
    if _is_file(operation):
        lines.append("-o answer")
    return " \\\n  ".join(lines)


def _requests(method: str, address: str, kind: str, body: Any, operation: Operation) -> str:
    arguments = [f'"{address}"']
    if _needs_token(operation):
        arguments.append('headers={"Authorization": f"Bearer {token}"}')
    if kind == JSON:
        arguments.append(f"json={_python(body)}")
    if kind == FORM:
        texts, files = _fields(body)
        if texts:
            arguments.append(f"data={_python(texts)}")
        opened = ", ".join(f'"{name}": open("recording.wav", "rb")' for name in files)
        if files:
            arguments.append(f"files={{{opened}}}")
    call = "".join(f"    {each},\n" for each in arguments)
    end = (
        'open("answer", "wb").write(answer.content)'
        if _is_file(operation)
        else "print(answer.json())"
    )
    token = 'token = "…"\n' if _needs_token(operation) else ""
    begin = f"import requests\n\n{token}answer = requests.{method}(\n{call})\n"
    return f"{begin}answer.raise_for_status()\n{end}\n"


def _python(value: Any) -> str:
    return repr(value)


def _fetch(method: str, address: str, kind: str, body: Any, operation: Operation) -> str:
    options = [f'method: "{method.upper()}"'] if method != "get" else []
    headers = ["Authorization: `Bearer ${token}`"] if _needs_token(operation) else []
    before = ""
    if kind == JSON:
        headers.append('"Content-Type": "application/json"')
        options.append(f"body: JSON.stringify({json.dumps(body, ensure_ascii=False)})")
    if kind == FORM:
        texts, files = _fields(body)
        lines = [f"form.append({json.dumps(each)}, {json.dumps(texts[each])});" for each in texts]
        lines += [f"form.append({json.dumps(each)}, file);" for each in files]
        before = "\n".join(["const form = new FormData();", *lines, ""])
        options.append("body: form")
    if headers:
        options.insert(len(options) - bool(kind), f"headers: {{ {', '.join(headers)} }}")
    inner = "".join(f"  {each},\n" for each in options)
    end = "await answer.blob()" if _is_file(operation) else "await answer.json()"
    return f'{before}const answer = await fetch("{address}", {{\n{inner}}});\nconsole.log({end});\n'
