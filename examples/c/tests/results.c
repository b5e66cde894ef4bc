/* What each function returns for right arguments, and for malformed messages. */
#include "check.h"

static int is(cs_text text, const char *expected) {
    return text.at && text.len == strlen(expected) && !memcmp(text.at, expected, text.len);
}

/* As `is`, for a text that is a C string too. */
static int wrote(cs_text text, const char *expected) { return is(text, expected) && text.at[text.len] == '\0'; }

/* A buffer of exactly this size, so that a byte too many is seen by valgrind and by AddressSanitizer. */
static char *buffer_of(size_t len) {
    char *buffer = malloc(len ? len : 1);
    if (!buffer) abort();
    memset(buffer, '#', len ? len : 1);
    return buffer;
}

/* ---- Challenges ---- */

static void reads_challenges(void) {
    cs_text rest = TEXT("Negotiate, Basic realm=\"a \\\"b\\\", c\" , charset=UTF-8,, Digest nonce=x,realm = y,Foo YWI=");
    cs_text params, value;
    cs_challenge challenge;
    cs_param param;
    cs_error error;
    char space[16];

    CHECK(cs_challenges_check(rest, &error) == CS_OK && error.code == CS_OK);
    CHECK(cs_challenges_next(&rest, &challenge, &error) == CS_OK);
    CHECK(is(challenge.scheme, "Negotiate") && !challenge.token68.at && challenge.params.len == 0);
    params = challenge.params;
    CHECK(cs_params_next(&params, &param, space, sizeof space, &error) == CS_DONE);

    CHECK(cs_challenges_next(&rest, &challenge, &error) == CS_OK && is(challenge.scheme, "Basic"));
    params = challenge.params;
    CHECK(cs_params_next(&params, &param, space, sizeof space, &error) == CS_OK);
    CHECK(is(param.name, "realm") && wrote(param.value, "a \"b\", c"));
    CHECK(cs_params_next(&params, &param, space, sizeof space, &error) == CS_OK);
    CHECK(is(param.name, "charset") && wrote(param.value, "UTF-8"));
    CHECK(cs_params_next(&params, &param, space, sizeof space, &error) == CS_DONE);

    CHECK(cs_challenges_next(&rest, &challenge, &error) == CS_OK && is(challenge.scheme, "Digest"));
    CHECK(cs_params_get(challenge.params, TEXT("REALM"), space, sizeof space, &value, &error) == CS_OK && wrote(value, "y"));
    CHECK(cs_params_get(challenge.params, TEXT("qop"), space, sizeof space, &value, &error) == CS_E_ABSENT);
    CHECK(cs_params_get(challenge.params, TEXT("nonce"), space, 1, &value, &error) == CS_E_CAPACITY && error.needed == 2);

    CHECK(cs_challenges_next(&rest, &challenge, &error) == CS_OK && is(challenge.scheme, "Foo"));
    CHECK(is(challenge.token68, "YWI=") && challenge.params.len == 0);
    CHECK(cs_challenges_next(&rest, &challenge, &error) == CS_DONE);
}

static void rejects_malformed_challenges(void) {
    static const struct {
        cs_text line;
        int32_t code;
        size_t offset;
    } rows[] = {
        {TEXT("Basic realm=\"x"), CS_E_SYNTAX, 14},
        {TEXT("Basic realm=x, realm=y"), CS_E_REPEATED, 15},
        {TEXT("Negotiate, Basic realm=x, REALM=y"), CS_E_REPEATED, 26},
        {TEXT("Basic realm=\"a\nb\""), CS_E_SYNTAX, 14},
        {TEXT("Basic realm=x charset=y"), CS_E_SYNTAX, 14},
        {TEXT("Basic realm=x, realm=y, charset=y z"), CS_E_REPEATED, 15},
    };
    cs_error error;

    for (size_t i = 0; i < COUNT(rows); i++) {
        cs_text rest = rows[i].line;
        cs_challenge challenge;
        int32_t code;

        CHECK(cs_challenges_check(rows[i].line, &error) == rows[i].code);
        CHECK(error.code == rows[i].code && error.offset == rows[i].offset && error.line == 0);
        while ((code = cs_challenges_next(&rest, &challenge, &error)) == CS_OK) continue;
        CHECK(code == rows[i].code);
        CHECK((size_t)(rest.at - rows[i].line.at) + error.offset == rows[i].offset);
    }
}

