/* SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC */
/*
 * The session cache of an SSL_CTX: sessions by id, in shards with a mutex each, so that connections of different
 * threads rarely meet. A shard is a hash table whose entries also stand in a list by use; a full shard lets the last
 * one go. No callback of the program's runs while a shard is locked.
 */
#include "compat/ssl/session/cache.h"

#include "compat/ssl/core/local.h"

#define MANY_SHARDS 16
/* Below this the bound is kept to the session, by one shard; above it, to the shard's part of it. */
#define SMALL_CACHE   1024
#define FIRST_BUCKETS 16

struct entry {
	SSL_SESSION *session; /* a reference */
	uint32_t hash;
	uint16_t version; /* sessions of different versions may have the same id */
	uint8_t id_len;
	uint8_t id[SESSION_ID_MAX];
	struct entry *next;          /* in its bucket; of the victims once it is out */
	struct entry *newer, *older; /* by use */
};

struct shard {
	pthread_mutex_t lock;
	struct entry **bucket; /* n_buckets, a power of two; NULL: none yet */
	size_t n_buckets, n;
	struct entry *newest, *oldest;
};

struct session_shards {
	size_t n;
	struct shard shard[];
};

/* ---- entries within a locked shard ------------------------------------------------------------------------------- */

/* FNV-1a: ids are random, but a program may choose its own. */
static uint32_t hash_id(uint16_t version, struct span id)
{
	uint32_t h = 2166136261u ^ version;
	for (size_t i = 0; i < id.len; i++) {
		h = (h ^ id.p[i]) * 16777619u;
	}
	return h;
}

static struct entry **find(struct shard *sh, uint16_t version, struct span id, uint32_t hash)
{
	if (sh->bucket == NULL) {
		return NULL;
	}
	struct entry **at = &sh->bucket[hash & (sh->n_buckets - 1)];
	for (; *at != NULL; at = &(*at)->next) {
		if ((*at)->hash == hash && (*at)->version == version &&
		    span_eq(span_of((*at)->id, (*at)->id_len), id)) {
			return at;
		}
	}
	return NULL;
}

static struct entry **place_of(struct shard *sh, const struct entry *e)
{
	return find(sh, e->version, span_of(e->id, e->id_len), e->hash);
}

static void unlink_use(struct shard *sh, struct entry *e)
{
	*(e->newer != NULL ? &e->newer->older : &sh->newest) = e->older;
	*(e->older != NULL ? &e->older->newer : &sh->oldest) = e->newer;
}

static void link_newest(struct shard *sh, struct entry *e)
{
	e->newer = NULL;
	e->older = sh->newest;
	*(sh->newest != NULL ? &sh->newest->newer : &sh->oldest) = e;
	sh->newest = e;
}

/* take_out removes *at and puts it onto the list of victims. */
static void take_out(struct shard *sh, struct entry **at, struct entry **victims)
{
	struct entry *e = *at;
	*at = e->next;
	unlink_use(sh, e);
	sh->n--;
	e->next = *victims;
	*victims = e;
}

/* grow keeps buckets short. Without memory they become longer, no more. */
static bool grow(struct shard *sh)
{
	if (sh->bucket != NULL && sh->n < sh->n_buckets) {
		return true;
	}
	size_t n = sh->bucket != NULL ? sh->n_buckets * 2 : FIRST_BUCKETS;
	struct entry **fresh = OPENSSL_zalloc(n * sizeof *fresh);
	if (fresh == NULL) {
		return sh->bucket != NULL;
	}
	for (struct entry *e = sh->newest; e != NULL; e = e->older) {
		struct entry **at = &fresh[e->hash & (n - 1)];
		e->next = *at;
		*at = e;
	}
	OPENSSL_free(sh->bucket);
	sh->bucket = fresh;
	sh->n_buckets = n;
	return true;
}

/* ---- shards ------------------------------------------------------------------------------------------------------ */

static struct session_shards *shards_new(size_t n)
{
	struct session_shards *all = OPENSSL_zalloc(sizeof *all + n * sizeof all->shard[0]);
	if (all == NULL) {
		return NULL;
	}
	all->n = n;
	for (size_t i = 0; i < n; i++) {
		pthread_mutex_init(&all->shard[i].lock, NULL);
	}
	return all;
}

static void shards_free(struct session_shards *all)
{
	for (size_t i = 0; all != NULL && i < all->n; i++) {
		pthread_mutex_destroy(&all->shard[i].lock);
		OPENSSL_free(all->shard[i].bucket);
	}
	OPENSSL_free(all);
}

