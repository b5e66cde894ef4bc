//! What signs and verifies: it is linked with a hash function that cannot panic.

use core::hint::black_box;
use core::num::NonZeroU32;

use countersign::auth::aws4::{
    Algorithm, CanonicalRequest, ChunkEvent, ChunkFrame, ChunkHeader, ChunkReader, Chunks, Client, ContentSha256,
    Credentials, EcdsaKey, MAX_EXPIRES, Presigned, Request, Rules, Scope, Secret, Server, SigningKey, Timestamp,
    Trailer,
};
use countersign::hash::{Fork, Hash, HashFunction};
use countersign::mac::{Hmac, Mac, MacFunction, MacKey, Pbkdf2, SerialHmac, pbkdf2};

use super::probe::{text, write};

/// A hash function whose code is short.
#[derive(Clone, Copy)]
pub(crate) struct SumFunction;

pub(crate) struct Sum([u8; 32]);

impl Hash<32> for Sum {
    fn update(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0.rotate_left(1);
            self.0.iter_mut().for_each(|sum| *sum = sum.wrapping_add(*byte));
        }
    }

    fn finish(self) -> [u8; 32] {
        self.0
    }
}

impl Fork for Sum {
    fn fork(&self) -> Self {
        Self(self.0)
    }
}

impl HashFunction<32> for SumFunction {
    const BLOCK: usize = 64;
    type Hash = Sum;

    fn begin(self) -> Sum {
        Sum([0; 32])
    }
}

pub(crate) fn macs(input: &[u8], output: &mut [u8]) {
    let (hmac, serial) = (Hmac(SumFunction).key(input), SerialHmac(SumFunction).key(input));
    black_box(hmac.begin().verify(&serial.mac(input)));
    black_box(pbkdf2(&hmac, input, NonZeroU32::MIN, output));
    let mut block = Pbkdf2::new(&serial, input, NonZeroU32::MAX);
    black_box((block.step(2), block.left()));
}

pub(crate) fn aws4(input: &[u8], output: &mut [u8]) {
    macs(input, output);
    let line = text(input);
    let fields: [(&[u8], &[u8]); 3] = [(input, input), (b"host", input), (b"x-amz-date", input)];
    write(ChunkHeader::parse(input), output);
    write(ContentSha256::parse(input), output);
    write(Timestamp::parse(input), output);
    write(Trailer::new(&[(line, line)]), output);
    black_box(EcdsaKey::derive(Hmac(SumFunction), input, line).map(|key| key.counter()).is_ok());
    let (Some(at), Ok(scope)) = (Timestamp::new(MAX_EXPIRES.into()), Scope::new("20130524", line, line)) else {
        return;
    };
    let Ok(key) = SigningKey::derive(Hmac(SumFunction), input, scope) else { return };
    if let Ok(mut chunks) = Chunks::new(key.prepare(Hmac(SumFunction)), scope, at, line) {
        black_box((
            chunks.sign(7, [7; 32]).is_ok(),
            chunks.sign(0, [7; 32]).is_ok(),
            chunks.sign_trailer([7; 32]).is_ok(),
        ));
        black_box((
            chunks.verify(7, [7; 32], input).is_ok(),
            chunks.verify_trailer([7; 32], input).is_ok(),
            chunks.finish(7, true).is_ok(),
        ));
    }
    for payload in [ContentSha256::Chunks, ContentSha256::ChunksAndTrailer, ContentSha256::UnsignedChunksAndTrailer] {
        let Ok(mut chunks) = Chunks::new(key.prepare(Hmac(SumFunction)), scope, at, line) else { return };
        write(chunks.frame(SumFunction, input), output);
        write(chunks.last_frame(SumFunction, Trailer::new(&[(line, line)]).ok()), output);
        write(Trailer::new(&[(line, line)]).map(ChunkFrame::unsigned_last), output);
        let Ok(mut reader) = ChunkReader::new(SumFunction, chunks, payload, 7, line) else { continue };
        let mut rest = input;
        while let Ok(Some(event)) = reader.read(&mut rest) {
            if let ChunkEvent::Data(data) | ChunkEvent::Trailer(data, _) = event {
                black_box(data);
            }
        }
        black_box(reader.finish().is_ok());
    }
    let others = [Rules::GOOGLE, Rules::TENCENT, Rules::ALIBABA, Rules::HUAWEI];
    for rules in [Rules::S3, Rules::OTHERS, Rules::S3.with_plus_as_space()].into_iter().chain(others) {
        let Ok(request) = Request::new(line, input, &fields, rules) else { continue };
        let server = Server::new(SumFunction, Hmac(SumFunction), line);
        for algorithm in [Algorithm::Tc3HmacSha256, Algorithm::Acs3HmacSha256, Algorithm::SdkHmacSha256] {
            let key = Hmac(SumFunction).key(input);
            let client = Client::without_scope(SumFunction, key, line, algorithm);
            let signed = client.and_then(|client| client.sign(&request, line, ContentSha256::Unsigned, at));
            write(signed.map(|signed| signed.date()), output);
            let Ok(credentials) = Credentials::parse(input) else { continue };
            let server = server.with_algorithm(algorithm);
            black_box(server.verify(&credentials, &request, None, Secret::Key(input), 7, |_, _| true).is_ok());
        }
        write(CanonicalRequest::new(&request, line, ContentSha256::Unsigned), output);
        let client = Client::new(SumFunction, key.prepare(Hmac(SumFunction)), line, scope);
        if let Ok(client) = client.and_then(|client| client.with_security_token(line)) {
            if let Ok(signed) = client.sign(&request, line, ContentSha256::Unsigned, at) {
                write(Ok::<_, ()>(signed.credentials()), output);
            }
            write(client.presign(&request, line, ContentSha256::Unsigned, at, 60), output);
        }
        if let Ok(credentials) = Credentials::parse(input) {
            black_box(server.verify(&credentials, &request, None, Secret::Key(input), 7, |_, _| true).is_ok());
        }
        black_box(request.presigned_security_token(output).is_ok());
        if let Ok(presigned) = Presigned::parse(&request, output) {
            black_box(server.verify_presigned(&presigned, &request, None, Secret::UnknownKey, 7, |_, _| true).is_ok());
        }
    }
}
