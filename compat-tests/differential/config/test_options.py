# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""Options and modes: the masks that come back."""
import pytest

from differential import diff


def fresh_options(t):
    ctx = t.ctx()
    s = t.new(ctx)
    return [t.ssl.SSL_CTX_get_options(ctx), t.ssl.SSL_get_options(s), t.errors()]


def test_fresh_options():
    diff.same(fresh_options)


def option_masks(t, bit):
    ctx = t.ctx()
    out = [t.ssl.SSL_CTX_set_options(ctx, bit), t.ssl.SSL_CTX_get_options(ctx)]
    s = t.new(ctx)
    out += [t.ssl.SSL_get_options(s), t.ssl.SSL_clear_options(s, bit), t.ssl.SSL_get_options(s), t.ssl.SSL_CTX_get_options(ctx)]
    out += [t.ssl.SSL_set_options(s, bit), t.ssl.SSL_CTX_clear_options(ctx, bit)]
    return [out, t.errors()]


@pytest.mark.parametrize("bit", range(0, 40))
def test_option_masks(bit):
    diff.same(option_masks, 1 << bit)
