//! What each law asks of a value and of an error.

use countersign::{Encode, FieldValue, ParseError};

/// The wire form of a value, which fits where it says and can stand in a field.
pub(crate) fn written(value: &impl Encode) -> Vec<u8> {
    let length = value.encoded_len();
    let mut buffer = vec![0; length + 1];
    let wire = value.encode_to_slice(&mut buffer).expect("there is room for one octet more").to_vec();
    assert_eq!(wire.len(), length, "encoded_len is exact");
    assert_eq!(value.encode_to_slice(&mut buffer[..length]), Ok(&*wire), "exactly enough room suffices");
    if let Some(room) = length.checked_sub(1) {
        let error = value.encode_to_slice(&mut buffer[..room]).expect_err("there is too little room");
        assert_eq!(error.needed(), length);
    }
    match FieldValue::<64>::new(value) {
        Ok(kept) => assert_eq!(kept.as_bytes(), wire),
        Err(error) => assert!(length > 64 && error.needed() == length),
    }
    assert!(wire.iter().all(|octet| *octet == b'\t' || !octet.is_ascii_control()), "no control character leaves");
    wire
}

/// An error points into the octets, or just behind them.
pub(crate) fn points_into(data: &[u8], error: ParseError) {
    assert!(error.offset() <= data.len(), "{error}, of {} octets", data.len());
}

/// Octets give one error, whether a scheme's own door reads them or that of all credentials and then the scheme.
pub(crate) fn doors_agree(value: &[u8], own: ParseError, generic: ParseError) {
    assert_eq!(own.kind(), generic.kind(), "both doors say the same");
    // An empty list may begin with HTAB behind the SP. There the own door points at the HTAB, the other behind it.
    if !value.windows(2).any(|pair| pair == b" \t") {
        assert_eq!(own.offset(), generic.offset(), "both doors point at the same octet");
    }
}
