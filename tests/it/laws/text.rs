//! Texts, tokens and words, RFC 9110 §5.6.

use countersign::auth::{AuthenticationInfo, Scheme, Token68, bearer};
use countersign::{Text, Token};

use super::parts::agreed;
use super::{oracle, written};

pub(crate) fn check(data: &[u8]) {
    built(data);
    received(data);
    words(data);
    tokens(data);
}

fn built(octets: &[u8]) {
    let Some(text) = agreed(Text::new(octets), oracle::text("text", octets)) else {
        return;
    };
    means(text, octets);
    let wire = [b"a=", &*written(&text)].concat();
    let info = AuthenticationInfo::parse(&wire).expect("what is written can be parsed");
    let again = info.get("a").expect("there is one parameter");
    assert_eq!(again, text);
    assert!(again.is_quoted() && text.is_quoted());
    means(again, octets);
    assert_eq!(written(&again), wire[2..]);
}

fn received(content: &[u8]) {
    let wire = [b"a=\"", content, b"\""].concat();
    let meaning = oracle::unescape(content);
    let info = AuthenticationInfo::parse(&wire).ok().filter(|info| info.params().iter().count() == 1);
    let text = info.and_then(|info| info.get("a")).filter(|text| written(text) == wire[2..]);
    assert_eq!(text.is_some(), meaning.is_some());
    if let (Some(text), Some(meaning)) = (text, meaning) {
        assert_eq!(text.as_bytes().is_none(), content.contains(&b'\\'), "an escape is in the way");
        means(text, &meaning);
    }
}

/// A text is these bytes through every parser.
fn means(text: Text<'_>, octets: &[u8]) {
    assert!(text.bytes().eq(octets.iter().copied()));
    assert!(text == *octets && text.eq_ignore_ascii_case(&octets.to_ascii_uppercase()));
    assert!(text.as_bytes().is_none_or(|bytes| bytes == octets));
    assert_eq!(text.as_str(), text.as_bytes().and_then(|bytes| core::str::from_utf8(bytes).ok()));
    let (least, most) = text.bytes().size_hint();
    assert!(least <= octets.len() && most.is_some_and(|most| octets.len() <= most));

    let mut buffer = vec![0; octets.len()];
    assert_eq!(text.decode_into(&mut buffer), Ok(octets));
    if let Some(short) = octets.len().checked_sub(1) {
        let error = text.decode_into(&mut buffer[..short]).expect_err("the buffer is too small");
        assert_eq!(error.needed(), octets.len());
    }
}

/// The scope of a Bearer challenge is the nearest text that is words.
fn words(content: &[u8]) {
    let Some(meaning) = oracle::unescape(content) else {
        return;
    };
    let wire = [b"Bearer scope=\"", content, b"\""].concat();
    let challenge = bearer::Challenge::parse(&wire).expect("a quoted-string is a scope");
    let scope = challenge.scope().expect("there is a scope");
    let words: Vec<Vec<u8>> = scope.iter().map(|word| word.bytes().collect()).collect();
    assert_eq!(words, oracle::words(&meaning));
    for word in words.iter().filter_map(|word| core::str::from_utf8(word).ok()) {
        assert!(scope.contains(word));
    }
}

fn tokens(octets: &[u8]) {
    if let Some(token) = agreed(Token::new(octets), oracle::token("token", octets)) {
        assert_eq!((token.as_bytes(), token.as_str().as_bytes()), (octets, octets));
        assert!(token.is(&token.as_str().to_ascii_uppercase()));
        assert_eq!(written(&token), octets);
    }
    if let Some(token68) = agreed(Token68::new(octets), oracle::token68(octets)) {
        assert_eq!((token68.as_bytes(), token68.as_str().as_bytes()), (octets, octets));
        assert_eq!(written(&token68), octets);
    }
    let Ok(name) = core::str::from_utf8(octets) else {
        return;
    };
    if let Some(scheme) = agreed(Scheme::new(name), oracle::token("scheme", octets)) {
        assert_eq!((scheme.as_bytes(), scheme.as_str()), (octets, name));
        assert_eq!(Ok(scheme), Scheme::new(&name.to_ascii_lowercase()));
        assert_eq!(written(&scheme), octets);
    }
}
