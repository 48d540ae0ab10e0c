#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace coppice {

/// Bytes of the well-formed UTF-8 character (RFC 3629: no surrogates, no overlong forms, at most
/// U+10FFFF) at the start of `text`; 0 where there is none.
std::size_t utf8_length(std::string_view text);

/// A user's text on one line: control characters and bytes that are not UTF-8 as \n, \t, \xNN, a
/// backslash doubled; after `most` bytes cut off, with "...".
std::string printable(std::string_view text, std::size_t most = std::string_view::npos);

}  // namespace coppice
