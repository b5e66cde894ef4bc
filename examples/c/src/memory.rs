//! The caller's memory. Only this file follows pointers; it checks each of them before.
//!
//! | argument | result |
//! |---|---|
//! | a null pointer with a length of zero | an empty text, an empty list, a buffer without space |
//! | any other null pointer | `CS_E_NULL` |
//! | a pointer that is not aligned for its type | `CS_E_ALIGN` |
//! | a length that reaches beyond the address space, or that is more than half of it | `CS_E_LENGTH` |
//! | a buffer or a state that shares bytes with an input | `CS_E_OVERLAP`: Rust forbids to write what is borrowed |
//! | a state that is all zeros, or of another type | `CS_E_STATE` |

use core::marker::PhantomData;
use core::mem::{MaybeUninit, offset_of, size_of};
use core::slice;

use countersign::{Encode, Fields};

use crate::error::{E_ALIGN, E_LENGTH, E_NULL, E_OVERLAP, E_STATE, E_UTF8, Error, Failure, OK};

/// `cs_text`.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct Text {
    pub at: *const u8,
    pub len: usize,
}

impl Text {
    pub const NONE: Self = Self { at: core::ptr::null(), len: 0 };

    #[must_use]
    pub const fn of(bytes: &[u8]) -> Self {
        Self { at: bytes.as_ptr(), len: bytes.len() }
    }
}

/// `cs_field`.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct Field {
    pub name: Text,
    pub value: Text,
}

/// `cs_request`.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct Request {
    pub method: Text,
    pub fields: *const Field,
    pub count: usize,
}

/// The addresses of some bytes.
#[derive(Clone, Copy)]
pub struct Span {
    start: usize,
    length: usize,
}

impl Span {
    /// Checks that a slice of Rust can have these bytes.
    fn new<T>(at: *const T, count: usize) -> Result<Self, Failure> {
        let (start, length) = (at.addr(), count.checked_mul(size_of::<T>()).ok_or_else(|| Failure::new(E_LENGTH))?);
        if length == 0 {
            return Ok(Self { start, length });
        }
        if at.is_null() {
            return Err(Failure::new(E_NULL));
        }
        if isize::try_from(length).is_err() || start.checked_add(length).is_none() {
            return Err(Failure::new(E_LENGTH));
        }
        if !at.is_aligned() {
            return Err(Failure::new(E_ALIGN));
        }
        Ok(Self { start, length })
    }

    fn apart_from(self, other: Self) -> Result<(), Failure> {
        let overlap = self.length > 0
            && other.length > 0
            && self.start < other.start.saturating_add(other.length)
            && other.start < self.start.saturating_add(self.length);
        if overlap { Err(Failure::new(E_OVERLAP)) } else { Ok(()) }
    }
}

impl From<&[u8]> for Span {
    fn from(bytes: &[u8]) -> Self {
        Self { start: bytes.as_ptr().addr(), length: bytes.len() }
    }
}

/// The right to follow the pointers that one call from C got. What it lends lives as long as the call.
pub struct Caller(());

/// Runs a call from C, and writes why it fails to `error`, which may be null.
///
/// # Safety
/// The caller keeps the promise of `countersign.h` for each pointer that `call` follows, and for `error`: one that is not null
/// points to as many bytes as its type or its length says, which can be read, written too if they are a buffer, a state or a
/// result, and which nobody else writes meanwhile.
pub unsafe fn called(error: *mut Error, call: impl FnOnce(&Caller) -> Result<i32, Failure>) -> i32 {
    let failure = call(&Caller(())).map_or_else(|failure| failure, Failure::new);
    if !error.is_null() && error.is_aligned() {
        let Failure { code, line, offset, needed, what } = failure;
        // SAFETY: it is neither null nor misaligned, and the caller promises that it can be written.
        unsafe { error.write(Error { code, line, offset, needed, what: Text::of(what.as_bytes()) }) };
    }
    failure.code
}

#[allow(clippy::mut_from_ref, reason = "what is lent is the memory of the caller")]
#[allow(clippy::unused_self, reason = "a `Caller` is the right to follow pointers")]
impl Caller {
    /// Lends a text.
    pub fn bytes(&self, text: Text) -> Result<&[u8], Failure> {
        self.array(text.at, text.len)
    }

    /// Lends a text that is UTF-8.
    pub fn utf8(&self, text: Text) -> Result<&str, Failure> {
        utf8(self.bytes(text)?)
    }