/* shards_of makes them at the first session. Of two threads that do, the second uses the first one's. */
static struct session_shards *shards_of(struct session_cache *c)
{
	struct session_shards *all = atomic_load(&c->shards);
	if (all != NULL) {
		return all;
	}
	struct session_shards *fresh = shards_new(c->max != 0 && c->max <= SMALL_CACHE ? 1 : MANY_SHARDS);
	if (fresh == NULL || atomic_compare_exchange_strong(&c->shards, &all, fresh)) {
		return fresh;
	}
	shards_free(fresh);
	return all;
}

static struct shard *shard_of(struct session_shards *all, uint32_t hash)
{
	return &all->shard[(hash >> 24) % all->n];
}

/* shard_max: a shard's part of the bound; 0: none. A full cache makes room before it is over the bound, as OpenSSL's.
 */
static size_t shard_max(const struct session_cache *c, const struct session_shards *all)
{
	size_t part = (c->max + all->n - 1) / all->n;
	return part > 1 ? part - 1 : part;
}

static struct span id_of(const SSL_SESSION *ss)
{
	return span_of(ss->ts->id, ss->ts->id_len);
}

/* let_go tells the program about sessions that left, and frees them. */
static void let_go(SSL_CTX *ctx, struct entry *victims)
{
	while (victims != NULL) {
		struct entry *e = victims;
		victims = e->next;
		if (ctx->sessions.remove_cb != NULL) {
			ctx->sessions.remove_cb(ctx, e->session);
		}
		SSL_SESSION_free(e->session);
		OPENSSL_free(e);
	}
}

/* ---- life -------------------------------------------------------------------------------------------------------- */

int session_cache_init(struct session_cache *c)
{
	*c = (struct session_cache){
	    .mode = SSL_SESS_CACHE_SERVER, .max = SSL_SESSION_CACHE_MAX_SIZE_DEFAULT, .timeout = 7200};
	if (!ticket_ring_init(&c->ticket_keys, session_now())) {
		SSL_ERR(ERR_R_RAND_LIB);
		return 0;
	}
	return 1;
}

void session_cache_free(SSL_CTX *ctx, struct session_cache *c)
{
	session_listed_free(c);
	SSL_CTX_flush_sessions(ctx, 0);
	shards_free(atomic_exchange(&c->shards, NULL));
	ticket_ring_wipe(&c->ticket_keys);
}

/* ---- the cache --------------------------------------------------------------------------------------------------- */

/* look finds the session for id: a reference, or NULL. use: it becomes the one used last. */
static SSL_SESSION *look(struct session_cache *c, uint16_t version, struct span id, bool use)
{
	struct session_shards *all = atomic_load(&c->shards);
	SSL_SESSION *found = NULL;
	if (all == NULL || id.len == 0) {
		return NULL;
	}
	uint32_t hash = hash_id(version, id);
	struct shard *sh = shard_of(all, hash);
	pthread_mutex_lock(&sh->lock);
	struct entry **at = find(sh, version, id, hash);
	if (at != NULL) {
		found = (*at)->session;
		SSL_SESSION_up_ref(found);
	}
	if (at != NULL && use) {
		unlink_use(sh, *at);
		link_newest(sh, *at);
	}
	pthread_mutex_unlock(&sh->lock);
	return found;
}

SSL_SESSION *session_cache_find(struct session_cache *c, uint16_t version, struct span id)
{
	return look(c, version, id, true);
}

bool session_cache_has(struct session_cache *c, uint16_t version, struct span id)
{
	SSL_SESSION *ss = look(c, version, id, false);
	SSL_SESSION_free(ss);
	return ss != NULL;
}

/* insert puts fresh in, over another session of the same id. False: this very session is there already, or there is no
 * memory; fresh is then still the caller's. */
static bool insert(struct session_cache *c, struct session_shards *all, struct entry *fresh, struct entry **replaced,
		   struct entry **victims)
{
	struct shard *sh = shard_of(all, fresh->hash);
	bool done = false;
	pthread_mutex_lock(&sh->lock);
	struct entry **at = place_of(sh, fresh);
	if (at != NULL && (*at)->session == fresh->session) {
		goto out;
	}
	if (at != NULL) {
		take_out(sh, at, replaced);
	}
	if (!grow(sh)) {
		goto out;
	}
	at = &sh->bucket[fresh->hash & (sh->n_buckets - 1)];
	fresh->next = *at;
	*at = fresh;
	link_newest(sh, fresh);
	sh->n++;
	done = true;
	for (size_t max = shard_max(c, all); max != 0 && sh->n > max;) {
		atomic_store(&sh->oldest->session->removed, true);
		take_out(sh, place_of(sh, sh->oldest), victims);
		session_counted(c, COUNT_CACHE_FULL);
	}
out:
	pthread_mutex_unlock(&sh->lock);
	return done;
}

