/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* OpenSSL_version(3): the interface that is offered, and where its files are looked for. */
#include <openssl/crypto.h>

#include "compat/crypto/init/places.h"

unsigned int OPENSSL_version_major(void)
{
	return OPENSSL_VERSION_MAJOR;
}

unsigned int OPENSSL_version_minor(void)
{
	return OPENSSL_VERSION_MINOR;
}

unsigned int OPENSSL_version_patch(void)
{
	return OPENSSL_VERSION_PATCH;
}

const char *OPENSSL_version_pre_release(void)
{
	return OPENSSL_VERSION_PRE_RELEASE;
}

const char *OPENSSL_version_build_metadata(void)
{
	return OPENSSL_VERSION_BUILD_METADATA;
}

unsigned long OpenSSL_version_num(void)
{
	return OPENSSL_VERSION_NUMBER;
}

const char *OpenSSL_version(int type)
{
	switch (type) {
	case OPENSSL_VERSION:
		return OPENSSL_VERSION_TEXT;
	case OPENSSL_VERSION_STRING:
		return OPENSSL_VERSION_STR;
	case OPENSSL_FULL_VERSION_STRING:
		return OPENSSL_FULL_VERSION_STR;
	case OPENSSL_CFLAGS:
		return "compiler: not recorded";
	case OPENSSL_BUILT_ON:
		return "built on: date not available";
	case OPENSSL_PLATFORM:
		return "platform: linux";
	case OPENSSL_DIR:
		return "OPENSSLDIR: \"" OPENSSLDIR_TEXT "\"";
	case OPENSSL_ENGINES_DIR:
		return "ENGINESDIR: N/A";
	case OPENSSL_MODULES_DIR:
		return "MODULESDIR: N/A";
	case OPENSSL_CPU_INFO:
		return "CPUINFO: N/A";
	default:
		return "not available";
	}
}

const char *OPENSSL_info(int type)
{
	switch (type) {
	case OPENSSL_INFO_CONFIG_DIR:
		return OPENSSLDIR_TEXT;
	case OPENSSL_INFO_DSO_EXTENSION:
		return ".so";
	case OPENSSL_INFO_DIR_FILENAME_SEPARATOR:
		return "/";
	case OPENSSL_INFO_LIST_SEPARATOR:
		return ":";
	case OPENSSL_INFO_SEED_SOURCE:
		return "getrandom";
	default:
		return NULL;
	}
}
