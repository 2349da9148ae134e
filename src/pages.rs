//! Huge pages for large buffers: half of a linear pass over a fresh buffer is otherwise spent on the system's page faults.
#![allow(unsafe_code)] // one system call

/// Buffers from this many bytes on are worth it: several huge pages.
const LARGE: usize = 8 << 20;

/// Asks the system to back a buffer that was not touched yet with huge pages. A wish: where it is not granted, or the system
/// knows none, nothing changes but the speed.
pub fn prefer_huge<T>(buffer: &mut [T]) {
    let bytes = size_of_val(buffer);
    #[cfg(target_os = "linux")]
    if bytes >= LARGE {
        // SAFETY: sysconf reads a constant of the system.
        let page = unsafe { libc::sysconf(libc::_SC_PAGESIZE) };
        let page = usize::try_from(page).unwrap_or(1 << 12).max(1);
        let skipped = (buffer.as_ptr() as usize).wrapping_neg() % page;
        let start = buffer.as_mut_ptr().cast::<u8>().wrapping_add(skipped);
        // SAFETY: the range begins on a page's border and lies within the buffer, which is borrowed here alone; the advice changes
        // no content of it.
        unsafe { libc::madvise(start.cast(), (bytes - skipped) / page * page, libc::MADV_HUGEPAGE) };
    }
    #[cfg(not(target_os = "linux"))]
    let _ = bytes >= LARGE;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_stays() {
        for n in [0, 5, LARGE / 4 + 3] {
            let mut buffer = vec![0u32; n];
            prefer_huge(&mut buffer);
            assert!(buffer.iter().all(|&v| v == 0));
            buffer.iter_mut().zip(0..).for_each(|(v, i)| *v = i);
            prefer_huge(&mut buffer);
            assert!(buffer.iter().zip(0..).all(|(&v, i)| v == i));
        }
    }
}
