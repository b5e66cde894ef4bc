/* HTTP authentication and CORS for C: no allocator, no libc, no global state.
 *
 * Every function that can fail returns CS_OK, CS_DONE or a negative code. Its last argument, `error`, may be NULL; otherwise
 * it gets the code and where the fault is. A null pointer, a length of zero or a buffer that is too small is an error like
 * any other: nothing is read or written outside of what the arguments name.
 *
 * What the caller promises: a pointer that is not null points to as many bytes as the length next to it says; a state was
 * begun, or is all zeros; and no other thread writes to any of them during the call.
 *
 * A text is bytes with a length. A text that a function writes is followed by a NUL, which its length does not count, so
 * that it is a C string too; `needed` counts the NUL. A text that a function finds in its input has none. */
#ifndef COUNTERSIGN_H
#define COUNTERSIGN_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- What functions return ---- */

#define CS_OK 0
#define CS_DONE 1 /* the list has no more elements */

/* An argument is wrong. */
#define CS_E_NULL -1     /* a pointer is null */
#define CS_E_ALIGN -2    /* a pointer is not aligned for its type */
#define CS_E_LENGTH -3   /* a length reaches beyond the address space */
#define CS_E_OVERLAP -4  /* the buffer or the state overlaps an input */
#define CS_E_STATE -5    /* the state was not begun */
#define CS_E_CAPACITY -6 /* the buffer is too small: `needed` */
#define CS_E_UTF8 -7     /* the text is not UTF-8: `offset` */
#define CS_E_VALUE -8    /* `what` can't be sent: `offset` is the byte that is not allowed */
#define CS_E_NUMBER -9   /* the argument cannot have this number */

/* The message is malformed: `line` counts the lines of the field, `offset` the bytes of the line. */
#define CS_E_SYNTAX -10      /* the grammar is broken at `offset` */
#define CS_E_SCHEME -11      /* the value is of another scheme than `what` */
#define CS_E_REPEATED -12    /* a parameter occurs twice */
#define CS_E_MISSING -13     /* `what` is missing */
#define CS_E_CONFLICT -14    /* `what` excludes another parameter */
#define CS_E_PARAM -15       /* `what` has a value that is not allowed */
#define CS_E_TOO_MANY -16    /* there are more than 64 parameters */
#define CS_E_SECOND_LINE -17 /* the field must not occur twice */
#define CS_E_ABSENT -18      /* the message has no such field, or the list no such element */

/* The message is well-formed, and its credentials or its challenge are not accepted. */
#define CS_E_UNSUPPORTED -30 /* the library lacks the hash function, or the qop is unknown */
#define CS_E_REALM -31       /* another realm */
#define CS_E_ALGORITHM -32   /* an algorithm that was not offered, or a weaker one */
#define CS_E_QOP -33         /* a qop that was not offered, or a weaker one */
#define CS_E_URI -34         /* another URI than that of the request */
#define CS_E_RESPONSE -35    /* the user name or the password is wrong */
#define CS_E_STALE -36       /* all is right but the nonce: send a challenge with `stale` */
#define CS_E_RSPAUTH -37     /* the server's proof is wrong: do not trust the response */
#define CS_E_EXHAUSTED -38   /* the nonce has been used 4294967295 times */
#define CS_E_POLICY -39      /* the policy has mistakes: `cs_policy_mistake` explains them */

/* ---- Types ---- */

typedef struct cs_text {
    const char *at;
    size_t len;
} cs_text;

typedef struct cs_field {
    cs_text name, value;
} cs_field;

typedef struct cs_request {
    cs_text method;
    const cs_field *fields;
    size_t count;
} cs_request;

typedef struct cs_error {
    int32_t code;
    size_t line;   /* from zero */
    size_t offset; /* from zero */
    size_t needed; /* how many bytes the buffer needs */
    cs_text what;  /* the name of the part, the parameter or the scheme; without NUL */
} cs_error;

/* The text of a C string. NULL is the empty text. */
static inline cs_text cs_str(const char *string) {
    cs_text text;
    text.at = string;
    text.len = 0;
    while (string && string[text.len]) text.len++;
    return text;
}

