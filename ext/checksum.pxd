"""The checksum of what lies in the ring: zlib's, as Python's is."""

cdef extern from "zlib.h":
    unsigned long crc32(unsigned long check, const unsigned char* data, unsigned int length) noexcept nogil


cdef inline unsigned int checksum(const void* data, long long length, long long frame) noexcept nogil:
    """As engine.ring.ring.checksum."""
    return <unsigned int>crc32(<unsigned int>frame, <const unsigned char*>data, <unsigned int>length)
