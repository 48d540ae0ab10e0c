#include "coppice/console.hpp"

#include <fmt/format.h>

#include "coppice/process.hpp"

namespace coppice {

bool Console::stop_requested() {
  return interrupted();
}

std::unique_ptr<Console> make_console(const RunParams& params) {
  return params.log == LogStyle::json ? make_json_console(params.quiet)
                                      : make_text_console(params.quiet);
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