    /// Lends a text that the caller promises to keep, unchanged, as long as the state that holds it.
    pub fn kept_utf8(&self, text: Text) -> Result<&'static str, Failure> {
        Span::new(text.at, text.len)?;
        if text.len == 0 {
            return Ok("");
        }
        // SAFETY: the span is valid for a slice; the caller promises the rest.
        utf8(unsafe { slice::from_raw_parts(text.at, text.len) })
    }

    /// Lends an array.
    pub fn array<T: Plain>(&self, at: *const T, count: usize) -> Result<&[T], Failure> {
        Span::new(at, count)?;
        if count == 0 {
            return Ok(&[]);
        }
        // SAFETY: the span is valid for a slice, all bytes are a `T`, and the caller promises the rest.
        Ok(unsafe { slice::from_raw_parts(at, count) })
    }

    /// Copies a struct.
    pub fn read<T: Plain>(&self, at: *const T) -> Result<T, Failure> {
        match self.array(not_null(at)?, 1)? {
            [value] => Ok(*value),
            _ => Err(Failure::new(E_NULL)),
        }
    }

    /// Lends the fields of a message.
    pub fn fields(&self, at: *const Field, count: usize) -> Result<Lines<'_>, Failure> {
        let fields = self.array(at, count)?;
        for field in fields {
            self.bytes(field.name)?;
            self.bytes(field.value)?;
        }
        Ok(Lines { caller: self, fields })
    }

    /// Where a result goes.
    pub fn out<T>(&self, at: *mut T) -> Result<Out<'_, T>, Failure> {
        Span::new(not_null(at.cast_const())?, 1)?;
        Ok(Out { at, caller: PhantomData })
    }

    /// Where a state begins. It must not share bytes with what it will hold, or with what was lent before.
    pub fn state_out<T>(&self, at: *mut State<T>, inputs: &[Inputs<'_>]) -> Result<Out<'_, State<T>>, Failure> {
        let span = Span::new(not_null(at.cast_const())?, 1)?;
        inputs.iter().try_for_each(|input| input.apart_from(span))?;
        self.out(at)
    }

    /// Lends a buffer, which must not share bytes with what was lent before.
    pub fn buffer(&self, at: *mut u8, length: usize, inputs: &[Inputs<'_>]) -> Result<&mut [u8], Failure> {
        self.apart(at, length, inputs)?;
        if length == 0 {
            return Ok(&mut []);
        }
        // SAFETY: the span is valid for a slice and shares no byte with a slice that this call has; the caller promises the rest.
        Ok(unsafe { slice::from_raw_parts_mut(at, length) })
    }

    /// Checks that a buffer shares no bytes with these inputs.
    pub fn apart(&self, at: *mut u8, length: usize, inputs: &[Inputs<'_>]) -> Result<(), Failure> {
        let span = Span::new(at.cast_const(), length)?;
        inputs.iter().try_for_each(|input| input.apart_from(span))
    }

    /// Lends what a state holds.
    pub fn state<T: Kept>(&self, at: *const State<T>) -> Result<&T, Failure> {
        // SAFETY: nothing else that this call has is a reference to the state.
        unsafe { self.checked_state(at.cast_mut()) }.map(|state| &*state)
    }

    /// Lends what a state holds, to change it. The state must not share bytes with what was lent before.
    pub fn state_mut<T: Kept>(&self, at: *mut State<T>, inputs: &[Inputs<'_>]) -> Result<&mut T, Failure> {
        let span = Span::new(not_null(at.cast_const())?, 1)?;
        inputs.iter().try_for_each(|input| input.apart_from(span))?;
        // SAFETY: the state shares no byte with a slice that this call has.
        unsafe { self.checked_state(at) }
    }

    /// # Safety
    /// While the result lives, nothing else that this call has refers to the state.
    unsafe fn checked_state<T: Kept>(&self, at: *mut State<T>) -> Result<&mut T, Failure> {
        Span::new(not_null(at.cast_const())?, 1)?;
        // SAFETY: the pointer is neither null nor misaligned, a state begins with its tag, and the caller promises the rest.
        let tag = unsafe { at.cast::<u32>().read() };
        if tag != T::TAG {
            return Err(Failure::new(E_STATE));
        }
        // SAFETY: as above, and nothing else refers to the state.
        let state = unsafe { &mut *at };
        // SAFETY: only `begin` writes this tag, together with a value.
        Ok(unsafe { state.value.assume_init_mut() })
    }
}

fn not_null<T>(at: *const T) -> Result<*const T, Failure> {
    if at.is_null() { Err(Failure::new(E_NULL)) } else { Ok(at) }
}

fn utf8(bytes: &[u8]) -> Result<&str, Failure> {
    core::str::from_utf8(bytes).map_err(|error| Failure::at(E_UTF8, error.valid_up_to()))
}

/// A type of C structs that any bytes are a value of.
///
/// # Safety
/// All bytes are a value.
pub unsafe trait Plain: Copy {}

// SAFETY: numbers and pointers, which are not followed unchecked.
unsafe impl Plain for u8 {}
// SAFETY: the same.
unsafe impl Plain for Text {}
// SAFETY: the same.
unsafe impl Plain for Field {}
// SAFETY: the same.
unsafe impl Plain for Request {}

/// What the library borrows while it writes.
#[derive(Clone, Copy)]
pub enum Inputs<'a> {
    Bytes(&'a [u8]),
    Lines(Lines<'a>),
    /// A state.
    State(Span),
}

impl<'a> Inputs<'a> {
    /// The whole state that holds this: its tag too.
    pub fn state<T: Kept>(held: &'a T) -> Self {
        let start = core::ptr::from_ref(held).addr().saturating_sub(offset_of!(State<T>, value));
        Self::State(Span { start, length: size_of::<State<T>>() })
    }

    fn apart_from(&self, span: Span) -> Result<(), Failure> {
        match self {
            Self::Bytes(bytes) => span.apart_from((*bytes).into()),
            Self::State(state) => span.apart_from(*state),
            Self::Lines(Lines { caller, fields }) => {
                let array = Span { start: fields.as_ptr().addr(), length: size_of_val(*fields) };
                span.apart_from(array)?;
                for field in *fields {
                    span.apart_from(caller.bytes(field.name)?.into())?;
                    span.apart_from(caller.bytes(field.value)?.into())?;
                }
                Ok(())
            }
        }
    }
}

/// The fields of a message, whose pointers are checked.
#[derive(Clone, Copy)]
pub struct Lines<'a> {
    caller: &'a Caller,
    fields: &'a [Field],
}

impl<'a> Fields<'a> for Lines<'a> {
    fn values(self, name: &'static str) -> impl Iterator<Item = &'a [u8]> {
        let named = move |field: &&Field| {
            self.caller.bytes(field.name).is_ok_and(|other| other.eq_ignore_ascii_case(name.as_bytes()))
        };
        self.fields.iter().filter(named).filter_map(move |field| self.caller.bytes(field.value).ok())
    }
}

/// Where a result goes.
pub struct Out<'a, T> {
    at: *mut T,
    caller: PhantomData<&'a Caller>,
}

impl<T> Out<'_, T> {
    pub fn write(self, value: T) {
        // SAFETY: `Caller::out` checked the pointer; the caller promises that it can be written.
        unsafe { self.at.write(value) };
    }
}

/// A value that a state can hold.
pub trait Kept {
    /// Marks a state that holds it. No other type has this tag, and it is not zero.
    const TAG: u32;
}

/// The memory of a state. It is larger than this on the side of C, or as large.
#[repr(C)]
pub struct State<T> {
    tag: u32,
    value: MaybeUninit<T>,
}

impl<T: Kept> Out<'_, State<T>> {
    pub fn begin(self, value: T) {
        self.write(State { tag: T::TAG, value: MaybeUninit::new(value) });
    }
}

/// Texts with a NUL after each, one after the other in a buffer.
pub struct Texts<'a> {
    rest: &'a mut [u8],
}

