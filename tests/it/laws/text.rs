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

fn built(bytes: &[u8]) {
    let Some(text) = agreed(Text::new(bytes), oracle::text("text", bytes)) else {
        return;
    };
    means(text, bytes);
    let wire = [b"a=", &*written(&text)].concat();
    let info = AuthenticationInfo::parse(&wire).expect("what is written can be parsed");
    let again = info.get("a").expect("there is one parameter");
    assert_eq!(again, text);
    assert!(again.is_quoted() && text.is_quoted());
    means(again, bytes);
    assert_eq!(written(&again), wire[2..]);
}

fn received(content: &[u8]) {
    let wire = [b"a=\"", content, b"\""].concat();
    let meaning = oracle::unescape(content);
    let info = AuthenticationInfo::parse(&wire).ok().filter(|info| info.params().iter().count() == 1);
    let text = info.and_then(|info| info.get("a")).filter(|text| written(text) == wire[2..]);
    assert_eq!(text.is_some(), meaning.is_some());
    if let (Some(text), Some(meaning)) = (text, meaning) {
        assert_eq!(text.as_bytes().is_none(), content.contains(&b'\\'), "a text with an escape cannot be borrowed");
        means(text, &meaning);
    }
}

/// Asserts that a text has these bytes by every method.
fn means(text: Text<'_>, bytes: &[u8]) {
    assert!(text.bytes().eq(bytes.iter().copied()));
    assert!(text == *bytes && text.eq_ignore_ascii_case(bytes.to_ascii_uppercase()));
    assert!(text.as_bytes().is_none_or(|whole| whole == bytes));
    assert_eq!(text.as_str(), text.as_bytes().and_then(|bytes| core::str::from_utf8(bytes).ok()));
    let (least, most) = text.bytes().size_hint();
    assert!(least <= bytes.len() && most.is_some_and(|most| bytes.len() <= most));

    let mut buffer = vec![0; bytes.len()];
    assert_eq!(text.decode_into(&mut buffer), Ok(bytes));
    if let Some(short) = bytes.len().checked_sub(1) {
        let error = text.decode_into(&mut buffer[..short]).expect_err("the buffer is too short");
        assert_eq!(error.needed(), bytes.len());
    }
}

/// Reads words from the scope of a Bearer challenge, because no public function makes `Words` from a text.
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

fn tokens(bytes: &[u8]) {
    if let Some(token) = agreed(Token::new(bytes), oracle::token("token", bytes)) {
        assert_eq!((token.as_bytes(), token.as_str().as_bytes()), (bytes, bytes));
        assert!(token.is(&token.as_str().to_ascii_uppercase()));
        assert_eq!(written(&token), bytes);
    }
    if let Some(token68) = agreed(Token68::new(bytes), oracle::token68(bytes)) {
        assert_eq!((token68.as_bytes(), token68.as_str().as_bytes()), (bytes, bytes));
        assert_eq!(written(&token68), bytes);
    }
    let Ok(name) = core::str::from_utf8(bytes) else {
        return;
    };
    if let Some(scheme) = agreed(Scheme::new(name), oracle::token("scheme", bytes)) {
        assert_eq!((scheme.as_bytes(), scheme.as_str()), (bytes, name));
        assert_eq!(Ok(scheme), Scheme::new(&name.to_ascii_lowercase()));
        assert_eq!(written(&scheme), bytes);
    }
}
