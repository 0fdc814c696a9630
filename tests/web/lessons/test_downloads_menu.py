"""The menu of downloads knows which files can be too large to be signed."""

from synthesis.content_credentials.signing import MOST_BYTES
from web.lessons.exports.menu import downloads


def test_files_of_mp4_are_signed_up_to_a_size():
    audio = downloads("riverside", "lsn_a", sample_rate=24_000)[0].files
    most = {file.address.rpartition("=")[2]: file.most_signed for file in audio}
    largest = MOST_BYTES["audio/mp4"]
    assert most == {"mp3": 0, "m4b": largest, "m4a": largest, "opus": 0, "flac": 0, "wav": 0}
