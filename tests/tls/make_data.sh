#!/bin/sh
# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
# Makes the identities in data/: a self-signed certificate (DER) and its PKCS#8 key (DER) for each kind of key.
# Run by hand when the set changes; the results are checked in. Needs the openssl command.
set -eu
cd "$(dirname "$0")/data"
make() {
	name=$1
	shift
	openssl genpkey "$@" -outform DER -out "$name.key.der" 2>/dev/null
	openssl req -new -x509 -key "$name.key.der" -keyform DER -outform DER -out "$name.cert.der" -days 36500 \
		-subj "/CN=$name.test" -addext "subjectAltName=DNS:$name.test"
}
make p256 -algorithm EC -pkeyopt ec_paramgen_curve:P-256
make p384 -algorithm EC -pkeyopt ec_paramgen_curve:P-384
make p521 -algorithm EC -pkeyopt ec_paramgen_curve:P-521
make rsa2048 -algorithm RSA -pkeyopt rsa_keygen_bits:2048
make rsapss -algorithm RSA-PSS -pkeyopt rsa_keygen_bits:2048
make ed25519 -algorithm ED25519