int SSL_CTX_add_session(SSL_CTX *ctx, SSL_SESSION *session)
{
	struct session_cache *c = &ctx->sessions;
	struct session_shards *all = shards_of(c);
	struct entry *fresh = OPENSSL_zalloc(sizeof *fresh), *replaced = NULL, *victims = NULL;
	if (all == NULL || fresh == NULL) {
		OPENSSL_free(fresh);
		SSL_ERR(ERR_R_MALLOC_FAILURE);
		return 0;
	}
	struct span id = id_of(session);
	if (id.len != 0) {
		memcpy(fresh->id, id.p, id.len);
	}
	fresh->id_len = (uint8_t)id.len;
	fresh->version = session->ts->version;
	fresh->hash = hash_id(fresh->version, id);
	fresh->session = session;
	SSL_SESSION_up_ref(session);
	bool done = insert(c, all, fresh, &replaced, &victims);
	if (!done) {
		SSL_SESSION_free(session);
		OPENSSL_free(fresh);
	}
	/* A session replaced under its id leaves quietly; one pushed out for room does not. */
	while (replaced != NULL) {
		struct entry *e = replaced;
		replaced = e->next;
		SSL_SESSION_free(e->session);
		OPENSSL_free(e);
	}
	let_go(ctx, victims);
	return done;
}

int SSL_CTX_remove_session(SSL_CTX *ctx, SSL_SESSION *session)
{
	struct entry *victims = NULL;
	if (session == NULL || session->ts->id_len == 0) {
		return 0;
	}
	struct session_shards *all = atomic_load(&ctx->sessions.shards);
	struct span id = id_of(session);
	uint16_t version = session->ts->version;
	uint32_t hash = hash_id(version, id);
	if (all != NULL) {
		struct shard *sh = shard_of(all, hash);
		pthread_mutex_lock(&sh->lock);
		struct entry **at = find(sh, version, id, hash);
		if (at != NULL) {
			take_out(sh, at, &victims);
		}
		pthread_mutex_unlock(&sh->lock);
	}
	atomic_store(&session->removed, true);
	/* The program may keep a cache of its own, so it hears of it whether or not the session was here. */
	if (ctx->sessions.remove_cb != NULL) {
		ctx->sessions.remove_cb(ctx, session);
	}
	int found = victims != NULL;
	while (victims != NULL) {
		struct entry *e = victims;
		victims = e->next;
		SSL_SESSION_free(e->session);
		OPENSSL_free(e);
	}
	return found;
}

static bool expired(const SSL_SESSION *ss, int64_t at)
{
	return at == 0 || session_over(ss, at);
}

void SSL_CTX_flush_sessions_ex(SSL_CTX *ctx, time_t t);
void SSL_CTX_flush_sessions_ex(SSL_CTX *ctx, time_t t)
{
	struct session_shards *all = atomic_load(&ctx->sessions.shards);
	for (size_t i = 0; all != NULL && i < all->n; i++) {
		struct shard *sh = &all->shard[i];
		struct entry *victims = NULL;
		pthread_mutex_lock(&sh->lock);
		for (struct entry *e = sh->newest, *older; e != NULL; e = older) {
			older = e->older;
			if (expired(e->session, (int64_t)t)) {
				atomic_store(&e->session->removed, true);
				take_out(sh, place_of(sh, e), &victims);
			}
		}
		pthread_mutex_unlock(&sh->lock);
		let_go(ctx, victims);
	}
}

void SSL_CTX_flush_sessions(SSL_CTX *ctx, long t)
{
	SSL_CTX_flush_sessions_ex(ctx, (time_t)t);
}

void session_cache_each(struct session_cache *c, void (*fn)(void *arg, SSL_SESSION *ss), void *arg)
{
	struct session_shards *all = atomic_load(&c->shards);
	for (size_t i = 0; all != NULL && i < all->n; i++) {
		struct shard *sh = &all->shard[i];
		pthread_mutex_lock(&sh->lock);
		size_t n = 0;
		SSL_SESSION **held = OPENSSL_malloc((sh->n + 1) * sizeof *held);
		for (struct entry *e = sh->newest; held != NULL && e != NULL; e = e->older) {
			SSL_SESSION_up_ref(e->session);
			held[n++] = e->session;
		}
		pthread_mutex_unlock(&sh->lock);
		for (size_t k = 0; k < n; k++) {
			fn(arg, held[k]);
		}
		OPENSSL_free(held);
	}
}