static void rejects_malformed_parameters(void) {
    static const cs_text lists[] = {TEXT("a=b c=d"), TEXT("a=b; c=d"), TEXT("a=b, c d"), TEXT("a=b, \"c\"")};
    char space[8];

    for (size_t i = 0; i < COUNT(lists); i++) {
        cs_text rest = lists[i], value;
        cs_param param;
        int32_t code;

        while ((code = cs_params_next(&rest, &param, space, sizeof space, NULL)) == CS_OK) continue;
        CHECK(code == CS_E_SYNTAX);
        CHECK(cs_params_get(lists[i], TEXT("x"), space, sizeof space, &value, NULL) == CS_E_SYNTAX);
    }
}

/* ---- Basic and Bearer ---- */

static void decodes_basic(void) {
    static const struct {
        cs_text value;
        int32_t code;
        size_t offset;
        const char *user, *password;
    } rows[] = {
        {TEXT("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="), CS_OK, 0, "Aladdin", "open sesame"}, /* RFC 7617 §2 */
        {TEXT("basic dGVzdDoxMjPCow=="), CS_OK, 0, "test", "123\xC2\xA3"},                 /* RFC 7617 §2.1 */
        {TEXT("Basic Og=="), CS_OK, 0, "", ""},
        {TEXT("Basic QTpiOmM="), CS_OK, 0, "A", "b:c"},
        {TEXT("Basic QWxhZGRpbg=="), CS_E_SYNTAX, 18, NULL, NULL},
        {TEXT("Basic QTo"), CS_E_SYNTAX, 9, NULL, NULL},
        {TEXT("Basic QQA6"), CS_E_SYNTAX, 7, NULL, NULL},
        {TEXT("Bearer abc"), CS_E_SCHEME, 0, NULL, NULL},
        {TEXT(""), CS_E_SYNTAX, 0, NULL, NULL},
    };

    for (size_t i = 0; i < COUNT(rows); i++) {
        cs_text user = NONE, password = NONE;
        cs_error error;
        size_t needed = rows[i].user ? strlen(rows[i].user) + strlen(rows[i].password) + 2 : 32;
        char *buffer = buffer_of(needed);

        CHECK(cs_basic_decode(rows[i].value, buffer, needed, &user, &password, &error) == rows[i].code);
        if (rows[i].user) {
            CHECK(wrote(user, rows[i].user) && wrote(password, rows[i].password));
            for (size_t len = 0; len < needed; len++) {
                char *smaller = buffer_of(len);
                CHECK(cs_basic_decode(rows[i].value, smaller, len, &user, &password, &error) == CS_E_CAPACITY);
                CHECK(error.needed == needed);
                free(smaller);
            }
        } else {
            CHECK(error.offset == rows[i].offset && !user.at);
        }
        free(buffer);
    }
    cs_error error;
    cs_text token;
    CHECK(cs_basic_decode(TEXT("Bearer abc"), NULL, 0, &token, &token, &error) == CS_E_SCHEME && is(error.what, "Basic"));
}

static void writes_basic(void) {
    char space[64];
    cs_text value;
    cs_error error;

    CHECK(cs_basic_encode(TEXT("Aladdin"), TEXT("open sesame"), space, sizeof space, &value, &error) == CS_OK);
    CHECK(wrote(value, "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="));
    CHECK(cs_basic_encode(TEXT("Aladdin"), TEXT("open sesame"), space, 34, &value, &error) == CS_E_CAPACITY && error.needed == 35);
    CHECK(cs_basic_encode(TEXT("a:b"), TEXT("c"), space, sizeof space, &value, &error) == CS_E_VALUE && error.offset == 1);
    CHECK(cs_basic_challenge(TEXT("a \"b\""), space, sizeof space, &value, &error) == CS_OK);
    CHECK(wrote(value, "Basic realm=\"a \\\"b\\\"\", charset=\"UTF-8\""));
    CHECK(cs_basic_challenge(TEXT("a\r\nb"), space, sizeof space, &value, &error) == CS_E_VALUE);
    CHECK(error.offset == 1 && is(error.what, "realm"));
}

