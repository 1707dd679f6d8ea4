"""Elementary functions from arithmetic alone.

The C library picks its own sin, exp2 and log2 by processor, and they differ in the last bit; a journal must replay
to the same samples on every x86-64, so the kernels bring theirs. All are within 1e-15 of the true value (relative).
"""

from libc.math cimport floor, frexp, ldexp

cdef extern from *:
    """
    static const double EVERSET_QUARTER = 1.5707963267948966;  /* pi/2 */
    static const double EVERSET_LN2 = 0.6931471805599453;
    """
    const double QUARTER "EVERSET_QUARTER"
    const double LN2 "EVERSET_LN2"


cdef inline double _sine_series(double y) noexcept nogil:
    """sin y for |y| <= pi/4: Taylor to y^15, remainder below 5e-17."""
    cdef double z = y * y
    return y * (1.0 + z * (-1.0 / 6 + z * (1.0 / 120 + z * (-1.0 / 5040 + z * (1.0 / 362880 + z * (
        -1.0 / 39916800 + z * (1.0 / 6227020800.0 + z * (-1.0 / 1307674368000.0))))))))


cdef inline double _cosine_series(double y) noexcept nogil:
    """cos y for |y| <= pi/4: Taylor to y^16."""
    cdef double z = y * y
    return 1.0 + z * (-1.0 / 2 + z * (1.0 / 24 + z * (-1.0 / 720 + z * (1.0 / 40320 + z * (-1.0 / 3628800 + z * (
        1.0 / 479001600 + z * (-1.0 / 87178291200.0 + z * (1.0 / 20922789888000.0))))))))


cdef inline double quarter_sine(double x) noexcept nogil:
    """sin(x·pi/2) for x in 0..1: exactly 0 at 0 and exactly 1 at 1."""
    if x <= 0.5:
        return _sine_series(x * QUARTER)
    return _cosine_series((1.0 - x) * QUARTER)


cdef inline double quarter_tangent(double x) noexcept nogil:
    """tan(x·pi/2) for x in 0..1 (1 excluded)."""
    return quarter_sine(x) / quarter_sine(1.0 - x)


cdef inline double power_of_two(double x) noexcept nogil:
    """2^x: exactly 1 at 0."""
    cdef double whole = floor(x + 0.5)
    cdef double y = (x - whole) * LN2
    cdef double term = 1.0
    cdef int degree
    for degree in range(14, 0, -1):  # Taylor by Horner; |y| < 0.35, remainder below 1e-18
        term = 1.0 + term * y / degree
    return ldexp(term, <int>whole)


cdef inline double binary_logarithm(double x) noexcept nogil:
    """log2 x for x > 0."""
    cdef int exponent
    cdef double mantissa = frexp(x, &exponent)
    if mantissa < 0.7071067811865476:
        mantissa *= 2.0
        exponent -= 1
    cdef double s = (mantissa - 1.0) / (mantissa + 1.0)
    cdef double z = s * s
    cdef double total = 0.0
    cdef int odd
    for odd in range(23, 0, -2):  # 2·artanh(s), |s| < 0.172
        total = total * z + 1.0 / odd
    return exponent + 2.0 * s * total / LN2


cdef inline double amplitude(double decibels) noexcept nogil:
    """10^(decibels/20)."""
    return power_of_two(decibels * 0.16609640474436813)  # log2(10)/20
