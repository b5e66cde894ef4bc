//! A body in chunks: it is read as it was written, in pieces of any length, and no longer when a byte is changed.

use countersign::Encode;
use countersign::auth::aws4::{
    ChunkError, ChunkEvent, ChunkFrame, ChunkReader, Chunks, ContentSha256, Scope, Timestamp, Trailer,
};
use countersign::hash::Sha256;
use countersign::mac::{Hmac, HmacKey, MacFunction, MacKey};

const SEED: &str = "4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9";
const NAMES: &str = "x-amz-checksum-crc32c, x-amz-meta-a";

pub(crate) fn chunks() -> Chunks<'static, HmacKey<Sha256, 32>> {
    let scope = Scope::new("20130524", "us-east-1", "s3").unwrap();
    Chunks::new(Hmac(Sha256).key(b"key"), scope, Timestamp::new(1_369_353_600).unwrap(), SEED).unwrap()
}

/// What was read: the data, the fields of the trailer, and the number of verified chunks.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Body {
    pub(crate) data: Vec<u8>,
    pub(crate) trailer: Vec<(Vec<u8>, Vec<u8>)>,
    pub(crate) verified: usize,
}

/// Reads a body in pieces.
pub(crate) fn read<'p>(
    mut reader: ChunkReader<'_, Sha256, impl MacKey<32>>,
    pieces: impl Iterator<Item = &'p [u8]>,
) -> Result<Body, ChunkError> {
    let mut body = Body::default();
    for mut piece in pieces {
        loop {
            match reader.read(&mut piece) {
                Ok(Some(ChunkEvent::Data(data))) => body.data.extend_from_slice(data),
                Ok(Some(ChunkEvent::Trailer(name, value))) => body.trailer.push((name.to_vec(), value.to_vec())),
                Ok(Some(ChunkEvent::Verified)) => body.verified += 1,
                Ok(Some(_)) => {}
                Ok(None) => break,
                Err(error) => {
                    assert_eq!(reader.read(&mut &b"a"[..]).err(), Some(error), "an error stays");
                    assert_eq!(reader.finish(), Err(error));
                    return Err(error);
                }
            }
        }
        assert!(piece.is_empty());
    }
    reader.finish().map(|()| body)
}

/// The first byte chooses the payload, the second how the body is split, the third what is changed; lines are chunks.
pub(crate) fn check(data: &[u8]) {
    let [choice, split, change, data @ ..] = data else { return };
    let split = usize::from(*split);
    arbitrary(*choice, split, data);
    let payload = [ContentSha256::Chunks, ContentSha256::ChunksAndTrailer, ContentSha256::UnsignedChunksAndTrailer]
        [usize::from(*choice) % 3];
    let parts: Vec<_> = data.split(|byte| *byte == b'\n').filter(|part| !part.is_empty()).take(8).collect();
    let fields = [("x-amz-checksum-crc32c", "sOO8/Q=="), ("x-amz-meta-a", "")];
    let trailer = Trailer::new(&fields).unwrap();
    let mut client = chunks();
    let mut wire = Vec::new();
    for part in &parts {
        let frame = match payload {
            ContentSha256::UnsignedChunksAndTrailer => ChunkFrame::unsigned(part),
            _ => client.frame(Sha256, part).unwrap(),
        };
        wire.extend(frame.encode_to_vec());
        assert_eq!(frame.encoded_len(), frame.encode_to_vec().len());
    }
    let last = match payload {
        ContentSha256::UnsignedChunksAndTrailer => ChunkFrame::unsigned_last(trailer),
        ContentSha256::ChunksAndTrailer => client.last_frame(Sha256, Some(trailer)).unwrap(),
        _ => client.last_frame(Sha256, None).unwrap(),
    };
    wire.extend(last.encode_to_vec());
    let data = parts.concat();
    let names = if payload == ContentSha256::Chunks { "" } else { NAMES };
    let length = u64::try_from(data.len()).unwrap();
    let reader = |length| ChunkReader::new(Sha256, chunks(), payload, length, names).unwrap();

    let whole = read(reader(length), [&wire[..]].into_iter()).expect("what is written is read");
    assert_eq!(whole.data, data);
    assert_eq!(whole.verified, if payload == ContentSha256::UnsignedChunksAndTrailer { 0 } else { parts.len() });
    assert_eq!(whole.trailer.len(), if names.is_empty() { 0 } else { fields.len() });
    assert_eq!(read(reader(length), wire.chunks(split % 90 + 1)).as_ref(), Ok(&whole), "pieces of {}", split % 90 + 1);
    assert_eq!(read(reader(length + 1), [&wire[..]].into_iter()), Err(ChunkError::Length));

    let place = usize::from(*change) * wire.len() / 256;
    assert_eq!(
        read(reader(length), [&wire[..place]].into_iter()).err(),
        Some(ChunkError::Incomplete),
        "cut at {place}"
    );
    let mut changed = wire.clone();
    changed[place] ^= 1 << (change % 8);
    let came = read(reader(length), changed.chunks(split % 90 + 1));
    assert_eq!(came, read(reader(length), [&changed[..]].into_iter()), "a split changes nothing");
    // Another spelling of the same size is the same.
    let is_size = wire[place].is_ascii_hexdigit() && changed[place].eq_ignore_ascii_case(&wire[place]);
    match came {
        Err(_) => {}
        Ok(body) if payload == ContentSha256::UnsignedChunksAndTrailer => assert!(body != whole || is_size),
        Ok(_) => assert!(is_size, "byte {place} of {} is changed", wire.escape_ascii()),
    }
}

/// Reads any bytes, with the same result however they are split.
fn arbitrary(choice: u8, split: usize, data: &[u8]) {
    let (payload, names) = match choice % 3 {
        0 => (ContentSha256::Chunks, ""),
        1 => (ContentSha256::ChunksAndTrailer, NAMES),
        _ => (ContentSha256::UnsignedChunksAndTrailer, NAMES),
    };
    let reader = || ChunkReader::new(Sha256, chunks(), payload, 16, names).unwrap();
    assert_eq!(read(reader(), [data].into_iter()), read(reader(), data.chunks(split % 9 + 1)));
}
