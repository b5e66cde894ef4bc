/* What each function returns for null pointers, lengths that no memory has, and buffers that overlap an input. */
#include "check.h"

#define NOWHERE ((cs_text){NULL, 1})

static cs_request request_of(const cs_field *fields, size_t count) { return (cs_request){TEXT("GET"), fields, count}; }

/* Each null pointer, one at a time. */
static void rejects_null(void) {
    static const cs_field fields[] = {FIELD("WWW-Authenticate", "Digest realm=\"r\", nonce=\"n\""),
                                      FIELD("Authorization", "Basic QTpi"), {{NULL, 1}, {NULL, 0}}, {{NULL, 0}, {NULL, 1}}};
    cs_digest_client client;
    cs_replay_guard guard;
    cs_policy policy;
    cs_policy_config config = CONFIG;
    cs_digest_server server = {TEXT("r"), TEXT("key"), CS_MD5};
    cs_text rest = TEXT("Basic realm=x"), text, other, a = TEXT("a"), password = TEXT("p");
    cs_challenge challenge;
    cs_param param;
    cs_answer answer;
    cs_request request = request_of(fields, 2);
    char b[512];
    size_t n = sizeof b;

    CHECK(cs_digest_client_begin(&client, fields, 1, NULL) == CS_OK);
    CHECK(cs_replay_guard_begin(&guard, 300, NULL) == CS_OK);
    CHECK(cs_policy_begin(&policy, &config, NULL) == CS_OK);

    const int32_t codes[] = {
        cs_challenges_check(NOWHERE, NULL),
        cs_challenges_next(NULL, &challenge, NULL),
        cs_challenges_next(&rest, NULL, NULL),
        cs_params_next(NULL, &param, b, n, NULL),
        cs_params_next(&rest, NULL, b, n, NULL),
        cs_params_next(&rest, &param, NULL, n, NULL),
        cs_params_get(NOWHERE, a, b, n, &text, NULL),
        cs_params_get(a, NOWHERE, b, n, &text, NULL),
        cs_params_get(a, a, NULL, n, &text, NULL),
        cs_params_get(a, a, b, n, NULL, NULL),
        cs_equal(NOWHERE, a),
        cs_equal(a, NOWHERE),
        cs_authorization(NULL, &text, NULL),
        cs_authorization(&request, NULL, NULL),
        cs_basic_decode(NOWHERE, b, n, &text, &other, NULL),
        cs_basic_decode(TEXT("Basic QTpi"), NULL, n, &text, &other, NULL),
        cs_basic_decode(TEXT("Basic QTpi"), b, n, NULL, &other, NULL),
        cs_basic_decode(TEXT("Basic QTpi"), b, n, &text, NULL, NULL),
        cs_basic_encode(NOWHERE, a, b, n, &text, NULL),
        cs_basic_encode(a, NOWHERE, b, n, &text, NULL),
        cs_basic_encode(a, a, NULL, n, &text, NULL),
        cs_basic_encode(a, a, b, n, NULL, NULL),
        cs_basic_challenge(NOWHERE, b, n, &text, NULL),
        cs_basic_challenge(a, NULL, n, &text, NULL),
        cs_basic_challenge(a, b, n, NULL, NULL),
        cs_bearer_token(NOWHERE, &text, NULL),
        cs_bearer_token(TEXT("Bearer a"), NULL, NULL),
        cs_digest_client_begin(NULL, fields, 1, NULL),
        cs_digest_client_begin(&client, NULL, 1, NULL),
        cs_digest_client_begin(&client, fields, 3, NULL),
        cs_digest_client_begin(&client, fields + 3, 1, NULL),
        cs_digest_client_answer(NULL, a, a, a, a, RANDOM, b, n, &text, NULL),
        cs_digest_client_answer(&client, NOWHERE, a, a, a, RANDOM, b, n, &text, NULL),
        cs_digest_client_answer(&client, a, NOWHERE, a, a, RANDOM, b, n, &text, NULL),
        cs_digest_client_answer(&client, a, a, NOWHERE, a, RANDOM, b, n, &text, NULL),
        cs_digest_client_answer(&client, a, a, a, NOWHERE, RANDOM, b, n, &text, NULL),
        cs_digest_client_answer(&client, a, a, a, a, NULL, b, n, &text, NULL),
        cs_digest_client_answer(&client, a, a, a, a, RANDOM, NULL, n, &text, NULL),
        cs_digest_client_answer(&client, a, a, a, a, RANDOM, b, n, NULL, NULL),
        cs_digest_client_renew(NULL, fields, 1, NULL),
        cs_digest_client_renew(&client, NULL, 1, NULL),
        cs_digest_client_accept(NULL, fields, 1, a, a, a, a, NULL),
        cs_digest_client_accept(&client, NULL, 1, a, a, a, a, NULL),
        cs_digest_client_accept(&client, fields, 1, NOWHERE, a, a, a, NULL),
        cs_digest_client_accept(&client, fields, 1, a, NOWHERE, a, a, NULL),
        cs_digest_client_accept(&client, fields, 1, a, a, NOWHERE, a, NULL),
        cs_digest_client_accept(&client, fields, 1, a, a, a, NOWHERE, NULL),
        cs_replay_guard_begin(NULL, 300, NULL),
        cs_digest_challenge(NULL, 1, 1, 0, b, n, &text, NULL),
        cs_digest_challenge(&server, 1, 1, 0, NULL, n, &text, NULL),
        cs_digest_challenge(&server, 1, 1, 0, b, n, NULL, NULL),
        cs_digest_user(NOWHERE, b, n, &text, NULL),
        cs_digest_user(a, NULL, n, &text, NULL),
        cs_digest_user(a, b, n, NULL, NULL),
        cs_digest_verify(NULL, &guard, a, a, a, a, password, 1, NULL),
        cs_digest_verify(&server, NULL, a, a, a, a, password, 1, NULL),
        cs_digest_verify(&server, &guard, NOWHERE, a, a, a, password, 1, NULL),
        cs_digest_verify(&server, &guard, a, NOWHERE, a, a, password, 1, NULL),
        cs_digest_verify(&server, &guard, a, a, NOWHERE, a, password, 1, NULL),
        cs_digest_verify(&server, &guard, a, a, a, NOWHERE, password, 1, NULL),
        cs_digest_verify(&server, &guard, a, a, a, a, NOWHERE, 1, NULL),
        cs_digest_verify_ha1(NULL, &guard, a, a, a, a, NONE, 1, NULL),
        cs_digest_verify_ha1(&server, NULL, a, a, a, a, NONE, 1, NULL),
        cs_digest_verify_ha1(&server, &guard, NOWHERE, a, a, a, NONE, 1, NULL),
        cs_digest_verify_ha1(&server, &guard, a, NOWHERE, a, a, NONE, 1, NULL),
        cs_digest_verify_ha1(&server, &guard, a, a, NOWHERE, a, NONE, 1, NULL),
        cs_digest_verify_ha1(&server, &guard, a, a, a, NOWHERE, NONE, 1, NULL),
        cs_digest_verify_ha1(&server, &guard, a, a, a, a, NOWHERE, 1, NULL),
        cs_digest_ha1(CS_MD5, NOWHERE, a, a, b, n, &text, NULL),
        cs_digest_ha1(CS_MD5, a, NOWHERE, a, b, n, &text, NULL),
        cs_digest_ha1(CS_MD5, a, a, NOWHERE, b, n, &text, NULL),
        cs_digest_ha1(CS_MD5, a, a, a, NULL, n, &text, NULL),
        cs_digest_ha1(CS_MD5, a, a, a, b, n, NULL, NULL),
        cs_policy_begin(NULL, &config, NULL),
        cs_policy_begin(&policy, NULL, NULL),
        cs_policy_mistake(NULL, 0, b, n, &text, NULL),
        cs_policy_mistake(&config, 0, NULL, n, &text, NULL),
        cs_policy_mistake(&config, 0, b, n, NULL, NULL),
        cs_cors(NULL, &request, &answer, b, n, NULL),
        cs_cors(&policy, NULL, &answer, b, n, NULL),
        cs_cors(&policy, &request, NULL, b, n, NULL),
        cs_cors(&policy, &request, &answer, NULL, n, NULL),
        cs_gate(NULL, &request, CS_ACCEPTED, &a, 1, &answer, b, n, NULL),
        cs_gate(&policy, NULL, CS_ACCEPTED, &a, 1, &answer, b, n, NULL),
        cs_gate(&policy, &request, CS_ACCEPTED, NULL, 1, &answer, b, n, NULL),
        cs_gate(&policy, &request, CS_ACCEPTED, &a, 1, NULL, b, n, NULL),
        cs_gate(&policy, &request, CS_ACCEPTED, &a, 1, &answer, NULL, n, NULL),
    };
    for (size_t i = 0; i < COUNT(codes); i++) {
        if (codes[i] != CS_E_NULL) fprintf(stderr, "call %zu returns %d\n", i, (int)codes[i]);
        CHECK(codes[i] == CS_E_NULL);
    }

    config.methods = NOWHERE;
    CHECK(cs_policy_begin(&policy, &config, NULL) == CS_E_NULL);
    server.realm = NOWHERE;
    CHECK(cs_digest_challenge(&server, 1, 1, 0, b, n, &text, NULL) == CS_E_NULL);
    request = request_of(NULL, 1);
    CHECK(cs_gate(&policy, &request, CS_ACCEPTED, &a, 1, &answer, b, n, NULL) == CS_E_NULL && answer.status == 500);
    request = request_of(fields, 4);
    CHECK(cs_cors(&policy, &request, &answer, b, n, NULL) == CS_E_NULL);
    request = request_of(NULL, 0);
    CHECK(cs_cors(&policy, &request, &answer, b, n, NULL) == CS_OK);
    CHECK(cs_challenges_check(NONE, NULL) == CS_OK);
}

