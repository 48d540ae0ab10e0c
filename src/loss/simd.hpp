#pragma once

#include "base/dispatch.hpp"

// Loops compiled twice, for the plain machine and for AVX2, and the version chosen when they
// run. Wider vectors change the speed only: lanes are rows, no sum is reordered and nothing is
// contracted, so both versions give the same bits (tests/loss/simd_test.cpp).

namespace coppice {

#if defined(__x86_64__) && (defined(__GNUC__) || defined(__clang__))

namespace detail {
// flatten: all that the kernel calls is inlined, and so compiled for AVX2 too.
template <class Kernel>
__attribute__((target("avx2"), flatten)) void run_for_avx2(const Kernel& kernel) {
  kernel();
}
}  // namespace detail

/// Calls kernel(), in the widest version that simd_width() allows.
template <class Kernel>
void run_vectorised(const Kernel& kernel) {
  if (simd_width() >= Simd::avx2) {
    detail::run_for_avx2(kernel);
  } else {
    kernel();
  }
}

#else

/// Calls kernel(): the plain build has the vectors of this architecture (Arm64: NEON).
template <class Kernel>
void run_vectorised(const Kernel& kernel) {
  kernel();
}

#endif

}  // namespace coppice
