# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""The texts of alerts, for every number."""
from differential import diff


def texts(t, numbers):
    ssl = t.ssl
    calls = (ssl.SSL_alert_type_string, ssl.SSL_alert_type_string_long, ssl.SSL_alert_desc_string, ssl.SSL_alert_desc_string_long)
    return {n: [t.text(f(n)) for f in calls] for n in numbers}


def test_texts():
    diff.same(texts, list(range(0, 1024)) + [-1, -256, 1 << 16, 0x7FFFFFFF])
