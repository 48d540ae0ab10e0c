// Any text as a number: the same bits as strtod, on the quick way and on the careful one.

#include <cmath>
#include <cstring>
#include <string>

#include "data/numbers.hpp"
#include "data/scan.hpp"
#include "memory_file.hpp"

using namespace coppice;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  if (text.find('\0') != std::string::npos) return 0;
  double value = 0;
  const NumberClass what = read_number(text, value);
  if (what == NumberClass::number) {
    char* end = nullptr;
    const double expected = std::strtod(text.c_str(), &end);
    must(end == text.c_str() + text.size());
    must(std::isnan(value) ? std::isnan(expected)
                           : std::memcmp(&value, &expected, sizeof value) == 0);
  }
  (void)is_number_with_comma(text);
  const std::string canonical = canonical_category(text);
  must(canonical_category(canonical) == canonical);

  std::string line = text.substr(0, text.find('\n')) + '\n';
  const char* const last = line.data() + line.size();
  line.append(kPadding, '\0');
  double quick = 0;
  const char* const first = line.data();
  const char* const end = parse_decimal(first, first + (last - line.data()), quick);
  if (end != nullptr) {
    double careful = 0;
    must(read_number({first, static_cast<std::size_t>(end - first)}, careful) ==
         NumberClass::number);
    must(std::memcmp(&quick, &careful, sizeof quick) == 0);
  }
  return 0;
}