static void rejects_what_no_slice_can_be(void) {
    static const cs_field fields[] = {FIELD("Authorization", "Digest realm=\"r\", nonce=\"n\"")};
    cs_text long_text = {"a", SIZE_MAX}, half = {"a", SIZE_MAX / 2 + 1}, text, a = TEXT("a");
    cs_request request = {a, fields, SIZE_MAX / 8};
    cs_digest_client client;
    cs_error error;
    union {
        uint64_t align;
        char bytes[1024];
    } memory = {0};
    char b[64];

    CHECK(cs_challenges_check(long_text, &error) == CS_E_LENGTH && error.code == CS_E_LENGTH);
    CHECK(cs_challenges_check(half, &error) == CS_E_LENGTH);
    CHECK(cs_authorization(&request, &text, &error) == CS_E_LENGTH);
    CHECK(cs_basic_challenge(a, b, SIZE_MAX, &text, &error) == CS_E_LENGTH);
    CHECK(cs_replay_guard_begin((cs_replay_guard *)(void *)(memory.bytes + 1), 300, &error) == CS_E_ALIGN);
    CHECK(cs_authorization((const cs_request *)(const void *)(memory.bytes + 1), &text, &error) == CS_E_ALIGN);
    CHECK(cs_basic_challenge(a, b, sizeof b, (cs_text *)(void *)(memory.bytes + 1), &error) == CS_E_ALIGN);
    /* An error that can't be written is not. */
    CHECK(cs_basic_challenge(a, b, sizeof b, NULL, (cs_error *)(void *)(memory.bytes + 1)) == CS_E_NULL && !memory.bytes[1]);
    /* A state of another type. */
    CHECK(cs_replay_guard_begin((cs_replay_guard *)(void *)memory.bytes, 300, &error) == CS_OK);
    CHECK(cs_digest_client_renew((cs_digest_client *)(void *)memory.bytes, fields, 1, &error) == CS_E_STATE);
    memset(&client, 0xA5, sizeof client);
    CHECK(cs_digest_client_renew(&client, fields, 1, &error) == CS_E_STATE);
}

