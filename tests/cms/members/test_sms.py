"""Text messages: written down once, handed over, signed, tried again, never too late."""

import hashlib
import hmac
import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from cms.members import sms
from cms.members.models import TextMessage

pytestmark = pytest.mark.django_db
PHONE = "+8613800138000"
SECRET = "s" * 40


@pytest.fixture
def gateway(settings):
    """A gateway on the loopback that answers as it is told and keeps what it was sent."""
    got, status = [], [200]

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            got.append((dict(self.headers), body))
            self.send_response(status[0])
            self.end_headers()

        def log_message(self, *_args):
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.SMS = f"http://127.0.0.1:{server.server_port}/"
    settings.SMS_SECRET = SECRET
    server.got, server.status = got, status
    yield server
    server.shutdown()
    server.server_close()


def write():
    sms.text(phone=PHONE, template="code", code="123456")


def test_a_message_is_handed_over_once(gateway):
    write()
    assert sms.hand_over() == 1
    assert sms.hand_over() == 0
    ((_, body),) = gateway.got
    message = json.loads(body)
    assert message["phone"] == PHONE
    assert message["template"] == "code"
    assert message["params"] == {"code": "123456"}
    assert "123456" in message["text"]
    assert not TextMessage.objects.exists()


def test_it_is_signed_so_that_the_gateway_knows_whose_it_is(gateway):
    write()
    sms.hand_over()
    ((headers, body),) = gateway.got
    signed = f"{headers['X-Ruyi-Timestamp']}.".encode() + body
    assert (
        headers["X-Ruyi-Signature"] == hmac.new(SECRET.encode(), signed, hashlib.sha256).hexdigest()
    )


def test_a_gateway_that_is_down_is_asked_again(gateway):
    gateway.status[0] = 503
    write()
    assert sms.hand_over() == 0
    assert TextMessage.objects.count() == 1
    gateway.status[0] = 200
    assert sms.hand_over() == 1


def test_what_the_gateway_refuses_holds_up_nobody(gateway):
    gateway.status[0] = 400
    write()
    write()
    assert sms.hand_over() == 0
    assert len(gateway.got) == 2
    assert not TextMessage.objects.exists()


def test_a_code_that_came_to_nothing_in_time_is_not_sent(gateway, clock):
    write()
    clock(minutes=5, seconds=1)
    assert sms.hand_over() == 0
    assert gateway.got == []
    assert not TextMessage.objects.exists()


def test_what_another_process_has_taken_up_is_left_to_it_for_a_while(gateway, clock):
    write()
    TextMessage.objects.update(claimed_at=sms.clock.now())
    assert sms.hand_over() == 0
    clock(seconds=31)
    assert sms.hand_over() == 1


def test_in_a_file_each_message_is_a_line(settings, tmp_path):
    settings.SMS, settings.SMS_OUTBOX = "file", tmp_path / "sms" / "outbox.jsonl"
    write()
    write()
    assert sms.hand_over() == 2
    lines = settings.SMS_OUTBOX.read_text().splitlines()
    assert [json.loads(line)["params"]["code"] for line in lines] == ["123456"] * 2
    assert settings.SMS_OUTBOX.stat().st_mode & 0o077 == 0


def test_a_disk_that_is_full_holds_up_no_clock_and_loses_no_message(settings, tmp_path):
    settings.SMS, settings.SMS_OUTBOX = "file", tmp_path / "taken" / "outbox.jsonl"
    (tmp_path / "taken").write_text("a file where the folder should be")
    write()
    assert sms.hand_over() == 0
    assert TextMessage.objects.count() == 1


def test_every_template_has_its_words_and_its_time():
    for life, words in sms.TEMPLATES.values():
        assert life.total_seconds() >= 60
        assert words.endswith("。")