static long number(struct session_cache *c)
{
	struct session_shards *all = atomic_load(&c->shards);
	size_t n = 0;
	for (size_t i = 0; all != NULL && i < all->n; i++) {
		pthread_mutex_lock(&all->shard[i].lock);
		n += all->shard[i].n;
		pthread_mutex_unlock(&all->shard[i].lock);
	}
	return (long)n;
}

/* ---- settings ---------------------------------------------------------------------------------------------------- */

/* The counters in the order of their commands. */
static const struct {
	int cmd;
	enum session_count count;
} counters[] = {
    {SSL_CTRL_SESS_CONNECT, COUNT_CONNECT},
    {SSL_CTRL_SESS_CONNECT_GOOD, COUNT_CONNECT_GOOD},
    {SSL_CTRL_SESS_CONNECT_RENEGOTIATE, COUNT_CONNECT_RENEGOTIATE},
    {SSL_CTRL_SESS_ACCEPT, COUNT_ACCEPT},
    {SSL_CTRL_SESS_ACCEPT_GOOD, COUNT_ACCEPT_GOOD},
    {SSL_CTRL_SESS_ACCEPT_RENEGOTIATE, COUNT_ACCEPT_RENEGOTIATE},
    {SSL_CTRL_SESS_HIT, COUNT_HIT},
    {SSL_CTRL_SESS_CB_HIT, COUNT_CB_HIT},
    {SSL_CTRL_SESS_MISSES, COUNT_MISS},
    {SSL_CTRL_SESS_TIMEOUTS, COUNT_TIMEOUT},
    {SSL_CTRL_SESS_CACHE_FULL, COUNT_CACHE_FULL},
};

long session_ctrl(SSL_CTX *ctx, int cmd, long larg, void *parg)
{
	struct session_cache *c = &ctx->sessions;
	long before;
	for (size_t i = 0; i < sizeof counters / sizeof counters[0]; i++) {
		if (counters[i].cmd == cmd) {
			return atomic_load(&c->count[counters[i].count]);
		}
	}
	switch (cmd) {
	case SSL_CTRL_SESS_NUMBER:
		return number(c);
	case SSL_CTRL_SET_SESS_CACHE_SIZE:
		if (larg < 0) {
			return 0;
		}
		before = (long)c->max;
		c->max = (unsigned long)larg;
		return before;
	case SSL_CTRL_GET_SESS_CACHE_SIZE:
		return (long)c->max;
	case SSL_CTRL_SET_SESS_CACHE_MODE:
		before = c->mode;
		c->mode = larg;
		if (before != larg) {
			ctx_changed(ctx);
		}
		return before;
	case SSL_CTRL_GET_SESS_CACHE_MODE:
		return c->mode;
	case SSL_CTRL_GET_TLSEXT_TICKET_KEYS:
	case SSL_CTRL_SET_TLSEXT_TICKET_KEYS:
		return ticket_keys_ctrl(ctx, cmd, larg, parg);
	default:
		return 0;
	}
}

long SSL_CTX_set_timeout(SSL_CTX *s, long t)
{
	if (s == NULL) {
		return 0;
	}
	long before = (long)s->sessions.timeout;
	s->sessions.timeout = t;
	ctx_changed(s);
	return before;
}

long SSL_CTX_get_timeout(const SSL_CTX *s)
{
	return s != NULL ? (long)s->sessions.timeout : 0;
}

long SSL_get_default_timeout(const SSL *s)
{
	(void)s;
	return 7200;
}

void SSL_CTX_sess_set_new_cb(SSL_CTX *ctx, int (*cb)(SSL *, SSL_SESSION *))
{
	ctx->sessions.new_cb = cb;
}

int (*SSL_CTX_sess_get_new_cb(SSL_CTX *ctx))(SSL *, SSL_SESSION *)
{
	return ctx->sessions.new_cb;
}

void SSL_CTX_sess_set_remove_cb(SSL_CTX *ctx, void (*cb)(SSL_CTX *, SSL_SESSION *))
{
	ctx->sessions.remove_cb = cb;
}

void (*SSL_CTX_sess_get_remove_cb(SSL_CTX *ctx))(SSL_CTX *, SSL_SESSION *)
{
	return ctx->sessions.remove_cb;
}

void SSL_CTX_sess_set_get_cb(SSL_CTX *ctx, SSL_SESSION *(*cb)(SSL *, const unsigned char *, int, int *))
{
	ctx->sessions.get_cb = cb;
}

SSL_SESSION *(*SSL_CTX_sess_get_get_cb(SSL_CTX *ctx))(SSL *, const unsigned char *, int, int *)
{
	return ctx->sessions.get_cb;
}