static void reads_authorization(void) {
    static const cs_field one[] = {FIELD("host", "a"), FIELD("AUTHORIZATION", "Bearer mF_9.B5f-4.1JqM")};
    static const cs_field two[] = {FIELD("Authorization", "Bearer a"), FIELD("authorization", "Bearer b")};
    cs_request request = {TEXT("GET"), one, COUNT(one)};
    cs_text value, token;
    cs_error error;

    CHECK(cs_authorization(&request, &value, &error) == CS_OK && is(value, "Bearer mF_9.B5f-4.1JqM"));
    CHECK(cs_bearer_token(value, &token, &error) == CS_OK && is(token, "mF_9.B5f-4.1JqM"));
    CHECK(cs_bearer_token(TEXT("Bearer a b"), &token, &error) == CS_E_SYNTAX && error.offset == 8);
    CHECK(cs_equal(token, TEXT("mF_9.B5f-4.1JqM")) == 1 && cs_equal(token, TEXT("mF_9.B5f-4.1JqN")) == 0);
    CHECK(cs_equal(NONE, TEXT("")) == 1 && cs_equal(NONE, TEXT("a")) == 0);
    request.fields = two;
    CHECK(cs_authorization(&request, &value, &error) == CS_E_SECOND_LINE && error.line == 1);
    request.count = 0;
    CHECK(cs_authorization(&request, &value, &error) == CS_E_ABSENT);
}

/* ---- Digest ---- */

/* The challenge of RFC 2617 §3.5 without a qop, so that no cnonce is hashed. The response was computed with openssl. */
static void answers_digest(void) {
    static const cs_field response[] = {
        FIELD("WWW-Authenticate", "Basic realm=\"a\", Digest realm=\"r\", nonce=\"n\", algorithm=SHA-1024"),
        FIELD("www-authenticate", "Digest realm=\"testrealm@host.com\", nonce=\"dcd98b7102dd2f0e8b11d0f600bfb0c093\""),
    };
    cs_digest_client client = {{0}};
    char space[512];
    cs_text value;
    cs_error error;

    CHECK(cs_digest_client_answer(&client, TEXT("GET"), TEXT("/"), TEXT("u"), TEXT("p"), RANDOM, space, sizeof space,
                                  &value, &error) == CS_E_STATE);
    CHECK(cs_digest_client_begin(&client, response, 1, &error) == CS_E_ABSENT);
    CHECK(cs_digest_client_begin(&client, response, 2, &error) == CS_OK);
    CHECK(cs_digest_client_answer(&client, TEXT("GET"), TEXT("/dir/index.html"), TEXT("Mufasa"), TEXT("Circle Of Life"),
                                  RANDOM, space, sizeof space, &value, &error) == CS_OK);
    CHECK(wrote(value, "Digest username=\"Mufasa\", realm=\"testrealm@host.com\", "
                       "nonce=\"dcd98b7102dd2f0e8b11d0f600bfb0c093\", uri=\"/dir/index.html\", "
                       "response=\"670fd8c2df070c60b045671b8b24ff02\""));
    CHECK(cs_digest_client_answer(&client, TEXT("GET"), TEXT("/"), TEXT("u"), TEXT("p"), RANDOM, space, 100, &value,
                                  &error) == CS_E_CAPACITY && error.needed > 100);
    CHECK(cs_digest_client_answer(&client, TEXT("GET POST"), TEXT("/"), TEXT("u"), TEXT("p"), RANDOM, space, sizeof space,
                                  &value, &error) == CS_E_VALUE && error.offset == 3 && is(error.what, "method"));
}

