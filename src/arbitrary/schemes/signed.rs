//! The schemes that sign the request.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use crate::arbitrary::draw::{Draw, base64_of, unpadded_of};
use crate::arbitrary::payload::{Drawn, Params};

pub(super) fn aws4(d: &mut Draw<'_, '_>, scheme: &str) -> Drawn {
    let day = d.of(&[("2013", "05", "24"), ("2026", "11", "30"), ("1999", "01", "01")]);
    let (region, service) = (d.of(&["us-east-1", "cn-north-4", "eu-x"]), d.of(&["s3", "storage", "dis"]));
    let date = [day.0, day.1, day.2].concat();
    let scope = match scheme {
        "AWS4-HMAC-SHA256" => Some(format!("{date}/{region}/{service}/aws4_request")),
        "AWS4-ECDSA-P256-SHA256" => Some(format!("{date}/{service}/aws4_request")),
        "GOOG4-HMAC-SHA256" | "GOOG4-RSA-SHA256" => Some(format!("{date}/{region}/{service}/goog4_request")),
        "TC3-HMAC-SHA256" => Some(format!("{}-{}-{}/{service}/tc3_request", day.0, day.1, day.2)),
        "OSS4-HMAC-SHA256" => Some(format!("{date}/{region}/{service}/aliyun_v4_request")),
        "SDK-HMAC-SHA256" => d.flip().then(|| format!("{date}/{region}/{service}/sdk_request")),
        _ => None,
    };
    let mut id = d.word();
    if d.one_in(3) {
        id.push_str(d.of(&["/", "@a.example", ".", "=="]));
        id.push_str(&d.word());
    }
    let length = if matches!(scheme, "AWS4-ECDSA-P256-SHA256" | "GOOG4-RSA-SHA256") { d.upto(70).max(1) } else { 32 };
    let key = if scheme == "SDK-HMAC-SHA256" && scope.is_none() { "Access" } else { "Credential" };
    let credential = scope.map_or_else(|| id.clone(), |scope| format!("{id}/{scope}"));
    let is_oss = scheme == "OSS4-HMAC-SHA256";
    let params = Params::bare(d).must(key, |_| credential).must("Signature", |d| d.hex(length));
    let names: fn(&mut Draw<'_, '_>) -> String = |d| {
        let from = d.upto(2);
        let sorted = ["accept", "content-type", "host", "range", "x-date"];
        let count = d.upto(2).saturating_add(1);
        sorted.iter().skip(from).take(count).copied().collect::<Vec<_>>().join(";")
    };
    if is_oss { params.may("AdditionalHeaders", names).done() } else { params.must("SignedHeaders", names).done() }
}

pub(super) fn colon_pair(d: &mut Draw<'_, '_>, _: &str) -> Drawn {
    let id = if d.flip() { d.visible() } else { [&d.word(), ":", &*d.word()].concat() };
    Drawn::single([&id, ":", &*d.base64()].concat())
}

pub(super) fn concealed(d: &mut Draw<'_, '_>, _: &str) -> Drawn {
    Params::plain(d)
        .must("k", Draw::unpadded)
        .must("a", Draw::unpadded)
        .must("s", |d| format!("{}", d.upto(65535)))
        .must("v", |d| unpadded_of(&d.exactly(16)))
        .must("p", Draw::unpadded)
        .may("realm", Draw::text)
        .done()
}

pub(super) fn eg1(d: &mut Draw<'_, '_>, _: &str) -> Drawn {
    let mut part = || if d.flip() { d.word() } else { [&*d.word(), d.of(&["-", ".", ":", "="]), &*d.word()].concat() };
    let (client, access, nonce) = (part(), part(), part());
    let time = d.of(&["20140321T19:34:21+0000", "20250513T14:28:17+0000", "99991231T23:59:59+0000"]);
    let signature = base64_of(&d.exactly(32));
    Drawn::single(format!(
        "client_token={client};access_token={access};timestamp={time};nonce={nonce};signature={signature}"
    ))
}

