#include "coppice/paths.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "base/atomic_file.hpp"
#include "base/error.hpp"

namespace coppice {

namespace {

/// The same file, or the same name of a file that is yet to be.
bool same_path(const std::string& a, const std::string& b) {
  if (a == b || same_file(a, b)) return true;
  if (a.empty() || b.empty()) return false;
  namespace fs = std::filesystem;
  std::error_code ignored;
  const fs::path first = fs::weakly_canonical(fs::absolute(a, ignored), ignored);
  const fs::path second = fs::weakly_canonical(fs::absolute(b, ignored), ignored);
  return !first.empty() && first == second && !fs::exists(first, ignored);
}

}  // namespace

void check_paths(const std::vector<NamedPath>& inputs, const std::vector<NamedPath>& outputs) {
  for (std::size_t i = 0; i < outputs.size(); ++i) {
    const NamedPath& output = outputs[i];
    if (output.path.empty()) continue;
    for (const NamedPath& input : inputs) {
      if (output.path == "-" || !same_path(output.path, input.path)) continue;
      throw usage_error("{} '{}' is also {}; write to another file", output.role, output.path,
                        input.role);
    }
    for (std::size_t j = 0; j < i; ++j) {
      if (!same_path(output.path, outputs[j].path)) continue;
      throw usage_error("{} and {} both write '{}'; name two files", outputs[j].role, output.role,
                        output.path);
    }
  }
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      if (inputs[i].path != "-" || inputs[j].path != "-") continue;
      throw usage_error("{} and {} both read standard input; name a file for one", inputs[j].role,
                        inputs[i].role);
    }
  }
}

void make_folder(const std::string& path, const char* flag) {
  std::error_code failure;
  std::filesystem::create_directories(path, failure);
  if (!std::filesystem::is_directory(path)) {
    throw io_error("{}: {} cannot make this folder: {}", path, flag,
                   failure ? failure.message() : "it is a file");
  }
}

std::string file_name(const std::string& path) {
  return std::filesystem::path(path).filename().string();
}

std::vector<std::string> short_names(const std::vector<std::string>& paths) {
  std::vector<std::string> names;
  for (const std::string& path : paths) {
    const std::string stem = std::filesystem::path(path).stem().string();
    std::string name = stem;
    for (int number = 2; std::ranges::count(names, name) > 0; ++number) {
      name = fmt::format("{}_{}", stem, number);
    }
    names.push_back(name);
  }
  return names;
}

}  // namespace coppice
