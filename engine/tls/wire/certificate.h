/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * The messages of authentication: Certificate, CertificateRequest, CertificateVerify, CertificateStatus
 * (RFC 8446 §4.3.2, §4.4; RFC 5246 §7.4.2, §7.4.4, §7.4.8; RFC 6066 §8). The two versions differ in shape.
 */
#ifndef TEASEL_TLS_WIRE_CERTIFICATE_H
#define TEASEL_TLS_WIRE_CERTIFICATE_H

#include "tls/wire/ext.h"

/* Longer chains than this are refused: nobody needs them, and each costs work. */
#define CHAIN_MAX 64

struct certificate_msg {
	struct span context; /* TLS 1.3: certificate_request_context */
	struct span certs[CHAIN_MAX];
	size_t n_certs;
	/* TLS 1.3, from the leaf's entry */
	uint32_t leaf_exts; /* ext_block.present of the leaf's extensions */
	struct span ocsp;   /* OCSPResponse, or empty */
	struct span sct_list;
	struct span exts[CHAIN_MAX]; /* the extension block of each entry */
};

MUST_CHECK enum tls_err certificate_decode_13(struct certificate_msg *out, struct span body);
MUST_CHECK enum tls_err certificate_decode_12(struct certificate_msg *out, struct span body);
/* ocsp and sct_list go into the leaf's entry when not empty. custom: n spans of whole extensions of the program's own,
 * or NULL. */
void certificate_encode_13(struct writer *w, struct span context, const struct span *certs, size_t n, struct span ocsp,
			   struct span sct_list, const struct span *custom);
void certificate_encode_12(struct writer *w, const struct span *certs, size_t n);

/* A raw public key (RFC 7250 §3) stands in TLS 1.3 where a certificate would, in TLS 1.2 without a list around it;
 * spki is empty where none is. */
MUST_CHECK enum tls_err certificate_decode_raw_12(struct certificate_msg *out, struct span body);
void certificate_encode_raw_12(struct writer *w, struct span spki);

/* CompressedCertificate (RFC 8879 §4). */
struct compressed_certificate {
	uint16_t alg;
	size_t len; /* of the Certificate message that it stands for */
	struct span packed;
};

MUST_CHECK enum tls_err compressed_certificate_decode(struct compressed_certificate *out, struct span body);
void compressed_certificate_encode(struct writer *w, const struct compressed_certificate *c);

struct certificate_request {
	struct span context;    /* TLS 1.3 */
	struct span cert_types; /* TLS 1.2 */
	struct span sigalgs;    /* uint16 each */
	struct span sigalgs_cert;
	struct span ca_names; /* u16 length + Name ... */
	bool ocsp, sct;
	struct span extensions; /* TLS 1.3: the block */
	struct span cert_algs;  /* TLS 1.3: CertificateCompressionAlgorithm, uint16 each */
};

MUST_CHECK enum tls_err certificate_request_decode_13(struct certificate_request *out, struct span body);
MUST_CHECK enum tls_err certificate_request_decode_12(struct certificate_request *out, struct span body);
void certificate_request_encode_13(struct writer *w, struct span context, const uint16_t *sigalgs, size_t n,
				   struct span ca_names, const uint16_t *cert_algs, size_t n_cert_algs,
				   struct span custom);
void certificate_request_encode_12(struct writer *w, struct span cert_types, const uint16_t *sigalgs, size_t n,
				   struct span ca_names);

struct certificate_verify {
	uint16_t scheme;
	struct span signature;
};

/* The same struct in both versions. */
MUST_CHECK enum tls_err certificate_verify_decode(struct certificate_verify *out, struct span body);
void certificate_verify_encode(struct writer *w, const struct certificate_verify *v);

/* CertificateStatus is a message in TLS 1.2 and an extension body in TLS 1.3; ocsp views the OCSPResponse. */
MUST_CHECK enum tls_err certificate_status_decode(struct span *ocsp, struct span body);
void certificate_status_encode(struct writer *w, struct span ocsp);

#endif