impl<'a> Texts<'a> {
    pub fn new(buffer: &'a mut [u8]) -> Self {
        Self { rest: buffer }
    }

    /// Writes a text. It fails before it has written anything.
    pub fn write(&mut self, value: &(impl Encode + ?Sized)) -> Result<Text, Failure> {
        let length = value.encoded_len();
        self.fill(length, |space| value.encode_to_slice(space).map(<[u8]>::len).map_err(Failure::from))
    }

    pub fn copy(&mut self, bytes: &[u8]) -> Result<Text, Failure> {
        self.fill(bytes.len(), |space| {
            space.iter_mut().zip(bytes).for_each(|(into, byte)| *into = *byte);
            Ok(bytes.len())
        })
    }

    /// Takes `length` bytes and one for the NUL, and lets `fill` write so many or fewer of them.
    pub fn fill(
        &mut self,
        length: usize,
        fill: impl FnOnce(&mut [u8]) -> Result<usize, Failure>,
    ) -> Result<Text, Failure> {
        let with_nul = length.checked_add(1).filter(|length| *length <= self.rest.len());
        let with_nul = with_nul.ok_or_else(|| Failure::capacity(length))?;
        let (space, rest) = core::mem::take(&mut self.rest).split_at_mut_checked(with_nul).unwrap_or_default();
        let written = fill(space.get_mut(..length).unwrap_or_default())?;
        if let Some(end) = space.get_mut(written) {
            *end = 0;
        }
        self.rest = rest;
        Ok(Text { at: space.as_ptr(), len: written })
    }
}

/// The code of a call that wrote its result.
pub const WRITTEN: Result<i32, Failure> = Ok(OK);
