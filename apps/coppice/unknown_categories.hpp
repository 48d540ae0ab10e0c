#pragma once

#include <cstdint>
#include <string>

#include "base/observer.hpp"
#include "data/reader.hpp"

namespace coppice {

/// Warns, in one line, which columns of `path` had categories that training did not see, and in
/// what share of their `rows`: such cells go the way of missing values.
void warn_unknown_categories(const TableReader& reader, std::uint64_t rows, const std::string& path,
                             Observer& observer);

}  // namespace coppice
