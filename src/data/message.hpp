#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace coppice {

/// A text from a file, quoted, short and on one line: control characters as \x07, at most 40
/// bytes.
std::string shown(std::string_view text);

/// "a, b, c, ... (20 in all)": the first few of the names.
std::string shown_names(const std::vector<std::string>& names, std::size_t most = 8);

/// The message for a text in a column of numbers. `known`: the user or a model said it is one.
std::string not_a_number_message(const std::string& file, std::uint64_t line,
                                 const std::string& column, std::string_view text, bool known);
/// The message for a number beyond the largest double.
std::string overflow_message(const std::string& file, std::uint64_t line, const std::string& column,
                             std::string_view text);

}  // namespace coppice
