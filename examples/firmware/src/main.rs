//! A gate on a microcontroller. On a Cortex-M, it reads a request from the host through semihosting, and prints the head of
//! the response; a real firmware has a socket there. `gate.rs` is the part to copy.

#![no_std]
#![no_main]

mod gate;

#[cfg(target_arch = "arm")]
mod board {
    use cortex_m_rt::entry;
    use cortex_m_semihosting::{debug, hio, nr, syscall};

    #[entry]
    fn main() -> ! {
        let mut block = [0; 1024];
        let read = read(&mut block);
        let answered = hio::hstdout().is_ok_and(|mut out| super::gate::answer(read, &mut out).is_ok());
        debug::exit(if answered { debug::EXIT_SUCCESS } else { debug::EXIT_FAILURE });
        loop {}
    }

    /// Reads what the host has in its standard input.
    fn read(block: &mut [u8]) -> &[u8] {
        let input = b"/dev/stdin\0";
        // SAFETY: the name ends with NUL, and its length does not count it.
        let file = unsafe { syscall!(OPEN, input.as_ptr(), nr::open::R, input.len() - 1) };
        let mut length = 0;
        while let Some(space) = block.get_mut(length..).filter(|space| !space.is_empty()) {
            // SAFETY: the host writes no more than the length of the slice.
            let left = unsafe { syscall!(READ, file, space.as_mut_ptr(), space.len()) };
            match space.len().checked_sub(left) {
                None | Some(0) => break,
                Some(read) => length += read,
            }
        }
        block.get(..length).unwrap_or_default()
    }
}

// Elsewhere there is no board: this links what the gate takes.
#[cfg(not(target_arch = "arm"))]
mod board {
    use core::fmt;
    use core::hint::black_box;

    struct Uart;

    impl fmt::Write for Uart {
        fn write_str(&mut self, text: &str) -> fmt::Result {
            black_box(text);
            Ok(())
        }
    }

    #[unsafe(no_mangle)]
    extern "C" fn entry() -> bool {
        super::gate::answer(black_box(b"GET / HTTP/1.1\r\n\r\n"), &mut Uart).is_ok()
    }
}

#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    loop {}
}