/* Returns 1 if both texts are equal, 0 if not, and takes the same time for all texts of these lengths. */
int32_t cs_equal(cs_text one, cs_text other);

/* ---- Challenges: the value of WWW-Authenticate ---- */

typedef struct cs_challenge {
    cs_text scheme;
    cs_text token68; /* null in a challenge with parameters */
    cs_text params;  /* for cs_params_next and cs_params_get */
} cs_challenge;

typedef struct cs_param {
    cs_text name, value;
} cs_param;

/* Checks a whole line. `offset` counts from its start. */
int32_t cs_challenges_check(cs_text line, cs_error *error);

/* Takes the first challenge off `rest`, which begins as the whole line. `offset` counts from the start of `rest`. */
int32_t cs_challenges_next(cs_text *rest, cs_challenge *challenge, cs_error *error);

/* Takes the first parameter off `rest`, which begins as the `params` of a challenge. The value is unescaped into the
 * buffer. */
int32_t cs_params_next(cs_text *rest, cs_param *param, char *buffer, size_t len, cs_error *error);

/* Finds a parameter by its name, whatever the case. */
int32_t cs_params_get(cs_text params, cs_text name, char *buffer, size_t len, cs_text *value, cs_error *error);

/* ---- Basic and Bearer ---- */

/* Finds the value of Authorization. CS_E_ABSENT if the request has no such line, CS_E_SECOND_LINE if it has two. */
int32_t cs_authorization(const cs_request *request, cs_text *value, cs_error *error);

/* Decodes user and password into the buffer. Compare them with cs_equal. */
int32_t cs_basic_decode(cs_text authorization, char *buffer, size_t len, cs_text *user, cs_text *password, cs_error *error);

/* Writes a value of Authorization. */
int32_t cs_basic_encode(cs_text user, cs_text password, char *buffer, size_t len, cs_text *value, cs_error *error);

/* Writes a value of WWW-Authenticate. */
int32_t cs_basic_challenge(cs_text realm, char *buffer, size_t len, cs_text *value, cs_error *error);

/* Finds the token. Compare it with cs_equal. */
int32_t cs_bearer_token(cs_text authorization, cs_text *token, cs_error *error);

/* ---- States: the library fills them, the caller keeps them ---- */

/* Sizes in bytes, on 64 and on 32 bits. The library does not compile if a state is larger. A state may be moved. */
#define CS_DIGEST_CLIENT_SIZE_64 656
#define CS_DIGEST_CLIENT_SIZE_32 632
#define CS_REPLAY_GUARD_SIZE_64 680
#define CS_REPLAY_GUARD_SIZE_32 680
#define CS_POLICY_SIZE_64 168
#define CS_POLICY_SIZE_32 104

/* The longest challenge that a Digest client keeps, in bytes. */
#define CS_DIGEST_CLIENT_CAPACITY 384

/* How many nonces a replay guard knows. */
#define CS_REPLAY_GUARD_NONCES 16

#if UINTPTR_MAX > 0xFFFFFFFF
#define CS_SIZE_OF(state) state##_SIZE_64
#else
#define CS_SIZE_OF(state) state##_SIZE_32
#endif

typedef struct cs_digest_client {
    union {
        uint64_t align;
        unsigned char bytes[CS_SIZE_OF(CS_DIGEST_CLIENT)];
    } state;
} cs_digest_client;

typedef struct cs_replay_guard {
    union {
        uint64_t align;
        unsigned char bytes[CS_SIZE_OF(CS_REPLAY_GUARD)];
    } state;
} cs_replay_guard;

typedef struct cs_policy {
    union {
        uint64_t align;
        unsigned char bytes[CS_SIZE_OF(CS_POLICY)];
    } state;
} cs_policy;

/* ---- Digest, the client ---- */

/* Begins with the strongest Digest challenge among the fields of a 401. CS_E_ABSENT if the library can answer
 * no challenge. */