pub(super) fn hawk_challenge(d: &mut Draw<'_, '_>, _: &str) -> Drawn {
    let has_time = d.flip();
    let params = Params::plain(d).may("error", Draw::text);
    if has_time { params.must("ts", Draw::number).must("tsm", Draw::base64).done() } else { params.done() }
}

pub(super) fn hawk(d: &mut Draw<'_, '_>, _: &str) -> Drawn {
    let (has_app, has_dlg) = (d.flip(), d.flip());
    let mut params = Params::plain(d)
        .must("id", Draw::visible)
        .must("ts", Draw::number)
        .must("nonce", Draw::visible)
        .must("mac", Draw::base64)
        .may("hash", Draw::base64)
        .may("ext", Draw::words);
    if has_app {
        params = params.must("app", Draw::visible);
        if has_dlg {
            params = params.must("dlg", Draw::visible);
        }
    }
    params.done()
}

pub(super) fn hawk_info(d: &mut Draw<'_, '_>, _: &str) -> Drawn {
    Params::plain(d).must("mac", Draw::base64).may("hash", Draw::base64).may("ext", Draw::words).done()
}

pub(super) fn oauth_challenge(d: &mut Draw<'_, '_>, _: &str) -> Drawn {
    Params::plain(d)
        .may("realm", Draw::text)
        .may("oauth_problem", |d| String::from(d.of(&["token_rejected", "nonce_used", "timestamp_refused"])))
        .may("oauth_problem_advice", Draw::percent)
        .done()
}

pub(super) fn oauth(d: &mut Draw<'_, '_>, _: &str) -> Drawn {
    let method = d.of(&["HMAC-SHA1", "RSA-SHA1", "HMAC-SHA256", "PLAINTEXT"]);
    let is_short = method == "PLAINTEXT" && d.flip();
    let params = Params::plain(d)
        .must("oauth_consumer_key", Draw::percent)
        .must("oauth_signature_method", |_| method)
        .must("oauth_signature", Draw::percent)
        .may("realm", Draw::text)
        .may("oauth_token", Draw::percent)
        .may("oauth_version", |_| "1.0")
        .may("oauth_callback", |d| String::from(d.of(&["oob", "https%3A%2F%2Fa.example%2Fb"])))
        .may("oauth_verifier", Draw::percent);
    let time = |d: &mut Draw<'_, '_>| format!("1{}", d.upto(999_999_999));
    if is_short {
        return params.done();
    }
    params.must("oauth_timestamp", time).must("oauth_nonce", Draw::percent).done()
}

pub(super) fn shared_access_signature(d: &mut Draw<'_, '_>, _: &str) -> Drawn {
    let resource = d.of(&["https%3A%2F%2Fa.example%2Fq", "hub/devices/", "http%3a%2f%2fb.example%2f", "r"]);
    let signature = base64_of(&d.exactly(32)).replace('+', "%2B").replace('/', "%2F").replace('=', "%3D");
    let mut fields =
        alloc::vec![format!("sr={resource}{}", d.word()), format!("sig={signature}"), format!("se={}", d.number()),];
    if d.flip() {
        fields.push(format!("skn={}", d.percent()));
    }
    if d.flip() {
        fields.reverse();
    }
    Drawn::single(fields.join("&"))
}

const SIGNED_NAMES: [&str; 5] = ["(request-target)", "(created)", "host", "date", "digest"];

pub(super) fn signature_challenge(d: &mut Draw<'_, '_>, _: &str) -> Drawn {
    Params::new(d).may("realm", Draw::text).may("headers", |d| d.list_of(&SIGNED_NAMES, " ")).done()
}

pub(super) fn signature(d: &mut Draw<'_, '_>, _: &str) -> Drawn {
    Params::plain(d)
        .must("keyId", Draw::text)
        .must("signature", Draw::base64)
        .may("algorithm", |d| String::from(d.of(&["hs2019", "rsa-sha256"])))
        .may("created", Draw::number)
        .may("expires", |d| if d.flip() { d.number() } else { format!("{}.{}", d.upto(1 << 30), d.upto(9)) })
        .may("headers", |d| d.list_of(&SIGNED_NAMES, " "))
        .others()
        .done()
}
