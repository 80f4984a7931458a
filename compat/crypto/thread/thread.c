/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/* CRYPTO_THREAD_run_once(3) and its kin over POSIX threads. Success is 1. */
#include <pthread.h>

#include <openssl/crypto.h>

CRYPTO_RWLOCK *CRYPTO_THREAD_lock_new(void)
{
	pthread_rwlock_t *lock = OPENSSL_zalloc(sizeof *lock);
	if (lock != NULL && pthread_rwlock_init(lock, NULL) != 0) {
		OPENSSL_free(lock);
		return NULL;
	}
	return lock;
}

void CRYPTO_THREAD_lock_free(CRYPTO_RWLOCK *lock)
{
	if (lock != NULL) {
		pthread_rwlock_destroy(lock);
		OPENSSL_free(lock);
	}
}

int CRYPTO_THREAD_read_lock(CRYPTO_RWLOCK *lock)
{
	return pthread_rwlock_rdlock(lock) == 0;
}

int CRYPTO_THREAD_write_lock(CRYPTO_RWLOCK *lock)
{
	return pthread_rwlock_wrlock(lock) == 0;
}

int CRYPTO_THREAD_unlock(CRYPTO_RWLOCK *lock)
{
	return pthread_rwlock_unlock(lock) == 0;
}

int CRYPTO_THREAD_run_once(CRYPTO_ONCE *once, void (*init)(void))
{
	return pthread_once(once, init) == 0;
}

int CRYPTO_THREAD_init_local(CRYPTO_THREAD_LOCAL *key, void (*cleanup)(void *))
{
	return pthread_key_create(key, cleanup) == 0;
}

void *CRYPTO_THREAD_get_local(CRYPTO_THREAD_LOCAL *key)
{
	return pthread_getspecific(*key);
}

int CRYPTO_THREAD_set_local(CRYPTO_THREAD_LOCAL *key, void *val)
{
	return pthread_setspecific(*key, val) == 0;
}

int CRYPTO_THREAD_cleanup_local(CRYPTO_THREAD_LOCAL *key)
{
	return pthread_key_delete(*key) == 0;
}

CRYPTO_THREAD_ID CRYPTO_THREAD_get_current_id(void)
{
	return pthread_self();
}

int CRYPTO_THREAD_compare_id(CRYPTO_THREAD_ID a, CRYPTO_THREAD_ID b)
{
	return pthread_equal(a, b);
}

/* The processor's own atomic operations serve, so the lock, which may be NULL, is not taken. */

int CRYPTO_atomic_add(int *val, int amount, int *ret, CRYPTO_RWLOCK *lock)
{
	(void)lock;
	*ret = __atomic_add_fetch(val, amount, __ATOMIC_ACQ_REL);
	return 1;
}

int CRYPTO_atomic_or(uint64_t *val, uint64_t op, uint64_t *ret, CRYPTO_RWLOCK *lock)
{
	(void)lock;
	*ret = __atomic_or_fetch(val, op, __ATOMIC_ACQ_REL);
	return 1;
}

int CRYPTO_atomic_load(uint64_t *val, uint64_t *ret, CRYPTO_RWLOCK *lock)
{
	(void)lock;
	*ret = __atomic_load_n(val, __ATOMIC_ACQUIRE);
	return 1;
}
