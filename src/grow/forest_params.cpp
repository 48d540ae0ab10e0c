#include "grow/forest_params.hpp"

#include <algorithm>
#include <bit>
#include <charconv>
#include <cmath>

#include "base/error.hpp"

namespace coppice {

namespace {

/// A number of columns for a share below 1 or a whole number; 0 for anything else.
std::size_t number_of_columns(std::string_view text, std::size_t columns) {
  double value = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (failure != std::errc{} || end != text.data() + text.size() || !(value > 0)) return 0;
  const auto all = static_cast<double>(columns);
  if (value < 1)
    return std::max<std::size_t>(1, static_cast<std::size_t>(std::lround(value * all)));
  return value == std::floor(value) ? static_cast<std::size_t>(std::min(value, all)) : 0;
}

}  // namespace

std::size_t columns_per_node(std::string_view text, std::size_t columns) {
  if (columns == 0) return 0;
  const auto all = static_cast<double>(columns);
  if (text == "all") return columns;
  if (text == "log2")
    return std::max<std::size_t>(1, static_cast<std::size_t>(std::bit_width(columns - 1)));
  if (text == "sqrt") return std::max<std::size_t>(1, static_cast<std::size_t>(std::sqrt(all)));
  const std::size_t number = number_of_columns(text, columns);
  if (number > 0) return number;
  throw usage_error(
      "columns-per-node: '{}' is not log2, sqrt, all, a whole number from 1, or a share below 1",
      text.substr(0, 60));
}

}  // namespace coppice
