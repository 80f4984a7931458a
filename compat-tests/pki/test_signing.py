# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""The signer of the test certificates against published vectors; that RSA signatures verify, every chain shows."""
import both  # noqa: F401 -- its import makes tests/pki importable
import certgen as g
import signing


def test_ecdsa_of_rfc_6979():
    k = signing.Ec("", signing.CURVES["p256"], 0xC9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721)
    assert k.sign(b"sample", "sha256") == (0xEFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716,
                                           0xF7CB1C942D657C41D436C7A1B6E29F65F3E900DBB9AFF4064DC4AB2F843ACDA8)


def test_ed25519_of_rfc_8032():
    k = signing.Ed25519("", bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"))
    assert k.public.hex() == "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
    assert k.sign(b"").hex() == ("e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46b"
                                 "d25bf5f0595bbe24655141438e7a100b")


def test_the_same_certificate_in_every_run():
    for kind in ("p256", "p521", "ed25519", "rsa2048", "rsapss256"):
        salt = 32 if "pss" in kind else None
        assert g.cert("Root", g.Key(kind, 0), pss_salt=salt).der == g.cert("Root", g.Key(kind, 0), pss_salt=salt).der
