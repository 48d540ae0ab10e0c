#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace coppice {

/// 64-bit XXH3 of the bytes. Not cryptographic: it finds damage, not malice.
std::uint64_t hash_bytes(std::string_view bytes, std::uint64_t seed = 0);

/// 16 lower-case hexadecimal digits.
std::string hash_text(std::uint64_t hash);

}  // namespace coppice
