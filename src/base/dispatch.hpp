#pragma once

#include <array>
#include <utility>

#include "base/parameters.hpp"

// Loops compiled for several widths of SIMD, and one chosen when they run. A wider version must
// give the same bits as the plain one: lanes are rows, no sum of floating point is reordered, and
// (-ffp-contract=off) nothing is contracted.

namespace coppice {

/// Widths of SIMD, the narrower first. On other processors than x86-64 all is portable: their plain
/// build has their vectors.
enum class Simd { portable, avx2, avx512 };
template <>
struct EnumNames<Simd> {
  static constexpr std::array<std::pair<Simd, const char*>, 3> names{
      {{Simd::portable, "portable"}, {Simd::avx2, "avx2"}, {Simd::avx512, "avx512"}}};
};

/// The widest that this processor has, and not wider than the environment variable COPPICE_SIMD
/// says where it is set. Throws a usage error where that is not one of the names above.
Simd simd_width();

#if defined(__x86_64__)

namespace detail {
// flatten: all that the function calls is inlined, and so compiled for the width too.
template <auto function, class... Arguments>
__attribute__((target("avx2"), flatten)) auto call_for_avx2(Arguments&&... arguments) {
  return function(arguments...);
}
template <auto function, class... Arguments>
__attribute__((target("avx512f"), flatten)) auto call_for_avx512(Arguments&&... arguments) {
  return function(arguments...);
}
}  // namespace detail

/// function(arguments...), compiled for each width, at that of simd_width(). (A function that is a
/// template argument can be inlined, which a pointer to it cannot.)
template <auto function, class... Arguments>
auto at_width(Arguments&&... arguments) {
  switch (simd_width()) {
    case Simd::avx512:
      return detail::call_for_avx512<function>(arguments...);
    case Simd::avx2:
      return detail::call_for_avx2<function>(arguments...);
    case Simd::portable:
      break;
  }
  return function(arguments...);
}

#else

template <auto function, class... Arguments>
auto at_width(Arguments&&... arguments) {
  return function(arguments...);
}

#endif

}  // namespace coppice
