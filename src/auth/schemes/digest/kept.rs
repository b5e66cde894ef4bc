//! Hashes that a client keeps, in no more memory than it needs.

use core::fmt;

use super::Hex;

/// The digits of a hash, which credentials borrow.
pub trait KeptDigits {
    /// Keeps the digits of a hash that is not longer than this.
    fn of(hash: &Hex) -> Self;

    /// Returns the digits.
    fn as_bytes(&self) -> &[u8];
}

impl KeptDigits for Hex {
    fn of(hash: &Hex) -> Self {
        hash.clone()
    }

    fn as_bytes(&self) -> &[u8] {
        self.as_bytes()
    }
}

/// Up to 64 digits.
pub struct ShortDigits {
    digits: [u8; 64],
    length: u8,
}

impl KeptDigits for ShortDigits {
    #[inline(always)]
    fn of(hash: &Hex) -> Self {
        let digits = hash.as_bytes();
        let mut kept = Self { digits: [0; 64], length: u8::try_from(digits.len()).unwrap_or_default() };
        kept.digits.iter_mut().zip(digits).for_each(|(into, digit)| *into = *digit);
        kept
    }

    #[inline(always)]
    fn as_bytes(&self) -> &[u8] {
        self.digits.get(..self.length.into()).unwrap_or_default()
    }
}

#[cfg(feature = "zeroize")]
impl ShortDigits {
    fn overwrite(&mut self) {
        zeroize::Zeroize::zeroize(&mut self.digits);
    }
}

#[cfg(feature = "zeroize")]
impl Drop for ShortDigits {
    fn drop(&mut self) {
        self.overwrite();
    }
}

impl fmt::Debug for ShortDigits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ShortDigits({} digits)", self.length)
    }
}

/// A hash as bytes, which take half the memory of its digits.
pub trait KeptHash {
    /// Keeps a hash that is not longer than this.
    fn of(hash: &Hex) -> Self;

    /// Returns the hash.
    fn hex(&self) -> Hex;
}

/// Up to `N` bytes.
pub struct Packed<const N: usize> {
    bytes: [u8; N],
    length: u8,
}

impl<const N: usize> KeptHash for Packed<N> {
    fn of(hash: &Hex) -> Self {
        let mut kept = Self { bytes: [0; N], length: 0 };
        for (into, byte) in kept.bytes.iter_mut().zip(hash.bytes()) {
            *into = byte;
            kept.length = kept.length.saturating_add(1);
        }
        kept
    }

    fn hex(&self) -> Hex {
        Hex::of(self.bytes.get(..self.length.into()).unwrap_or_default())
    }
}

#[cfg(feature = "zeroize")]
impl<const N: usize> Packed<N> {
    fn overwrite(&mut self) {
        zeroize::Zeroize::zeroize(&mut self.bytes);
    }
}

#[cfg(feature = "zeroize")]
impl<const N: usize> Drop for Packed<N> {
    fn drop(&mut self) {
        self.overwrite();
    }
}

impl<const N: usize> fmt::Debug for Packed<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Packed({} bytes)", self.length)
    }
}

#[cfg(test)]
mod tests {
    extern crate std;

    use super::*;

    #[cfg(feature = "zeroize")]
    #[test]
    fn what_is_kept_is_overwritten_when_it_is_dropped() {
        assert!(core::mem::needs_drop::<ShortDigits>() && core::mem::needs_drop::<Packed<32>>());
        let hash = Hex::of(&[0xAB; 16]);
        let (mut digits, mut bytes) = (ShortDigits::of(&hash), Packed::<32>::of(&hash));
        digits.overwrite();
        bytes.overwrite();
        assert_eq!((digits.digits, bytes.bytes), ([0; 64], [0; 32]));
    }

    #[test]
    fn only_lengths_are_shown() {
        let hash = Hex::of(&[0xAB; 16]);
        let shown = std::format!("{:?} {:?}", ShortDigits::of(&hash), Packed::<32>::of(&hash));
        assert_eq!(shown, "ShortDigits(32 digits) Packed(16 bytes)");
    }

    fn keeps(hash: &Hex, digits: &impl KeptDigits, bytes: &impl KeptHash) -> bool {
        digits.as_bytes() == hash.as_bytes() && bytes.hex() == *hash
    }

    #[test]
    fn what_is_kept_is_what_was_computed() {
        let bytes: [u8; 64] = core::array::from_fn(|index| u8::try_from(index * 37 % 256).unwrap());
        for length in [16, 32] {
            let hash = Hex::of(&bytes[..length]);
            assert!(keeps(&hash, &ShortDigits::of(&hash), &Packed::<32>::of(&hash)), "{length}");
        }
        for length in [16, 32, 64] {
            let hash = Hex::of(&bytes[..length]);
            assert!(keeps(&hash, &<Hex as KeptDigits>::of(&hash), &Packed::<64>::of(&hash)), "{length}");
        }
    }
}
