//! Bodies in chunks, as they are on the wire.

use countersign::auth::aws4::{
    ChunkError, ChunkEvent, ChunkFrame, ChunkReader, Chunks, Client, ContentSha256, Credentials, MAX_CHUNK_LINE,
    Request, Rules, Scope, Secret, Server, SigningKey, Timestamp, Trailer,
};
use countersign::hash::{Hash, HashFunction, Sha256};
use countersign::mac::{Hmac, MacFunction, MacKey};
use countersign::{Encode, ValueErrorKind};

use crate::laws::aws4::chunks::{chunks, read};

const DOCUMENTED: [&str; 4] = [
    "4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9",
    "ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648",
    "0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497",
    "b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9",
];

/// The chunks of the example in the API reference of S3, after a request with this signature.
fn documented(seed: &str) -> Chunks<'static, impl MacKey<32>> {
    let scope = Scope::new("20130524", "us-east-1", "s3").unwrap();
    let key = SigningKey::derive(Hmac(Sha256), b"wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", scope).unwrap();
    Chunks::new(key.prepare(Hmac(Sha256)), scope, Timestamp::new(1_369_353_600).unwrap(), seed).unwrap()
}

#[test]
fn the_documented_body_is_written_and_read() {
    let [seed, first, second, last] = DOCUMENTED;
    let (long, short) = ("a".repeat(65_536), "a".repeat(1024));
    let body = format!(
        "10000;chunk-signature={first}\r\n{long}\r\n400;chunk-signature={second}\r\n{short}\r\n0;chunk-signature={last}\r\n\r\n"
    );
    assert_eq!(body.len(), 66_824, "as the example says");
    let mut client = documented(seed);
    let frames = [
        client.frame(Sha256, long.as_bytes()).unwrap().encode_to_vec(),
        client.frame(Sha256, short.as_bytes()).unwrap().encode_to_vec(),
        client.last_frame(Sha256, None).unwrap().encode_to_vec(),
    ];
    assert_eq!(frames.concat(), body.as_bytes());
    assert_eq!(client.last_frame(Sha256, None).unwrap_err(), ChunkError::Order);
    assert_eq!(client.frame(Sha256, b"a").unwrap_err(), ChunkError::Order);
    assert_eq!(documented(seed).frame(Sha256, b"").unwrap_err(), ChunkError::Order);
    for size in [1, 97, 4096, 100_000] {
        let mut reader = ChunkReader::new(Sha256, documented(seed), ContentSha256::Chunks, 66_560, "").unwrap();
        let (mut length, mut events) = (0, Vec::new());
        for mut piece in body.as_bytes().chunks(size) {
            while let Some(event) = reader.read(&mut piece).unwrap() {
                match event {
                    ChunkEvent::Data(data) => length += data.len(),
                    event => events.push(format!("{event:?}")),
                }
            }
        }
        assert_eq!((length, reader.finish()), (66_560, Ok(())));
        assert_eq!(events, ["Chunk(65536)", "Verified", "Chunk(1024)", "Verified", "Chunk(0)", "End"]);
    }
}

