/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* Reasons that OpenSSL gives and names in no header of its interface. */
#ifndef TEASEL_CRYPTO_HIDDEN_ERR_H
#define TEASEL_CRYPTO_HIDDEN_ERR_H

#define DSO_R_LOAD_FAILED 103

#define PROP_R_NAME_TOO_LONG                100
#define PROP_R_NOT_AN_ASCII_CHARACTER       101
#define PROP_R_NOT_AN_IDENTIFIER            103
#define PROP_R_NOT_A_DECIMAL_DIGIT          105
#define PROP_R_NO_MATCHING_STRING_DELIMITER 106
#define PROP_R_PARSE_FAILED                 108
#define PROP_R_STRING_TOO_LONG              109
#define PROP_R_TRAILING_CHARACTERS          110

#define PROV_R_PATH_MUST_BE_ABSOLUTE     219
#define PROV_R_URI_AUTHORITY_UNSUPPORTED 223

#endif