int32_t cs_digest_client_begin(cs_digest_client *client, const cs_field *fields, size_t count, cs_error *error);

/* Writes the value of Authorization. `random` is 16 new bytes from a cryptographic source. */
int32_t cs_digest_client_answer(cs_digest_client *client, cs_text method, cs_text uri, cs_text user, cs_text password,
                                const uint8_t *random, char *buffer, size_t len, cs_text *value, cs_error *error);

/* Takes the challenges of another 401. CS_OK: only the nonce was too old, repeat the request. CS_E_RESPONSE: the password
 * is wrong. CS_E_REALM, CS_E_ALGORITHM or CS_E_QOP: the challenge protects less than the first one, do not answer it. */
int32_t cs_digest_client_renew(cs_digest_client *client, const cs_field *fields, size_t count, cs_error *error);

/* Takes the Authentication-Info of the response to the last answer: the next nonce, and the server's proof. CS_OK: the
 * server proved that it knows the password. CS_E_ABSENT: it sent no proof. */
int32_t cs_digest_client_accept(cs_digest_client *client, const cs_field *fields, size_t count, cs_text method, cs_text uri,
                                cs_text user, cs_text password, cs_error *error);

/* ---- Digest, the server ---- */

/* A server offers one algorithm. Of the qop options it offers `auth`: the library does not hash bodies, so there is no
 * `auth-int`, in the client either. */
#define CS_MD5 1
#define CS_SHA_256 2
#define CS_SHA_512_256 3

typedef struct cs_digest_server {
    cs_text realm;
    cs_text key; /* 16 random bytes or more that only the server knows, new ones at each start */
    int32_t algorithm;
} cs_digest_server;

/* Begins a guard that has seen nothing. Nonces live for this many seconds. */
int32_t cs_replay_guard_begin(cs_replay_guard *guard, uint64_t lifetime, cs_error *error);

/* Writes a value of WWW-Authenticate with a new nonce. `now` is in seconds; `number` is a counter. */
int32_t cs_digest_challenge(const cs_digest_server *server, uint64_t now, uint64_t number, int32_t stale, char *buffer,
                            size_t len, cs_text *value, cs_error *error);

/* Writes the user name of the credentials, to find the password by. */
int32_t cs_digest_user(cs_text authorization, char *buffer, size_t len, cs_text *user, cs_error *error);

/* Writes the hash of user, realm and password, which a server can store in place of the password: 32 or 64 hexadecimal
 * digits. Keep it as secret as the password: it is enough to log in to this realm. CS_E_VALUE if the password is empty, or
 * the user has a colon. */
int32_t cs_digest_ha1(int32_t algorithm, cs_text realm, cs_text user, cs_text password, char *buffer, size_t len,
                      cs_text *ha1, cs_error *error);

/* Verifies a value of Authorization, and accepts it once. A null `password` is for a user who does not exist: the work is
 * the same. */
int32_t cs_digest_verify(const cs_digest_server *server, cs_replay_guard *guard, cs_text authorization, cs_text method,
                         cs_text uri, cs_text user, cs_text password, uint64_t now, cs_error *error);

/* The same, with what cs_digest_ha1 wrote for the realm and the algorithm of the server. CS_E_VALUE if `ha1` has another
 * length than hashes of this algorithm, or is not hexadecimal. */
int32_t cs_digest_verify_ha1(const cs_digest_server *server, cs_replay_guard *guard, cs_text authorization, cs_text method,
                             cs_text uri, cs_text user, cs_text ha1, uint64_t now, cs_error *error);

/* ---- CORS, and the gate ---- */

/* The names of all request fields that cs_cors and cs_gate look at, for hosts that give fields by name. */
#define CS_ASKS_COUNT 5
#define CS_ASKS                                                                                                        \
    "Authorization", "Origin", "Access-Control-Request-Method", "Access-Control-Request-Headers",                      \
        "Access-Control-Request-Private-Network"

