/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * Every way in which the engine fails, in one table: name, the alert the peer is sent (RFC 8446 §6.2), and a sentence
 * for people. Functions return enum tls_err, zero is success. The alert is looked up from the error, never chosen
 * beside it. compat/ssl maps each row to OpenSSL's reason code.
 */
#ifndef TEASEL_BASE_ERR_H
#define TEASEL_BASE_ERR_H

#include <stdint.h>

/* AlertDescription, RFC 8446 §6 and RFC 5246 §7.2. */
enum tls_alert {
	ALERT_CLOSE_NOTIFY = 0,
	ALERT_UNEXPECTED_MESSAGE = 10,
	ALERT_BAD_RECORD_MAC = 20,
	ALERT_RECORD_OVERFLOW = 22,
	ALERT_HANDSHAKE_FAILURE = 40,
	ALERT_BAD_CERTIFICATE = 42,
	ALERT_UNSUPPORTED_CERTIFICATE = 43,
	ALERT_CERTIFICATE_REVOKED = 44,
	ALERT_CERTIFICATE_EXPIRED = 45,
	ALERT_CERTIFICATE_UNKNOWN = 46,
	ALERT_ILLEGAL_PARAMETER = 47,
	ALERT_UNKNOWN_CA = 48,
	ALERT_ACCESS_DENIED = 49,
	ALERT_DECODE_ERROR = 50,
	ALERT_DECRYPT_ERROR = 51,
	ALERT_PROTOCOL_VERSION = 70,
	ALERT_INSUFFICIENT_SECURITY = 71,
	ALERT_INTERNAL_ERROR = 80,
	ALERT_INAPPROPRIATE_FALLBACK = 86,
	ALERT_USER_CANCELED = 90,
	ALERT_NO_RENEGOTIATION = 100,
	ALERT_MISSING_EXTENSION = 109,
	ALERT_UNSUPPORTED_EXTENSION = 110,
	ALERT_UNRECOGNIZED_NAME = 112,
	ALERT_BAD_CERTIFICATE_STATUS_RESPONSE = 113,
	ALERT_UNKNOWN_PSK_IDENTITY = 115,
	ALERT_CERTIFICATE_REQUIRED = 116,
	ALERT_NO_APPLICATION_PROTOCOL = 120,
	ALERT_NONE = 255, /* nothing is sent */
};

