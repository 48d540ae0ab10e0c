// The parser asserts what some texts break ("[*t]"), and refuses these texts all the same: neither
// stop at its assertions, as a debug build does, nor believe them, as an optimised one may.
#undef NDEBUG
#define TOML_ASSERT(expression) static_assert(true)
#define TOML_IMPLEMENTATION
#include "coppice/toml_file.hpp"

#include <fmt/format.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>

#include "base/error.hpp"

namespace coppice {

namespace {

constexpr std::size_t kMostBytes = std::size_t{1} << 20;

std::string read_text(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::string text;
  while (file && text.size() <= kMostBytes) {
    std::array<char, 8192> part;
    file.read(part.data(), part.size());
    text.append(part.data(), static_cast<std::size_t>(file.gcount()));
  }
  if (!file && !file.eof()) throw io_error("{}: cannot read: {}", path, std::strerror(errno));
  if (text.size() > kMostBytes) {
    throw usage_error("{}: larger than 1 MiB, so it is no configuration file", path);
  }
  return text;
}

std::string value_text(const toml::node& node, const std::string& where) {
  if (const auto* text = node.as_string()) return text->get();
  if (const auto* integer = node.as_integer()) return fmt::format("{}", integer->get());
  if (const auto* number = node.as_floating_point()) return fmt::format("{}", number->get());
  if (const auto* flag = node.as_boolean()) return flag->get() ? "true" : "false";
  throw usage_error("{}: a value is text in quotes, a number, true or false, or a list of those",
                    where);
}

}  // namespace

toml::table read_toml(const std::string& path) {
  try {
    return toml::parse(read_text(path));
  } catch (const toml::parse_error& error) {
    throw usage_error("{}:{}: not TOML: {}", path, error.source().begin.line, error.description());
  }
}

std::string toml_place(const std::string& path, const toml::key& key) {
  return fmt::format("{}:{}: ", path, key.source().begin.line);
}

std::vector<std::string> toml_texts(const toml::node& node, const std::string& where) {
  std::vector<std::string> texts;
  if (const toml::array* list = node.as_array()) {
    for (const toml::node& entry : *list) texts.push_back(value_text(entry, where));
  } else {
    texts.push_back(value_text(node, where));
  }
  return texts;
}

}  // namespace coppice
