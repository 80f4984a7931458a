/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* The texts of alerts: value is level << 8 | description, as an information callback is told. */
#include <openssl/ssl.h>

#include "compat/ssl/config/config.h"

static const struct {
	int code;
	const char *letters, *text;
} alerts[] = {
    {SSL_AD_CLOSE_NOTIFY, "CN", "close notify"},
    {SSL_AD_UNEXPECTED_MESSAGE, "UM", "unexpected_message"},
    {SSL_AD_BAD_RECORD_MAC, "BM", "bad record mac"},
    {SSL_AD_DECRYPTION_FAILED, "DC", "decryption failed"},
    {SSL_AD_RECORD_OVERFLOW, "RO", "record overflow"},
    {SSL_AD_DECOMPRESSION_FAILURE, "DF", "decompression failure"},
    {SSL_AD_HANDSHAKE_FAILURE, "HF", "handshake failure"},
    {SSL_AD_NO_CERTIFICATE, "NC", "no certificate"},
    {SSL_AD_BAD_CERTIFICATE, "BC", "bad certificate"},
    {SSL_AD_UNSUPPORTED_CERTIFICATE, "UC", "unsupported certificate"},
    {SSL_AD_CERTIFICATE_REVOKED, "CR", "certificate revoked"},
    {SSL_AD_CERTIFICATE_EXPIRED, "CE", "certificate expired"},
    {SSL_AD_CERTIFICATE_UNKNOWN, "CU", "certificate unknown"},
    {SSL_AD_ILLEGAL_PARAMETER, "IP", "illegal parameter"},
    {SSL_AD_UNKNOWN_CA, "CA", "unknown CA"},
    {SSL_AD_ACCESS_DENIED, "AD", "access denied"},
    {SSL_AD_DECODE_ERROR, "DE", "decode error"},
    {SSL_AD_DECRYPT_ERROR, "CY", "decrypt error"},
    {SSL_AD_EXPORT_RESTRICTION, "ER", "export restriction"},
    {SSL_AD_PROTOCOL_VERSION, "PV", "protocol version"},
    {SSL_AD_INSUFFICIENT_SECURITY, "IS", "insufficient security"},
    {SSL_AD_INTERNAL_ERROR, "IE", "internal error"},
    {SSL_AD_USER_CANCELLED, "US", "user canceled"},
    {SSL_AD_NO_RENEGOTIATION, "NR", "no renegotiation"},
    {SSL_AD_UNSUPPORTED_EXTENSION, "UE", "unsupported extension"},
    {SSL_AD_CERTIFICATE_UNOBTAINABLE, "CO", "certificate unobtainable"},
    {SSL_AD_UNRECOGNIZED_NAME, "UN", "unrecognized name"},
    {SSL_AD_BAD_CERTIFICATE_STATUS_RESPONSE, "BR", "bad certificate status response"},
    {SSL_AD_BAD_CERTIFICATE_HASH_VALUE, "BH", "bad certificate hash value"},
    {SSL_AD_UNKNOWN_PSK_IDENTITY, "UP", "unknown PSK identity"},
    /* OpenSSL has letters for none of the newer ones, and words for this one of them. */
    {SSL_AD_NO_APPLICATION_PROTOCOL, "UK", "no application protocol"},
};

static bool is_level(int value, int level)
{
	return value >> 8 == level;
}

const char *SSL_alert_type_string(int value)
{
	return is_level(value, SSL3_AL_WARNING) ? "W" : is_level(value, SSL3_AL_FATAL) ? "F" : "U";
}

const char *SSL_alert_type_string_long(int value)
{
	return is_level(value, SSL3_AL_WARNING) ? "warning" : is_level(value, SSL3_AL_FATAL) ? "fatal" : "unknown";
}

const char *SSL_alert_desc_string(int value)
{
	for (size_t i = 0; i < N_ELEMENTS(alerts); i++) {
		if (alerts[i].code == (value & 0xff)) {
			return alerts[i].letters;
		}
	}
	return "UK";
}

const char *SSL_alert_desc_string_long(int value)
{
	for (size_t i = 0; i < N_ELEMENTS(alerts); i++) {
		if (alerts[i].code == (value & 0xff)) {
			return alerts[i].text;
		}
	}
	return "unknown";
}
