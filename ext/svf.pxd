"""The state-variable filter that every EQ band and filter is made of, and how its coefficients glide.

Linear-trapezoidal SVF: Andrew Simper, "Solving the continuous SVF equations using trapezoidal integration and
equivalent currents" (Cytomic, 2013, SvfLinearTrapOptimised2); Vadim Zavalishin, "The Art of VA Filter Design", ch. 4.
One step of it is the Cayley transform of a passive circuit, a contraction of its two memories in the Euclidean norm
for any frequency and damping; a blend of contractions is one as well, so coefficients may move freely
from sample to sample without the filter ever blowing up. ext.cascade runs it.
"""

from libc.math cimport sqrt

from ext.curves cimport amplitude, power_of_two

cdef struct Coefficients:
    double a1, a2, a3  # the integrators' solution
    double m0, m1, m2  # output = m0·input + m1·band + m2·low

cdef struct Glide:
    Coefficients now   # at the control tick
    Coefficients step  # change per frame; all 0 where nothing moves
    bint moving


cdef inline void _solve(Coefficients* c, double g, double k) noexcept nogil:
    c.a1 = 1.0 / (1.0 + g * (g + k))
    c.a2 = g * c.a1
    c.a3 = g * c.a2


cdef inline void low_shelf(Coefficients* c, double g, double k, double decibels) noexcept nogil:
    """Shelf of ``decibels`` below the frequency of ``g`` = tan(pi·f/rate); at 0 dB exactly the input."""
    cdef double a = amplitude(decibels * 0.5)
    _solve(c, g / sqrt(a), k)
    c.m0 = 1.0
    c.m1 = k * (a - 1.0)
    c.m2 = a * a - 1.0


cdef inline void high_shelf(Coefficients* c, double g, double k, double decibels) noexcept nogil:
    """Shelf of ``decibels`` above the frequency of ``g``; at 0 dB exactly the input."""
    cdef double a = amplitude(decibels * 0.5)
    _solve(c, g * sqrt(a), k)
    c.m0 = a * a
    c.m1 = k * (1.0 - a) * a
    c.m2 = 1.0 - a * a


cdef inline void bell(Coefficients* c, double g, double k, double decibels) noexcept nogil:
    """Bell of ``decibels`` around the frequency of ``g``; at 0 dB exactly the input."""
    cdef double a = amplitude(decibels * 0.5)
    _solve(c, g, k / a)
    c.m0 = 1.0
    c.m1 = k / a * (a * a - 1.0)
    c.m2 = 0.0


cdef inline void high_pass(Coefficients* c, double g, double k) noexcept nogil:
    _solve(c, g, k)
    c.m0 = 1.0
    c.m1 = -k
    c.m2 = -1.0


cdef inline void low_pass(Coefficients* c, double g, double k) noexcept nogil:
    _solve(c, g, k)
    c.m0 = 0.0
    c.m1 = 0.0
    c.m2 = 1.0


cdef inline void glide_between(
    Glide* glide, const Coefficients* left, const Coefficients* right, double frames
) noexcept nogil:
    """From ``left`` to ``right`` over ``frames``; bit for bit still where they are equal."""
    glide.now = left[0]
    glide.step.a1 = (right.a1 - left.a1) / frames
    glide.step.a2 = (right.a2 - left.a2) / frames
    glide.step.a3 = (right.a3 - left.a3) / frames
    glide.step.m0 = (right.m0 - left.m0) / frames
    glide.step.m1 = (right.m1 - left.m1) / frames
    glide.step.m2 = (right.m2 - left.m2) / frames
