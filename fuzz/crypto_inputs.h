/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* How the inputs of fuzz_crypto_*.c begin, for them and for who writes the first ones (make_corpus_crypto.c). */
#ifndef TEASEL_FUZZ_CRYPTO_INPUTS_H
#define TEASEL_FUZZ_CRYPTO_INPUTS_H

#include <openssl/objects.h>

/* fuzz_crypto_der.c: the first octet is one of these, the second says how to print, the DER follows. */
#define DER_INPUTS(X)                                                                                                  \
	X(cert)                                                                                                        \
	X(trusted)                                                                                                     \
	X(crl)                                                                                                         \
	X(name)                                                                                                        \
	X(spki)                                                                                                        \
	X(integer)                                                                                                     \
	X(any)                                                                                                         \
	X(public)                                                                                                      \
	X(private)                                                                                                     \
	X(signature)                                                                                                   \
	X(response)                                                                                                    \
	X(basic)                                                                                                       \
	X(request)                                                                                                     \
	X(certid)                                                                                                      \
	X(scts)                                                                                                        \
	X(sct)                                                                                                         \
	X(extension)                                                                                                   \
	X(headers)

/* Before the value of an extension an octet says its kind: those that have a structure here, then others. */
static const int der_structures[] = {
    NID_subject_alt_name,
    NID_issuer_alt_name,
    NID_basic_constraints,
    NID_key_usage,
    NID_netscape_cert_type,
    NID_ext_key_usage,
    NID_subject_key_identifier,
    NID_authority_key_identifier,
    NID_info_access,
    NID_sinfo_access,
    NID_crl_distribution_points,
    NID_freshest_crl,
    NID_crl_number,
    NID_delta_crl,
    NID_inhibit_any_policy,
    NID_ct_precert_scts,
    NID_ct_cert_scts,
};
static const int der_others[] = {
    NID_crl_reason,          NID_invalidity_date,      NID_id_pkix_OCSP_Nonce, NID_name_constraints,
    NID_netscape_comment,    NID_certificate_policies, NID_policy_constraints, NID_policy_mappings,
    NID_tlsfeature,          NID_certificate_issuer,   NID_netscape_base_url,  NID_issuing_distribution_point,
};

/* fuzz_crypto_store.c: what is done with the file, the password, the file. */
#define STORE_INPUTS(X)                                                                                                \
	X(blocks)                                                                                                      \
	X(objects)                                                                                                     \
	X(infos)                                                                                                       \
	X(pkcs12)                                                                                                      \
	X(pkcs8)                                                                                                       \
	X(decoder)                                                                                                     \
	X(store)                                                                                                       \
	X(lookup)                                                                                                      \
	X(elements)                                                                                                    \
	X(lines)                                                                                                       \
	X(base64)                                                                                                      \
	X(logs)

/* fuzz_crypto_text.c: what reads the text, how, the text. */
#define TEXT_INPUTS(X)                                                                                                 \
	X(conf)                                                                                                        \
	X(list)                                                                                                        \
	X(object)                                                                                                      \
	X(name)                                                                                                        \
	X(address)                                                                                                     \
	X(host)                                                                                                        \
	X(hex)                                                                                                         \
	X(number)                                                                                                      \
	X(fetch)                                                                                                       \
	X(connect)                                                                                                     \
	X(time)                                                                                                        \
	X(params)                                                                                                      \
	X(words)                                                                                                       \
	X(extension)

#endif
