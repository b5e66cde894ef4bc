//! The dates of fields, as RFC 9110 §5.6.7 prefers them.

use countersign::auth::HttpDate;
use countersign::{Encode, ErrorKind, Rule};

/// The first is the standard's example; the others are those of `date -u`.
#[test]
fn dates_are_read_and_written() {
    for (text, seconds) in [
        ("Sun, 06 Nov 1994 08:49:37 GMT", 784_111_777),
        ("Thu, 01 Jan 1970 00:00:00 GMT", 0),
        ("Tue, 29 Feb 2000 23:59:59 GMT", 951_868_799),
        ("Tue, 19 Jan 2038 03:14:08 GMT", 2_147_483_648),
        ("Sun, 07 Feb 2106 06:28:16 GMT", 4_294_967_296),
        ("Fri, 31 Dec 9999 23:59:59 GMT", 253_402_300_799),
    ] {
        let date = HttpDate::parse(text.as_bytes()).unwrap();
        assert_eq!(date.unix_seconds(), seconds, "{text}");
        assert_eq!(HttpDate::new(seconds), Some(date));
        assert_eq!(date.encode_to_vec(), text.as_bytes());
        assert_eq!(date.to_string(), text);
    }
    assert_eq!(HttpDate::new(253_402_300_800), None);
}

#[test]
fn other_dates_are_rejected() {
    for text in [
        "",
        "Sunday, 06-Nov-94 08:49:37 GMT",
        "Sun Nov  6 08:49:37 1994",
        "Mon, 06 Nov 1994 08:49:37 GMT",
        "sun, 06 nov 1994 08:49:37 gmt",
        "Sun, 06 Nov 1994 08:49:37 UTC",
        "Sun, 06 Nov 1994 08:49:37 +0000",
        "Sun, 6 Nov 1994 08:49:37 GMT",
        "Sun, 06 Nov 1994 08:49:37 GMT ",
        "Sun, 06 Nox 1994 08:49:37 GMT",
        "Sun, 06 Nov 1994 24:49:37 GMT",
        "Sun, 06 Nov 1994 08:60:37 GMT",
        "Sat, 31 Dec 2016 23:59:60 GMT",
        "Wed, 31 Dec 1969 23:59:59 GMT",
        "Wed, 29 Feb 2001 00:00:00 GMT",
        "Thu, 01 Jan 1970 00:00:0x GMT",
    ] {
        let error = HttpDate::parse(text.as_bytes()).unwrap_err();
        assert_eq!((error.kind(), error.offset()), (ErrorKind::Expected(Rule::ImfFixdate), 0), "{text}");
    }
}
