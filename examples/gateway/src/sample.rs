//! The policies and requests that are shown without input: those of a public library.

use countersign::cors::gateway::Scope;

/// The documents, the narrowest scope first.
pub(crate) const DOCUMENTS: [(Scope, &str); 2] = [
    (
        Scope::Api,
        r#"<policies>
    <inbound>
        <!-- Readers sign in. The policy for their pages applies before the global policy. -->
        <cors allow-credentials="true" terminate-unmatched-request="false">
            <allowed-origins>
                <origin>https://reader.library.example/</origin>
                <origin>http://localhost:8080/</origin>
            </allowed-origins>
            <allowed-methods preflight-result-max-age="300">
                <method>GET</method>
                <method>PUT</method>
                <method>DELETE</method>
                <method>TRACE</method>
            </allowed-methods>
            <allowed-headers>
                <header>content-type</header>
                <header>x-shelf</header>
            </allowed-headers>
            <expose-headers>
                <header>x-due-date</header>
            </expose-headers>
        </cors>
        <base />
        <set-variable name="reader" value="@(context.Request.Headers.GetValueOrDefault("x-reader", "none") != "none" && true)" />
    </inbound>
</policies>"#,
    ),
    (
        Scope::Global,
        r#"<policies>
    <inbound>
        <cors>
            <allowed-origins>
                <origin>https://catalogue.example</origin>
            </allowed-origins>
            <allowed-headers>
                <header>*</header>
            </allowed-headers>
        </cors>
        <rate-limit calls="20" renewal-period="90" />
    </inbound>
</policies>"#,
    ),
];

/// What happens, and the request.
pub(crate) const REQUESTS: [(&str, &str); 7] = [
    (
        "A reader's page wants to put a book on a shelf, so the browser sends a preflight. The policy of the API allows the page.",
        "OPTIONS /shelves/7 HTTP/1.1\n\
         Origin: https://reader.library.example\n\
         Access-Control-Request-Method: PUT\n\
         Access-Control-Request-Headers: content-type,x-shelf\n",
    ),
    (
        "The browser sends the request. The backend answers, and the gateway sets these fields on the response.",
        "PUT /shelves/7 HTTP/1.1\n\
         Origin: https://reader.library.example\n\
         Content-Type: application/json\n",
    ),
    (
        "The page wants to use a method that is not listed. The gateway sends the list, and the browser blocks the request.",
        "OPTIONS /shelves/7 HTTP/1.1\n\
         Origin: https://reader.library.example\n\
         Access-Control-Request-Method: PATCH\n",
    ),
    (
        "The policy of the API does not list the catalogue's origin, but lets requests pass. After <base />, the global policy applies.",
        "OPTIONS /books HTTP/1.1\n\
         Origin: https://catalogue.example\n\
         Access-Control-Request-Method: POST\n\
         Access-Control-Request-Headers: x-trace\n",
    ),
    (
        "No policy lists the origin of this page. The global policy ends such requests with an empty response.",
        "GET /books HTTP/1.1\n\
         Origin: https://elsewhere.example\n",
    ),
    (
        "A sandboxed frame sends the origin null, which matches no listed origin.",
        "POST /books HTTP/1.1\n\
         Origin: null\n",
    ),
    (
        "A program that is not a browser sends no Origin, so CORS does not apply.",
        "GET /books HTTP/1.1\n\
         Host: api.library.example\n",
    ),
];

/// How to continue.
pub(crate) const CLOSING: &str = "\
To use a policy of your own: gateway policy.xml --request 'OPTIONS /' 'Origin: https://a.example' \
'Access-Control-Request-Method: PUT'";
