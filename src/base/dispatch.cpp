#include "base/dispatch.hpp"

#include <algorithm>
#include <cstdlib>

#include "base/error.hpp"

namespace coppice {

namespace {

Simd widest_here() {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx512f")) return Simd::avx512;
  if (__builtin_cpu_supports("avx2")) return Simd::avx2;
#endif
  return Simd::portable;
}

Simd widest_wanted() {
  const char* text = std::getenv("COPPICE_SIMD");
  if (text == nullptr || *text == '\0') return Simd::avx512;
  for (const auto& [width, name] : EnumNames<Simd>::names) {
    if (std::string_view(text) == name) return width;
  }
  throw usage_error(
      "COPPICE_SIMD={}: it is portable, avx2 or avx512; unset it for the widest that the processor "
      "has",
      text);
}

}  // namespace

Simd simd_width() {
  static const Simd width = std::min(widest_here(), widest_wanted());
  return width;
}

}  // namespace coppice
