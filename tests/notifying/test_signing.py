"""Signatures that a library of others accepts, and nothing else does."""

import base64
from datetime import UTC, datetime, timedelta

import pytest
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from statusgen.notifying.signing import key_of, signed

KEY = b"sixteen bytes or more of chance"
SECRETS = ["whsec_" + base64.b64encode(KEY).decode(), "plain words", "whsec_not base64!", "ключ"]
BODY = '{"page":{"name":"Zwölf \\u0000 🚀"}}'.encode()


@pytest.mark.parametrize("secret", SECRETS)
def test_a_library_of_others_verifies_it(secret):
    headers = signed("message-1", datetime.now(UTC), BODY, secret)
    Webhook(key_of(secret)).verify(BODY, headers)


@pytest.mark.parametrize(
    "change",
    [
        {"webhook-id": "message-2"},
        {"webhook-timestamp": str(int(datetime.now(UTC).timestamp()) + 9)},
        {"webhook-signature": "v1,AAAA"},
    ],
)
def test_what_was_changed_on_the_way_is_refused(change):
    headers = signed("message-1", datetime.now(UTC), BODY, SECRETS[0]) | change
    with pytest.raises(WebhookVerificationError):
        Webhook(SECRETS[0]).verify(BODY, headers)


def test_another_body_is_refused():
    headers = signed("message-1", datetime.now(UTC), BODY, SECRETS[0])
    with pytest.raises(WebhookVerificationError):
        Webhook(SECRETS[0]).verify(BODY + b" ", headers)


def test_an_old_message_that_is_played_again_is_refused():
    headers = signed("message-1", datetime.now(UTC) - timedelta(hours=1), BODY, SECRETS[0])
    with pytest.raises(WebhookVerificationError):
        Webhook(SECRETS[0]).verify(BODY, headers)


def test_without_a_secret_there_is_an_id_and_no_signature():
    headers = signed("message-1", datetime.now(UTC), BODY, None)
    assert headers["webhook-id"] == headers["idempotency-key"] == "message-1"
    assert "webhook-signature" not in headers