/// The request of the same example: both sides go on from its signature.
#[test]
fn chunks_continue_the_signature_of_the_request() {
    const SECRET: &[u8] = b"wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
    let [seed, first, ..] = DOCUMENTED;
    let (target, payload) = ("/examplebucket/chunkObject.txt", ContentSha256::Chunks);
    let (scope, at) = (Scope::new("20130524", "us-east-1", "s3").unwrap(), Timestamp::new(1_369_353_600).unwrap());
    let key = SigningKey::derive(Hmac(Sha256), SECRET, scope).unwrap();
    let client = Client::new(Sha256, key.prepare(Hmac(Sha256)), "AKIAIOSFODNN7EXAMPLE", scope).unwrap();
    let mut fields = vec![
        ("Host", "s3.amazonaws.com"),
        ("x-amz-storage-class", "REDUCED_REDUNDANCY"),
        ("Content-Encoding", "aws-chunked"),
        ("x-amz-decoded-content-length", "66560"),
        ("Content-Length", "66824"),
    ];
    let request = Request::new("PUT", target, &*fields, Rules::S3).unwrap();
    let names = "content-encoding;content-length;host;x-amz-content-sha256;x-amz-date;x-amz-decoded-content-length;\
                 x-amz-storage-class";
    let signed = client.sign(&request, names, payload, at).unwrap();
    assert_eq!(signed.signature(), seed);
    let (data, sent) = ("a".repeat(65_536), signed.credentials().encode_to_vec());
    let frame = client.chunks(&signed).unwrap().frame(Sha256, data.as_bytes()).unwrap().encode_to_vec();
    let header = format!("10000;chunk-signature={first}\r\n");
    assert_eq!(frame[..header.len()].escape_ascii().to_string(), header.escape_default().to_string());

    fields.extend([("x-amz-content-sha256", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD"), ("x-amz-date", "20130524T000000Z")]);
    let received = Request::new("PUT", target, &*fields, Rules::S3).unwrap();
    let credentials = Credentials::parse(&sent).unwrap();
    let (server, secret) = (Server::new(Sha256, Hmac(Sha256), "s3"), Secret::Key(SECRET));
    let accepted = || server.verify(&credentials, &received, None, secret, 1_369_353_600, |_, _| true).unwrap();
    assert_eq!(accepted().chunks(scope).unwrap().frame(Sha256, data.as_bytes()).unwrap().encode_to_vec(), frame);
    let mut reader = accepted().body(Sha256, scope, 66_560, "").unwrap();
    let (mut piece, mut events) = (&*frame, Vec::new());
    while let Some(event) = reader.read(&mut piece).unwrap() {
        events.push(format!("{event:?}"));
    }
    assert_eq!(events.last().map(String::as_str), Some("Verified"), "{events:?}");
}

/// The trailer of `awslabs/aws-c-auth`, `tests/test_chunked_signing.c`, after the last chunk of the example.
#[test]
fn a_documented_trailer_is_written_and_read() {
    let fields = [("first", "1st"), ("second", "2nd"), ("third", "3rd")];
    let mut client = documented(DOCUMENTED[2]);
    let last = client.last_frame(Sha256, Some(Trailer::new(&fields).unwrap())).unwrap().encode_to_string().unwrap();
    let expected = format!(
        "0;chunk-signature={}\r\nfirst:1st\r\nsecond:2nd\r\nthird:3rd\r\nx-amz-trailer-signature:{}\r\n\r\n",
        DOCUMENTED[3], "df5735bd9f3295cd9386572292562fefc93ba94e80a0a1ddcbd652c4e0a75e6c"
    );
    assert_eq!(last, expected);
    // The signature is not a field of the trailer.
    let names = "first,second,third";
    let payload = ContentSha256::ChunksAndTrailer;
    let reader = |names| ChunkReader::new(Sha256, documented(DOCUMENTED[2]), payload, 0, names).unwrap();
    let body = read(reader(names), [last.as_bytes()].into_iter()).unwrap();
    let came: Vec<_> =
        body.trailer.iter().map(|(name, value)| [name, value].map(|part| str::from_utf8(part).unwrap())).collect();
    assert_eq!(came, fields.map(|(name, value)| [name, value]));
    // Amazon's documentation has a line feed before the CRLF, and a space after the colon is no part of the value.
    for (from, to, expected) in [
        ("", "", Ok(())),
        ("1st\r\n", "1st\n\r\n", Ok(())),
        ("first:1st", "first: 1st", Ok(())),
        ("first:1st", "first:1sT", Err(ChunkError::Signature)),
        ("first:1st\r\nsecond:2nd", "second:2nd\r\nfirst:1st", Err(ChunkError::Signature)),
        ("first:", "First:", Err(ChunkError::Malformed("trailer"))),
        ("first:", "fourth:", Err(ChunkError::Malformed("trailer"))),
        ("second:2nd", "first:2nd", Err(ChunkError::Malformed("trailer"))),
        ("second:2nd\r\n", "", Err(ChunkError::Malformed("trailer"))),
        ("1st\r\n", "1st\n", Err(ChunkError::Malformed("trailer"))),
        ("first:1st", "first 1st", Err(ChunkError::Malformed("trailer"))),
        ("1st", "1\u{7f}t", Err(ChunkError::Malformed("trailer"))),
        ("x-amz-trailer-signature", "x-amz-trailer-sig", Err(ChunkError::Malformed("trailer"))),
        ("signature:d", "signature:", Err(ChunkError::Malformed("x-amz-trailer-signature"))),
        ("signature:d", "signature:e", Err(ChunkError::Signature)),
        ("e6c\r\n", "e6c\r\nthird:3rd\r\n", Err(ChunkError::Malformed("x-amz-trailer-signature"))),
        (
            "x-amz-trailer-signature",
            "\r\nx-amz-trailer-signature",
            Err(ChunkError::Malformed("x-amz-trailer-signature")),
        ),
    ] {
        let body = last.replacen(from, to, 1);
        for size in 1..=body.len() {
            let came = read(reader("first, second,third"), body.as_bytes().chunks(size));
            assert_eq!(came.map(drop), expected, "{body} in pieces of {size}");
        }
    }
}

#[test]
fn errors_name_the_part() {
    use ChunkError::{Incomplete, Length, Malformed, Signature};
    let mut client = chunks();
    let signed = [
        client.frame(Sha256, b"Hello").unwrap().encode_to_vec(),
        client.last_frame(Sha256, None).unwrap().encode_to_vec(),
    ]
    .concat();
    let signed = String::from_utf8(signed).unwrap();
    let unsigned = "5\r\nHello\r\n0\r\nx-amz-checksum-crc32c:a\r\n\r\n".to_owned();
    let long = "0".repeat(MAX_CHUNK_LINE);
    for (body, from, to, expected) in [
        (&signed, "5;", ";", Malformed("chunk-size")),
        (&signed, "5;", "g;", Malformed("chunk-size")),
        (&signed, "5;", "-5;", Malformed("chunk-size")),
        (&signed, "5;", "00000000000000005;", Malformed("chunk-size")),
        (&signed, "5;", "ffffffffffffffff;", Length),
        (&signed, "5;", "6;", Length),
        (&signed, "5;", "4;", Malformed("chunk-data")),
        (&signed, "5;", &long, Malformed("chunk-size")),
        (&signed, ";chunk-signature", "", Malformed("chunk-signature")),
        (&signed, ";chunk-signature", ";Chunk-signature", Malformed("chunk-signature")),
        (&signed, "\r\nHello", "\nHello", Malformed("chunk-size")),
        (&signed, "Hello", "hello", Signature),
        (&signed, "Hello\r\n", "Hello\n", Malformed("chunk-data")),
        (&signed, "Hello\r\n", "Hello!\r\n", Malformed("chunk-data")),
        (&signed, "\r\n\r\n", "\r\n", Incomplete),
        (&signed, "\r\n\r\n", "\r\na:b\r\n\r\n", Malformed("trailer")),
        (&signed, "\r\n\r\n", "\r\n\r\n0", Malformed("body")),
        (&unsigned, "5\r\n", "5;chunk-signature=\r\n", Malformed("chunk-size")),
        (&unsigned, "5\r\n", "\r\n", Malformed("chunk-size")),
        (&unsigned, "5\r\n", "4\r\n", Malformed("chunk-data")),
        (&unsigned, "0\r\n", "1\r\n", Length),
        (&unsigned, "x-amz-checksum-crc32c:a\r\n", "", Malformed("trailer")),
        (&unsigned, "x-amz-checksum-crc32c", "x-amz-trailer-signature", Malformed("trailer")),
        (&unsigned, ":a", &format!(":{long}"), Malformed("trailer")),
        (&unsigned, "\r\n\r\n", "\r\n", Incomplete),
    ] {
        let (payload, names) = if body == &signed {
            (ContentSha256::Chunks, "")
        } else {
            (ContentSha256::UnsignedChunksAndTrailer, "x-amz-checksum-crc32c")
        };
        let reader = || ChunkReader::new(Sha256, chunks(), payload, 5, names).unwrap();
        assert!(read(reader(), [body.as_bytes()].into_iter()).is_ok());
        let wrong = body.replacen(from, to, 1);
        for size in 1..=wrong.len() {
            assert_eq!(read(reader(), wrong.as_bytes().chunks(size)), Err(expected), "{wrong:?} in pieces of {size}");
        }
    }
    // A chunk of another place is refused: those before it are part of its signature.
    let mut other = chunks();
    let moved = [other.frame(Sha256, b"He"), other.frame(Sha256, b"llo")].map(|frame| frame.unwrap().encode_to_vec());
    let reader = ChunkReader::new(Sha256, chunks(), ContentSha256::Chunks, 5, "").unwrap();
    assert_eq!(read(reader, [&moved[1][..], &moved[0][..]].into_iter()), Err(Signature));
}

#[test]
fn readers_are_for_payloads_of_chunks() {
    let nine = (0..17).fold(String::new(), |names, index| format!("{names}a{index},"));
    for (payload, names, part, kind) in [
        (ContentSha256::Unsigned, "", "payload", ValueErrorKind::WrongForm),
        (ContentSha256::EcdsaChunks, "", "payload", ValueErrorKind::WrongForm),
        (ContentSha256::of(Sha256, b""), "", "payload", ValueErrorKind::WrongForm),
        (ContentSha256::Chunks, "a", "trailer-names", ValueErrorKind::Conflict("payload")),
        (ContentSha256::ChunksAndTrailer, " ,", "trailer-names", ValueErrorKind::Empty),
        (ContentSha256::UnsignedChunksAndTrailer, &nine, "trailer-names", ValueErrorKind::TooMany),
    ] {
        let error = ChunkReader::new(Sha256, chunks(), payload, 0, names).unwrap_err();
        assert_eq!((error.part(), error.kind()), (part, kind));
    }
    assert_eq!(
        Trailer::new(&[("x-amz-trailer-signature", "a")]).unwrap_err().kind(),
        ValueErrorKind::Prohibited,
        "a frame adds it"
    );
}

#[test]
fn lengths_are_those_of_the_frames() {
    const LINES: [(&str, &str); 2] = [("x-amz-checksum-crc32c", "sOO8/Q=="), ("b", " c\t")];
    let trailer = Trailer::new(&LINES).unwrap();
    for (payload, trailer) in [
        (ContentSha256::Chunks, None),
        (ContentSha256::ChunksAndTrailer, Some(trailer)),
        (ContentSha256::UnsignedChunksAndTrailer, Some(trailer)),
        (ContentSha256::UnsignedChunksAndTrailer, Some(Trailer::new(&[]).unwrap())),
    ] {
        let is_signed = payload != ContentSha256::UnsignedChunksAndTrailer;
        for length in [0, 1, 15, 16, 17, 255, 256, 4095, 4096, 4097, 9000] {
            for chunk in [1, 15, 16, 256, 4096, 65_536] {
                let (data, mut chunks) = (vec![b'a'; length], chunks());
                let mut sum = 0;
                for piece in data.chunks(chunk) {
                    sum += if is_signed {
                        chunks.frame(Sha256, piece).unwrap().encoded_len()
                    } else {
                        ChunkFrame::unsigned(piece).encoded_len()
                    };
                }
                sum += match trailer.filter(|_| !is_signed) {
                    None => chunks.last_frame(Sha256, trailer).unwrap().encoded_len(),
                    Some(trailer) => ChunkFrame::unsigned_last(trailer).encoded_len(),
                };
                let computed = payload.chunked_len(length as u64, chunk as u64, trailer);
                assert_eq!(computed, Ok(sum as u64), "{payload:?} {length} {chunk}");
            }
        }
    }
    for (payload, length, chunk, trailer, part, kind) in [
        (ContentSha256::Unsigned, 1, 1, None, "payload", ValueErrorKind::WrongForm),
        (ContentSha256::EcdsaChunks, 1, 1, None, "payload", ValueErrorKind::WrongForm),
        (ContentSha256::Chunks, 1, 0, None, "chunk-length", ValueErrorKind::OutOfRange),
        (ContentSha256::Chunks, u64::MAX, u64::MAX, None, "decoded-length", ValueErrorKind::OutOfRange),
        (ContentSha256::Chunks, u64::MAX / 4, 1, None, "decoded-length", ValueErrorKind::OutOfRange),
        (ContentSha256::Chunks, 1, 1, Some(trailer), "trailer", ValueErrorKind::Conflict("payload")),
        (ContentSha256::ChunksAndTrailer, 1, 1, None, "payload", ValueErrorKind::Requires("trailer")),
    ] {
        let error = payload.chunked_len(length, chunk, trailer).unwrap_err();
        assert_eq!((error.part(), error.kind()), (part, kind), "{payload:?} {length} {chunk}");
    }
}

/// A hash that counts the bytes.
#[derive(Clone, Copy)]
struct Counting;

struct Counted(u64);

impl HashFunction<32> for Counting {
    const BLOCK: usize = 64;
    type Hash = Counted;

    fn begin(self) -> Counted {
        Counted(0)
    }
}

impl Hash<32> for Counted {
    fn update(&mut self, bytes: &[u8]) {
        self.0 += bytes.len() as u64;
    }

    fn finish(self) -> [u8; 32] {
        let mut hash = [0; 32];
        hash[..8].copy_from_slice(&self.0.to_le_bytes());
        hash
    }
}

/// 5 GB in one chunk and in chunks of 64 KiB: nothing of it is kept.
#[test]
fn a_long_body_takes_constant_memory() {
    const TOTAL: u64 = 5_000_000_000;
    assert!(size_of::<ChunkReader<'_, Counting, <Hmac<Sha256> as MacFunction<32>>::Key>>() < 1024);
    let piece = vec![b'a'; 1 << 16];
    for size in [TOTAL, 1 << 16] {
        let (mut client, mut left) = (chunks(), TOTAL);
        let mut reader = ChunkReader::new(Counting, chunks(), ContentSha256::Chunks, TOTAL, "").unwrap();
        let mut length = 0;
        let mut take = |mut bytes: &[u8]| {
            while let Some(event) = reader.read(&mut bytes).unwrap() {
                if let ChunkEvent::Data(data) = event {
                    length += data.len() as u64;
                }
            }
        };
        while left > 0 {
            let mut of_chunk = size.min(left);
            left -= of_chunk;
            let signature = client.sign(of_chunk, Counted(of_chunk).finish()).unwrap();
            take(format!("{of_chunk:x};chunk-signature={signature}\r\n").as_bytes());
            while of_chunk > 0 {
                let part = &piece[..usize::try_from(of_chunk).map_or(piece.len(), |left| left.min(piece.len()))];
                take(part);
                of_chunk -= part.len() as u64;
            }
            take(b"\r\n");
        }
        take(&client.last_frame(Counting, None).unwrap().encode_to_vec());
        assert_eq!((length, reader.finish()), (TOTAL, Ok(())));
    }
}

#[test]
fn unsigned_frames_have_no_signature() {
    let fields = [("x-amz-checksum-sha256", " abc ")];
    let last = ChunkFrame::unsigned_last(Trailer::new(&fields).unwrap()).encode_to_vec();
    assert_eq!(last, b"0\r\nx-amz-checksum-sha256:abc\r\n\r\n");
    let body = [ChunkFrame::unsigned(&[b'a'; 300]).encode_to_vec(), last].concat();
    assert!(body.starts_with(b"12c\r\naaa"));
    let names = "x-amz-checksum-sha256";
    let reader = ChunkReader::new(Sha256, chunks(), ContentSha256::UnsignedChunksAndTrailer, 300, names).unwrap();
    let came = read(reader, body.chunks(11)).unwrap();
    assert_eq!((came.data.len(), came.verified), (300, 0));
    assert_eq!(came.trailer, [(names.as_bytes().to_vec(), b"abc".to_vec())]);
}

#[test]
fn a_trailer_has_names_in_lower_case() {
    use countersign::ValueErrorKind::{Empty, InvalidByte, Prohibited};
    for (name, value, expected) in [
        ("x-a", "b", None),
        ("!~", " \tb\u{e9} ", None),
        ("", "b", Some(("name", Empty, 0))),
        ("x-A", "b", Some(("name", InvalidByte, 2))),
        ("x a", "b", Some(("name", InvalidByte, 1))),
        ("x:", "b", Some(("name", InvalidByte, 1))),
        ("\u{e9}", "b", Some(("name", InvalidByte, 0))),
        ("x-amz-trailer-signature", "b", Some(("name", Prohibited, 0))),
        ("x", "b\n", Some(("value", InvalidByte, 1))),
    ] {
        let error = Trailer::new(&[(name, value)]).err();
        assert_eq!(error.map(|error| (error.part(), error.kind(), error.offset())), expected, "{name}: {value}");
    }
}
