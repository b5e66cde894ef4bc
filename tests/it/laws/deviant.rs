//! Lines that are written with deviations: the tolerant parser reads the challenges of which they were made.

use countersign::auth::tolerant;

use super::oracle;

const SCHEMES: [&str; 4] = ["Digest", "bearer", "OAUTH", "AWS4-HMAC-SHA256"];

/// What stands between a scheme and its first parameter.
const FIRST: [&str; 7] = [" ", "\t", "  \t", " , ", ",", ", ", "\t,,\t"];

/// What stands between two parameters.
const BETWEEN: [&str; 8] = [", ", ",", ",,", ";", " ; ", ";;", " ,\t", " "];

/// What stands between two challenges.
const CHALLENGES: [&str; 5] = [", ", ",", " , ,", " ", ";"];

/// A value, and how it is written.
const VALUES: [(&str, &str); 22] = [
    ("auth", "auth"),
    ("auth", "\"auth\""),
    ("", "\"\""),
    ("a, b=c", "\"a, b=c\""),
    ("a\"b", "\"a\\\"b\""),
    ("https://a.example/b?c", "https://a.example/b?c"),
    ("YWJj==", "YWJj=="),
    ("host;date", "host;date"),
    ("my  site", "my  site"),
    ("'my site'", "'my site'"),
    ("a \"b\" c\\d", "a \"b\" c\\d"),
    ("\u{e9} \u{e8}", "\u{e9} \u{e8}"),
    ("the \"b\" area", "\"the \"b\" area\""),
    ("the \"b\"", "\"the \"b\"\""),
    ("\"b\"", "\"\"b\"\""),
    ("x\"y\"z", "\"x\"y\"z\""),
    ("x\"", "\"x\"\""),
    ("a\"b\\\"c\"", "\"a\\\"b\\\\\"c\"\""),
    ("say \"hi\", my friend", "\"say \"hi\", my friend\""),
    // These depend on what follows.
    ("", ""),
    ("auth,auth-int", "auth,auth-int"),
    ("a, b c", "a, b c"),
];

/// The index of the first value that depends on what follows.
const LAST_FREE: usize = 19;

/// The names and values of a challenge.
type Made = (&'static str, Vec<(String, &'static str)>);

pub(super) fn check(data: &[u8]) {
    let mut choices = data.iter();
    let mut choose = |count: usize| usize::from(*choices.next().unwrap_or(&0)) % count;
    let mut line = String::new();
    let mut made: Vec<Made> = Vec::new();
    for challenge in 0..=choose(3) {
        let before = if challenge == 0 { "" } else { CHALLENGES[choose(CHALLENGES.len())] };
        line += before;
        let scheme = SCHEMES[choose(SCHEMES.len())];
        line += scheme;
        // Without a comma before it, a scheme needs white space after it.
        let has_comma = challenge == 0 || before.contains(',');
        line += FIRST[choose(if has_comma { FIRST.len() } else { FIRST.len() - 3 })];
        let count = 1 + choose(3);
        let mut params = Vec::new();
        for index in 0..count {
            let is_last = index + 1 == count;
            let (value, wire) = VALUES[choose(if is_last { LAST_FREE } else { VALUES.len() })];
            let name = format!("p{index}");
            line.extend([&*name, "=", wire]);
            if !is_last {
                // After a space, the next parameter may belong to the value, or to its last word.
                let is_free = VALUES[..LAST_FREE].contains(&(value, wire));
                line += BETWEEN[choose(if is_free { BETWEEN.len() } else { BETWEEN.len() - 2 })];
            }
            params.push((name, value));
        }
        made.push((scheme, params));
    }
    let read: Vec<_> = tolerant::challenges(line.as_bytes()).collect();
    assert_eq!(read.len(), made.len(), "{line}");
    for (read, (scheme, params)) in read.into_iter().zip(made) {
        let read = read.unwrap_or_else(|broken| panic!("{broken}, in {line}"));
        assert!(read.scheme().is(scheme), "{line}");
        let values: Vec<_> = read
            .params()
            .iter()
            .map(|param| (param.name().as_str().to_owned(), oracle::owned(param.value())))
            .collect();
        let expected: Vec<_> = params.into_iter().map(|(name, value)| (name, value.as_bytes().to_vec())).collect();
        assert_eq!(values, expected, "{line}");
    }
}
