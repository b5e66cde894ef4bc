/* ESP-IDF's HTTP server before a handler: preflights, Basic, and the CORS fields on every response.
 *
 * Register `guarded` for each method and for HTTP_OPTIONS, with the handler that follows as `user_ctx`. */
#include <stdio.h>

#include "countersign.h"
#include "esp_http_server.h"

typedef esp_err_t (*handler)(httpd_req_t *);

static const char *const ASKS[CS_ASKS_COUNT] = {CS_ASKS};
static const cs_text CHALLENGE = {"Basic realm=\"device\"", 20};

cs_policy policy; /* cs_policy_begin at start */

static int is_admin(const cs_request *request) {
    char space[128];
    cs_text value, user, password;
    return cs_authorization(request, &value, NULL) == CS_OK &&
           cs_basic_decode(value, space, sizeof space, &user, &password, NULL) == CS_OK &&
           cs_equal(user, cs_str("admin")) == 1 && cs_equal(password, cs_str("open sesame")) == 1;
}

esp_err_t guarded(httpd_req_t *req) {
    char values[CS_ASKS_COUNT][256], space[768], status[8];
    cs_field fields[CS_ASKS_COUNT];
    cs_request request = {cs_str(http_method_str(req->method)), fields, 0};
    cs_answer answer;

    for (size_t i = 0; i < CS_ASKS_COUNT; i++) {
        esp_err_t got = httpd_req_get_hdr_value_str(req, ASKS[i], values[i], sizeof values[i]);
        if (got == ESP_ERR_NOT_FOUND) continue;
        if (got != ESP_OK) return httpd_resp_send_err(req, HTTPD_431_REQ_HDR_FIELDS_TOO_LARGE, NULL);
        fields[request.count].name = cs_str(ASKS[i]);
        fields[request.count++].value = cs_str(values[i]);
    }
    cs_gate(&policy, &request, is_admin(&request) ? CS_ACCEPTED : CS_CHALLENGED, &CHALLENGE, 1, &answer, space,
            sizeof space, NULL);
    /* The server keeps these pointers until the response is sent, which is before this function returns. */
    for (size_t i = 0; i < answer.count; i++)
        httpd_resp_set_hdr(req, answer.fields[i].name.at, answer.fields[i].value.at);
    if (answer.status == 0) return ((handler)req->user_ctx)(req);
    snprintf(status, sizeof status, "%d", (int)answer.status);
    httpd_resp_set_status(req, status);
    return httpd_resp_send(req, NULL, 0);
}
