//! Public suffixes: names below which anyone may get a name.
//!
//! A constant knows a part of the [public suffix list](https://publicsuffix.org), as the crate `psl` 2.1.247 has it
//! (November 2026):
//!
//! - every name of one label, by the default rule of the list;
//! - the registries `ac`, `co`, `com`, `edu`, `go`, `gov`, `ne`, `net`, `or` and `org` of all country codes that have one in the list;
//! - every name below the seven country codes for which the list says so, such as `com.np`;
//! - the domains of the hosting platforms, name servers and registrars in [`PLATFORMS`].
//!
//! A name above a suffix counts too: the subdomains of `amazonaws.com` include those of `s3.amazonaws.com`.

use crate::syntax::wide::eq_ignore_ascii_case;

/// The names of registries, each with the country codes below which it exists.
const REGISTRIES: [(&str, &str); 10] = [
    (
        "ac",
        "ae at bd be bw ci cn cr cy eg fj gn id il im in ir jp ke kr lk ls ma me ml mu mw mz ni nz pa pk pr \
         rs ru rw se sz th tz ug uk vn za zm zw",
    ),
    (
        "co",
        "ae ag am ao at az bb bd bi bj bn bw bz ca ci cl cm cr cz de dk dm gg gl gy hu id il im in io ir it \
         je jp ke kr lc ls ma me mg mu mw mz na ni nl no nz om pl pn ro rs rw ss st sz th tj tm tt tz ua ug \
         uk us uz ve vi za zm zw",
    ),
    (
        "com",
        "ac af ag ai al am ar au aw az ba bb bd bh bi bj bm bn bo br bs bt by bz ci cm cn co cu cv cw cy de \
         dm do dz ec ee eg es et fj fm fr ge gh gi gl gn gp gr gt gu gy hk hn hr ht im in io iq jo kg kh ki \
         km kp kw ky kz la lb lc lk lr lv ly mg mk ml mo ms mt mu mv mw mx my na nf ng ni nr om pa pe pf ph \
         pk pl pr ps pt py qa re ro ru sa sb sc sd se sg sh sl sn so ss st sv sy tj tm tn to tr tt tw ua ug \
         uy uz vc ve vi vn vu ws ye zm",
    ),
    (
        "edu",
        "ac af al ao ar au az ba bb bd bh bi bj bm bn bo br bs bt bz ci cn co cu cv cw dm do dz ec ee eg es \
         et fj fm gd ge gh gi gl gn gp gr gt gu gy hk hn ht in io iq it jo kg kh ki km kn kp kw ky kz la lb \
         lc lk lr ls lv ly me mg mk ml mn mo ms mt mv mw mx my mz ng ni nr om pa pe pf ph pk pl pn pr ps pt \
         py qa rs ru sa sb sc sd sg sl sn so ss st sv sy tj tm to tr tt tw ua ug uy vc ve vg vn vu ws ye za \
         zm",
    ),
    ("go", "ci cr id it jp ke kr th tj tz ug"),
    (
        "gov",
        "ac ae af al ao ar as au az ba bb bd bf bh bm bn br bs bt bw by bz cd cl cm cn co cx cy cz dm do dz \
         ec ee eg et fj gd ge gh gi gn gr gu gy hk ie il in io iq ir it jo kg kh ki km kn kp kw kz la lb lc \
         lk lr ls lt lv ly ma me mg mk ml mn mo mr ms mu mv mw my mz na ng nl nr om ph pk pl pn pr ps pt pw \
         py qa rs ru rw sa sb sc sd sg sh sl so ss sx sy tj tl tm tn to tr tt tw ua ug uk vc ve vn ws ye za \
         zm zw",
    ),
    ("ne", "jp ke kr tz ug us"),
    (
        "net",
        "ac ae af ag ai al am ar au az ba bb bd bh bj bm bn bo br bs bt bw bz ci cm cn co cu cv cw cy dm do \
         dz ec eg et fj fm ge gg gh gl gn gp gr gt gu gy hk hn ht id il im in io iq ir je jo kg kh ki kn kw \
         ky kz la lb lc lk lr ls lv ly ma me mk ml mo ms mt mu mv mw mx my mz na nf ng ni nr nz om pa pe ph \
         pk pl pn pr ps pt py qa ru rw sa sb sc sd sg sh sl so ss st sy th tj tm tn to tr tt tw ua uk uy uz \
         vc ve vi vn vu ws ye za zm",
    ),
    ("or", "at bi ci cr id it jp ke kr mu th tz ug us"),
    (
        "org",
        "ac ae af ag ai al am ao ar au az ba bb bd bh bi bj bm bn bo br bs bt bw bz ci cn co cu cv cw cy dm \
         do dz ec ee eg es et fj fm ge gg gh gi gl gn gp gr gt gu gy hk hn ht hu il im in io iq ir je jo kg \
         kh ki km kn kp kw ky kz la lb lc lk lr ls lv ly ma me mg mk ml mn mo ms mt mu mv mw mx my mz na ng \
         ni nr nz om pa pe pf ph pk pl pn pr ps pt py qa ro rs ru rw sa sb sc sd se sg sh sk sl sn so ss st \
         sv sy sz tj tm tn to tr tt tw ua ug uk uy uz vc ve vi vn vu ws ye yt za zm zw",
    ),
];