/* Each text has one entry on each line. What is zero is not allowed. */
typedef struct cs_policy_config {
    cs_text origins;          /* as "https://a.example\nhttps://b.example" */
    cs_text methods;          /* beside GET, HEAD and POST */
    cs_text request_headers;  /* that pages may send */
    cs_text response_headers; /* that pages may read */
    int32_t max_age;          /* seconds for which a browser keeps the answer to a preflight */
    uint16_t preflight_status; /* 0 is 204 */
    uint8_t credentials;
    uint8_t private_network;
} cs_policy_config;

/* Checks a policy. Its texts must live, unchanged, as long as the policy. CS_E_POLICY: `line` is the number of mistakes. */
int32_t cs_policy_begin(cs_policy *policy, const cs_policy_config *config, cs_error *error);

/* Writes the mistake with this index: what is wrong, and what to write instead. CS_DONE after the last one. */
int32_t cs_policy_mistake(const cs_policy_config *config, size_t index, char *buffer, size_t len, cs_text *mistake,
                          cs_error *error);

#define CS_MAX_CHALLENGES 4
#define CS_MAX_ANSWER_FIELDS 12

typedef struct cs_answer_field {
    cs_text name, value; /* C strings in the buffer */
    int32_t append;      /* 0: replace all lines of this name; 1: add a line */
} cs_answer_field;

/* Whatever is answered gets these fields. */
typedef struct cs_answer {
    int32_t status; /* 0: the application answers; otherwise answer at once, with this status and no body */
    size_t count;
    cs_answer_field fields[CS_MAX_ANSWER_FIELDS];
} cs_answer;

/* Decides on a request by CORS alone. The status is 500 if the function fails. */
int32_t cs_cors(const cs_policy *policy, const cs_request *request, cs_answer *answer, char *buffer, size_t len,
                cs_error *error);

#define CS_ACCEPTED 1   /* the application answers */
#define CS_CHALLENGED 2 /* 401 with the challenges */
#define CS_FORBIDDEN 3  /* 403: the user is known and lacks permission */

/* Decides on a request: a preflight is answered whatever the verdict is, because browsers send no credentials with it;
 * any other request by the verdict on its credentials. The challenges are values of WWW-Authenticate, at least one for
 * CS_CHALLENGED. The status is 500 if the function fails. */
int32_t cs_gate(const cs_policy *policy, const cs_request *request, int32_t verdict, const cs_text *challenges, size_t count,
                cs_answer *answer, char *buffer, size_t len, cs_error *error);

/* ---- Checked when a program is compiled ---- */

#if defined(__cplusplus) && __cplusplus >= 201103L
#define CS_ASSERT(condition, message) static_assert(condition, message)
#elif defined(__STDC_VERSION__) && __STDC_VERSION__ >= 201112L
#define CS_ASSERT(condition, message) _Static_assert(condition, message)
#else
#define CS_ASSERT(condition, message) struct cs_nothing
#endif

CS_ASSERT(sizeof(cs_digest_client) == CS_SIZE_OF(CS_DIGEST_CLIENT), "cs_digest_client");
CS_ASSERT(sizeof(cs_replay_guard) == CS_SIZE_OF(CS_REPLAY_GUARD), "cs_replay_guard");
CS_ASSERT(sizeof(cs_policy) == CS_SIZE_OF(CS_POLICY), "cs_policy");
CS_ASSERT(sizeof(size_t) == sizeof(void *), "the library expects size_t to be as wide as a pointer");
CS_ASSERT(sizeof(cs_text) == 2 * sizeof(void *), "cs_text");
CS_ASSERT(sizeof(cs_field) == 4 * sizeof(void *), "cs_field");
CS_ASSERT(sizeof(cs_error) == 6 * sizeof(void *), "cs_error");
CS_ASSERT(sizeof(cs_answer_field) == 5 * sizeof(void *), "cs_answer_field");
CS_ASSERT(offsetof(cs_answer, fields) == 2 * sizeof(void *), "cs_answer");
CS_ASSERT(sizeof(cs_policy_config) == 8 * sizeof(void *) + 8, "cs_policy_config");

#ifdef __cplusplus
}
#endif

#endif
