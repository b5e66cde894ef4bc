//! What is shown when there is nothing to read: the policies of a library, and who asks it.

use countersign::cors::gateway::Scope;

/// The documents, the narrowest first.
pub(crate) const DOCUMENTS: [(Scope, &str); 2] = [
    (
        Scope::Api,
        r#"<policies>
    <inbound>
        <!-- Readers sign in: their own pages come first, whatever the global policy says. -->
        <cors allow-credentials="true" terminate-unmatched-request="false">
            <allowed-origins>
                <origin>https://reader.library.example/</origin>
                <origin>http://localhost:8080/</origin>
            </allowed-origins>
            <allowed-methods preflight-result-max-age="300">
                <method>GET</method>
                <method>PUT</method>
                <method>DELETE</method>
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

/// What happens, and the request that does it.
pub(crate) const REQUESTS: [(&str, &str); 7] = [
    (
        "A reader's page asks whether it may put a book on a shelf. The policy of the API knows the page.",
        "OPTIONS /shelves/7 HTTP/1.1\n\
         Origin: https://reader.library.example\n\
         Access-Control-Request-Method: PUT\n\
         Access-Control-Request-Headers: content-type,x-shelf\n",
    ),
    (
        "It may, so the request itself follows. The backend answers, and the gateway sets these fields on its response.",
        "PUT /shelves/7 HTTP/1.1\n\
         Origin: https://reader.library.example\n\
         Content-Type: application/json\n",
    ),
    (
        "It asks for a method that is not listed. The lists are sent all the same: the browser compares, and refuses.",
        "OPTIONS /shelves/7 HTTP/1.1\n\
         Origin: https://reader.library.example\n\
         Access-Control-Request-Method: PATCH\n",
    ),
    (
        "The catalogue is unknown to the API, which ends no request. Its <base /> leads on to the global policy.",
        "OPTIONS /books HTTP/1.1\n\
         Origin: https://catalogue.example\n\
         Access-Control-Request-Method: POST\n\
         Access-Control-Request-Headers: x-trace\n",
    ),
    (
        "A page that nobody knows reaches the global policy too, which ends what it does not match: an empty response.",
        "GET /books HTTP/1.1\n\
         Origin: https://elsewhere.example\n",
    ),
    (
        "A sandboxed frame has an origin that is not told. No listed origin is that one.",
        "POST /books HTTP/1.1\n\
         Origin: null\n",
    ),
    (
        "A program is no page: it sends no Origin, and CORS is none of its business.",
        "GET /books HTTP/1.1\n\
         Host: api.library.example\n",
    ),
];

/// What to do next.
pub(crate) const CLOSING: &str = "\
Now one of yours: gateway policy.xml --request 'OPTIONS /' 'Origin: https://a.example' \
'Access-Control-Request-Method: PUT'";