static void client_and_server_agree(int32_t algorithm) {
    cs_digest_server server = {TEXT("device"), TEXT("sixteen random bytes or more"), algorithm};
    cs_digest_client client;
    cs_replay_guard guard = {{0}};
    char offer[256], space[512], name[32];
    cs_text value, answer, user;
    cs_error error;
    cs_text method = TEXT("GET"), uri = TEXT("/a?b=c"), admin = TEXT("admin"), password = TEXT("open sesame");

    CHECK(cs_digest_challenge(&server, 1000, 1, 0, offer, sizeof offer, &value, &error) == CS_OK);
    cs_field field = {TEXT("WWW-Authenticate"), value};
    CHECK(cs_digest_client_begin(&client, &field, 1, &error) == CS_OK);
    CHECK(cs_digest_client_answer(&client, method, uri, admin, password, RANDOM, space, sizeof space, &answer, &error) == CS_OK);
    CHECK(cs_digest_user(answer, name, sizeof name, &user, &error) == CS_OK && wrote(user, "admin"));
    CHECK(cs_digest_user(answer, name, 5, &user, &error) == CS_E_CAPACITY && error.needed == 6);

#define VERIFY(method, uri, user, password, now) \
    cs_digest_verify(&server, &guard, answer, method, uri, user, password, now, &error)
    CHECK(VERIFY(method, uri, admin, password, 1001) == CS_E_STATE);
    CHECK(cs_replay_guard_begin(&guard, 300, &error) == CS_OK);
    CHECK(VERIFY(method, uri, admin, TEXT("open Sesame"), 1001) == CS_E_RESPONSE);
    CHECK(VERIFY(method, uri, TEXT("root"), password, 1001) == CS_E_RESPONSE);
    CHECK(VERIFY(method, uri, admin, NONE, 1001) == CS_E_RESPONSE);
    CHECK(VERIFY(TEXT("PUT"), uri, admin, password, 1001) == CS_E_RESPONSE);
    CHECK(VERIFY(method, TEXT("/a"), admin, password, 1001) == CS_E_URI);
    CHECK(VERIFY(method, uri, admin, password, 1301) == CS_E_STALE);
    CHECK(VERIFY(method, uri, admin, password, 1001) == CS_OK);
    CHECK(VERIFY(method, uri, admin, password, 1001) == CS_E_STALE); /* a replay */
    server.realm = TEXT("other");
    CHECK(VERIFY(method, uri, admin, password, 1001) == CS_E_REALM);
    server.realm = TEXT("device");
    server.algorithm = algorithm == CS_MD5 ? CS_SHA_256 : CS_MD5;
    CHECK(VERIFY(method, uri, admin, password, 1001) == CS_E_ALGORITHM);
    server.algorithm = algorithm;

    /* A server that stores no password. */
    char stored[65], short_of_space[64];
    cs_text hash;
    size_t digits = algorithm == CS_MD5 ? 32 : 64;
    CHECK(cs_digest_ha1(algorithm, server.realm, admin, password, stored, sizeof stored, &hash, &error) == CS_OK);
    CHECK(hash.len == digits && hash.at == stored && !stored[digits]);
    CHECK(cs_digest_ha1(algorithm, server.realm, admin, password, short_of_space, digits, &value, &error) == CS_E_CAPACITY
          && error.needed == digits + 1);
    CHECK(cs_digest_ha1(algorithm, server.realm, admin, NONE, stored, sizeof stored, &value, &error) == CS_E_VALUE);
    CHECK(cs_digest_ha1(algorithm, server.realm, TEXT("a:b"), password, stored, sizeof stored, &value, &error) == CS_E_VALUE);
    CHECK(cs_digest_ha1(0, server.realm, admin, password, stored, sizeof stored, &value, &error) == CS_E_NUMBER);
#define VERIFY_HA1(user, ha1, now) \
    cs_digest_verify_ha1(&server, &guard, answer, method, uri, user, ha1, now, &error)
    CHECK(cs_replay_guard_begin(&guard, 300, &error) == CS_OK);
    CHECK(VERIFY_HA1(admin, NONE, 1001) == CS_E_RESPONSE);
    CHECK(VERIFY_HA1(TEXT("root"), hash, 1001) == CS_E_RESPONSE);
    CHECK(VERIFY_HA1(admin, TEXT(""), 1001) == CS_E_VALUE);
    CHECK(VERIFY_HA1(admin, ((cs_text){stored, digits - 1}), 1001) == CS_E_VALUE && is(error.what, "ha1"));
    CHECK(VERIFY_HA1(admin, TEXT("0g"), 1001) == CS_E_VALUE && error.offset == 1);
    stored[0] = stored[0] == '0' ? '1' : '0';
    CHECK(VERIFY_HA1(admin, hash, 1001) == CS_E_RESPONSE);
    CHECK(cs_digest_ha1(algorithm, server.realm, admin, password, stored, sizeof stored, &hash, &error) == CS_OK);
    CHECK(VERIFY_HA1(admin, hash, 1001) == CS_OK);
    CHECK(VERIFY_HA1(admin, hash, 1001) == CS_E_STALE); /* a replay */
    if (algorithm == CS_MD5) { /* H(A1) of the example in RFC 7616 §3.9.1, computed with openssl */
        CHECK(cs_digest_ha1(CS_MD5, TEXT("http-auth@example.org"), TEXT("Mufasa"), TEXT("Circle of Life"), stored, sizeof stored,
                            &hash, &error) == CS_OK && wrote(hash, "3d78807defe7de2157e2b0b6573a855f"));
    }

    /* A stale nonce is no wrong password. */
    CHECK(cs_digest_challenge(&server, 2000, 2, 1, offer, sizeof offer, &field.value, &error) == CS_OK);
    CHECK(cs_digest_client_renew(&client, &field, 1, &error) == CS_OK);
    CHECK(cs_digest_client_answer(&client, method, uri, admin, password, RANDOM, space, sizeof space, &answer, &error) == CS_OK);
    CHECK(VERIFY(method, uri, admin, password, 2001) == CS_OK);
    CHECK(cs_digest_challenge(&server, 2000, 3, 0, offer, sizeof offer, &field.value, &error) == CS_OK);
    CHECK(cs_digest_client_renew(&client, &field, 1, &error) == CS_E_RESPONSE);
    if (algorithm != CS_MD5) {
        server.algorithm = CS_MD5;
        CHECK(cs_digest_challenge(&server, 2000, 4, 1, offer, sizeof offer, &field.value, &error) == CS_OK);
        CHECK(cs_digest_client_renew(&client, &field, 1, &error) == CS_E_ALGORITHM);
    }
    server.algorithm = 0;
    CHECK(cs_digest_challenge(&server, 2000, 4, 1, offer, sizeof offer, &field.value, &error) == CS_E_NUMBER);
    server.algorithm = algorithm;
    server.key = NONE;
    CHECK(cs_digest_challenge(&server, 2000, 4, 1, offer, sizeof offer, &field.value, &error) == CS_E_VALUE && is(error.what, "key"));
}