#define TLS_ERR_TABLE(X)                                                                                               \
	/* our own side */                                                                                             \
	X(ALLOC, INTERNAL_ERROR, "memory is out")                                                                      \
	X(INTERNAL, INTERNAL_ERROR, "an internal promise was broken")                                                  \
	X(RANDOM, INTERNAL_ERROR, "the system's random source failed")                                                 \
	X(SIGN_FAILED, INTERNAL_ERROR, "the private key could not sign")                                               \
	X(CALLBACK_FAILED, INTERNAL_ERROR, "a callback of the program failed")                                         \
	X(NO_CERTIFICATE_SET, HANDSHAKE_FAILURE, "the server has no certificate that this handshake can use")          \
	X(NO_PROTOCOLS_ENABLED, PROTOCOL_VERSION, "no TLS version is left enabled")                                    \
	X(NO_CIPHERS_ENABLED, HANDSHAKE_FAILURE, "no cipher suite is left for the enabled versions")                   \
	X(NO_GROUPS_ENABLED, HANDSHAKE_FAILURE, "no key-exchange group is left for the enabled versions")              \
	X(BAD_ARGUMENT, NONE, "an argument is out of range")                                                           \
	X(UNSUPPORTED, NONE, "the request asks for something that this library does not have")                         \
	X(SHUT_DOWN, NONE, "the connection was already shut down for writing")                                         \
	X(EARLY_DATA_LIMIT, INTERNAL_ERROR, "more early data to send than the session allows")                         \
	X(EARLY_DATA_NAME, INTERNAL_ERROR, "early data for another server name than the session's")                    \
	X(EARLY_DATA_ALPN, INTERNAL_ERROR, "early data without the application protocol of the session")               \
	/* records */                                                                                                  \
	X(RECORD_OVERFLOW, RECORD_OVERFLOW, "a record is longer than the protocol allows")                             \
	X(PLAINTEXT_OVERFLOW, RECORD_OVERFLOW, "a record's plaintext is longer than the protocol allows")              \
	X(RECORD_VERSION, PROTOCOL_VERSION, "a record carries a wrong version number")                                 \
	X(RECORD_TYPE, UNEXPECTED_MESSAGE, "a record of a type that is not allowed here")                              \
	X(RECORD_TOO_SHORT, DECODE_ERROR, "a record is too short for its protection")                                  \
	X(BAD_RECORD_MAC, BAD_RECORD_MAC, "a record did not authenticate")                                             \
	X(EMPTY_RECORD, UNEXPECTED_MESSAGE, "an empty record where the protocol forbids one")                          \
	X(TOO_MANY_EMPTY_RECORDS, UNEXPECTED_MESSAGE, "too many empty records in a row")                               \
	X(TOO_MANY_WARNING_ALERTS, UNEXPECTED_MESSAGE, "too many warning alerts in a row")                             \
	X(TOO_MANY_KEY_UPDATES, UNEXPECTED_MESSAGE, "too many key updates in a row")                                   \
	X(TOO_MUCH_SKIPPED_DATA, UNEXPECTED_MESSAGE, "more refused early data than may be skipped")                    \
	X(TOO_MUCH_EARLY_DATA, UNEXPECTED_MESSAGE, "more early data than was allowed")                                 \
	X(UNENCRYPTED_RECORD, UNEXPECTED_MESSAGE, "a plaintext record after encryption began")                         \
	X(SEQUENCE_OVERFLOW, INTERNAL_ERROR, "the record sequence numbers are used up")                                \
	X(HTTP_REQUEST, NONE, "a plain HTTP request came instead of a TLS handshake")                                  \
	X(HTTPS_PROXY_REQUEST, NONE, "an HTTP proxy request came instead of a TLS handshake")                          \
	X(NOT_TLS, PROTOCOL_VERSION, "the peer's first bytes are not TLS")                                             \
	X(BAD_CCS, UNEXPECTED_MESSAGE, "a ChangeCipherSpec that is malformed or out of place")                         \
	X(BAD_ALERT, DECODE_ERROR, "a malformed alert")                                                                \
	X(UNKNOWN_ALERT_LEVEL, ILLEGAL_PARAMETER, "an alert with an unknown level")                                    \
	X(APP_DATA_IN_HANDSHAKE, UNEXPECTED_MESSAGE, "application data before the handshake was complete")             \
	X(EXCESS_HANDSHAKE_DATA, UNEXPECTED_MESSAGE, "handshake bytes straddle a change of keys")                      \
	X(INTERLEAVED_HANDSHAKE, UNEXPECTED_MESSAGE, "a handshake message was interrupted by another record")          \
	/* the end of the stream */                                                                                    \
	X(EOF_IN_HANDSHAKE, NONE, "the peer closed the connection in the middle of the handshake")                     \
	X(EOF_WITHOUT_CLOSE_NOTIFY, NONE, "the peer closed the connection without close_notify")                       \
	X(PEER_ALERT, NONE, "the peer sent a fatal alert")                                                             \
	/* messages */                                                                                                 \
	X(UNEXPECTED_MESSAGE, UNEXPECTED_MESSAGE, "a handshake message that is not allowed here")                      \
	X(MESSAGE_TOO_LONG, ILLEGAL_PARAMETER, "a handshake message is longer than its kind may be")                   \
	X(DECODE, DECODE_ERROR, "a handshake message could not be decoded")                                            \
	X(LENGTH_MISMATCH, DECODE_ERROR, "a handshake message has bytes left over")                                    \
	X(BAD_EXTENSION, DECODE_ERROR, "an extension could not be decoded")                                            \
	X(DUPLICATE_EXTENSION, ILLEGAL_PARAMETER, "an extension occurs twice")                                         \
	X(UNSOLICITED_EXTENSION, UNSUPPORTED_EXTENSION, "an extension that was not asked for")                         \
	X(MISPLACED_EXTENSION, ILLEGAL_PARAMETER, "an extension in a message where it may not be")                     \
	X(MISSING_SIGALGS, MISSING_EXTENSION, "the signature_algorithms extension is missing")                         \
	X(MISSING_GROUPS, MISSING_EXTENSION, "the supported_groups extension is missing")                              \
	X(MISSING_KEY_SHARE, MISSING_EXTENSION, "the key_share extension is missing")                                  \
	X(MISSING_PSK_MODES, MISSING_EXTENSION, "the psk_key_exchange_modes extension is missing")                     \
	X(BAD_COMPRESSION, ILLEGAL_PARAMETER, "a compression method other than null")                                  \
	X(BAD_SESSION_ID, ILLEGAL_PARAMETER, "the legacy session id was not echoed")                                   \
	X(UNSUPPORTED_VERSION, PROTOCOL_VERSION, "the peer offers no TLS version that is enabled here")                \
	X(WRONG_VERSION, PROTOCOL_VERSION, "the peer chose a TLS version that was not offered")                        \
	X(BAD_SUPPORTED_VERSION, ILLEGAL_PARAMETER,                                                                    \
	  "supported_versions in the server's hello is not a version of ours")                                         \
	X(DOWNGRADE, ILLEGAL_PARAMETER, "the server's random shows a version downgrade")                               \
	X(INAPPROPRIATE_FALLBACK, INAPPROPRIATE_FALLBACK, "the client fell back below the version both support")       \
	X(NO_SHARED_CIPHER, HANDSHAKE_FAILURE, "no cipher suite in common")                                            \
	X(UNKNOWN_CIPHER, ILLEGAL_PARAMETER, "the server chose a cipher suite that does not exist here")               \
	X(WRONG_CIPHER, ILLEGAL_PARAMETER, "the server chose a cipher suite that was not offered")                     \
	X(NO_SHARED_GROUP, HANDSHAKE_FAILURE, "no key-exchange group in common")                                       \
	X(WRONG_GROUP, ILLEGAL_PARAMETER, "a key-exchange group that was not offered")                                 \
	X(WRONG_SHARE, ILLEGAL_PARAMETER, "a key share of a group that was not asked for, or asked for again")         \
	X(BAD_KEY_SHARE, ILLEGAL_PARAMETER, "a key share that is not valid for its group")                             \
	X(DUPLICATE_KEY_SHARE, ILLEGAL_PARAMETER, "two key shares for one group, or one that the group list lacks")    \
	X(NO_SHARED_SIGALG, HANDSHAKE_FAILURE, "no signature algorithm in common")                                     \
	X(WRONG_SIGALG, ILLEGAL_PARAMETER, "a signature algorithm that was not offered or does not fit the key")       \
	X(BAD_SIGNATURE, DECRYPT_ERROR, "a handshake signature did not verify")                                        \
	X(BAD_FINISHED, DECRYPT_ERROR, "the Finished message did not verify")                                          \
	X(BAD_FINISHED_LENGTH, DECODE_ERROR, "the Finished message has the wrong length")                              \
	X(BAD_EC_POINT_FORMATS, ILLEGAL_PARAMETER, "the peer's point formats lack the uncompressed one")               \
	X(BAD_CURVE_TYPE, ILLEGAL_PARAMETER, "ServerKeyExchange does not name a curve")                                \
	X(BAD_HELLO_RETRY, ILLEGAL_PARAMETER, "HelloRetryRequest asks for nothing new")                                \
	X(SECOND_HELLO_RETRY, UNEXPECTED_MESSAGE, "a second HelloRetryRequest")                                        \
	X(BAD_SECOND_HELLO, ILLEGAL_PARAMETER, "the second ClientHello differs where it must not")                     \
	X(NO_EMS, HANDSHAKE_FAILURE, "extended master secret is missing")                                              \
	X(EMS_MISMATCH, HANDSHAKE_FAILURE, "extended master secret differs from the resumed session")                  \
	X(RENEGOTIATION_INFO, HANDSHAKE_FAILURE, "renegotiation_info does not match")                                  \
	X(NO_SECURE_RENEGOTIATION, HANDSHAKE_FAILURE, "the peer lacks the secure renegotiation indication (RFC 5746)") \
	X(RENEGOTIATION, NO_RENEGOTIATION, "renegotiation is refused")                                                 \
	X(RENEGOTIATION_DENIED, HANDSHAKE_FAILURE, "the peer refused a renegotiation that was not asked for")          \
	X(NO_ALPN, NO_APPLICATION_PROTOCOL, "no application protocol in common")                                       \
	X(BAD_ALPN, ILLEGAL_PARAMETER, "the server chose an application protocol that was not offered")                \
	X(UNRECOGNIZED_NAME, UNRECOGNIZED_NAME, "the server name is not known here")                                   \
	X(BAD_SERVER_NAME, DECODE_ERROR, "the server_name extension is malformed")                                     \
	X(BAD_MAX_FRAGMENT, ILLEGAL_PARAMETER, "a max_fragment_length or record_size_limit that is not allowed")       \
	X(BAD_COOKIE, ILLEGAL_PARAMETER, "the cookie was refused")                                                     \
	X(BAD_PSK, ILLEGAL_PARAMETER, "a pre_shared_key extension that breaks the rules")                              \
	X(PSK_UNUSABLE, INTERNAL_ERROR, "a pre-shared key of the program's that cannot be used here")                  \
	X(BAD_BINDER, DECRYPT_ERROR, "a PSK binder did not verify")                                                    \
	X(UNKNOWN_PSK_IDENTITY, UNKNOWN_PSK_IDENTITY, "the PSK identity is not known here")                            \
	X(SESSION_MISMATCH, ILLEGAL_PARAMETER, "the server resumed a session with other parameters")                   \
	X(WRONG_PSK, ILLEGAL_PARAMETER, "the server took a pre-shared key that was not offered")                       \
	X(WRONG_PSK_HASH, ILLEGAL_PARAMETER, "the server took a pre-shared key with a suite of another hash")          \
	X(BAD_EARLY_DATA, ILLEGAL_PARAMETER, "early data that was not offered or not allowed")                         \
	X(BAD_KEY_UPDATE, ILLEGAL_PARAMETER, "a malformed KeyUpdate")                                                  \
	X(BAD_CERT_CONTEXT, ILLEGAL_PARAMETER, "a certificate for another request than the one that was sent")         \
	X(BAD_TICKET, DECODE_ERROR, "a malformed NewSessionTicket")                                                    \
	X(BAD_OCSP_RESPONSE, BAD_CERTIFICATE_STATUS_RESPONSE, "the stapled OCSP response was refused")                 \
	X(NO_SHARED_CERT_TYPE, UNSUPPORTED_CERTIFICATE, "no kind of certificate in common")                            \
	X(WRONG_CERT_TYPE, ILLEGAL_PARAMETER, "the server chose a kind of certificate that was not offered")           \
	X(CERT_COMPRESSION, BAD_CERTIFICATE, "a compressed certificate could not be expanded")                         \
	X(WRONG_CERT_COMPRESSION, ILLEGAL_PARAMETER, "a certificate compressed by a way that was not offered")         \
	/* certificates */                                                                                             \
	X(EMPTY_CERTIFICATE, DECODE_ERROR, "the server's certificate list is empty")                                   \
	X(CERTIFICATE_REQUIRED_12, HANDSHAKE_FAILURE, "the client sent no certificate")                                \
	X(CERTIFICATE_REQUIRED, CERTIFICATE_REQUIRED, "the client sent no certificate")                                \
	X(BAD_CERTIFICATE, BAD_CERTIFICATE, "a certificate could not be decoded")                                      \
	X(WRONG_CERTIFICATE_TYPE, ILLEGAL_PARAMETER, "the certificate's key does not fit the cipher suite")            \
	X(UNSUPPORTED_KEY, UNSUPPORTED_CERTIFICATE, "a public key of a kind or size that is not supported")            \
	X(WEAK_KEY, HANDSHAKE_FAILURE, "the peer's key is too weak to be relied on")                                   \
	X(VERIFY_BAD_CERTIFICATE, BAD_CERTIFICATE, "the certificate chain was refused")                                \
	X(VERIFY_UNSUPPORTED, UNSUPPORTED_CERTIFICATE, "the certificate may not be used for this purpose")             \
	X(VERIFY_REVOKED, CERTIFICATE_REVOKED, "the certificate is revoked")                                           \
	X(VERIFY_EXPIRED, CERTIFICATE_EXPIRED, "the certificate is expired or not yet valid")                          \
	X(VERIFY_UNKNOWN, CERTIFICATE_UNKNOWN, "the certificate was refused")                                          \
	X(VERIFY_UNKNOWN_CA, UNKNOWN_CA, "the certificate's issuer is not trusted")                                    \
	X(VERIFY_TOO_LONG, UNKNOWN_CA, "the certificate chain is longer than is allowed")                              \
	X(VERIFY_NO_CA, UNKNOWN_CA, "a certificate was issued by one that is no CA's")                                 \
	X(VERIFY_PATH_LENGTH, UNKNOWN_CA, "there are more CAs below one than its path length allows")                  \
	X(VERIFY_NO_CRL, UNKNOWN_CA, "no revocation list was found for a certificate of the chain")                    \
	X(VERIFY_DECRYPT, DECRYPT_ERROR, "a signature in the certificate chain did not verify")                        \
	X(VERIFY_HANDSHAKE_FAILURE, HANDSHAKE_FAILURE, "the certificate was refused")                                  \
	X(VERIFY_INTERNAL, INTERNAL_ERROR, "the certificate could not be verified for a reason of our own")            \
	/* keys and signatures (engine/crypto, engine/pki) */                                                          \
	X(KEY_INVALID, NONE, "a key is malformed, out of range, or fails its check")                                   \
	X(KEY_UNSUPPORTED, NONE, "a key of a kind or size that is not supported")                                      \
	X(KEY_MISMATCH, NONE, "the private key does not belong to the certificate")                                    \
	X(DER, NONE, "DER that could not be decoded")                                                                  \
	X(PEM, NONE, "PEM text that could not be decoded")                                                             \
	X(NOT_FOUND, NONE, "nothing of that kind was found")                                                           \
	X(PASSWORD, NONE, "the password is missing or wrong")

enum tls_err {
	TLS_OK = 0,
#define X(name, alert, text) TLS_E_##name,
	TLS_ERR_TABLE(X)
#undef X
	    TLS_E_COUNT
};

/* Callers that drop an error are told by the compiler. */
#define MUST_CHECK __attribute__((warn_unused_result))

/* tls_err_name returns e.g. "BAD_RECORD_MAC"; tls_err_text the sentence. Static strings, for any value of e. */
const char *tls_err_name(enum tls_err e);
const char *tls_err_text(enum tls_err e);

/* tls_err_alert is the alert that the peer is sent for e; ALERT_NONE for none. */
enum tls_alert tls_err_alert(enum tls_err e);

#endif
