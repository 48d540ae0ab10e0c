#include "coppice/console.hpp"

#include <fmt/format.h>

#include "base/error.hpp"
#include "coppice/process.hpp"

namespace coppice {

namespace {

[[noreturn]] void refuse(std::string_view text) {
  throw input_error("{}; warnings are errors under --strict", text);
}

}  // namespace

void Console::warning(std::string_view text) {
  if (strict_) refuse(text);
  say_warning(text);
}

void Console::warning_table(std::string_view text, const TextTable& table) {
  if (!strict_) return say_warning_table(text, table);
  std::string line(text);
  for (std::size_t row = 1; row < table.size(); ++row) {
    line += fmt::format("{}{}", row > 1 ? "; " : " ", fmt::join(table[row], ", "));
  }
  refuse(line);
}

bool Console::stop_requested() {
  return interrupted();
}

std::unique_ptr<Console> make_console(const RunParams& params) {
  return params.log == LogStyle::json ? make_json_console(params) : make_text_console(params);
}

std::string one_line(std::string_view text) {
  std::string line;
  for (const char c : text) {
    const auto code = static_cast<unsigned char>(c);
    if (code < 0x20 || code == 0x7f) {
      line += fmt::format("\\x{:02x}", code);
    } else {
      line += c;
    }
  }
  return line;
}

}  // namespace coppice