/* RFC 7616 §3.9.1 has no Authentication-Info: this rspauth was computed with openssl. */
static void checks_the_proof(void) {
    cs_field challenge = FIELD("WWW-Authenticate", "Digest realm=\"r\", nonce=\"n\", qop=\"auth\", algorithm=MD5");
    cs_field right = FIELD("Authentication-Info", "qop=auth, rspauth=\"881c4aad2ad39773d5257bd5cede63f4\", cnonce=\"0102030405060708090a0b0c0d0e0f10\", nc=00000001");
    cs_field next = FIELD("Authentication-Info", "nextnonce=\"m\"");
    cs_digest_client client;
    char space[512];
    cs_text value;
    cs_text method = TEXT("GET"), uri = TEXT("/"), user = TEXT("u"), password = TEXT("p");

    CHECK(cs_digest_client_begin(&client, &challenge, 1, NULL) == CS_OK);
    CHECK(cs_digest_client_answer(&client, method, uri, user, password, RANDOM, space, sizeof space, &value, NULL) == CS_OK);
    CHECK(cs_digest_client_accept(&client, &right, 1, method, uri, user, password, NULL) == CS_OK);
    CHECK(cs_digest_client_accept(&client, &right, 1, method, uri, user, TEXT("q"), NULL) == CS_E_RSPAUTH);
    CHECK(cs_digest_client_accept(&client, &right, 0, method, uri, user, password, NULL) == CS_E_ABSENT);
    CHECK(cs_digest_client_accept(&client, &next, 1, method, uri, user, password, NULL) == CS_E_ABSENT);
    CHECK(cs_digest_client_answer(&client, method, uri, user, password, RANDOM, space, sizeof space, &value, NULL) == CS_OK);
    CHECK(strstr(space, "nonce=\"m\"") && strstr(space, "nc=00000001"));
}

