"""What the environment says of files and of kept answers, and what it may not say."""

import pytest

from cms.settings import environment

NAMES = ("RUYI_MEDIA", "RUYI_MEDIA_PRIVATE", "RUYI_MEDIA_URL", "RUYI_S3_ENDPOINT", "REDIS_URL")


@pytest.fixture
def say(monkeypatch):
    """say(name=value ...): an environment with just these."""

    def say(**values):
        for name in NAMES:
            monkeypatch.delenv(name, raising=False)
        for name, value in values.items():
            monkeypatch.setenv(name, value)

    return say


def test_files_lie_in_folders_unless_buckets_are_named(say):
    say()
    sides = environment.media_sides()
    assert sides["public"] == {"BACKEND": "media.storage.Folder"}
    assert sides["private"] == {"BACKEND": "media.storage.PrivateFolder"}
    assert environment.media_origins() == []


def test_buckets_are_named_with_their_prefixes(say):
    say(
        RUYI_MEDIA="s3://ruyi-open/files/",
        RUYI_MEDIA_PRIVATE="s3://ruyi-shut",
        RUYI_MEDIA_URL="https://files.example.cn/",
        RUYI_S3_ENDPOINT="https://s3.example.cn",
    )
    sides = environment.media_sides()
    assert sides["public"]["OPTIONS"] == {
        "bucket_name": "ruyi-open",
        "location": "files",
        "endpoint_url": "https://s3.example.cn",
        "base_url": "https://files.example.cn",
    }
    assert sides["private"]["OPTIONS"] == {
        "bucket_name": "ruyi-shut",
        "location": "",
        "endpoint_url": "https://s3.example.cn",
    }
    assert environment.media_origins() == ["https://files.example.cn", "https://s3.example.cn"]


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"RUYI_MEDIA": "s3://a-bucket"}, "RUYI_MEDIA_PRIVATE"),
        ({"RUYI_MEDIA_PRIVATE": "s3://a-bucket"}, "RUYI_MEDIA is ''"),
        ({"RUYI_MEDIA": "/srv/files", "RUYI_MEDIA_PRIVATE": "s3://a-bucket"}, "s3://bucket/prefix"),
        ({"RUYI_MEDIA": "s3://one/a", "RUYI_MEDIA_PRIVATE": "s3://one/b"}, "one bucket"),
    ],
)
def test_what_would_leave_private_files_open_stops_the_process(say, values, told):
    say(**values)
    with pytest.raises(SystemExit) as stopped:
        environment.media_sides()
    assert told in str(stopped.value)


def test_answers_are_kept_in_each_process_unless_redis_is_named(say):
    say()
    assert environment.answers_cache()["BACKEND"].endswith("LocMemCache")
    say(REDIS_URL="redis://cache.example.cn:6379/0")
    assert environment.answers_cache()["BACKEND"] == "cms.core.caches.Redis"
    assert environment.answers_cache()["LOCATION"] == "redis://cache.example.cn:6379/0"
    say(REDIS_URL="cache.example.cn:6379")
    with pytest.raises(SystemExit, match="REDIS_URL must be like"):
        environment.answers_cache()
