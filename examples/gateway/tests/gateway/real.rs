//! Documents as people have them: policy expressions that are not escaped, named values, fragments, useless parts, and
//! configurations that do not do what they say.

use crate::{FAILURE, Files, SUCCESS, USAGE, gateway};

const UNCERTAIN: i32 = 3;

const CORS: &str = "<cors><allowed-origins><origin>https://a.example</origin></allowed-origins>\
                    <allowed-headers><header>*</header></allowed-headers></cors>";

fn policies(inbound: &str) -> String {
    format!("<policies>\n<inbound>\n{inbound}\n</inbound>\n<outbound><base /></outbound>\n</policies>")
}

fn cors(lists: &str) -> String {
    CORS.replace("<allowed-headers>", &format!("{lists}<allowed-headers>"))
}

/// Other policies that XML does not allow, or that look like the end of one. `cors` after them keeps its place.
#[test]
fn expressions_of_other_policies_are_skipped() {
    for (source, other) in [
        (
            "hashicorp/terraform-provider-azurerm#9223",
            r#"<set-variable name="token" value="@(context.Request.Headers.GetValueOrDefault("field"))" />"#,
        ),
        (
            "Azure/apiops#488",
            r#"<set-header name="x-over" exists-action="override"><value>
                @((context.LastError == null) && (int.Parse(context.Request.Headers["Limit"][0]) > 100) ? "Over" : "Under")
            </value></set-header>"#,
        ),
        (
            "Azure/apiops#160",
            r#"<trace><message>@(String.Format("{0} | {1}", context.Api.Name, context.Variables["id"]))</message></trace>"#,
        ),
        (
            "Azure/apiops#14",
            r#"<cache-store duration="@{&#xA; var a = b(&quot;Cache-Control&quot;,&quot;&quot;);&#xA; // it's :) &#xA; var c = Regex.Match(a, @&quot;max-age=(?&lt;maxAge&gt;\d+)&quot;).Groups[&quot;}&quot;]?.Value; return 300;&#xA; }" />"#,
        ),
        ("Azure/apiops#555", r#"<rewrite-uri template="/run/?api-version=2016-06-01&sp=/run&sv=1.0&sig={{key}}" />"#),
        (
            "Azure/azure-api-management-devops-resource-kit#371",
            r#"<choose><when condition="@(context.Response.StatusCode  < 500)"><set-status code="404" /></when></choose>"#,
        ),
        (
            "Azure/azure-api-management-devops-resource-kit#825",
            r#"<quota-by-key counter-key="@(context.Subscription?.Key ?? &amp;quot;anonymous&amp;quot;)" />"#,
        ),
        (
            "Azure/azure-api-management-devops-resource-kit#350",
            r#"<choose><when condition="@(!string.Equals("{{isproductionapi}}", "true"))"><a /></when></choose>"#,
        ),
        (
            "pagopa/pagopa-infra",
            r#"<choose><when condition="@(!((bool)b("isAllowed",""))) && ((string)h("origin","")).Equals("https://c"))"><a/></when></choose>"#,
        ),
        (
            "pagopa/pagopa-infra",
            r#"<set-body>@{ var methods = context.Response.Body.As<JArray>(preserveContent: true); for (int i = 0; i < methods.Count && i > -1; i++) { } return "}"; }</set-body>"#,
        ),
        ("Azure/api-management-policy-snippets", "<!-- the --header is first -- see below -->"),
        ("a reference in a string", r#"<a b="@(c.Replace("&quot;)", ")") + d("(&quot;"))" />"#),
        ("references as quotes", r"<a>@(c(&quot;)&quot;) < 5 || d(&#34;)&#34;) < 6 || e(&#x22;)&#x22;) < 7)</a>"),
        ("verbatim string", r#"<a b="@(c(@"\", @"say ""(""", "\"("))" />"#),
        ("interpolated string", r#"<a b="@($"{c["("]} {{ ) {d(")")} (", 1)" />"#),
        ("interpolated verbatim strings", r#"<a b="@($@"\{c("(")}""(" + @$"({d})\")" />"#),
        ("characters", r#"<a b="@(c('"', '\'', '(', '\u0028', '\\'))" />"#),
        ("comments", "<a b=\"@{ // don't } \" (\n /* } \" ' */ return c; }\" />"),
        ("braces in a format", r#"<a b="@(string.Format("{0:(}", c))" />"#),
        ("an apostrophe as quote of the attribute", r#"<a b='@(c["d"] == "e'")' />"#),
        ("white space around", "<a b=\" @( c(\")\") ) \" d=\"@(e(\"/>\"))\"/>"),
        ("text after a comment", r#"<a><!-- b -->@(c && "</a>" != "(")</a>"#),
        (
            "generics, shifts and comparisons",
            "<a>@{ var b = new List<Dictionary<string, int>>(); return 1 << 2 < c; }</a>",
        ),
        ("an element in a string", r#"<a b="@("<cors><allowed-origins/></cors>")" />"#),
        ("an at sign that begins no expression", "<a b='c@(d'>e @{ f</a>"),
        ("CDATA", "<a><![CDATA[@(b && \"c\" < 1]]></a>"),
        ("a quote after an expression", r#"<a>@(b) "c</a><d e="(f)" />"#),
        ("a line comment after an expression", "<d><a>@(b) // c</a>\n(e)</d>"),
        ("a comment after an expression", "<d><a>@{b} /* c</a> */ {e}</d>"),
        ("an expression that goes on", "<a>@(b) + (c(\"</a>\"))</a>"),
    ] {
        for end in ["\n", "\r\n"] {
            let document = policies(&format!("{CORS}\n{other}")).replace('\n', end);
            let request = ["-", "--request", "GET /", "Origin: https://a.example"];
            let run = gateway(&request, document.as_bytes());
            assert_eq!(run.code, SUCCESS, "{source}: {}", run.stdout);
            assert!(run.stdout.contains("├─ row     14: "), "{source}: {}", run.stdout);
            // A mistake after the expression keeps its place.
            let wrong = CORS.replace("https://a.example", "a.example");
            let document = policies(&format!("{other}\n<base/>  {wrong}")).replace('\n', end);
            let line = other.matches('\n').count() + 4;
            let run = gateway(&["-"], document.as_bytes());
            let expected = format!("standard input, line {line}, column 41: origin \"a.example\"");
            assert!(run.code == FAILURE && run.stdout.starts_with(&expected), "{source}: {}", run.stdout);
        }
    }
}

#[test]
fn expressions_in_cors_take_their_values_in_order() {
    let lists = "<allowed-methods preflight-result-max-age=\"@((int)context.Variables[\"age\"])\">\
                 <method>GET</method><method>@(context.Request.Method == \"PUT\" && a < b ? \"PUT\" : \"PATCH\")</method>\
                 <method>@{ return \"DELETE\"; }</method></allowed-methods>";
    let document = policies(&cors(lists));
    let preflight = ["--request", "OPTIONS /", "Origin: https://a.example", "Access-Control-Request-Method: PUT"];
    for (values, code, shown) in [
        (
            vec![],
            UNCERTAIN,
            vec![
                "allowed-methods              GET  (not known)\n",
                "note: line 3, column 181: method is a policy expression; pass its value with --value method=…",
                "├─ unseen  allowed-methods of the operation policy may change this answer; it has a policy expression; \
                 pass its value with --value method=…\n",
            ],
        ),
        (
            vec!["method=PUT"],
            UNCERTAIN,
            vec!["GET, PUT, PUT\n", "unseen  preflight-result-max-age of the operation policy"],
        ),
        (
            vec!["method=PUT", "method=DELETE", "preflight-result-max-age=60"],
            SUCCESS,
            vec!["GET, PUT, DELETE\n", "60\n"],
        ),
        (vec!["method=A", "operation:method=B", "preflight-result-max-age=60"], SUCCESS, vec!["GET, B, B\n"]),
        (
            vec!["method=TRACE", "preflight-result-max-age=6"],
            SUCCESS,
            vec!["remark: line 3, column 181: method \"TRACE\""],
        ),
        (
            vec!["method=a b", "preflight-result-max-age=6"],
            FAILURE,
            vec!["line 3, column 181: method \"a b\": not a token"],
        ),
    ] {
        let args: Vec<_> =
            ["-"].into_iter().chain(values.iter().flat_map(|value| ["--value", value])).chain(preflight).collect();
        let run = gateway(&args, document.as_bytes());
        assert_eq!(run.code, code, "{values:?}: {}", run.stdout);
        for shown in shown {
            assert!(run.stdout.contains(shown), "{values:?}: {shown}: {}", run.stdout);
        }
    }
    // Azure/azure-api-management-policy-toolkit writes an expression in <origin>, and another order of the lists.
    let document = "<cors><allowed-origins><origin>@((string)context.Variables[\"o\"])</origin></allowed-origins>\
                    <allowed-headers><header>accept</header></allowed-headers>\
                    <allowed-methods><method>PUT</method></allowed-methods></cors>";
    let run = gateway(
        &["-", "--value", "origin=https://a.example", preflight[0], preflight[1], preflight[2]],
        document.as_bytes(),
    );
    assert_eq!(run.code, SUCCESS, "{}", run.stdout);
    assert!(run.stdout.contains("the reference allows them in <method> and attributes only"));
    assert!(
        run.stdout.contains("<allowed-methods> is after <allowed-headers>; the reference asks for the other order")
    );
    let run = gateway(&["-", "--request", "GET /", "Origin: https://a.example"], document.as_bytes());
    assert!(run.code == UNCERTAIN && run.stdout.contains("unseen  allowed-origins of"), "{}", run.stdout);
    let run = gateway(&["-", "--request", "GET /"], document.as_bytes());
    assert_eq!(run.code, SUCCESS, "without an Origin, no policy matters");
}

/// Azure/api-management-developer-portal#1489, MicrosoftDocs/azure-docs#54978.
#[test]
fn named_values_are_given() {
    let document = "<cors allow-credentials=\"{{credentials}}\"><allowed-origins><origin>{{front-end}}</origin>\
                    <origin>https://{{ host_1.b }}:8443/</origin></allowed-origins>\
                    <allowed-methods><method>{{method}}</method></allowed-methods>\
                    <allowed-headers><header>x-{{</header></allowed-headers></cors>";
    let request = ["--request", "OPTIONS /", "Origin: https://b.example:8443", "Access-Control-Request-Method: PUT"];
    let with = |values: &[&str]| {
        let values = values.iter().flat_map(|value| ["--named-value", value]);
        let args: Vec<_> = ["-"].into_iter().chain(values).chain(request).collect();
        gateway(&args, document.replace("x-{{", "x-a").as_bytes())
    };
    let run = with(&[]);
    assert_eq!(run.code, UNCERTAIN, "{}", run.stdout);
    for expected in [
        "note: line 1, column 26: the named value credentials is not known; pass it with --named-value credentials=…",
        "the named value host_1.b is not known",
        "allow-credentials            ?  (not known)",
        "unseen  allowed-origins of the operation policy may change this answer; it has the named value front-end; pass it",
    ] {
        assert!(run.stdout.contains(expected), "{expected}: {}", run.stdout);
    }
    let run = with(&["credentials=true", "front-end=https://a.example", "host_1.b=b.example", "method=@(c)"]);
    assert!(run.stdout.contains("allow-credentials            true\n"), "{}", run.stdout);
    assert!(run.stdout.contains("https://a.example, https://b.example:8443/\n"), "{}", run.stdout);
    assert!(
        run.stdout.contains("unseen  allowed-methods of the operation policy"),
        "a named value may be an expression"
    );
    // One element is one origin.
    let run = with(&["front-end=https://a.example;https://b.example"]);
    assert!(run.code == FAILURE && run.stdout.contains("origin \"https://a.example;https://b.example\""));
    let run = with(&["credentials=yes"]);
    assert!(run.code == FAILURE && run.stdout.contains("line 1, column 26: allow-credentials is \"yes\""));
    let run = gateway(&["-"], document.as_bytes());
    assert!(run.code == FAILURE && run.stdout.contains("header \"x-{{\": not a token"), "{}", run.stdout);
    assert_eq!(gateway(&["-", "--named-value", "a"], document.as_bytes()).code, USAGE);
}

/// MicrosoftDocs/azure-docs#94507, Azure/api-management-developer-portal#2202.
#[test]
fn fragments_are_read_or_named() {
    let files = Files::new("fragments");
    let document = policies("<include-fragment fragment-id=\"shared-cors\" />\n<base />");
    let api = files.put("api=", "api.xml", &document);
    let global = files.put("global=", "global.xml", &policies(&CORS.replace("a.example", "g.example")));
    let request = ["--request", "GET /", "Origin: https://a.example"];
    let run = gateway(&[&[api.as_str(), &global], &request[..]].concat(), b"");
    assert_eq!(run.code, UNCERTAIN, "{}", run.stdout);
    for expected in [
        "unread: line 3, column 1: the fragment shared-cors; pass it with --fragment shared-cors=FILE\n",
        "effective order  the unread fragment shared-cors of api, then global\n",
        "├─ unseen  the fragment shared-cors may change this answer; pass it with --fragment shared-cors=FILE\n",
    ] {
        assert!(run.stdout.contains(expected), "{expected}: {}", run.stdout);
    }
    for content in
        [format!("<fragment>\r\n{CORS}</fragment>"), CORS.to_owned(), format!("{CORS}<rate-limit calls='1'/>")]
    {
        let fragment = files.put("shared-cors=", "fragment.xml", &content);
        let run = gateway(&[&["--fragment", &fragment, &api, &global], &request[..]].concat(), b"");
        assert_eq!(run.code, SUCCESS, "{}", run.stdout);
        assert!(run.stdout.contains("the <cors> is in the fragment shared-cors; gateways were seen"), "{}", run.stdout);
        assert!(run.stdout.contains("effective order  api, then global\n") && run.stdout.contains("├─ row     14: "));
        assert!(run.stdout.contains("├─ policy  api\n"), "{}", run.stdout);
    }
    // A fragment after the deciding policy changes nothing.
    let both = policies(&format!("{CORS}<base/><include-fragment fragment-id='late'/>"));
    let run = gateway(&[&["-"], &request[..]].concat(), both.as_bytes());
    assert!(run.code == SUCCESS && run.stdout.contains("then the unread fragment late of operation"), "{}", run.stdout);

    let include = "<include-fragment fragment-id='shared-cors'/>";
    let wrong = CORS.replace("https://a.example", "a");
    for (content, document, expected) in [
        (
            format!("<fragment>{include}</fragment>"),
            document.as_str(),
            "column 11: the fragment shared-cors includes itself",
        ),
        (format!("<fragment>\n{wrong}</fragment>"), &document, "fragment.xml, line 2, column 32: origin \"a\""),
        ("<fragment><base/></fragment>".to_owned(), &document, "column 11: <base> is not allowed in a fragment"),
        ("<policies/>".to_owned(), &document, "<policies> is neither <fragment> nor <cors>"),
        (CORS.to_owned(), &policies(&format!("{CORS}{include}")), "<cors> is repeated"),
        (CORS.to_owned(), &policies("<include-fragment/>"), "<include-fragment> has no fragment-id"),
        ("<fragment/>".to_owned(), &policies(&include.repeat(101)), "more than 100 fragments are included"),
    ] {
        let fragment = files.put("shared-cors=", "fragment.xml", &content);
        let run = gateway(&["--fragment", &fragment, "-"], document.as_bytes());
        assert_eq!((run.code, run.stderr.as_str()), (FAILURE, ""), "{content}: {}", run.stdout);
        assert!(run.stdout.contains(expected), "{content}: {}", run.stdout);
    }
    assert_eq!(gateway(&["--fragment", "a=no such file", "-"], document.as_bytes()).code, USAGE);
}

/// A named value between policies may be any policies, and an element that is almost `cors` may be meant as one.
#[test]
fn what_may_be_a_policy_is_read_or_named() {
    let files = Files::new("unread");
    let global = files.put("global=", "global.xml", &policies(&CORS.replace("a.example", "g.example")));
    let request = ["--request", "GET /", "Origin: https://a.example"];
    let decided = CORS.replace("a.example", "b.example");
    for (inbound, what, remedy) in [
        ("{{shared-cors}}<base/>".to_owned(), "named value shared-cors", "pass it with --named-value shared-cors=…"),
        (format!("<base/> {{{{ a.b }}}}{CORS}"), "named value a.b", "pass it with --named-value a.b=…"),
        (CORS.replace("cors>", "Cors>"), "element <Cors>", "write <cors>; names of elements are case-sensitive"),
        (format!("<x:cors xmlns:x='u'/>{decided}"), "element <cors> of the namespace \"u\"", "write <cors>; names"),
        (format!("<BASE/>{decided}"), "element <BASE>", "write <base>; names of elements"),
        ("<Include-Fragment fragment-id='a'/>".to_owned(), "element <Include-Fragment>", "write <include-fragment>;"),
    ] {
        for document in [policies(&inbound), format!("<inbound>\n\n{inbound}</inbound>"), format!("\n\n{inbound}<a/>")]
        {
            let api = files.put("api=", "api.xml", &document);
            let unread = format!("the {what}; {remedy}");
            let run = gateway(&[&[api.as_str()], &request[..]].concat(), b"");
            assert_eq!(run.code, UNCERTAIN, "{document}: {}", run.stdout);
            assert!(
                run.stdout.contains("   unread: line 3, column ") && run.stdout.contains(&unread),
                "{}",
                run.stdout
            );
            assert!(run.stdout.contains(&format!("the unread {what} of api")), "{}", run.stdout);
            let unseen = format!("├─ unseen  the {what} may change this answer; {remedy}");
            assert!(run.stdout.contains(&unseen), "{document}: {}", run.stdout);
            assert!(!run.stdout.contains("no cors policy\n"), "{document}: {}", run.stdout);
        }
    }
    let run = gateway(&[&["-"], &request[..]].concat(), policies(&format!("{CORS}{{{{late}}}}")).as_bytes());
    assert!(run.code == SUCCESS && run.stdout.contains("then the unread named value late"), "{}", run.stdout);

    let api = files.put("api=", "api.xml", &policies("{{shared-cors}}"));
    for (value, code, shown) in [
        (CORS, SUCCESS, "   the <cors> is in the named value shared-cors\n"),
        (&format!("<base/>\n{decided}"), SUCCESS, "effective order  global, then api\n"),
        ("<rate-limit/>", SUCCESS, "├─ row     2: "),
        (" ", SUCCESS, "effective order  no policy\n"),
        ("{{other}}", UNCERTAIN, "the unread named value other of api"),
        ("hello", FAILURE, "the named value shared-cors, line 1, column 1: only policies are allowed here"),
        ("<cors/>", FAILURE, "the named value shared-cors, line 1, column 1: <allowed-origins> has no <origin>"),
        ("<cors>", FAILURE, "the named value stands in the place of policies, and is not XML"),
        ("</document><document>", FAILURE, "the named value stands in the place of policies, and is not XML"),
        ("{{shared-cors}}", FAILURE, "line 1, column 1: the named value shared-cors includes itself"),
    ] {
        let named = format!("shared-cors={value}");
        let run = gateway(&[&["--named-value", &named, &api, &global], &request[..]].concat(), b"");
        assert_eq!(run.code, code, "{value}: {}", run.stdout);
        assert!(run.stdout.contains(shown), "{value}: {}", run.stdout);
    }
}

#[test]
fn nothing_is_given_twice() {
    for (first, second, expected) in [
        (["--named-value", "o=a"], ["--named-value", "o=b"], "--named-value o is given twice"),
        (["--fragment", "f=a"], ["--fragment", "f=a"], "--fragment f is given twice"),
        (
            ["--value", "allow-credentials=true"],
            ["--value", "allow-credentials=false"],
            "--value allow-credentials is given twice",
        ),
        (
            ["--reading", "fall-through-actual=true"],
            ["--reading", "fall-through-actual=false"],
            "--reading fall-through-actual is given twice",
        ),
    ] {
        let run = gateway(&[&["-"], &first[..], &second[..]].concat(), CORS.as_bytes());
        assert_eq!((run.code, run.stdout.as_str()), (USAGE, ""), "{expected}");
        assert!(run.stderr.contains(expected), "{}", run.stderr);
    }
    let twice = ["-", "--value", "origin=a", "--value", "origin=b"];
    assert_eq!(gateway(&twice, CORS.as_bytes()).code, SUCCESS);
}

#[test]
fn a_wrong_fragment_is_rejected_once() {
    let files = Files::new("wrong");
    let document = policies(&"<include-fragment fragment-id='a'/>".repeat(100));
    for (content, count) in [("<cors><b/></cors>", 1), (CORS, 1), ("<fragment", 1)] {
        let fragment = files.put("a=", "fragment.xml", content);
        let run = gateway(&["--fragment", &fragment, "-"], document.as_bytes());
        assert_eq!(run.code, FAILURE, "{}", run.stdout);
        assert_eq!(run.stdout.matches("fragment.xml, line").count(), count, "{}", run.stdout);
        assert!(!run.stdout.contains(" more"), "{}", run.stdout);
    }
}

/// Azure/api-management-developer-portal#290, MicrosoftDocs/azure-docs#55313: lists that the gateway's makers advise.
#[test]
fn useless_parts_are_remarks() {
    let lists = "<allowed-methods><method>GET</method><method>TRACE</method><method>CONNECT</method></allowed-methods>";
    let document = cors(lists).replace(
        "<header>*</header>",
        "<header>*</header><header>Host</header><header>Access-Control-Allow-Origin</header>",
    );
    let args = ["-", "--request", "OPTIONS /", "Origin: https://a.example", "Access-Control-Request-Method: GET"];
    let run = gateway(&args, document.as_bytes());
    assert_eq!(run.code, SUCCESS, "{}", run.stdout);
    for expected in [
        "remark: line 1, column 121: method \"TRACE\": browsers let no page use it; remove it\n",
        "method \"CONNECT\": browsers let no page use it; remove it\n",
        "request header \"Host\": browsers let no page use it; remove it\n",
        "request header \"Access-Control-Allow-Origin\": is a response field of CORS, which no page sends; remove it\n",
        "Access-Control-Allow-Methods  GET,TRACE,CONNECT\n",
        "Access-Control-Allow-Headers  *,Host,Access-Control-Allow-Origin\n",
    ] {
        assert!(run.stdout.contains(expected), "{expected}: {}", run.stdout);
    }
}

/// MicrosoftDocs/azure-docs#53688 and #54830, Azure/PSRule.Rules.Azure#2143.
#[test]
fn configuration_issues_are_reported() {
    let files = Files::new("issues");
    let global = files.put("global=", "global.xml", &policies("<rate-limit calls='1'/>"));
    let product = files.put("product=", "product.xml", &policies(CORS));
    let api = files.put("api=", "api.xml", &policies("<base/>"));
    let late = files.put("api=", "late.xml", &policies(&format!("<check-header name='@(\"a\")'/>{CORS}")));
    let based = files.put("api=", "based.xml", &policies(&format!("<base/>{CORS}")));
    let passing = CORS.replace("<cors", "<cors terminate-unmatched-request='false'");
    let first = files.put("api=", "first.xml", &policies(&format!("{CORS}<rate-limit/><base/>")));
    let lenient = files.put("api=", "lenient.xml", &policies(&format!("{passing}<rate-limit/><base/>")));
    let preflight = ["--request", "OPTIONS /", "Origin: https://a.example", "Access-Control-Request-Method: GET"];
    let (key, version) = ("--key-in-header", "--version-in-header");
    for (args, issue, hides) in [
        (vec![&*product, &api, key], "issue: product: the subscription key is in a header", true),
        (vec![&product, key], "issue: product: the subscription key", true),
        (vec![&product, &first, key], "issue: product: the subscription key", false),
        (vec![&product, &late, key], "issue: api: another policy of `inbound` is before `cors`", false),
        (vec![&late], "; write `cors` before all other policies of `inbound`\n", false),
        (vec![&global, &based], "issue: api: another policy", false),
        (vec![&product, &late, version], "issue: api: the version is in a header", true),
        (vec![&product, &first], "issue: product: an earlier policy decides all requests", false),
        (vec![&product, &first, version], "use the path or a query parameter for the version", true),
        (vec![&product, &api, version], "", false),
        (vec![&product, &api], "", false),
        (vec![&product, &lenient], "", false),
        (vec![&product, &based], "issue: api: an earlier policy decides all requests", false),
        (vec![&global, &lenient], "", false),
        (vec![&api, &global], "", false),
    ] {
        let run = gateway(&[&args[..], &preflight].concat(), b"");
        assert_eq!(run.code, SUCCESS, "{args:?}: {}", run.stdout);
        assert_eq!(run.stdout.contains("issue: "), !issue.is_empty(), "{args:?}: {}", run.stdout);
        assert!(run.stdout.contains(issue), "{args:?}: {}", run.stdout);
        let hidden = "├─ issue   the gateway does not find this policy: ";
        assert_eq!(run.stdout.contains(hidden), hides, "{args:?}: {}", run.stdout);
    }
    // A fragment may have another policy.
    let included = policies(&format!("<include-fragment fragment-id='a'/>{CORS}"));
    assert!(gateway(&["-"], included.as_bytes()).stdout.contains("issue: operation: another policy"));
}

#[test]
fn a_document_may_lack_its_root() {
    let section = format!("<inbound><base/>{CORS}</inbound>");
    let utf_16 =
        |text: &str| [0xFEFF].into_iter().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect::<Vec<_>>();
    let declared = format!("<?xml version=\"1.0\" encoding=\"utf-16\"?>\r\n{section}");
    for (document, base) in [
        (section.clone().into_bytes(), true),
        (format!("{section}\n<backend/><outbound/>").into_bytes(), true),
        (format!("\u{FEFF}<!-- a -->{section}<outbound><a b=\"@(c[\"d\"])\"/></outbound>").into_bytes(), true),
        (format!("<inbound>{CORS}</inbound>").into_bytes(), false),
        (CORS.as_bytes().to_vec(), true),
        (format!("{CORS}\n<set-header name=\"a\"><value>@(b && c)</value></set-header>").into_bytes(), true),
        (format!("<base />{CORS}").into_bytes(), true),
        (format!("<fragment>{CORS}</fragment>").into_bytes(), true),
        (format!("<?xml version=\"1.0\"?>\n<base />\n{CORS}").into_bytes(), true),
        (utf_16(&declared), true),
        (declared.clone().into_bytes(), true),
    ] {
        let files = Files::new("root");
        let path = files.put("", "global.xml", &policies(&CORS.replace("a.example", "g.example")));
        let global = format!("global={path}");
        let run = gateway(&["api=-", &global], &document);
        let shown = String::from_utf8_lossy(&document);
        assert_eq!(run.code, SUCCESS, "{shown}: {}", run.stdout);
        assert_eq!(
            run.stdout.contains("global, then api\n") || run.stdout.contains("api, then global\n"),
            base,
            "{shown}"
        );
    }
    let wrong = format!("<?xml version=\"1.0\"?>\n<base />{}", CORS.replace("https://a.example", "a"));
    let run = gateway(&["-"], wrong.as_bytes());
    assert!(run.stdout.starts_with("standard input, line 2, column 40: origin \"a\""), "{}", run.stdout);
    let run = gateway(&["-"], b"\xFE\xFF\0<\0c\0o\0r\0s\0/\0>");
    assert!(
        run.stdout.starts_with("standard input, line 1, column 1: <allowed-origins> has no <origin>"),
        "{}",
        run.stdout
    );
    // A directory of Azure/apiops has "=" in its name.
    let files = Files::new("equals;rev=2");
    let path = files.put("", "policy.xml", &section);
    assert_eq!(gateway(&[&path], b"").code, SUCCESS);
}

#[test]
fn hostile_expressions_take_linear_time() {
    let request = ["-", "--request", "GET /", "Origin: https://a.example"];
    for (name, other) in [
        ("open expressions", "<a>@(</a>".repeat(50_000)),
        ("deep parentheses", format!("<a>@{}{}</a>", "(".repeat(200_000), ")".repeat(200_000))),
        ("deep strings", format!("<a>@({}1)</a>", "$\"{".repeat(100_000))),
        ("closed and open again", format!("<a b=\"@(){}\"/>", ")   ".repeat(100_000))),
        ("quotes", format!("<a b=\"@({})\"/>", "\"\"".repeat(200_000))),
        ("apostrophes", format!("<a b=\"@({})\"/>", "'".repeat(400_000))),
        ("comments", format!("<a>@({}1)</a>", "/**/".repeat(100_000))),
        ("line comments", format!("<a>@({}1)</a>", "//\n".repeat(120_000))),
        ("named values", "{{".repeat(200_000)),
        ("references", "&a".repeat(200_000)),
        ("tags in tags", "<a b='".repeat(70_000)),
        ("fragments", "<include-fragment fragment-id='a'/>".repeat(12_000)),
    ] {
        let started = std::time::Instant::now();
        let run = gateway(&request, policies(&format!("{CORS}{other}")).as_bytes());
        assert!(run.code == SUCCESS || run.code == FAILURE, "{name}: {}", run.stderr);
        assert!(started.elapsed().as_secs() < 20, "{name}");
        let named = policies(&CORS.replace("https://a.example", &other.replace('<', "(")));
        assert!(matches!(gateway(&request, named.as_bytes()).code, FAILURE | UNCERTAIN), "{name}");
    }
}
