#pragma once

// The vector intrinsics of x86-64, where that is what is compiled for.

#if defined(__x86_64__)
// GCC 12 warns of the undefined vectors that its own header passes to unmasked intrinsics.
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic ignored "-Wuninitialized"
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#endif
#include <immintrin.h>
#endif