/* ---- CORS and the gate ---- */

static const char *field(const cs_answer *answer, const char *name) {
    for (size_t i = 0; i < answer->count; i++)
        if (!strcmp(answer->fields[i].name.at, name)) return answer->fields[i].value.at;
    return "";
}

static void decides(void) {
    static const cs_field preflight[] = {FIELD("Origin", "https://a.example.org"),
                                         FIELD("Access-Control-Request-Method", "PUT"),
                                         FIELD("Access-Control-Request-Headers", "authorization")};
    static const cs_text challenges[] = {TEXT("Basic realm=\"device\""), TEXT("Bearer")};
    cs_policy policy = {{0}};
    cs_request request = {TEXT("OPTIONS"), preflight, COUNT(preflight)};
    cs_answer answer;
    cs_error error;
    char space[512];

    CHECK(cs_cors(&policy, &request, &answer, space, sizeof space, &error) == CS_E_STATE && answer.status == 500);
    CHECK(cs_policy_begin(&policy, &CONFIG, &error) == CS_OK);

    for (int with_gate = 0; with_gate < 2; with_gate++) {
        if (with_gate)
            CHECK(cs_gate(&policy, &request, CS_CHALLENGED, challenges, 2, &answer, space, sizeof space, &error) == CS_OK);
        else
            CHECK(cs_cors(&policy, &request, &answer, space, sizeof space, &error) == CS_OK);
        CHECK(answer.status == 204 && answer.count == 5);
        CHECK(!strcmp(field(&answer, "Access-Control-Allow-Origin"), "https://a.example.org"));
        CHECK(!strcmp(field(&answer, "Access-Control-Allow-Credentials"), "true"));
        CHECK(!strcmp(field(&answer, "Access-Control-Allow-Methods"), "PUT"));
        CHECK(!strcmp(field(&answer, "Access-Control-Allow-Headers"), "authorization"));
        CHECK(!strcmp(field(&answer, "Access-Control-Max-Age"), "600"));
    }

    request.method = TEXT("PUT");
    request.count = 1;
    CHECK(cs_gate(&policy, &request, CS_CHALLENGED, challenges, 2, &answer, space, sizeof space, &error) == CS_OK);
    CHECK(answer.status == 401 && answer.count == 6);
    CHECK(!strcmp(field(&answer, "Vary"), "Origin") && !strcmp(field(&answer, "Access-Control-Expose-Headers"), "WWW-Authenticate"));
    CHECK(!strcmp(answer.fields[4].name.at, "WWW-Authenticate") && wrote(answer.fields[4].value, "Basic realm=\"device\""));
    CHECK(wrote(answer.fields[5].value, "Bearer") && answer.fields[5].append == 1 && answer.fields[0].append == 0);

    CHECK(cs_gate(&policy, &request, CS_ACCEPTED, challenges, 2, &answer, space, sizeof space, &error) == CS_OK);
    CHECK(answer.status == 0 && answer.count == 4);
    CHECK(cs_gate(&policy, &request, CS_FORBIDDEN, NULL, 0, &answer, space, sizeof space, &error) == CS_OK && answer.status == 403);
    CHECK(cs_cors(&policy, &request, &answer, space, sizeof space, &error) == CS_OK && answer.status == 0);

    CHECK(cs_gate(&policy, &request, CS_CHALLENGED, NULL, 0, &answer, space, sizeof space, &error) == CS_E_MISSING);
    CHECK(answer.status == 500 && answer.count == 0 && is(error.what, "challenge"));
    CHECK(cs_gate(&policy, &request, 0, challenges, 2, &answer, space, sizeof space, &error) == CS_E_NUMBER);
    static const cs_text malformed[] = {TEXT("Bearer"), TEXT("Basic realm=\"a\r\nb\"")};
    CHECK(cs_gate(&policy, &request, CS_CHALLENGED, malformed, 2, &answer, space, sizeof space, &error) == CS_E_SYNTAX);
    CHECK(answer.status == 500 && error.line == 1 && error.offset == 14);
    static const cs_text many[5] = {TEXT("A"), TEXT("B"), TEXT("C"), TEXT("D"), TEXT("E")};
    CHECK(cs_gate(&policy, &request, CS_CHALLENGED, many, 5, &answer, space, sizeof space, &error) == CS_E_TOO_MANY);
    CHECK(cs_gate(&policy, &request, CS_CHALLENGED, many, 4, &answer, space, sizeof space, &error) == CS_OK && answer.count == 8);

    static const cs_field other[] = {FIELD("Origin", "https://evil.example")};
    request.fields = other;
    CHECK(cs_cors(&policy, &request, &answer, space, sizeof space, &error) == CS_OK && answer.status == 0);
    CHECK(answer.count == 1 && !strcmp(field(&answer, "Vary"), "Origin"));

    /* All or nothing, at every size. */
    request.fields = preflight;
    CHECK(cs_gate(&policy, &request, CS_CHALLENGED, challenges, 2, &answer, space, 0, &error) == CS_E_CAPACITY);
    for (size_t len = 0, needed = error.needed; len <= needed; len++) {
        char *buffer = buffer_of(len);
        int32_t code = cs_gate(&policy, &request, CS_CHALLENGED, challenges, 2, &answer, buffer, len, &error);
        CHECK(code == (len < needed ? CS_E_CAPACITY : CS_OK) && answer.status == (len < needed ? 500 : 401));
        CHECK(len == needed || (error.needed == needed && answer.count == 0));
        free(buffer);
    }
}

