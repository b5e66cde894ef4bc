//! Bytes that a value owns, in a buffer of its own.

/// Bytes at the start of a buffer. With the feature `zeroize`, the whole buffer is overwritten when they are dropped.
#[derive(Clone)]
pub(crate) struct Owned<R: AsMut<[u8]>> {
    buffer: R,
    length: usize,
}

impl<const N: usize> Owned<[u8; N]> {
    pub(crate) const fn new() -> Self {
        Self { buffer: [0; N], length: 0 }
    }
}

#[cfg(feature = "alloc")]
impl Owned<alloc::vec::Vec<u8>> {
    /// Owns these bytes, all of which are kept.
    pub(crate) fn of(buffer: alloc::vec::Vec<u8>) -> Self {
        Self { length: buffer.len(), buffer }
    }

    /// The buffer, to be filled up to its capacity: a buffer that is moved to grow leaves a copy behind.
    pub(crate) fn growing(&mut self) -> &mut alloc::vec::Vec<u8> {
        &mut self.buffer
    }
}

impl<R: AsMut<[u8]> + AsRef<[u8]>> Owned<R> {
    /// The whole buffer, to be filled from its start. [`keep`](Self::keep) then says how much of it is filled.
    pub(crate) fn buffer(&mut self) -> &mut [u8] {
        self.buffer.as_mut()
    }

    pub(crate) fn keep(&mut self, length: usize) {
        self.length = length.min(self.buffer.as_ref().len());
    }

    /// Appends bytes, or nothing if there is too little buffer.
    pub(crate) fn append(&mut self, bytes: &[u8]) {
        let free = self.buffer.as_mut().get_mut(self.length..).unwrap_or_default();
        if let Some((part, _)) = free.split_at_mut_checked(bytes.len()) {
            part.copy_from_slice(bytes);
            self.length = self.length.saturating_add(bytes.len());
        }
    }

    pub(crate) fn as_bytes(&self) -> &[u8] {
        self.buffer.as_ref().get(..self.length).unwrap_or_default()
    }
}

#[cfg(feature = "zeroize")]
impl<R: AsMut<[u8]>> Owned<R> {
    /// Overwrites the whole buffer: bytes that are no longer kept may still be there.
    pub(crate) fn zeroize(&mut self) {
        zeroize::Zeroize::zeroize(self.buffer.as_mut());
        self.length = 0;
    }
}

#[cfg(feature = "zeroize")]
impl<R: AsMut<[u8]>> Drop for Owned<R> {
    fn drop(&mut self) {
        self.zeroize();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_kept_up_to_the_room() {
        let mut owned: Owned<[u8; 4]> = Owned::new();
        owned.append(b"abc");
        owned.append(b"de");
        assert_eq!(owned.as_bytes(), b"abc");
        owned.append(b"d");
        assert_eq!(owned.as_bytes(), b"abcd");
        owned.keep(2);
        assert_eq!(owned.as_bytes(), b"ab");
        owned.keep(5);
        assert_eq!(owned.as_bytes(), b"abcd");
    }

    #[cfg(feature = "zeroize")]
    #[test]
    fn the_whole_room_is_overwritten() {
        fn filled<R: AsMut<[u8]> + AsRef<[u8]>>(buffer: R) -> Owned<R> {
            let mut owned = Owned { buffer, length: 0 };
            owned.append(b"open sesame");
            owned.keep(4);
            owned
        }
        let mut owned = filled([7; 16]);
        assert!(owned.buffer.starts_with(b"open sesame\x07"), "bytes that are not kept are in the buffer");
        owned.zeroize();
        assert_eq!((owned.buffer, owned.as_bytes()), ([0; 16], &b""[..]));

        // What drops the value is seen in buffer that outlives it.
        let mut buffer = [7; 16];
        drop(filled(&mut buffer[..]));
        assert_eq!(buffer, [0; 16]);
    }
}