static void rejects_overlaps(void) {
    static const cs_field response[] = {FIELD("WWW-Authenticate", "Digest realm=\"r\", nonce=\"n\"")};
    char b[256] = "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==";
    cs_text value = cs_str(b), user, password, a = TEXT("a");
    cs_field fields[] = {{TEXT("Authorization"), value}};
    cs_request request = request_of(fields, 1);
    cs_policy policy;
    cs_answer answer;
    cs_digest_client client;
    cs_digest_server server = {TEXT("r"), value, CS_MD5};
    cs_replay_guard guard;

    CHECK(cs_policy_begin(&policy, &CONFIG, NULL) == CS_OK && cs_digest_client_begin(&client, response, 1, NULL) == CS_OK);
    CHECK(cs_basic_decode(value, b, sizeof b, &user, &password, NULL) == CS_E_OVERLAP);
    CHECK(cs_basic_decode(value, b + value.len - 1, 100, &user, &password, NULL) == CS_E_OVERLAP);
    CHECK(cs_basic_decode(value, b + value.len, 100, &user, &password, NULL) == CS_OK);
    CHECK(cs_gate(&policy, &request, CS_ACCEPTED, &a, 1, &answer, b, sizeof b, NULL) == CS_E_OVERLAP && answer.status == 500);
    CHECK(cs_cors(&policy, &request, &answer, (char *)fields, sizeof fields, NULL) == CS_E_OVERLAP);
    CHECK(cs_cors(&policy, &request, &answer, (char *)&policy, sizeof policy, NULL) == CS_E_OVERLAP);
    CHECK(cs_gate(&policy, &request, CS_ACCEPTED, &value, 1, &answer, b, 16, NULL) == CS_E_OVERLAP);
    CHECK(cs_digest_challenge(&server, 1, 1, 0, b, sizeof b, &user, NULL) == CS_E_OVERLAP);
    CHECK(cs_digest_client_answer(&client, a, a, a, value, RANDOM, b, sizeof b, &user, NULL) == CS_E_OVERLAP);
    CHECK(cs_digest_client_answer(&client, a, a, a, a, RANDOM, (char *)&client, sizeof client, &user, NULL) == CS_E_OVERLAP);
    /* The first bytes of a state are the library's mark of its type. */
    CHECK(cs_cors(&policy, &request, &answer, (char *)&policy, 4, NULL) == CS_E_OVERLAP);
    CHECK(cs_gate(&policy, &request, CS_ACCEPTED, &a, 1, &answer, (char *)&policy, 4, NULL) == CS_E_OVERLAP);
    CHECK(cs_digest_client_answer(&client, a, a, a, a, RANDOM, (char *)&client, 4, &user, NULL) == CS_E_OVERLAP);
    CHECK(cs_digest_ha1(CS_MD5, a, a, value, b, sizeof b, &user, NULL) == CS_E_OVERLAP);
    CHECK(cs_replay_guard_begin(&guard, 300, NULL) == CS_OK);
    value = (cs_text){(char *)&guard, 8};
    CHECK(cs_digest_verify_ha1(&server, &guard, a, a, a, a, value, 1, NULL) == CS_E_VALUE);
    CHECK(cs_digest_verify(&server, &guard, a, a, a, a, value, 1, NULL) == CS_E_OVERLAP);
    CHECK(cs_digest_verify_ha1(&server, &guard, value, a, a, a, NONE, 1, NULL) == CS_E_OVERLAP);
    value = (cs_text){(char *)&client + 8, 8};
    CHECK(cs_digest_client_answer(&client, a, a, a, value, RANDOM, b, sizeof b, &user, NULL) == CS_E_OVERLAP);
}

int main(void) {
    rejects_null();
    rejects_what_no_slice_can_be();
    rejects_overlaps();
    printf("%d checks, %d failures\n", checks, failures);
    return failures != 0;
}