static void reports_every_mistake(void) {
    static const cs_policy_config config = {
        .origins = TEXT("https://Example.com\nexample.com\nhttps://a.example/\nhttps://*\nnull\nhttps://a b"),
        .methods = TEXT("GET POST\nTRACE"),
        .request_headers = TEXT("Host"),
        .response_headers = TEXT("a:b"),
        .max_age = 100000,
        .preflight_status = 404,
    };
    static const char *const expected[] = {
        "origin \"https://Example.com\": has upper case; write it in lower case",
        "origin \"example.com\": has no scheme; write `https://` before the host",
    };
    cs_policy policy = {{0}};
    cs_text text;
    cs_error error;
    char space[256];
    size_t count = 0;

    CHECK(cs_policy_begin(&policy, &config, &error) == CS_E_POLICY && error.line == 12);
    for (int32_t code; (code = cs_policy_mistake(&config, count, space, sizeof space, &text, &error)) != CS_DONE; count++) {
        CHECK(code == CS_OK && text.at[text.len] == '\0' && strchr(text.at, ';'));
        if (count < COUNT(expected)) CHECK(wrote(text, expected[count]));
        char *buffer = buffer_of(text.len);
        CHECK(cs_policy_mistake(&config, count, buffer, text.len, &text, &error) == CS_E_CAPACITY && error.needed == text.len + 1);
        free(buffer);
    }
    CHECK(count == 12);
    CHECK(cs_policy_mistake(&CONFIG, 0, space, sizeof space, &text, &error) == CS_DONE);

    cs_policy_config broken = CONFIG;
    broken.methods = TEXT("PUT\n\xFF");
    CHECK(cs_policy_begin(&policy, &broken, &error) == CS_E_UTF8 && error.offset == 4);
    broken.origins = NONE;
    broken.methods = NONE;
    CHECK(cs_policy_begin(&policy, &broken, &error) == CS_E_POLICY && error.line == 1);
}

int main(void) {
    reads_challenges();
    rejects_malformed_challenges();
    rejects_malformed_parameters();
    decodes_basic();
    writes_basic();
    reads_authorization();
    answers_digest();
    client_and_server_agree(CS_MD5);
    client_and_server_agree(CS_SHA_256);
    client_and_server_agree(CS_SHA_512_256);
    checks_the_proof();
    decides();
    reports_every_mistake();
    printf("%d checks, %d failures\n", checks, failures);
    return failures != 0;
}
