#pragma once

#include <cstddef>
#include <cstdint>

namespace coppice {

struct OnesRead {
  const char* end = nullptr;  ///< the next token, or the blank or line feed before it
  std::size_t entries = 0;
};

/// Reads entries of a line of LibSVM text from p on, where one may begin, as long as they are of
/// few digits and the value 1, as files of categories have them. Their column numbers, each less
/// `base`, go to `columns`. The text has kPadding bytes after its end.
OnesRead read_ones(const char* p, std::uint32_t base, std::uint32_t* columns);

}  // namespace coppice
