"""Nothing lies among the recordings whose licence isn't named beside it."""


def test_every_recording_has_its_licence_in_the_readme(recordings) -> None:
    lines = (recordings / "README.md").read_text().splitlines()
    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in lines if "|" in line]
    licence = {row[0].strip("`"): row[3] for row in rows[2:]}
    assert sorted(licence) == sorted(p.name for p in recordings.iterdir() if p.name != "README.md")
    assert set(licence.values()) == {"CC BY 3.0", "CC BY 4.0"}
    assert all(row[4].startswith("https://") for row in rows[2:])