/// The country codes below which every name is a public suffix, except for `www.ck`.
const EVERY_NAME: &str = "ck er fk jm mm np pg";

/// Suffixes that companies have put on the list. `*` is any label.
const PLATFORMS: &str = "\
    base44.app *.beget.app csb.app edgecompute.app framer.app lovable.app netlify.app ngrok.app ngrok-free.app \
    *.northflank.app ondigitalocean.app up.railway.app replit.app *.run.app streamlit.app vercel.app web.app \
    zeabur.app lambda-url.*.on.aws v0.build carrd.co nom.co repl.co supabase.co adobeaemcloud.com \
    execute-api.*.amazonaws.com s3.*.amazonaws.com s3-website.*.amazonaws.com *.compute.amazonaws.com \
    *.compute-1.amazonaws.com *.elb.amazonaws.com s3.amazonaws.com auth.*.amazoncognito.com amplifyapp.com \
    appspot.com *.awsapprunner.com blogspot.com br.com cn.com co.com de.com *.digitaloceanspaces.com \
    elasticbeanstalk.com eu-central-1.elasticbeanstalk.com eu-west-1.elasticbeanstalk.com \
    us-east-1.elasticbeanstalk.com us-west-2.elasticbeanstalk.com eu.com firebaseapp.com githubusercontent.com \
    googleapis.com herokuapp.com jpn.com *.linodeobjects.com myqnapcloud.com myshopify.com onrender.com \
    *.oraclecloudapps.com pythonanywhere.com trycloudflare.com uk.com us.com *.vultrobjects.com withgoogle.com \
    wixsite.com wixstudio.com yolasite.com za.com deno.dev fly.dev *.gateway.dev githubpreview.dev ngrok.dev \
    ngrok-free.dev pages.dev r2.dev *.replit.dev vercel.dev workers.dev cloud.goog translate.goog bolt.host \
    *.azurecontainer.io bitbucket.io bubbleapps.io cleverapps.io github.io gitlab.io ngrok.io pantheonsite.io \
    readthedocs.io webflow.io synology.me akamaized.net azure-api.net azure-mobile.net azureedge.net azurefd.net \
    azurestaticapps.net azurewebsites.net cloudapp.net cdn.cloudflare.net cloudfront.net cloudfunctions.net ddns.net \
    deno.net dynu.net edgekey.net global.ssl.fastly.net gb.net in.net jp.net se.net sytes.net trafficmanager.net \
    ts.net uk.net blob.core.windows.net file.core.windows.net web.core.windows.net servicebus.windows.net \
    altervista.org duckdns.org dyndns.org eu.org hopto.org no-ip.org zapto.org codeberg.page ngrok.pro val.run \
    now.sh surge.sh figma.site notion.site *.platformsh.site hf.space framer.website";

/// Returns whether a name of lower-case labels is a public suffix of the tables, or is above one. A dot at its end does
/// not count.
pub(super) const fn is_known(name: &str) -> bool {
    let name = without_last_dot(name).as_bytes();
    match split_last_label(name) {
        (_, []) => true,
        (code, registry) => is_registry(registry, code) || is_platform(name),
    }
}

pub(super) const fn without_last_dot(name: &str) -> &str {
    match name.as_bytes() {
        [others @ .., b'.'] => match name.split_at_checked(others.len()) {
            Some((others, _)) => others,
            None => name,
        },
        _ => name,
    }
}

const fn is_registry(name: &[u8], code: &[u8]) -> bool {
    if has_word(EVERY_NAME.as_bytes(), code) {
        // The list has one exception to these rules: `www.ck` is a name that someone has.
        return matches!(split_last_label(name), (_, [])) && !(matches!(name, b"www") && matches!(code, b"ck"));
    }
    let mut registries = REGISTRIES.as_slice();
    while let [(registry, codes), others @ ..] = registries {
        if eq_ignore_ascii_case(registry.as_bytes(), name) {
            return has_word(codes.as_bytes(), code);
        }
        registries = others;
    }
    false
}

const fn has_word(mut words: &[u8], wanted: &[u8]) -> bool {
    while let Some((word, others)) = split_first_word(words) {
        if eq_ignore_ascii_case(word, wanted) {
            return true;
        }
        words = others;
    }
    false
}

const fn is_platform(name: &[u8]) -> bool {
    let mut platforms = PLATFORMS.as_bytes();
    while let Some((platform, others)) = split_first_word(platforms) {
        if is_at_or_above(name, platform) {
            return true;
        }
        platforms = others;
    }
    false
}

