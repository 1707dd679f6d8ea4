"""The reader's side of the ring, without the GIL: whole blocks, each looked at and copied once."""

from libc.string cimport memcpy

from ext.blocks cimport Record
from ext.checksum cimport checksum
from ext.timeline cimport acquire


def read_blocks(
    const unsigned char[::1] memory, float[:, :, ::1] out, *, long long records, long long samples, long long start,
    long long block_frames, long long block_count, long long frame,
):
    cdef long long whole, turn = (frame - start) // block_frames
    cdef const unsigned char* ring = &memory[0]
    cdef long long count = out.shape[0], place
    cdef const float* source
    with nogil:
        for whole in range(count):
            place = (turn + whole) % block_count
            source = <const float*>(ring + samples) + place * block_frames * 2
            if not _copied(<Record*>(ring + records) + place, source, &out[whole, 0, 0], block_frames * 8, frame):
                count = whole
                break
            frame += block_frames
    return count


cdef bint _copied(
    Record* record, const float* source, float* out, long long length, long long frame
) noexcept nogil:
    """Whether the block at ``frame`` was as written: named so before and after the copy, which the checksum
    fits."""
    cdef unsigned int check = record.check
    if acquire(&record.frame) != frame:
        return False
    memcpy(out, source, length)
    if acquire(&record.frame) != frame or record.check != check:
        return False
    return check == checksum(out, length, frame)
