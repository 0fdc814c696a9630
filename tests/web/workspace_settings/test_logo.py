"""A workspace's logo: what is taken for one, who sees it, and that nothing of the file is kept."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image, ImageDraw, PngImagePlugin

import confined
from lessons.access import Role, Viewer
from lessons.links import services as links
from lessons.material import from_text
from lessons.services import documents
from tenants import files, logos
from tenants.context import in_tenant
from tenants.models import Tenant
from tests.stored import on_disk

SECRET = "taken at 52.5200 N, 13.4050 E"


def picture(kind: str = "PNG", size=(600, 300), mode: str = "RGBA") -> bytes:
    image = Image.new("RGBA", size, (0, 0, 0, 0))
    ImageDraw.Draw(image).rectangle((0, 0, size[0] // 2, size[1]), fill=(200, 30, 30, 255))
    out = io.BytesIO()
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Comment", SECRET)
    more = {"pnginfo": notes} if kind == "PNG" else {}
    image.convert(mode).save(out, kind, **more)
    return out.getvalue()


def put(person, data: bytes, name: str = "logo.png"):
    sent = {"logo": SimpleUploadedFile(name, data)}
    return person.browser.post(person.page("settings/logo"), sent, follow=True)


def stored(tenant: Tenant) -> list[str]:
    return [name for name in files.store().names(files.folder(tenant)) if "/logo/" in name]


@pytest.mark.parametrize(("kind", "mode"), [("PNG", "RGBA"), ("WEBP", "RGBA"), ("JPEG", "RGB")])
def test_a_picture_becomes_a_small_png(alice, kind, mode):
    put(alice, picture(kind, mode=mode))
    answer = alice.browser.get(alice.page("logo"))
    assert answer.status_code == 200 and answer["Content-Type"] == "image/png"
    assert answer["X-Content-Type-Options"] == "nosniff"
    shown = Image.open(io.BytesIO(answer.content))
    assert (shown.format, shown.size) == ("PNG", (256, 128))
    red, green, _blue, alpha = shown.convert("RGBA").getpixel((20, 20))
    assert red > 180 and green < 60 and alpha == 255


def test_nothing_else_of_the_file_is_kept_and_it_is_sealed(alice):
    data = picture()
    assert SECRET.encode() in data
    put(alice, data)
    shown = alice.browser.get(alice.page("logo")).content
    assert SECRET.encode() not in shown
    [name] = stored(alice.tenant)
    assert b"IHDR" not in on_disk(name).read_bytes()


def test_it_is_shown_in_the_header_and_to_those_who_have_a_link(alice, colleague, client, bob):
    with in_tenant(alice.tenant):
        viewer = Viewer(alice.tenant, Role.ADMIN, user=alice.user.id)
        lesson = documents.create(viewer=viewer, material=from_text("Hi."), access="edit").lesson
        link = links.create(viewer=viewer, lesson=lesson)
        shared = links.address_of(link).removeprefix("http://localhost:8000")
    assert client.get(f"{shared}/logo").status_code == 404
    assert 'class="logo"' not in client.get(shared).content.decode()
    put(alice, picture())
    logo = Tenant.objects.get(id=alice.tenant.id).logo
    header = f'src="{alice.page("logo")}?v={logo}"'
    assert header in colleague.browser.get(alice.page()).content.decode()
    assert colleague.browser.get(alice.page("logo")).status_code == 200
    html = client.get(shared).content.decode()
    assert f'src="{shared}/logo?v={logo}"' in html
    answer = client.get(f"{shared}/logo")
    assert answer.status_code == 200
    assert (
        client.get(f"{shared}/logo", headers={"if-none-match": answer["ETag"]}).status_code == 304
    )
    assert bob.browser.get(alice.page("logo")).status_code == 404
    assert Client().get(alice.page("logo")).status_code == 302
    with in_tenant(alice.tenant):
        links.revoke(tenant=alice.tenant, lesson=lesson, share_id=link.id)
    assert client.get(f"{shared}/logo").status_code == 404


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (SVG, "This is no PNG, JPEG or WebP picture."),
        (b"\x89PNG\r\n\x1a\n" + SVG, "can’t be read"),
        (b"RIFF\x00\x00\x00\x00WEBP" + b"\xff" * 500, "can’t be read"),
        (picture()[:300], "can’t be read"),
        (picture(size=(4100, 4000)), "more than 16 million pixels"),
        (picture() + b"\0" * 1_000_000, "more than 1 MB"),
        (b"GIF89a" + b"\0" * 100, "This is no PNG"),
        (b"", "This is no PNG"),
    ],
)
def test_what_is_refused(alice, data, said):
    html = put(alice, data).content.decode()
    assert said in html
    assert Tenant.objects.get(id=alice.tenant.id).logo == "" and stored(alice.tenant) == []


def test_no_file_at_all(alice):
    assert (
        "Choose a file first."
        in alice.browser.post(alice.page("settings/logo"), follow=True).content.decode()
    )


def test_what_the_child_writes_is_not_trusted(alice, monkeypatch):
    monkeypatch.setattr(confined, "run", lambda *_given, **_more: ({}, SVG))
    assert "can’t be read" in put(alice, picture()).content.decode()
    assert stored(alice.tenant) == []


def test_another_one_and_none(alice):
    put(alice, picture())
    [first] = stored(alice.tenant)
    put(alice, picture(size=(300, 300)))
    [second] = stored(alice.tenant)
    assert first != second
    alice.browser.post(alice.page("settings/logo/delete"))
    assert stored(alice.tenant) == []
    assert alice.browser.get(alice.page("logo")).status_code == 404


def test_only_admins_change_it(colleague):
    assert put(colleague, picture()).status_code == 403
    assert colleague.browser.post(colleague.page("settings/logo/delete")).status_code == 403


def test_a_stale_row_does_not_bring_an_old_one_back(alice):
    stale = Tenant.objects.get(id=alice.tenant.id)
    kept = logos.put(tenant=alice.tenant, picture=picture())
    stale.save()
    assert Tenant.objects.get(id=alice.tenant.id).logo == kept.logo != ""