/// Returns whether the labels of a name are the last labels of a suffix, or all of them.
const fn is_at_or_above(mut name: &[u8], mut suffix: &[u8]) -> bool {
    while !name.is_empty() {
        let ((label, labels), (wanted, others)) = (split_last_label(name), split_last_label(suffix));
        if !matches!(wanted, b"*") && !eq_ignore_ascii_case(label, wanted) {
            return false;
        }
        (name, suffix) = (labels, others);
    }
    true
}

/// Returns the last label, and the labels before it.
const fn split_last_label(name: &[u8]) -> (&[u8], &[u8]) {
    let mut before = name;
    while let [others @ .., byte] = before {
        if *byte == b'.'
            && let Some((_, label)) = name.split_at_checked(before.len())
        {
            return (label, others);
        }
        before = others;
    }
    (name, before)
}

/// Returns the first of the words between spaces, and those after it.
const fn split_first_word(words: &[u8]) -> Option<(&[u8], &[u8])> {
    let mut rest = words;
    while let [byte, after @ ..] = rest {
        if *byte == b' '
            && let Some((word, _)) = words.split_at_checked(words.len().saturating_sub(rest.len()))
        {
            return Some((word, after));
        }
        rest = after;
    }
    if words.is_empty() { None } else { Some((words, rest)) }
}

/// Returns whether a name is on the [public suffix list](https://publicsuffix.org), or all names with one label more are.
/// For [`Builder::build_with_public_suffixes`](super::Builder::build_with_public_suffixes).
///
/// The list is that of the crate `psl`, whose version decides its age. It knows nothing of names above a suffix, such as
/// `amazonaws.com`; policies know some of them. The name is in lower case, as in origins.
///
/// ```
/// use countersign::cors::policy::{Policy, is_public_suffix};
///
/// assert!(is_public_suffix("co.uk") && !is_public_suffix("example.co.uk"));
/// assert!(is_public_suffix("kawasaki.jp"), "the names below it are public suffixes");
///
/// // A policy does not know this suffix without the list.
/// let policy = Policy::for_origins(&["https://*.tana.no"]).with_credentials();
/// assert!(policy.build().is_ok() && policy.build_with_public_suffixes(&is_public_suffix).is_err());
/// ```
#[cfg(feature = "psl")]
#[must_use]
pub fn is_public_suffix(name: &str) -> bool {
    use psl::{List, Psl};

    let name = without_last_dot(name).as_bytes();
    let labels = || name.rsplit(|byte| *byte == b'.');
    let is_listed = List.find(labels()).len == name.len();
    // A rule such as `*.compute.amazonaws.com`.
    is_listed || List.find(labels().chain([&b"*"[..]])).len == name.len().saturating_add(2)
}

#[cfg(all(test, feature = "psl"))]
mod tests {
    extern crate std;

    use std::collections::BTreeSet;
    use std::string::{String, ToString};
    use std::vec::Vec;

    use psl::{List, Psl};

    use super::*;

    fn is_listed(name: &str) -> bool {
        let info = List.find(name.as_bytes().rsplit(|byte| *byte == b'.'));
        info.len == name.len() && info.typ.is_some()
    }

    #[test]
    fn the_tables_are_a_part_of_the_list() {
        let mut visited = BTreeSet::new();
        for (registry, codes) in REGISTRIES {
            for code in codes.split(' ') {
                let name = std::format!("{registry}.{code}");
                assert!(is_listed(&name) && is_known(&name) && visited.insert(name.clone()), "{name}");
            }
        }
        for platform in PLATFORMS.split(' ') {
            let name = platform.replace('*', "us-east-1");
            assert!(is_listed(&name) && is_known(&name) && visited.insert(name.clone()), "{platform}");
            let above: String = name.split_once('.').map(|(_, above)| above.to_string()).unwrap_or_default();
            assert!(is_known(&above), "{above}");
        }
    }

    #[test]
    fn every_name_is_a_suffix_below_some_codes() {
        for code in EVERY_NAME.split(' ') {
            let name = std::format!("no-such-registry.{code}");
            assert!(is_listed(&name) && is_known(&name) && !is_known(&std::format!("www.{name}")), "{name}");
            let name = std::format!("www.{code}");
            assert_eq!((is_known(&name), is_listed(&name)), (code != "ck", code != "ck"), "{name}");
        }
    }

    #[test]
    fn the_tables_have_all_registries_of_country_codes() {
        let letters = || 'a'..='z';
        for (registry, codes) in REGISTRIES {
            let listed: Vec<String> = letters()
                .flat_map(|one| letters().map(move |other| std::format!("{one}{other}")))
                .filter(|code| is_listed(&std::format!("{registry}.{code}")))
                .filter(|code| !EVERY_NAME.contains(&**code))
                .collect();
            assert_eq!(listed.join(" "), codes, "{registry}");
        }
    }
}
